"""Jobs of a height: stage, group, and what each member has done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, Amount, Count, Digest, Height, JobId, NodeId, ServiceId
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.settlement import liars
from leo_ref.view.forms import Octets

TASK_COURSE: Final = (
    *(Stage.POSTED, Stage.APPLY, Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.CONFIRM, Stage.SETTLED),
)
JOIN_COURSE: Final = (Stage.POSTED, Stage.APPLY, Stage.ENROL, Stage.CONFIRM, Stage.SETTLED)
"""The stages of a job, in their order."""

SETTLED_MOST: Final = 20
"""Jobs that were settled before and are still shown."""


@frozen(kw_only=True)
class MemberRow:
    """A member of a job's group."""

    node: NodeId
    j: Count
    beta: Octets
    executor: bool
    did: tuple[str, ...]
    """What it has done in the job."""


@frozen(kw_only=True)
class JobView:
    """A job at a height. What a settled job was paid, the money of the height says."""

    job: JobId
    task: bool
    """Else it is a join."""
    stage: Stage
    stage_before: Stage | None
    course: tuple[Stage, ...]
    outcome: Outcome | None
    posted: Height
    deadline: Height
    """The height with whose tick the window closes; 0 once it is settled."""
    round: Count
    rounds: Count
    tau: Count
    payment: Amount
    deposit: Amount
    escrow: Amount
    owner: AccountId
    """The task's, or the candidate."""
    service: ServiceId | None
    service_owner: AccountId | None
    executor: NodeId | None
    votes: Count
    """J of all who watch."""
    quorum: Count
    """The least J that is a quorum of them."""
    approved: Count
    """J of those who approved."""
    confirmed: Count
    """J of those who confirmed."""
    keys: tuple[Part, ...]
    """Those that were released."""
    shown: bool
    requested: Digest | None
    """The digest of the sealed result."""
    given: bool
    """Whether the result is on the ledger."""
    members: tuple[MemberRow, ...]


def jobs(params: Parameters, before: State, eve: State, after: State) -> tuple[JobView, ...]:
    """The open jobs, those that ended with this block, and some that ended before; newest first."""
    open_or_new = [name for name, job in after.jobs.items() if job.open or job is not before.jobs.get(name)]
    others = [name for name in after.jobs if name not in {*open_or_new}]
    others = sorted(others, reverse=True)[:SETTLED_MOST]
    shown = [_job(params, name, before.jobs.get(name), eve.jobs.get(name), after.jobs[name]) for name in open_or_new]
    shown.sort(key=lambda each: (-each.posted, each.job))
    return (*shown, *(_job(params, name, before.jobs.get(name), None, after.jobs[name]) for name in others))


def _job(params: Parameters, name: JobId, before: Job | None, eve: Job | None, after: Job) -> JobView:
    """A job; one that ended with this block still has what was in it at the tick."""
    known = after if after.open or eve is None else eve
    terms, is_task = after.terms, isinstance(after.terms, Task)
    votes = weight(known, monitors(known))
    return JobView(
        job=name,
        task=is_task,
        stage=after.stage,
        stage_before=None if before is None else before.stage,
        course=TASK_COURSE if is_task else JOIN_COURSE,
        outcome=after.outcome,
        posted=known.posted,
        deadline=after.deadline,
        round=after.round,
        rounds=params.rounds,
        tau=terms.tau,
        payment=terms.payment if isinstance(terms, Task) else 0,
        deposit=terms.deposit,
        escrow=after.escrow,
        owner=terms.owner if isinstance(terms, Task) else AccountId(terms.candidate),
        service=terms.service if isinstance(terms, Task) else None,
        service_owner=terms.service_owner if isinstance(terms, Task) else None,
        executor=after.executor,
        votes=votes,
        quorum=votes // 2 + 1,
        approved=weight(known, known.approved),
        confirmed=weight(known, known.confirmed),
        keys=tuple(part for part in Part if part in known.keys),
        shown=known.shown is not None,
        requested=known.requested,
        given=known.given,
        members=tuple(_member(known, node) for node in _order(known)),
    )


def _order(job: Job) -> list[NodeId]:
    """The group in the order of §7."""
    return sorted(job.group, key=lambda node: (-job.group[node].j, job.group[node].beta, node))


def _member(job: Job, node: NodeId) -> MemberRow:
    place = job.group[node]
    return MemberRow(node=node, j=place.j, beta=place.beta, executor=node == job.executor, did=tuple(_did(job, node)))


def _did(job: Job, node: NodeId) -> Iterator[str]:
    """What the ledger has of a member."""
    if node == job.executor:
        if job.shown is not None:
            yield "showed its machine"
        if job.requested is not None:
            yield "requested payment"
        if job.given:
            yield "gave the result on the ledger"
    if node in job.approved:
        yield "approved"
    if node in job.challenged:
        done = "was answered" if node in job.answered else f"due at {job.challenged[node]}"
        yield f"asked on the ledger, {done}"
    if node in job.credentials:
        yield "challenged the candidate, " + ("was answered" if node in job.answers else "not answered")
    if node in job.asked:
        yield f"asked for the result, due at {job.asked[node]}"
    if node in job.confirmed:
        yield "confirmed"
    if node in job.provers:
        yield "proved a fault"
    if node in liars(job):
        yield "lied"
