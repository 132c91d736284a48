"""What parties send: honest ones their duties, the others all that could be of use to somebody."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.job import Job, Part, Stage
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    Approve,
    AskResult,
    Body,
    Challenge,
    Confirm,
    DisputeKey,
    GiveResult,
    ReleaseKey,
    RequestPayment,
    Show,
)
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.duty import Duty, executor_duties, monitor_duty, owner_duties
from leo_ref.sealing.result import result_digest
from tests.course.scene import ALICE, BOB, EXECUTOR, JOB, SEALED, Scene
from tests.course.symbols import FAIL, PASS, RIGHT, WRONG, evidence

OWNERS = ((ALICE, Part.TASK), (BOB, Part.SERVICE))


@frozen
class Move:
    """A transaction with its sender; the name is for people and tells moves apart."""

    sender: str
    name: str
    body: Body


def keys_right(job: Job) -> bool:
    """Whether the program could run: an honest executor has evidence of the run only then."""
    return all(key == RIGHT for key in job.keys.values())


def by_executor(duty: Duty, about: Part | NodeId | None, job: Job) -> Move:
    """What the executor sends."""
    name = f"{duty.value} {about.value if isinstance(about, Part) else about or ''}".strip()
    body: Body
    match duty:
        case Duty.SHOW:
            body = Show(job=JOB, evidence=evidence(EXECUTOR, Phase.BEFORE, None, PASS))
        case Duty.DISPUTE:
            assert isinstance(about, Part)
            body = DisputeKey(job=JOB, part=about, opening=job.keys[about], piece=None)
        case Duty.ANSWER:
            assert isinstance(about, str)
            body = Answer(job=JOB, evidence=evidence(EXECUTOR, Phase.DURING, NodeId(about), PASS))
        case Duty.REQUEST:
            after = evidence(EXECUTOR, Phase.AFTER, None, PASS)
            body = RequestPayment(job=JOB, result=result_digest(SEALED), evidence=after)
        case _:
            assert duty is Duty.GIVE
            body = GiveResult(job=JOB, result=SEALED)
    return Move(EXECUTOR, name, body)


def by_monitor(duty: Duty, node: NodeId) -> Move:
    """What an honest monitor sends."""
    body: Body
    match duty:
        case Duty.APPROVE:
            body = Approve(job=JOB)
        case Duty.CHALLENGE:
            body = Challenge(job=JOB, proof=node.encode())
        case Duty.ACCUSE:
            body = Accuse(job=JOB, evidence=evidence(EXECUTOR, Phase.DURING, node, FAIL))
        case Duty.ASK:
            body = AskResult(job=JOB)
        case _:
            assert duty is Duty.CONFIRM
            body = Confirm(job=JOB, evidence=evidence(EXECUTOR, Phase.DURING, node, PASS))
    return Move(node, duty.value, body)


def duties(scene: Scene, height: int, job: Job, seen: dict[NodeId, Finding], holds: frozenset[str]) -> Iterator[Move]:
    """All that honest parties owe after the block at ``height``."""
    if scene.honest(EXECUTOR):
        bad = tuple(part for part in Part if job.keys.get(part, RIGHT) != RIGHT)
        for duty, about in executor_duties(scene.params, height, job, bad, ran=True):
            yield by_executor(duty, about, job)
    for node in scene.monitors:
        if scene.honest(node):
            finding = Finding.PASS if node in job.answered and node not in seen else seen.get(node)
            owed = monitor_duty(scene.params, height, job, node, finding, holds=node in holds)
            if owed is not None:
                yield by_monitor(owed, node)
    for owner in (ALICE, BOB):
        if scene.honest(owner):
            for part in owner_duties(job, AccountId(owner)):
                yield Move(owner, f"release {part.value} right", ReleaseKey(job=JOB, part=part, key=RIGHT))


def of_executor(job: Job) -> Iterator[Move]:
    """What an executor that does as it likes may send; the rules refuse what does not fit."""
    yield Move(EXECUTOR, "show fail", Show(job=JOB, evidence=evidence(EXECUTOR, Phase.BEFORE, None, FAIL)))
    yield by_executor(Duty.SHOW, None, job)
    if job.stage is Stage.RUN:
        for part in Part:
            yield by_executor(Duty.DISPUTE, part, job)
            lie = DisputeKey(job=JOB, part=part, opening=WRONG, piece=None)
            yield Move(EXECUTOR, f"dispute {part.value} by a lie", lie)
        for monitor in job.challenged:
            yield by_executor(Duty.ANSWER, monitor, job)
            failing = Answer(job=JOB, evidence=evidence(EXECUTOR, Phase.DURING, monitor, FAIL))
            yield Move(EXECUTOR, f"answer {monitor} fail", failing)
        yield by_executor(Duty.REQUEST, None, job)
        stale = evidence(EXECUTOR, Phase.AFTER, None, FAIL)
        yield Move(EXECUTOR, "request fail", RequestPayment(job=JOB, result=result_digest(SEALED), evidence=stale))
    if job.stage is Stage.CONFIRM:
        yield by_executor(Duty.GIVE, None, job)
        yield Move(EXECUTOR, "give other", GiveResult(job=JOB, result=b"other"))


def of_monitor(scene: Scene, job: Job, node: NodeId) -> Iterator[Move]:
    """What a monitor that does as it likes may send: true, lying and forged."""
    if job.stage in (Stage.APPROVE, Stage.KEYS):
        yield by_monitor(Duty.APPROVE, node)
    if job.stage is Stage.RUN:
        yield by_monitor(Duty.CHALLENGE, node)
    if job.stage in (Stage.RUN, Stage.CONFIRM):
        sides = [("unsigned", evidence(node, Phase.DURING, node, FAIL))]
        if scene.honest(EXECUTOR):
            others = next(other for other in scene.monitors if other != node)
            sides.append(("another's", evidence(EXECUTOR, Phase.DURING, others, FAIL)))
            sides.append(("old", evidence(EXECUTOR, Phase.DURING, node, FAIL, turn=0)))
            sides.append(("unasked", evidence(EXECUTOR, Phase.DURING, node, FAIL, asks=b"")))
            sides.append(("before", evidence(EXECUTOR, Phase.BEFORE, node, FAIL)))
        if keys_right(job) or not scene.honest(EXECUTOR):
            sides.append(("pass", evidence(EXECUTOR, Phase.DURING, node, PASS)))
        if not scene.honest(EXECUTOR):
            sides.append(("fail", evidence(EXECUTOR, Phase.DURING, node, FAIL)))
        for name, shown in sides:
            yield Move(node, f"accuse {name}", Accuse(job=JOB, evidence=shown))
            if job.stage is Stage.CONFIRM:
                yield Move(node, f"confirm {name}", Confirm(job=JOB, evidence=shown))
    if job.stage is Stage.CONFIRM:
        yield by_monitor(Duty.ASK, node)


def liberties(scene: Scene, job: Job) -> Iterator[Move]:
    """All that parties that do as they like may send now."""
    if not scene.honest(EXECUTOR):
        yield from of_executor(job)
    for node in scene.monitors:
        if not scene.honest(node):
            yield from of_monitor(scene, job, node)
    if job.stage is Stage.KEYS:
        for owner, part in OWNERS:
            if not scene.honest(owner):
                for key in (RIGHT, WRONG):
                    yield Move(owner, f"release {part.value} {key.decode()}", ReleaseKey(job=JOB, part=part, key=key))
