"""Ready, keys, payment request (§9, §10). Specification: ``Release.tla``."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.encoding import digest, encode
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import is_monitor, is_quorum, monitors, weight
from leo_ref.rules.find import task_in
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.job import EncryptionKeys, Job, Part, Stage, Task
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Ready, ReleaseKey, RequestPayment
from leo_ref.values import AccountId, JobId, NodeId

STATEMENT_DOMAIN: Final = "leo/ready"


def statement_digest(job: JobId, executor: NodeId, encryption_keys: EncryptionKeys, quote: bytes) -> bytes:
    """What a monitor signs when it is content with `before`; ``quote`` is the digest of the quote it saw."""
    return digest(
        STATEMENT_DOMAIN,
        {"job": job, "executor": executor, "encryption_keys": encode(encryption_keys), "quote": quote.hex()},
    )


def key_owner(task: Task, part: Part) -> AccountId:
    """The account that releases this key."""
    return task.owner if part is Part.TASK else task.service_owner


def ready(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Ready) -> State | Rejection:
    """Post ready statements of a quorum: the keys window opens."""
    found = task_in(state, body.job, Stage.READY)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    executor = NodeId(sender)
    if executor != job.executor:
        return reject(Code.NOT_EXECUTOR, sender=sender, executor=str(job.executor))
    watching = len(monitors(job))
    if len(body.statements) > watching:
        return reject(Code.TOO_MANY_STATEMENTS, statements=len(body.statements), monitors=watching)
    for statement in body.statements:
        if not is_monitor(job, statement.monitor):
            return reject(Code.NOT_A_MONITOR, node=statement.monitor)
    encryption_keys = job.group[executor].encryption_keys
    for statement in body.statements:
        message = statement_digest(body.job, executor, encryption_keys, statement.quote)
        if not verifiers.signed(statement.monitor, message, statement.signature):
            return reject(Code.STATEMENT_FORGED, monitor=statement.monitor)
    content = frozenset(statement.monitor for statement in body.statements)
    if not is_quorum(job, content):
        return reject(Code.NO_QUORUM, weight=weight(job, content), total=weight(job, monitors(job)))
    deadline = state.height + 1 + params.keys_window
    return state.with_job(body.job, evolve(job, stage=Stage.KEYS, deadline=deadline, ready=content))


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
    """Release one key; with the second the run window opens. Whether it is the right one, the executor alone sees."""
    job = key_due(state, sender, body.job, body.part)
    if isinstance(job, Rejection):
        return job
    assert job.executor is not None, "there is an executor once keys are due"
    refusal = verifiers.sealed_to(job.group[job.executor].encryption_keys.of(body.part), body.key)
    if refusal is not None:
        return refusal
    released = evolve(job, keys=job.keys.set(body.part, body.key))
    if len(released.keys) == len(Part):
        assert isinstance(job.terms, Task), "only a task has keys"
        released = evolve(released, stage=Stage.RUN, deadline=state.height + 1 + job.terms.run_window)
    return state.with_job(body.job, released)


def request_payment(params: Parameters, state: State, sender: AccountId, body: RequestPayment) -> State | Rejection:
    """The executor says that the job ran: the confirm window opens."""
    found = task_in(state, body.job, Stage.RUN)
    if isinstance(found, Rejection):
        return found
    job, _ = found
    if NodeId(sender) != job.executor:
        return reject(Code.NOT_EXECUTOR, sender=sender, executor=str(job.executor))
    deadline = state.height + 1 + params.confirm_window
    return state.with_job(body.job, evolve(job, stage=Stage.CONFIRM, deadline=deadline, requested=body.result))


def open_confirmation(params: Parameters, height: int, job: Job) -> Job:
    """The executor missed the ready or the run window, which closed with the block at ``height``."""
    return evolve(job, stage=Stage.CONFIRM, deadline=height + params.confirm_window)
