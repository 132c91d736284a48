"""A run of the reference in a random model: what is tried in each state, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.core.state.evidence import Finding
from leo_ref.core.values import NodeId
from leo_ref.rules.election import View
from leo_ref.speccheck import concretion
from leo_ref.speccheck.model import Model, Step
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide.actions import WideAction
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.world import World

Tried: TypeAlias = list[tuple[WideAction, Step]]
"""All actions, and what the reference does with each."""

TIME: Final = 15
"""How many steps in a hundred end a block, where something else may happen."""


@frozen
class Visited:
    """A state of a run."""

    world: World
    tried: Tried


def world(model: Model, dice: Dice, values: dict[str, Value], *, apart: bool) -> World:
    """A world with such a ledger; ``apart`` says whether anything happened off it yet."""
    nodes = [NodeId(node) for node in model.constants.ids]
    ledger = concretion.state(model.constants, values)
    byzantine = frozenset(dice.some([*model.constants.ids, *sorted(model.constants.owners)], dice.pick([0, 20, 50])))
    found = World(ledger=ledger, views=Map({node: View() for node in nodes}), byzantine=byzantine)
    if not apart:
        return found
    job = model.attested_job(found)
    executor = None if job is None else job.executor
    return World(
        ledger=ledger,
        views=Map(
            {
                node: View(
                    heard=frozenset(dice.some(nodes, 25)), executor=executor if executor and dice.odds(30) else None
                )
                for node in nodes
            }
        ),
        byzantine=byzantine,
        seen=Map({node: Finding(dice.pick(["pass", "pass", "fail"])) for node in dice.some(nodes, 50)}),
        holds=frozenset(dice.some(nodes, 50)),
    )


def attempts(actions: list[WideAction], there: World) -> Tried:
    """What comes of each action."""
    return [(action, action.act(there)) for action in actions]


def walk(actions: list[WideAction], dice: Dice, start: World, steps: int) -> Iterator[Visited]:
    """So many states of a run; it ends where nothing may happen."""
    there = start
    for _ in range(steps):
        tried = attempts(actions, there)
        yield Visited(there, tried)
        taken = chosen(dice, tried)
        if taken is None:
            return
        there = taken[1]


def chosen(dice: Dice, tried: Tried) -> tuple[WideAction, World] | None:
    """The next step: each kind of action that may happen is as likely, but for time."""
    allowed: dict[str, list[tuple[WideAction, World]]] = {}
    for action, after in tried:
        if isinstance(after, World):
            allowed.setdefault(action.name, []).append((action, after))
    kinds = sorted(allowed)
    if not kinds:
        return None
    if "PassTime" in allowed and dice.odds(TIME):
        return allowed["PassTime"][0]
    return dice.pick(allowed[dice.pick(kinds)])
