"""Attestors' verdicts on a candidate, and the outcome they add up to (§5). Specification: ``Vouching.tla``."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.attestation import conclusion
from leo_ref.rules.committee import is_quorum, monitors
from leo_ref.rules.credit import after_lie
from leo_ref.rules.find import as_monitor, join_in
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Conclusion
from leo_ref.state.job import Heard, Job, Outcome, Stage, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Vouch
from leo_ref.values import AccountId, NodeId

SHOWS: Final[Map[Verdict, Conclusion]] = Map(
    {Verdict.PASS: Conclusion.PASS, Verdict.FAIL: Conclusion.FAIL, Verdict.SILENT: Conclusion.NONE}
)
"""What the evidence under each verdict must show."""

PIECES_MOST: Final = 1
"""A candidate is looked at once."""


def vouch(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Vouch) -> State | Rejection:
    """Record a verdict; one that its own evidence contradicts is recorded as a lie and costs credit at once."""
    name = NodeId(sender)
    job = join_in(state, body.job, Stage.CONFIRM)
    if isinstance(job, Rejection):
        return job
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.verdicts:
        return reject(Code.ALREADY_CONFIRMED, node=name)
    if body.verdict is Verdict.SILENT and body.evidence:
        return reject(Code.EVIDENCE_WITH_SILENCE)
    if len(body.evidence) > PIECES_MOST:
        return reject(Code.TOO_MUCH_EVIDENCE, pieces=len(body.evidence), most=PIECES_MOST)
    shown = conclusion(verifiers, state, body.job, job, name, body.evidence)
    if shown is SHOWS[body.verdict]:
        heard = Heard(body.verdict.value)
        return state.with_job(body.job, evolve(job, verdicts=job.verdicts.set(name, heard)))
    node = state.nodes[name]
    poorer = evolve(node, credit=after_lie(node.credit, params.monitor_penalty))
    lied = evolve(job, verdicts=job.verdicts.set(name, Heard.LIE))
    return evolve(state, nodes=state.nodes.set(name, poorer)).with_job(body.job, lied)


def saying(job: Job, heard: Heard) -> list[NodeId]:
    """The attestors that were recorded with this."""
    return [node for node, said in job.verdicts.items() if said is heard]


def honest(job: Job) -> list[NodeId]:
    """The attestors that vouched and did not lie."""
    return [node for node, said in job.verdicts.items() if said is not Heard.LIE]


def unheard(job: Job) -> list[NodeId]:
    """The attestors without any recorded verdict."""
    return [node for node in monitors(job) if node not in job.verdicts]


def join_outcome(job: Job) -> Outcome:
    """The outcome of a join when its confirm window closes: the first rule that holds."""
    if saying(job, Heard.FAIL):
        return Outcome.REFUSED
    if is_quorum(job, saying(job, Heard.PASS)):
        return Outcome.ADMITTED
    if is_quorum(job, saying(job, Heard.SILENT)):
        return Outcome.REFUSED
    return Outcome.UNDECIDED
