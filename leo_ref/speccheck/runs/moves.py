"""Where a random run looks for its next step: what the stage of each job makes likely to happen.

Nothing here decides what may happen; whoever chooses tries what is named here, and the rules answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

from leo_ref.core.state.job import Job, Stage
from leo_ref.core.values import JobId, NodeId, ServiceId
from leo_ref.rules.committee import monitors
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.runs.calls import APPLY, CLAIM
from leo_ref.speccheck.world import World

T = TypeVar("T")
Move: TypeAlias = tuple[str, tuple[Any, ...]]


class Choices(Protocol):
    """Who chooses: a seed, or Hypothesis."""

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""

    def odds(self, percent: int) -> bool:
        """True so many times in a hundred."""


def likely(model: Model, there: World, chance: Choices) -> list[Move]:
    """What may happen next, with some that the ledger refuses."""
    constants, ledger = model.constants, there.ledger
    moves: list[Move] = []
    for name, terms in constants.services.items():
        offered = ledger.services.get(ServiceId(name))
        if offered is None:
            moves.append(("OfferService", (name,)))
        elif offered.live and chance.odds(2):
            moves.append(("WithdrawService", (terms["owner"], name)))
    moves += [("PostTask", (name,)) for name in constants.tasks if JobId(name) not in ledger.jobs]
    moves += [("Join", (name,)) for name in constants.joins if JobId(name) not in ledger.jobs]
    accounts = [*constants.ids, *sorted(constants.owners)]
    if chance.odds(10):
        moves.append(("Transfer", (chance.pick(accounts), chance.pick(accounts), chance.pick([1, 5]))))
    if chance.odds(3):
        moves.append(("Leave", (chance.pick(constants.ids),)))
    for job_name, job in sorted(ledger.jobs.items()):
        if job.open:
            moves += _of(model, there, str(job_name), job, chance)
    return moves


def _of(model: Model, there: World, name: str, job: Job, chance: Choices) -> Iterator[Move]:
    attested, task = name == model.attested, name in model.constants.tasks
    if name == model.subject:
        yield from _election(model, job, chance)
    if job.stage is Stage.APPLY:
        for node in sorted(set(job.snapshot) - set(job.group) - job.liars):
            drawn = model.constants.draw[name][job.round][node]["j"] > 0
            if drawn or chance.odds(15):
                yield CLAIM if attested else APPLY, (node, name, job.round, "ok")
            if chance.odds(4):
                yield CLAIM if attested else APPLY, (node, name, job.round, chance.pick(["forged", "replayed"]))
        return
    moves = (_ours(there, job, chance) if attested else _task(model, name, job, chance)) if task else None
    yield from moves or _join(model, name, job, chance)


def _election(model: Model, job: Job, chance: Choices) -> Iterator[Move]:
    nodes = model.constants.ids
    if job.stage in (Stage.APPLY, Stage.READY) and chance.odds(30):
        yield "Announce", (chance.pick(nodes), chance.pick(nodes))
    if job.stage is Stage.READY:
        yield "Elect", (chance.pick(sorted(job.group)),)


def _ours(there: World, job: Job, chance: Choices) -> Iterator[Move]:
    """The attested task: what its parties give to the ledger, and what comes to them off it."""
    watching = sorted(monitors(job))
    match job.stage:
        case Stage.READY:
            yield "GiveShow", ("pass",)
        case Stage.APPROVE | Stage.KEYS:
            yield from (("GiveApproval", (node,)) for node in watching)
            if job.stage is Stage.KEYS:
                for part in ("task", "service"):
                    yield "GiveKey", (part, chance.pick(["right", "right", "right", "wrong"]))
        case Stage.RUN | Stage.CONFIRM:
            for node in watching:
                yield from _watched(node, job, chance)
            yield "GiveRequest", ()
            yield "GiveTheResult", ()
            for part in ("task", "service"):
                yield "GiveDispute", (part,)
            if there.byzantine & {*job.group}:
                yield "GiveAccusation", (chance.pick(watching), chance.pick(["pass", "fail"]))


def _watched(node: NodeId, job: Job, chance: Choices) -> Iterator[Move]:
    if job.stage is Stage.RUN:
        yield "See", (node, chance.pick(["pass", "pass", "pass", "fail"]))
        yield from ((name, (node,)) for name in ("GiveChallenge", "GiveAnswer"))
    else:
        yield "GiveConfirmation", (node, chance.pick(["pass", "pass", "fail"]))
        yield from ((name, (node,)) for name in ("Receive", "GiveAsk"))
    yield "GiveAccusation", (node, "fail")


def _task(model: Model, name: str, job: Job, chance: Choices) -> Iterator[Move]:
    """Another task: transactions alone."""
    executor, watching = str(job.executor), sorted(monitors(job))
    task = model.constants.tasks[name]
    owners = {"task": task["owner"], "service": model.constants.services[task["service"]]["owner"]}
    match job.stage:
        case Stage.READY:
            yield "Show", (executor, name, "pass")
        case Stage.APPROVE | Stage.KEYS:
            yield from (("Approve", (node, name)) for node in watching)
            if job.stage is Stage.KEYS:
                for part, owner in owners.items():
                    yield "ReleaseKey", (owner, name, part, chance.pick(["right", "right", "wrong"]))
        case Stage.RUN:
            for node in watching:
                yield "Challenge", (node, name, "true")
                yield "Answer", (executor, name, node, "pass")
            yield "RequestPayment", (executor, name, "pass")
            yield "DisputeKey", (executor, name, chance.pick(["task", "service"]), "true")
        case Stage.CONFIRM:
            for node in watching:
                yield "Confirm", (node, name, chance.pick(["pass", "pass", "pass", "fail"]))
                yield "AskResult", (node, name)
            yield "GiveResult", (executor, name, "right")
    if chance.odds(5) and watching:
        yield "Accuse", (chance.pick(watching), name, chance.pick(["pass", "fail"]))


def _join(model: Model, name: str, job: Job, chance: Choices) -> Iterator[Move]:
    candidate = model.constants.joins.get(name, "")
    if job.stage is Stage.ENROL:
        yield "Show", (candidate, name, "pass")
        for node in sorted(job.group):
            yield "ChallengeCandidate", (node, name, chance.pick(["made", "made", "made", "junk"]))
        for node in sorted(job.credentials):
            yield "AnswerCredential", (candidate, name, node, chance.pick(["right", "right", "right", "wrong"]))
    elif job.stage is Stage.CONFIRM:
        for node in sorted(job.group):
            yield "ConfirmCandidate", (node, name, chance.pick(["true", "true", "true", "false"]))
