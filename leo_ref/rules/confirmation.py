"""Confirming a task (§11). Specification: ``Confirmation.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Confirm
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.find import as_monitor, task_in
from leo_ref.rules.proof import lied, proved
from leo_ref.rules.question import fails, no_answer
from leo_ref.rules.verifiers import Verifiers


def confirm(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Confirm
) -> State | Rejection:
    """Say that the job ran as it should and that the result is there, with one's own answer to `during`.

    An answer that fails makes it a lie, and is a proof against the executor all the same.
    """
    found = task_in(state, body.job, Stage.CONFIRM)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    name = NodeId(sender)
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.confirmed:
        return reject(Code.ALREADY_CONFIRMED, node=name)
    if name in job.liars:
        return reject(Code.HAS_LIED, node=name)
    refusal = no_answer(verifiers, state, body.job, Phase.DURING, name, body.evidence)
    if refusal is not None:
        return refusal
    if fails(verifiers, state, body.job, job, body.evidence) is not None:
        return lied(params, state, body.job, proved(job, Outcome.EXECUTOR_FAULT), name)
    return state.with_job(body.job, evolve(job, confirmed=job.confirmed | {name}))
