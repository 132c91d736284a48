"""The actions of a run, played by the reference over symbols: the states that TLC is asked about.

After every block the ledger over symbols must stand as the recorded one does: in everything but amounts, and in
amounts too where the units are base units.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.rules.attestation import Dossier
from leo_ref.rules.committee import monitors
from leo_ref.rules.election import View
from leo_ref.state.evidence import Phase
from leo_ref.state.ledger import State
from leo_ref.tie.model import Model
from leo_ref.tie.projection import Projection
from leo_ref.tie.trace.alike import difference
from leo_ref.tie.trace.steps import Action, Telling
from leo_ref.tie.trace.verdict import Rejected, Why
from leo_ref.tie.world import World
from leo_ref.tlc.values import Value
from leo_ref.values import JobId, NodeId

FORBIDDEN: Final = frozenset({"NOT_HONEST", "NOT_YET", "NOT_CONTENT"})
"""Refusals of what an honest party does not do."""

NOTHING_NEW: Final = frozenset({"ALREADY_HEARD", "ALREADY_ELECTED", "ALREADY_SIGNED"})
"""Refusals of what was said before: it changes nothing, and is no step."""


@frozen
class Step:
    """An action, and the values of all variables after it."""

    action: Action
    values: tuple[Value, ...]


@frozen(kw_only=True)
class Played:
    """A run over symbols."""

    variables: tuple[str, ...]
    start: tuple[Value, ...]
    steps: tuple[Step, ...]
    byzantine: frozenset[str]
    """Accounts, by their short names, that do not follow the protocol."""
    untold: int


def play(telling: Telling, model: Model, start: State) -> Played | Rejected:
    """The run with the fewest accounts that are not bound to the protocol, as far as they are found one by one."""
    byzantine: frozenset[str] = frozenset()
    while True:
        played = attempt(telling, model, start, byzantine)
        if not isinstance(played, frozenset):
            return played
        assert not played <= byzantine, (played, byzantine)
        byzantine |= played


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
        dossiers=Map({node: Dossier() for node in nodes}),
    )
    first, steps, untold = projection(world), list[Step](), 0
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
        steps.append(Step(action, projection(world)))
        if action.name == "PassTime":
            recorded = telling.gathered.states[world.ledger.height]
            unlike = difference(recorded, world.ledger, telling.names, telling.units)
            if unlike:
                return Rejected(action.line, 0, action.expression, Why.OTHERWISE, unlike)
    return Played(variables=projection.variables, start=first, steps=tuple(steps), byzantine=byzantine, untold=untold)


def was_true(action: Action, model: Model, world: World) -> bool:
    """``LeoTrace!WasTrue``."""
    node, name, number, proof = action.arguments
    job = world.ledger.jobs[JobId(str(name))]
    assert isinstance(number, int)
    return proof == "ok" and 1 <= number <= job.round and model.constants.draw[str(name)][number][str(node)]["j"] > 0


def charged(action: Action, model: Model, world: World) -> frozenset[str]:
    """The accounts without whose deviation the action would have been possible."""
    job = model.attested_job(world)
    assert job is not None, action
    executor = frozenset({str(job.executor)})
    bound = frozenset(map(str, monitors(job))) - world.byzantine
    answered = {phase: {node for node in bound if phase in world.dossiers[NodeId(node)].findings} for phase in Phase}
    match action.name:
        case "Alter" | "Answer":
            return executor
        case "PostReady":
            return bound - (answered[Phase.BEFORE] & world.statement)
        case "ClaimPayment":
            waiting = bound - answered[Phase.DURING]
            return waiting or executor
        case "GiveKey":
            task = model.constants.tasks[model.attested]
            service = model.constants.services[task["service"]]
            return frozenset({task["owner"] if action.arguments[0] == "task" else service["owner"]})
        case _:
            return frozenset({str(action.arguments[0])})
