"""The owners' keys (§9). Specification: ``Release.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import ReleaseKey
from leo_ref.core.values import AccountId, JobId
from leo_ref.rules.find import task_in
from leo_ref.rules.verifiers import Verifiers


def key_owner(task: Task, part: Part) -> AccountId:
    """The account that releases this key."""
    return task.owner if part is Part.TASK else task.service_owner


def owner_fault(part: Part) -> Outcome:
    """The outcome where the owner of this key is at fault."""
    return Outcome.OWNER_FAULT if part is Part.TASK else Outcome.SERVICE_FAULT


def key_due(state: State, sender: AccountId, name: JobId, part: Part) -> Job | Rejection:
    """The job whose key ``sender`` has to release.

    Rejections, in this order: NO_SUCH_JOB, NOT_A_TASK, WRONG_STAGE, NOT_KEY_OWNER, KEY_ALREADY_RELEASED.
    """
    found = task_in(state, name, Stage.KEYS)
    if isinstance(found, Rejection):
        return found
    job, task = found
    owner = key_owner(task, part)
    if owner != sender:
        return reject(Code.NOT_KEY_OWNER, sender=sender, owner=owner)
    if part in job.keys:
        return reject(Code.KEY_ALREADY_RELEASED, part=part.value)
    return job


def release_key(verifiers: Verifiers, state: State, sender: AccountId, body: ReleaseKey) -> State | Rejection:
    """Release one key. Whether it is the right one, its opening shows."""
    job = key_due(state, sender, body.job, body.part)
    if isinstance(job, Rejection):
        return job
    assert job.executor is not None, "there is an executor once keys are due"
    refusal = verifiers.sealed_to(job.group[job.executor].encryption_keys.of(body.part), body.key)
    return refusal or state.with_job(body.job, evolve(job, keys=job.keys.set(body.part, body.key)))


def missing_key_outcome(job: Job) -> Outcome:
    """Whose fault it is that the keys window passed; both missing is the task owner's."""
    return owner_fault(Part.SERVICE if Part.TASK in job.keys else Part.TASK)
