"""Finding what a transaction names: the checks that every rule on jobs and services begins with."""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Service
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.rules.committee import is_monitor


def service_of(state: State, name: ServiceId) -> Service | Rejection:
    """The service, or NO_SUCH_SERVICE."""
    service = state.services.get(name)
    return reject(Code.NO_SUCH_SERVICE, service=name) if service is None else service


def job_in(state: State, name: JobId, stage: Stage) -> Job | Rejection:
    """The job if it is in ``stage``; else NO_SUCH_JOB or WRONG_STAGE."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if job.stage is not stage:
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    return job


def task_of(state: State, name: JobId) -> tuple[Job, Task] | Rejection:
    """The job and its terms if it is a task; else NO_SUCH_JOB or NOT_A_TASK."""
    job = state.jobs.get(name)
    if job is None:
        return reject(Code.NO_SUCH_JOB, job=name)
    if not isinstance(job.terms, Task):
        return reject(Code.NOT_A_TASK, job=name)
    return job, job.terms


def task_in(state: State, name: JobId, *stages: Stage) -> tuple[Job, Task] | Rejection:
    """The job and its terms if it is a task in one of the stages; else NO_SUCH_JOB, NOT_A_TASK or WRONG_STAGE."""
    found = task_of(state, name)
    if isinstance(found, tuple) and found[0].stage not in stages:
        return reject(Code.WRONG_STAGE, stage=found[0].stage.value)
    return found


def join_in(state: State, name: JobId, stage: Stage) -> Job | Rejection:
    """The job if it is a join in ``stage``; else NO_SUCH_JOB, NOT_A_JOIN or WRONG_STAGE."""
    job = state.jobs.get(name)
    if job is not None and isinstance(job.terms, Task):
        return reject(Code.NOT_A_JOIN, job=name)
    return job_in(state, name, stage)


def as_executor(job: Job, sender: AccountId) -> Rejection | None:
    """None where the sender executes the job; else NOT_EXECUTOR."""
    if NodeId(sender) == job.executor:
        return None
    return reject(Code.NOT_EXECUTOR, sender=sender, executor=str(job.executor))


def as_candidate(job: Job, sender: AccountId) -> Rejection | None:
    """None where the sender is the candidate of the join; else NOT_CANDIDATE."""
    if NodeId(sender) == job.subject:
        return None
    return reject(Code.NOT_CANDIDATE, sender=sender, candidate=str(job.subject))


def as_monitor(job: Job, node: NodeId) -> Rejection | None:
    """None where the node monitors the job; else NOT_A_MONITOR."""
    return None if is_monitor(job, node) else reject(Code.NOT_A_MONITOR, node=node)
