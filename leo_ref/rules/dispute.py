"""A released key that is not the right one, opened before everybody (§9). Specification: ``Dispute.tla``."""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import DisputeKey
from leo_ref.core.values import AccountId
from leo_ref.rules.find import as_executor, task_in
from leo_ref.rules.proof import proved
from leo_ref.rules.release import owner_fault
from leo_ref.rules.verifiers import Verifiers


def dispute_key(verifiers: Verifiers, state: State, sender: AccountId, body: DisputeKey) -> State | Rejection:
    """Prove that a released key is at fault; the proof is against its owner."""
    found = task_in(state, body.job, Stage.RUN)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    stranger = as_executor(job, sender)
    if stranger is not None:
        return stranger
    refusal = verifiers.not_opened(job, body.part, body.opening)
    if refusal is not None:
        return refusal
    exoneration = verifiers.exoneration(state, job, body.part, body.opening, body.piece)
    if exoneration is not None:
        return reject(Code.KEY_NOT_AT_FAULT, part=body.part.value, why=exoneration.code.name)
    return state.with_job(body.job, proved(job, owner_fault(body.part)))
