"""A member finds its executor (§6, §7). Specification: ``Election.tla``.

Members announce themselves to one another, so that they can connect early; but each elects from the group that the
ledger closed, never from what it heard. That is why all honest members agree.
"""

from __future__ import annotations

from attrs import evolve, frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.committee import elected
from leo_ref.rules.verifiers import Verifiers


@frozen(kw_only=True)
class View:
    """What one member knows of its group."""

    heard: frozenset[NodeId] = frozenset()
    """Nodes whose announcement reached it in this round."""
    executor: NodeId | None = None


def hear(
    verifiers: Verifiers, state: State, name: JobId, view: View, announcer: NodeId, proof: bytes
) -> View | Rejection:
    """An announcement arrived; ``proof`` is the announcer's for the current round."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if job.stage not in (Stage.APPLY, Stage.READY):
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    if announcer in view.heard:
        return reject(Code.ALREADY_HEARD, node=announcer)
    if verifiers.ticket(state, name, announcer, proof) is None:
        return reject(Code.CLAIM_FORGED, node=announcer)
    return evolve(view, heard=view.heard | {announcer})


def elect(state: State, name: JobId, view: View, member: NodeId) -> View | Rejection:
    """The group is closed: the member elects."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if job.stage is not Stage.READY:
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    if member not in job.group:
        return reject(Code.NOT_A_MEMBER, node=member)
    if view.executor is not None:
        return reject(Code.ALREADY_ELECTED, node=member)
    return evolve(view, executor=elected(job.group))
