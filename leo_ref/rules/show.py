"""The executor shows its machine before the keys move (§9), a candidate before it is admitted (§5).

Specification: ``Show.tla``.
"""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Show
from leo_ref.core.values import AccountId
from leo_ref.rules.find import as_candidate, as_executor, job_in
from leo_ref.rules.question import fails, no_answer
from leo_ref.rules.verifiers import Verifiers


def show(verifiers: Verifiers, state: State, sender: AccountId, body: Show) -> State | Rejection:
    """Put evidence of `before` on the ledger; what fails is refused, so what is there is a fact."""
    there = state.jobs.get(body.job)
    is_task = there is not None and isinstance(there.terms, Task)
    job = job_in(state, body.job, Stage.READY if is_task else Stage.ENROL)
    if isinstance(job, Rejection):
        return job
    stranger = as_executor(job, sender) if is_task else as_candidate(job, sender)
    if stranger is not None:
        return stranger
    if job.shown is not None:
        return reject(Code.ALREADY_SHOWN)
    refusal = no_answer(verifiers, state, body.job, Phase.BEFORE, None, body.evidence)
    if refusal is None:
        refusal = fails(verifiers, state, body.job, job, body.evidence)
    return refusal or state.with_job(body.job, evolve(job, shown=body.evidence))
