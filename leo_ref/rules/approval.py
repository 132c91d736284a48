"""Monitors say that they saw what the executor showed (§9). Specification: ``Approval.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Approve
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.find import as_monitor, task_in


def approve(state: State, sender: AccountId, body: Approve) -> State | Rejection:
    """Approve; in KEYS, where a quorum has approved already, it decides only pay."""
    found = task_in(state, body.job, Stage.APPROVE, Stage.KEYS)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    name = NodeId(sender)
    stranger = as_monitor(job, name)
    if stranger is not None:
        return stranger
    if name in job.approved:
        return reject(Code.ALREADY_APPROVED, node=name)
    return state.with_job(body.job, evolve(job, approved=job.approved | {name}))
