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
from leo_ref.state.evidence import Finding, Phase
from leo_ref.state.job import Part, Stage
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
                return charged(after, action, telling, model, world)
            return Rejected(action.line, 0, action.expression, Why.OTHERWISE, f"It is refused: {after}.")
        elif action.name == "Claim" and action.arguments[0] not in byzantine and not was_true(action, model, world):
            return charged("NOT_HONEST", action, telling, model, world)
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


def charged(code: str, action: Action, telling: Telling, model: Model, world: World) -> frozenset[str]:
    """The accounts without whose deviation the action would have been possible.

    Whoever did what nobody honest does; or, where others should have waited, those that they should have waited for.
    """
    job = model.attested_job(world)
    if job is None or action.name == "Claim":
        return frozenset({str(action.arguments[0])})
    executor = frozenset({str(job.executor)}) - world.byzantine
    bound = frozenset(map(str, monitors(job))) - world.byzantine
    found = {node: world.dossiers[NodeId(node)].findings for node in bound}
    content = frozenset(node for node in bound if found[node].get(Phase.BEFORE) is Finding.PASS)

    def unanswered(phase: Phase) -> frozenset[str]:
        """Those to blame where honest monitors have no answer: the executor if they asked, else they themselves."""
        long = {short: NodeId(name) for name, short in telling.names.nodes.items()}
        waiting = frozenset(node for node in bound if phase not in found[node])
        asked = {node for node in waiting if (telling.names.attested, long[node], phase) in telling.gathered.asked}
        return (waiting - asked) | (executor if asked else frozenset())

    match action.name:
        case "Alter" | "Answer":
            return executor
        case "GiveKey":
            return owners(model, frozenset({Part(str(action.arguments[0]))}))
        case "PostReady":
            return unanswered(Phase.BEFORE) | (content - world.statement) or executor
        case "ClaimPayment":
            return unanswered(Phase.DURING) or executor
        case "GiveVerdict" if code == "NOT_YET" and world.ledger.height + 1 >= job.deadline:
            return executor
        case "PassTime":
            match job.stage:
                case Stage.READY:
                    return (unanswered(Phase.BEFORE) if executor else frozenset()) | (
                        content - world.statement
                    ) or executor
                case Stage.KEYS:
                    return owners(model, frozenset(Part) - frozenset(job.keys)) - world.byzantine
                case Stage.RUN:
                    return unanswered(Phase.DURING) or executor
                case _:
                    return bound - frozenset(map(str, job.verdicts))
        case _:
            return frozenset({str(action.arguments[0])})


def owners(model: Model, parts: frozenset[Part]) -> frozenset[str]:
    """Who releases these keys of the attested task."""
    task = model.constants.tasks[model.attested]
    of = {Part.TASK: task["owner"], Part.SERVICE: model.constants.services[task["service"]]["owner"]}
    return frozenset(of[part] for part in parts)
