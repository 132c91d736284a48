"""The honest parties of a task: monitors, executor and both owners (``Attestation!HonestStep``)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from immutables import Map

from leo_ref.attestation.machine import BadKey
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Job, Part, Stage, Task
from leo_ref.core.state.transaction import Body, ReleaseKey
from leo_ref.core.values import NodeId
from leo_ref.parties.executor import Executor
from leo_ref.parties.message import OfferOrder, TaskOrder
from leo_ref.parties.monitor import Monitor
from leo_ref.parties.node import AT_FIRST, Work
from leo_ref.parties.owner import Owner
from leo_ref.parties.sealed_payload import SealedPayload
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.rules.committee import monitors
from leo_ref.rules.release import key_owner
from leo_ref.speccheck.actions import attestation
from leo_ref.speccheck.actions.attestation import RIGHT, evidence_of, has_result, honest, keys_are_right
from leo_ref.speccheck.concretion import named, result_of
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.roles.place import chain, keys, node
from leo_ref.speccheck.roles.post import Post, post_of
from leo_ref.speccheck.symbolic import evidence
from leo_ref.speccheck.world import World


def allowed(model: Model, world: World, job: Job, task: Task) -> Iterator[tuple[Post, Act]]:
    """What the specification has for honest parties, whether it can be done now or not."""
    for each in monitors(job):
        if honest(world, each):
            yield Post(each, "approve"), attestation.give_approval(model, each)
            yield Post(each, "challenge"), attestation.give_challenge(model, each)
            yield Post(each, "accuse"), attestation.give_accusation(model, each, "fail")
            yield Post(each, "ask_result"), attestation.give_ask(model, each)
            yield Post(each, "confirm"), attestation.give_confirmation(model, each, "pass")
    executor = str(job.executor)
    if honest(world, executor):
        yield Post(executor, "show"), attestation.give_show(model, "pass")
        yield Post(executor, "request_payment"), attestation.give_request(model)
        yield Post(executor, "give_result"), attestation.give_the_result(model)
        for each in monitors(job):
            yield Post(executor, "answer", each), attestation.give_answer(model, each)
        for part in Part:
            yield Post(executor, "dispute_key", part.value), attestation.give_dispute(model, part.value)
    for part in Part:
        owner = key_owner(task, part)
        if honest(world, owner):
            yield Post(owner, "release_key", part.value), attestation.give_key(model, part.value, RIGHT.decode())


def posted(model: Model, world: World, job: Job, task: Task) -> Iterator[tuple[Post, Body]]:
    """What the honest parties post now, with symbols for what they seal."""
    for each in job.group:
        if honest(world, each):
            for body in node(model, world, model.attested, each, _work(model, world, job, task, each)):
                yield post_of(each, body), body
    for part in Part:
        owner = key_owner(task, part)
        if honest(world, owner):
            for body in _owner(model, world, task, part).bodies():
                yield post_of(owner, body), evolve(body, key=RIGHT) if isinstance(body, ReleaseKey) else body


def _work(model: Model, world: World, job: Job, task: Task, member: NodeId) -> Work:
    """What a member of the group holds by now."""
    result = result_of(task.result_limit)
    if member == job.executor:
        return evolve(AT_FIRST, executor=_executor(model, job, result))
    finding = evidence_of(world, job, member)
    return evolve(
        AT_FIRST,
        monitor=Monitor(
            proof=b"true",
            evidence=None if finding is None else _signed(model, job, Phase.DURING, member, finding.value),
            finding=finding,
            sealed=result if has_result(world, job, member) else b"",
        ),
    )


def _executor(model: Model, job: Job, result: bytes) -> Executor:
    """An executor that showed itself, found what is wrong with the keys, and where nothing is ran the program."""
    shown = _signed(model, job, Phase.BEFORE, None, "pass")
    bad = tuple(BadKey(part=part, opening=b"true", piece=None) for part in Part if job.keys.get(part, RIGHT) != RIGHT)
    if job.stage not in (Stage.RUN, Stage.CONFIRM) or not keys_are_right(job):
        return Executor(shown=shown, bad=bad)
    answers = {each: _signed(model, job, Phase.DURING, each, "pass") for each in monitors(job)}
    ended = _signed(model, job, Phase.AFTER, None, "pass")
    return Executor(shown=shown, answers=Map(answers), sealed=result, ended=ended)


def _signed(model: Model, job: Job, phase: Phase, monitor: NodeId | None, kind: str) -> Evidence:
    return evidence(model.attested, job.round, phase, monitor, kind)


def _owner(model: Model, world: World, task: Task, part: Part) -> Owner:
    """The owner of a key, which ordered the task or the offer that the ledger has."""
    own, ledger = keys(key_owner(task, part)), chain(model, world)
    if part is Part.TASK:
        order = TaskOrder(
            service=task.service,
            data=b"",
            requirement=task.requirement,
            payment=task.payment,
            deposit=task.deposit,
            tau=task.tau,
        )
        return TaskOwner(keys=own, chain=ledger, sealed_payload=_sealed("task key", task.data), order=order)
    offer = world.ledger.services[task.service].offer
    offered = OfferOrder(
        code=b"",
        image=offer.image,
        price=offer.price,
        bond=0,
        least_tau=offer.least_tau,
        least_result_limit=offer.least_result_limit,
        least_time_limit=offer.least_time_limit,
    )
    return ServiceOwner(keys=own, chain=ledger, sealed_payload=_sealed("service key", offer.code), order=offered)


def _sealed(key: str, payload: Imprint) -> SealedPayload:
    return SealedPayload(key=named(key), octets=b"", imprint=payload)
