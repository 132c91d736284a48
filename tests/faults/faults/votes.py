"""Faults of the quorum, of who votes, and of who pays for lies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import NOBODY, Job, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, Confirm
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules import challenge, confirmation, proof
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.verifiers import Verifiers
from tests.faults.faults.fault import CHALLENGE, CONFIRMATION, COURSE, FIND, PROOF, After, Fault, fault

sound_accuse = challenge.accuse
sound_confirm = confirmation.confirm
sound_lied = proof.lied


def half_is_enough(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * weight(job, nodes) >= weight(job, monitors(job))


def most_of_those_heard(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * weight(job, nodes) > weight(job, job.confirmed)


def heads_are_counted(job: Job, nodes: Iterable[NodeId]) -> bool:
    return 2 * len(list(nodes)) > len(monitors(job))


def outsiders_count(job: Job, nodes: Iterable[NodeId]) -> bool:
    saying = list(nodes)
    inside = [node for node in saying if node in job.group]
    return 2 * (weight(job, inside) + len(saying) - len(inside)) > weight(job, monitors(job))


def anyone_monitors(job: Job, node: NodeId) -> bool:
    return node in job.snapshot and node != job.executor


def executor_monitors(job: Job, node: NodeId) -> bool:
    return node in job.group


def votes_decide(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Confirm) -> After:
    """An answer that fails is the monitor's lie, and no proof against the executor."""
    after = sound_confirm(params, verifiers, state, sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], proven=state.jobs[body.job].proven))


def last_proof_counts(job: Job, outcome: Outcome) -> Job:
    return evolve(job, proven=outcome)


def liars_prove(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Accuse) -> After:
    job = state.jobs.get(body.job)
    if job is None:
        return sound_accuse(params, verifiers, state, sender, body)
    after = sound_accuse(params, verifiers, state.with_job(body.job, evolve(job, liars=NOBODY)), sender, body)
    if isinstance(after, Rejection):
        return after
    found = after.jobs[body.job]
    return after.with_job(body.job, evolve(found, liars=found.liars | job.liars))


def liars_stay_confirmed(params: Parameters, state: State, name: JobId, job: Job, node: NodeId) -> State:
    after = sound_lied(params, state, name, job, node)
    return after.with_job(name, evolve(after.jobs[name], confirmed=job.confirmed))


def no_penalty(credit: int, penalty: int) -> int:
    del penalty
    return credit


FAULTS: Final = (
    fault(
        "a tie pays the executor",
        "half of the votes is enough",
        COURSE,
        "is_quorum",
        half_is_enough,
        "end",
        "done_needs_a_quorum in end",
    ),
    fault(
        "quorum of those who answered",
        "the denominator is those who answered",
        COURSE,
        "is_quorum",
        most_of_those_heard,
        "end",
        "done_needs_a_quorum in end",
    ),
    fault(
        "heads for J",
        "votes count alike",
        COURSE,
        "is_quorum",
        heads_are_counted,
        "end",
        "done_needs_a_quorum in end",
    ),
    Fault(
        name="votes of outsiders",
        was="anyone may vote; the numerator includes outsiders",
        patches=((FIND, "is_monitor", anyone_monitors), (COURSE, "is_quorum", outsiders_count)),
        caught_by=("end", "only_monitors_are_heard in end"),
    ),
    fault(
        "executor confirms itself",
        "anyone may vote",
        FIND,
        "is_monitor",
        executor_monitors,
        "end",
        "only_monitors_are_heard in end",
    ),
    fault("votes decide", "a majority convicts", CONFIRMATION, "confirm", votes_decide, "end"),
    fault("the last write wins", "a second verdict replaces the first", CHALLENGE, "proved", last_proof_counts, "end"),
    fault("liars prove", "liars are heard again", CHALLENGE, "accuse", liars_prove, "end"),
    fault("liars stay confirmed", "liars are heard again", CHALLENGE, "lied", liars_stay_confirmed, "end"),
    fault("lies keep credit", "liars keep their credit", PROOF, "after_lie", no_penalty, "end"),
)
