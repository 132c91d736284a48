"""The actions of a run, played by the reference over symbols: the states that TLC is asked about.

After every block the ledger over symbols must stand as the recorded one does: in everything but amounts, and in
amounts too where the units are base units.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.core.state.job import Job, Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.election import View
from leo_ref.speccheck.actions.attestation import (
    NOT_HONEST,
    NOT_YET,
    executor_lapses,
    exists,
    honest,
    honest_monitors,
    monitor_lapses,
)
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.runs.behaviour import SpecRun, SpecStep
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.trace.alike import difference
from leo_ref.speccheck.trace.steps import Action, Telling
from leo_ref.speccheck.trace.verdict import Rejected, Why
from leo_ref.speccheck.world import World

FORBIDDEN: Final = frozenset({NOT_HONEST, NOT_YET})
"""Refusals of what an honest party does not do."""

NOTHING_NEW: Final = frozenset({"ALREADY_HEARD", "ALREADY_ELECTED", "NOT_ASKED"})
"""Refusals of what was said before: it changes nothing, and is no step."""


@frozen
class PlayedStep:
    """An action, and the values of all variables after it."""

    action: Action
    values: tuple[Value, ...]


@frozen(kw_only=True)
class Played:
    """A run over symbols."""

    variables: tuple[str, ...]
    start: tuple[Value, ...]
    steps: tuple[PlayedStep, ...]
    byzantine: frozenset[str]
    """Accounts, by their short names, that do not follow the protocol."""
    untold: int

    def behaviour(self, constants: Constants) -> SpecRun:
        """The run as TLC is asked about it."""
        steps = (SpecStep(step.action.call, step.action.line, state=step.values) for step in self.steps)
        return SpecRun(constants=constants, variables=self.variables, starts=(self.start,), steps=tuple(steps))


def play(telling: Telling, model: Model, start: State) -> Played | Rejected:
    """The run with as few accounts as possible that are not bound to the protocol: without any of them it is none."""
    byzantine: frozenset[str] = frozenset()
    while isinstance(played := attempt(telling, model, start, byzantine), frozenset):
        assert not played <= byzantine, "who is not bound is not charged again"
        byzantine |= played
    for account in sorted(byzantine):
        fewer = attempt(telling, model, start, byzantine - {account})
        if isinstance(fewer, Played):
            played, byzantine = fewer, fewer.byzantine
    return played


def attempt(
    telling: Telling, model: Model, start: State, byzantine: frozenset[str]
) -> Played | Rejected | frozenset[str]:
    """The run under a coalition; or accounts that must be in it; or where the reference decides otherwise."""
    projection = Projection(model)
    nodes = [NodeId(node) for node in model.constants.ids]
    world = World(
        ledger=start,
        views=Map({node: View() for node in nodes}),
        byzantine=byzantine,
    )
    first, steps, untold = projection(world), list[PlayedStep](), 0
    for action in telling.actions():
        if action is None:
            untold += 1
            continue
        after = action.act(model)(world)
        if action.refused:
            if after != action.refused:
                said = after if isinstance(after, str) else "OK"
                return Rejected(action.line, 0, action.expression, Why.OTHERWISE, f"{said} for {action.refused}.")
            after = world
        elif isinstance(after, str):
            if after in NOTHING_NEW:
                continue
            if after in FORBIDDEN:
                return charged(action, model, world)
            return Rejected(action.line, 0, action.expression, Why.OTHERWISE, f"It is refused: {after}.")
        elif action.name == "Claim" and action.arguments[0] not in byzantine and not was_true(action, model, world):
            return charged(action, model, world)
        world = after
        steps.append(PlayedStep(action, projection(world)))
        if action.name == "PassTime":
            recorded = telling.gathered.states[world.ledger.height]
            unlike = difference(recorded, world.ledger, telling.names, telling.units)
            if unlike:
                return Rejected(action.line, 0, action.expression, Why.OTHERWISE, unlike)
    return Played(variables=projection.variables, start=first, steps=tuple(steps), byzantine=byzantine, untold=untold)


def was_true(action: Action, model: Model, world: World) -> bool:
    """``Leo!WasTrue``."""
    node, name, number, proof = action.arguments
    job = world.ledger.jobs[JobId(str(name))]
    assert isinstance(number, int)
    return proof == "ok" and 1 <= number <= job.round and model.constants.draw[str(name)][number][str(node)]["j"] > 0


def charged(action: Action, model: Model, world: World) -> frozenset[str]:
    """The accounts without whose deviation the action would have been possible.

    Whoever did what nobody honest does; or, where a block ends, those that are then too late with what they owe.
    """
    job = model.attested_job(world)
    if job is None or action.name == "Claim":
        return frozenset({str(action.arguments[0])})
    executor = frozenset({str(job.executor)})
    match action.name:
        case "GiveKey":
            return owners(model, frozenset({Part(str(action.arguments[0]))}))
        case "See" | "GiveDispute" | "GiveAnswer" | "GiveRequest":
            return executor
        case "GiveAccusation" | "GiveConfirmation" if not exists(world, job, str(action.arguments[1])):
            return executor
        case "PassTime":
            return late(model, world, job)
        case _:
            return frozenset({str(action.arguments[0])})


def late(model: Model, world: World, job: Job) -> frozenset[str]:
    """The honest parties that are too late with what they owe when this block ends."""
    height = world.ledger.height + 1
    found = {str(node) for node in honest_monitors(world, job) if monitor_lapses(model, world, job, node)}
    if honest(world, job.executor) and executor_lapses(height, job):
        found.add(str(job.executor))
    if job.stage is Stage.KEYS and height >= job.deadline:
        found |= owners(model, frozenset(Part) - frozenset(job.keys)) - world.byzantine
    return frozenset(found)


def owners(model: Model, parts: frozenset[Part]) -> frozenset[str]:
    """Who releases these keys of the attested task."""
    task = model.constants.tasks[model.attested]
    of = {Part.TASK: task["owner"], Part.SERVICE: model.constants.services[task["service"]]["owner"]}
    return frozenset(of[part] for part in parts)
