"""The sealed result: payment requested for it, asked for, given (§10, §11). Specification: ``Result.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import AskResult, GiveResult, RequestPayment
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.challenge import open_challenges, watched_until
from leo_ref.rules.find import as_executor, as_monitor, task_in
from leo_ref.rules.question import fails, no_answer
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest


def request_payment(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: RequestPayment
) -> State | Rejection:
    """The job ran and was watched, and the machine is clean again: evidence of `after` with the result in its log."""
    found = task_in(state, body.job, Stage.RUN)
    if isinstance(found, Rejection):
        return found
    job, task = found
    stranger = as_executor(job, sender)
    if stranger is not None:
        return stranger
    if job.requested is not None:
        return reject(Code.ALREADY_REQUESTED)
    last = watched_until(params, job, task)
    if state.height < last:
        return reject(Code.WATCH_NOT_OVER, last=str(last))
    waiting = next(iter(open_challenges(job)), None)
    if waiting is not None:
        return reject(Code.CHALLENGE_OPEN, monitor=waiting)
    requested = evolve(job, requested=body.result)
    refusal = no_answer(verifiers, state, body.job, Phase.AFTER, None, body.evidence)
    if refusal is None:
        refusal = fails(verifiers, state, body.job, requested, body.evidence)
    return refusal or state.with_job(body.job, requested)


def last_to_ask(params: Parameters, job: Job) -> int:
    """The height of the last block in which a monitor may ask for the result."""
    return job.deadline - 2 * params.answer_window


def ask_result(params: Parameters, state: State, sender: AccountId, body: AskResult) -> State | Rejection:
    """A monitor does not hold the result; it is due ``answer_window`` blocks later."""
    found = task_in(state, body.job, Stage.CONFIRM)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    name = NodeId(sender)
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.asked:
        return reject(Code.ALREADY_ASKED, node=name)
    if name in job.confirmed:
        return reject(Code.ALREADY_CONFIRMED, node=name)
    if job.given:
        return reject(Code.RESULT_GIVEN)
    last = last_to_ask(params, job)
    if state.height >= last:
        return reject(Code.ASK_OVER, last=str(last))
    due = state.height + 1 + params.answer_window
    return state.with_job(body.job, evolve(job, asked=job.asked.set(name, due)))


def give_result(state: State, sender: AccountId, body: GiveResult) -> State | Rejection:
    """Put the sealed result on the ledger, once for everybody; the state keeps nothing of it."""
    found = task_in(state, body.job, Stage.CONFIRM)
    if isinstance(found, Rejection):
        return found
    job, task = found
    stranger = as_executor(job, sender)
    if stranger is not None:
        return stranger
    if not job.asked:
        return reject(Code.RESULT_NOT_ASKED)
    if job.given:
        return reject(Code.RESULT_GIVEN)
    if len(body.result) > task.result_limit:
        return reject(Code.RESULT_TOO_LONG, length=len(body.result), most=task.result_limit)
    given, expected = result_digest(body.result), job.requested
    assert expected is not None, "a task is confirmed after payment was requested"
    if given != expected:
        return reject(Code.RESULT_OTHER, given=given.hex(), expected=expected.hex())
    return state.with_job(body.job, evolve(job, given=True))
