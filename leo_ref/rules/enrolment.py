"""A candidate challenged, and the outcome of its join (§5). Specification: ``Enrolment.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Join, Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import HOLDING
from leo_ref.core.state.transaction import AnswerCredential, ChallengeCandidate, ConfirmCandidate
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules.committee import is_quorum, monitors
from leo_ref.rules.find import as_candidate, as_monitor, join_in
from leo_ref.rules.proof import lied, proved
from leo_ref.rules.verifiers import Verifiers


def last_to_challenge(params: Parameters, job: Job) -> int:
    """The height of the last block in which attestors challenge."""
    return job.deadline - params.answer_window


def challenge_candidate(
    params: Parameters, state: State, sender: AccountId, body: ChallengeCandidate
) -> State | Rejection:
    """Put a credential on the ledger. What is wrong with it shows when it is made again."""
    name = NodeId(sender)
    job = join_in(state, body.job, Stage.ENROL)
    if isinstance(job, Rejection):
        return job
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.credentials:
        return reject(Code.ALREADY_CHALLENGED, node=name)
    last = last_to_challenge(params, job)
    if state.height >= last:
        return reject(Code.CHALLENGES_OVER, last=str(last))
    return state.with_job(body.job, evolve(job, credentials=job.credentials.set(name, body.credential)))


def answer_credential(state: State, sender: AccountId, body: AnswerCredential) -> State | Rejection:
    """Answer an attestor's credential, once; whether rightly, nobody but the attestor knows yet."""
    job = join_in(state, body.job, Stage.ENROL)
    if isinstance(job, Rejection):
        return job
    stranger = as_candidate(job, sender)
    if stranger is not None:
        return stranger
    if body.attestor not in job.credentials or body.attestor in job.answers:
        return reject(Code.NOT_CHALLENGED, monitor=body.attestor)
    return state.with_job(body.job, evolve(job, answers=job.answers.set(body.attestor, body.answer)))


def confirm_candidate(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: ConfirmCandidate
) -> State | Rejection:
    """Tell what the credential was made of: a vote for the candidate, or a proof against it.

    Where the credential is made otherwise it is a lie, whatever was answered.
    """
    name = NodeId(sender)
    job = join_in(state, body.job, Stage.CONFIRM)
    if isinstance(job, Rejection):
        return job
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name not in job.credentials:
        return reject(Code.NO_CREDENTIAL, node=name)
    if name in job.confirmed or name in job.provers:
        return reject(Code.ALREADY_CONFIRMED, node=name)
    if name in job.liars:
        return reject(Code.HAS_LIED, node=name)
    right = verifiers.right_answer(state, body.job, name, body.opening)
    if isinstance(right, Rejection):
        return lied(params, state, body.job, job, name)
    if job.answers.get(name) == right:
        return state.with_job(body.job, evolve(job, confirmed=job.confirmed | {name}))
    shown = evolve(job, provers=job.provers | {name})
    return state.with_job(body.job, proved(shown, Outcome.REFUSED))


def join_ends_as(height: int, job: Job) -> Outcome | None:
    """The outcome with which the tick of the block at ``height`` ends the join; None where it goes on.

    That another node holds the endorsement key is not asked here: see :func:`held_by_others`.
    """
    over = height >= job.deadline
    match job.stage:
        case Stage.ENROL:
            return Outcome.REFUSED if over and job.shown is None else None
        case Stage.CONFIRM:
            if job.proven is not None:
                return job.proven
            if not over:
                return None
            return Outcome.ADMITTED if is_quorum(job, job.confirmed) else Outcome.UNDECIDED
        case _:
            return None


def join_goes_on(params: Parameters, height: int, job: Job) -> Job:
    """A join that does not end at this tick: its attestors confirm once its window for answers is over."""
    if job.stage is Stage.ENROL and height >= job.deadline:
        return evolve(job, stage=Stage.CONFIRM, deadline=height + params.confirm_window)
    return job


def held_by_others(state: State, height: int) -> frozenset[JobId]:
    """The joins that would be admitted at this tick, had not another node their candidate's endorsement key.

    They are duplicates. Of several candidates with one key the one with the lowest id has it.
    """
    taken = {node.endorsement for node in state.nodes.values() if node.status in HOLDING}
    admitted: dict[NodeId, JobId] = {}
    for name, job in state.jobs.items():
        if isinstance(job.terms, Join) and join_ends_as(height, job) is Outcome.ADMITTED:
            admitted[job.terms.candidate] = name
    kept_out: set[JobId] = set()
    for candidate in sorted(admitted):
        key = state.nodes[candidate].endorsement
        if key in taken:
            kept_out.add(admitted[candidate])
        taken.add(key)
    return frozenset(kept_out)


def silent(job: Job) -> list[NodeId]:
    """The attestors that said nothing in the stage that is over; where a proof ended it nobody had to have spoken."""
    if job.proven is not None:
        return []
    heard = frozenset(job.credentials) if job.stage is Stage.ENROL else job.confirmed.union(job.liars)
    return [node for node in monitors(job) if node not in heard]
