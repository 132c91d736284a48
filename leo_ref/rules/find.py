"""Finding what a transaction names: the checks that every rule on jobs and services begins with."""

from __future__ import annotations

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.state.job import Job, Stage, Task
from leo_ref.state.ledger import State
from leo_ref.state.service import Service
from leo_ref.values import JobId, ServiceId


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


def task_in(state: State, name: JobId, stage: Stage) -> tuple[Job, Task] | Rejection:
    """The job and its terms if it is a task in ``stage``; else NO_SUCH_JOB, NOT_A_TASK or WRONG_STAGE."""
    found = task_of(state, name)
    if isinstance(found, tuple) and found[0].stage is not stage:
        return reject(Code.WRONG_STAGE, stage=found[0].stage.value)
    return found
