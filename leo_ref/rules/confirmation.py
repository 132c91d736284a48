"""Verdicts and the outcome they add up to (§11). Specification: ``Confirmation.tla``."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.attestation import conclusion
from leo_ref.rules.committee import is_monitor, is_quorum, monitors
from leo_ref.rules.credit import after_lie
from leo_ref.rules.find import job_in
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Conclusion, Phase
from leo_ref.state.job import Heard, Job, Outcome, Part, Stage, Task, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Confirm
from leo_ref.values import AccountId, NodeId

SHOWS: Final[Map[Verdict, Conclusion]] = Map(
    {
        Verdict.PASS: Conclusion.PASS,
        Verdict.FAIL: Conclusion.FAIL,
        Verdict.BAD_TASK_KEY: Conclusion.BAD_TASK_KEY,
        Verdict.BAD_SERVICE_KEY: Conclusion.BAD_SERVICE_KEY,
        Verdict.SILENT: Conclusion.NONE,
    }
)
"""What the evidence under each verdict must show."""


def verdict_is_possible(job: Job, verdict: Verdict) -> bool:
    """PASS needs a payment request, BAD_* both keys; a join knows neither keys nor requests."""
    if verdict is Verdict.PASS:
        return not isinstance(job.terms, Task) or job.requested is not None
    if verdict in (Verdict.BAD_TASK_KEY, Verdict.BAD_SERVICE_KEY):
        return len(job.keys) == len(Part)
    return True


def confirm(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Confirm
) -> State | Rejection:
    """Record a verdict; one that its own evidence contradicts is recorded as a lie and costs credit at once."""
    name = NodeId(sender)
    job = job_in(state, body.job, Stage.CONFIRM)
    if isinstance(job, Rejection):
        return job
    if not is_monitor(job, name):
        return reject(Code.NOT_A_MONITOR, node=name)
    if name in job.verdicts:
        return reject(Code.ALREADY_CONFIRMED, node=name)
    if not verdict_is_possible(job, body.verdict):
        return reject(Code.VERDICT_NOT_POSSIBLE, verdict=body.verdict.value)
    if body.verdict is Verdict.SILENT and body.evidence:
        return reject(Code.EVIDENCE_WITH_SILENCE)
    if len(body.evidence) > len(Phase):
        return reject(Code.TOO_MUCH_EVIDENCE, pieces=len(body.evidence), most=len(Phase))
    shown = conclusion(verifiers, state, body.job, job, name, body.evidence)
    if shown is SHOWS[body.verdict]:
        heard = Heard(body.verdict.value)
        return state.with_job(body.job, evolve(job, verdicts=job.verdicts.set(name, heard)))
    node = state.nodes[name]
    poorer = evolve(node, credit=after_lie(node.credit, params.monitor_penalty))
    lied = evolve(job, verdicts=job.verdicts.set(name, Heard.LIE))
    return evolve(state, nodes=state.nodes.set(name, poorer)).with_job(body.job, lied)


def saying(job: Job, heard: Heard) -> list[NodeId]:
    """The monitors that were recorded with this."""
    return [node for node, said in job.verdicts.items() if said is heard]


def honest(job: Job) -> list[NodeId]:
    """The monitors that confirmed and did not lie."""
    return [node for node, said in job.verdicts.items() if said is not Heard.LIE]


def absent(job: Job) -> list[NodeId]:
    """The monitors without any recorded verdict."""
    return [node for node in monitors(job) if node not in job.verdicts]


def task_outcome(job: Job) -> Outcome:
    """The outcome of a task when its confirm window closes: the first rule that holds."""
    if saying(job, Heard.FAIL):
        return Outcome.EXECUTOR_FAULT
    if saying(job, Heard.BAD_TASK_KEY):
        return Outcome.OWNER_FAULT
    if saying(job, Heard.BAD_SERVICE_KEY):
        return Outcome.SERVICE_FAULT
    if is_quorum(job, saying(job, Heard.PASS)):
        return Outcome.DONE
    if is_quorum(job, saying(job, Heard.SILENT)):
        return Outcome.EXECUTOR_FAULT
    return Outcome.UNDECIDED


def join_outcome(job: Job) -> Outcome:
    """The outcome of a join when its confirm window closes: the first rule that holds (§5)."""
    if saying(job, Heard.FAIL):
        return Outcome.REFUSED
    if is_quorum(job, saying(job, Heard.PASS)):
        return Outcome.ADMITTED
    if is_quorum(job, saying(job, Heard.SILENT)):
        return Outcome.REFUSED
    return Outcome.UNDECIDED


def missing_key_outcome(job: Job) -> Outcome:
    """Whose fault it is that the keys window passed; both missing is the task owner's."""
    return Outcome.SERVICE_FAULT if Part.TASK in job.keys else Outcome.OWNER_FAULT
