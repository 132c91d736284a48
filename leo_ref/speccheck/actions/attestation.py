"""The actions of ``Attestation.tla``: honest parties owe what the reference says, the others do as they like.

NOT_HONEST and NOT_YET are the environment's refusals, as in the specification: they say what an honest party does not
do, and which duties synchrony gives time for. They are no codes of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from attrs import evolve

from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Job, Part, Stage, Task
from leo_ref.core.values import NodeId
from leo_ref.rules.challenge import open_challenges, watched_until
from leo_ref.rules.committee import is_monitor, monitors
from leo_ref.rules.course import unanswered
from leo_ref.rules.duty import Duty, monitor_duty
from leo_ref.rules.release import key_owner
from leo_ref.rules.result import last_to_ask
from leo_ref.speccheck.actions import ledger
from leo_ref.speccheck.model import Act, Model, Step
from leo_ref.speccheck.world import World

NOT_HONEST: Final = "NOT_HONEST"
NOT_YET: Final = "NOT_YET"
RIGHT: Final = b"right"


def honest(world: World, account: str | None) -> bool:
    """Whether the account follows the protocol."""
    return account not in world.byzantine


def honest_monitors(world: World, job: Job) -> list[NodeId]:
    """The monitors that follow the protocol."""
    return [node for node in monitors(job) if honest(world, node)]


def keys_are_right(job: Job) -> bool:
    """Whether every released key opens its payload."""
    return all(key == RIGHT for key in job.keys.values())


def exists(world: World, job: Job, kind: str) -> bool:
    """Whether there can be signed evidence of this kind: an honest executor signs only what passes."""
    if kind == "fail":
        return not honest(world, job.executor)
    return kind != "pass" or not honest(world, job.executor) or keys_are_right(job)


def evidence_of(world: World, job: Job, node: NodeId) -> Finding | None:
    """What the answer to a monitor's question shows: on the ledger it passes."""
    return Finding.PASS if node in job.answered else world.seen.get(node)


def has_result(world: World, job: Job, node: NodeId) -> bool:
    """Whether the sealed result came to a monitor."""
    return node in world.holds or job.given


def see(model: Model, monitor: str, kind: str) -> Act:
    """``See``: a signed answer comes to a monitor off the ledger."""
    node = NodeId(monitor)

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        if job.stage is not Stage.RUN:
            return Code.WRONG_STAGE.name
        if not is_monitor(job, node):
            return Code.NOT_A_MONITOR.name
        if evidence_of(world, job, node) is not None:
            return Code.NOT_ASKED.name
        if not exists(world, job, kind) or (honest(world, job.executor) and not keys_are_right(job)):
            return NOT_HONEST
        return evolve(world, seen=world.seen.set(node, Finding(kind)))

    return act


def receive(model: Model, monitor: str) -> Act:
    """``Receive``: the sealed result comes to a monitor off the ledger."""
    node = NodeId(monitor)

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        if job.stage is not Stage.CONFIRM:
            return Code.WRONG_STAGE.name
        if not is_monitor(job, node):
            return Code.NOT_A_MONITOR.name
        return Code.NOT_ASKED.name if has_result(world, job, node) else evolve(world, holds=world.holds | {node})

    return act


Guard = Callable[[World, Job], str]
"""What keeps a party from a step that the ledger would take; empty where nothing does."""


def unguarded(world: World, job: Job) -> str:
    """Nothing does."""
    del world, job
    return ""


def guarded(model: Model, sent: Callable[[str], Act], guard: Guard) -> Act:
    """A transaction that its sender sends only where the guard lets it; ``sent`` takes the executor's name."""
    of_executor = cache(sent)

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        after = of_executor(str(job.executor))(world)
        return after if isinstance(after, str) else guard(world, job) or after

    return act


def needs(kind: str) -> Guard:
    """Evidence of this kind."""
    return lambda world, job: "" if exists(world, job, kind) else NOT_HONEST


def give_show(model: Model, kind: str) -> Act:
    """``GiveShow``."""
    return guarded(model, lambda executor: ledger.show(model, executor, model.attested, kind), unguarded)


def give_approval(model: Model, monitor: str) -> Act:
    """``GiveApproval``."""
    return ledger.approve(model, monitor, model.attested)


def give_key(model: Model, part: str, key: str) -> Act:
    """``GiveKey``: an honest owner releases the right key."""
    task = model.constants.tasks[model.attested]
    owner = task["owner"] if part == Part.TASK.value else model.constants.services[task["service"]]["owner"]

    def guard(world: World, job: Job) -> str:
        del job
        return NOT_HONEST if honest(world, owner) and key.encode() != RIGHT else ""

    return guarded(model, lambda _: ledger.release_key(model, owner, model.attested, part, key), guard)


def give_dispute(model: Model, part: str) -> Act:
    """``GiveDispute``: of two bad keys an honest executor disputes the task's."""

    def guard(world: World, job: Job) -> str:
        second = part == Part.SERVICE.value and job.keys[Part.TASK] != RIGHT
        return NOT_HONEST if honest(world, job.executor) and second else ""

    return guarded(model, lambda executor: ledger.dispute_key(model, executor, model.attested, part, "true"), guard)


def give_challenge(model: Model, monitor: str) -> Act:
    """``GiveChallenge``: an honest monitor when it owes it."""
    node = NodeId(monitor)

    def guard(world: World, job: Job) -> str:
        finding = evidence_of(world, job, node)
        if not honest(world, node):
            return ""
        if finding is not None:
            return NOT_HONEST
        owed = monitor_duty(model.parameters, world.ledger.height, job, node, finding, holds=False)
        return "" if owed is Duty.CHALLENGE else NOT_YET

    return guarded(model, lambda _: ledger.challenge(model, monitor, model.attested, "true"), guard)


def give_answer(model: Model, monitor: str) -> Act:
    """``GiveAnswer``."""
    return guarded(
        model, lambda executor: ledger.answer(model, executor, model.attested, monitor, "pass"), needs("pass")
    )


def give_accusation(model: Model, monitor: str, kind: str) -> Act:
    """``GiveAccusation``: an honest monitor when its answer fails."""
    node = NodeId(monitor)

    def guard(world: World, job: Job) -> str:
        owed = kind == "fail" and evidence_of(world, job, node) is Finding.FAIL
        return "" if exists(world, job, kind) and (owed or not honest(world, node)) else NOT_HONEST

    return guarded(model, lambda _: ledger.accuse(model, monitor, model.attested, kind), guard)


def give_request(model: Model) -> Act:
    """``GiveRequest``."""
    return guarded(
        model, lambda executor: ledger.request_payment(model, executor, model.attested, "pass"), needs("pass")
    )


def give_ask(model: Model, monitor: str) -> Act:
    """``GiveAsk``: an honest monitor where it does not hold the result."""
    node = NodeId(monitor)

    def guard(world: World, job: Job) -> str:
        return NOT_HONEST if honest(world, node) and has_result(world, job, node) else ""

    return guarded(model, lambda _: ledger.ask_result(model, monitor, model.attested), guard)


def give_the_result(model: Model) -> Act:
    """``GiveTheResult``."""
    return guarded(model, lambda executor: ledger.give_result(model, executor, model.attested, "right"), unguarded)


def give_confirmation(model: Model, monitor: str, kind: str) -> Act:
    """``GiveConfirmation``: an honest monitor that saw the job run and holds the result."""
    node = NodeId(monitor)

    def guard(world: World, job: Job) -> str:
        passed = kind == "pass" and evidence_of(world, job, node) is Finding.PASS
        owed = passed and has_result(world, job, node)
        return "" if exists(world, job, kind) and (owed or not honest(world, node)) else NOT_HONEST

    return guarded(model, lambda _: ledger.confirm(model, monitor, model.attested, kind), guard)


def executor_lapses(height: int, job: Job) -> bool:
    """``ExecutorLapses``: after the block at ``height`` an executor would be too late."""
    over, open_still = height >= job.deadline, job.proven is None
    match job.stage:
        case Stage.READY:
            return over and job.shown is None
        case Stage.RUN:
            due = unanswered(height, [job.challenged[node] for node in open_challenges(job)])
            return open_still and (due or (over and job.requested is None))
        case Stage.CONFIRM:
            return open_still and not job.given and unanswered(height, job.asked.values())
        case _:
            return False


def monitor_lapses(model: Model, world: World, job: Job, node: NodeId) -> bool:
    """``MonitorLapses``."""
    height, finding = world.ledger.height + 1, evidence_of(world, job, node)
    over = height >= job.deadline
    assert isinstance(job.terms, Task)
    if job.stage is Stage.APPROVE:
        return over and node not in job.approved
    if job.proven is not None or job.stage not in (Stage.RUN, Stage.CONFIRM):
        return False
    if job.stage is Stage.RUN:
        late = height >= watched_until(model.parameters, job, job.terms)
        return late and finding is None and node not in job.challenged
    has = has_result(world, job, node)
    if height >= last_to_ask(model.parameters, job) and not has and node not in job.asked:
        return True
    owes = finding is Finding.FAIL or (finding is Finding.PASS and has and node not in job.confirmed)
    return over and owes


def lapses(model: Model, world: World, job: Job) -> bool:
    """``Lapses``: an honest party would be too late after this tick."""
    height = world.ledger.height + 1
    assert isinstance(job.terms, Task)
    if honest(world, job.executor) and executor_lapses(height, job):
        return True
    if any(monitor_lapses(model, world, job, node) for node in honest_monitors(world, job)):
        return True
    missing = [part for part in Part if part not in job.keys and honest(world, key_owner(job.terms, part))]
    return job.stage is Stage.KEYS and height >= job.deadline and bool(missing)


def pass_time(model: Model) -> Act:
    """``PassTime``: a block ends; under synchrony no honest party comes too late."""
    end_block = model.ending()

    def act(world: World) -> Step:
        after = end_block(world)
        job = model.attested_job(world)
        if isinstance(after, str) or job is None or not model.constants.more["Synchronous"]:
            return after
        drawn = job.stage in (Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.CONFIRM)
        return NOT_YET if drawn and lapses(model, world, job) else after

    return act


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "See": see,
    "Receive": receive,
    "GiveShow": give_show,
    "GiveApproval": give_approval,
    "GiveKey": give_key,
    "GiveDispute": give_dispute,
    "GiveChallenge": give_challenge,
    "GiveAnswer": give_answer,
    "GiveAccusation": give_accusation,
    "GiveRequest": give_request,
    "GiveAsk": give_ask,
    "GiveTheResult": give_the_result,
    "GiveConfirmation": give_confirmation,
}
