"""Watching the run on the ledger: questions, answers, accusations (§10). Specification: ``Challenge.tla``."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Outcome, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, Answer, Challenge
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.find import as_executor, as_monitor, task_in
from leo_ref.rules.proof import lied, proved
from leo_ref.rules.question import fails, no_answer
from leo_ref.rules.verifiers import Verifiers


def watched_until(params: Parameters, job: Job, task: Task) -> int:
    """The height of the last block of a run that is watched."""
    return job.deadline - task.run_window + params.watch_window


def open_challenges(job: Job) -> Iterable[NodeId]:
    """The monitors whose challenge was not answered yet, in the order of their names."""
    return (node for node in sorted(job.challenged) if node not in job.answered)


def challenge(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Challenge
) -> State | Rejection:
    """Ask `during` on the ledger; the answer is due ``answer_window`` blocks later."""
    found = task_in(state, body.job, Stage.RUN)
    if isinstance(found, Rejection):
        return found
    job, task = found
    name = NodeId(sender)
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.challenged:
        return reject(Code.ALREADY_CHALLENGED, node=name)
    last = watched_until(params, job, task)
    if state.height >= last:
        return reject(Code.WATCH_OVER, last=str(last))
    if not verifiers.asked(state, body.job, job, Phase.DURING, name, body.proof):
        return reject(Code.QUESTION_FORGED, monitor=name)
    due = state.height + 1 + params.answer_window
    return state.with_job(body.job, evolve(job, challenged=job.challenged.set(name, due)))


def answer(verifiers: Verifiers, state: State, sender: AccountId, body: Answer) -> State | Rejection:
    """Answer the challenge of the monitor that the evidence names; what fails is refused."""
    found = task_in(state, body.job, Stage.RUN)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    stranger = as_executor(job, sender)
    if stranger is not None:
        return stranger
    monitor = body.evidence.monitor
    if monitor is None or monitor not in job.challenged or monitor in job.answered:
        return reject(Code.NOT_CHALLENGED, monitor=str(monitor))
    refusal = no_answer(verifiers, state, body.job, Phase.DURING, monitor, body.evidence)
    if refusal is None:
        refusal = fails(verifiers, state, body.job, job, body.evidence)
    return refusal or state.with_job(body.job, evolve(job, answered=job.answered | {monitor}))


def accuse(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Accuse
) -> State | Rejection:
    """Show a signed answer that fails: a proof against the executor. One that passes makes the accusation a lie."""
    found = task_in(state, body.job, Stage.RUN, Stage.CONFIRM)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    name = NodeId(sender)
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.liars:
        return reject(Code.HAS_LIED, node=name)
    refusal = no_answer(verifiers, state, body.job, Phase.DURING, name, body.evidence)
    if refusal is not None:
        return refusal
    if fails(verifiers, state, body.job, job, body.evidence) is None:
        return lied(params, state, body.job, job, name)
    accused = evolve(job, provers=job.provers | {name})
    return state.with_job(body.job, proved(accused, Outcome.EXECUTOR_FAULT))
