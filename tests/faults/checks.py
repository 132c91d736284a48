"""What catches a fault: each check names what it found wrong, and on a sound reference nothing.

``graph of M``
    The reference's graph of a small model against the sound one: a step, a refusal or a value differs.
``… in M``
    An invariant of ``tests/ledger/invariants.py`` broken in a state of that graph, or LEO not conserved in it.
``envelope``, ``block``, ``scaling``
    Direct checks of what the models abstract away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transfer
from leo_ref.core.values import NodeId
from leo_ref.parties.producer import block_on
from leo_ref.parties.producer import signed as signed_block
from leo_ref.speccheck.tlc.compare import compare
from tests.faults.models import MODELS, explored, sound
from tests.ledger.invariants import broken, supply
from tests.ledger.participants import PRODUCERS, VERIFIERS, account, signed
from tests.ledger.play import SMALL, Game
from tests.ledger.steps import broken_by_step


def model(name: str) -> set[str]:
    """The graph of a model against the sound one, and every state of it against the invariants."""
    _, wanted, before = sound(name)
    constants, graph, worlds = explored(name)
    found: set[str] = set()
    supplies = {supply(world.ledger) for world in before}
    ticked: set[int] = set()
    for source, target in graph.graph.edges():
        one, other = worlds[source].ledger, worlds[target].ledger
        found |= {f"{rule} in {name}" for rule in broken_by_step(one, other)}
        if one.height < other.height:
            ticked.add(target)
    for number, world in enumerate(worlds):
        rules = broken(constants.parameters, world.ledger, ticked=number in ticked)
        found |= {f"{rule} in {name}" for rule in rules}
        if supply(world.ledger) not in supplies:
            found.add(f"leo_is_conserved in {name}")
    # A graph with fractions in it is another one; the comparison knows no such values.
    if f"amounts_are_integers in {name}" in found or compare(wanted, graph) is not None:
        found.add(f"graph of {name}")
    return found


def transfer(sender: str, counter: int, amount: int) -> tuple[str, int, Transfer]:
    return sender, counter, Transfer(to=account("bob"), amount=amount)


def envelope() -> set[str]:
    """A transaction counts once, and only if its sender signed it."""
    game = Game(SMALL, 10)
    once = signed(*transfer("alice", 0, 1))
    found = set()
    stolen = game.send(evolve(once, signature=bytes(64)))
    if not isinstance(stolen, Rejection) or stolen.code is not Code.SIGNATURE_INVALID:
        found.add("envelope")
    game = Game(SMALL, 10)
    game.send(once)
    again = game.send(once)
    if not isinstance(again, Rejection) or again.code is not Code.COUNTER_WRONG:
        found.add("envelope")
    return found


def block() -> set[str]:
    """A block stands on its parent, and applies wholly or not at all."""
    apply_block = import_module("leo_ref.ledger.block").apply_block
    game = Game(SMALL, 10)
    pays = (signed(*transfer("alice", 0, 1)),)
    good = block_on(game.deployment, PRODUCERS[0], game.state, pays)
    found = set()
    bad = (
        (evolve(good, parent=bytes(32)), Code.WRONG_PARENT),
        (evolve(good, height=2), Code.WRONG_HEIGHT),
        (evolve(good, transactions=(*good.transactions, signed(*transfer("carol", 0, 11)))), Code.NOT_APPLICABLE),
    )
    for each, code in bad:
        refused = apply_block(game.deployment, VERIFIERS, game.state, signed_block(PRODUCERS[0], each))
        if not isinstance(refused, Rejection) or refused.code is not code:
            found.add("block")
    if not isinstance(apply_block(game.deployment, VERIFIERS, game.state, good), State):
        found.add("block")
    return found


HELD: Final[tuple[Mapping[str, int], ...]] = (
    {f"n{index:02}": 95 for index in range(20)},
    {f"n{index:02}": 14 + index for index in range(37)},
    {"a": 509, "b": 500},
    {"a": 1, "b": 1, "c": 1},
    {f"{index:04}": 1 for index in range(5000)},
    {"a": 0, "b": 0},
)
"""1900 credit, 1184, 1009, 3, 5000 nodes of 1, and none at all; the constant is 1000."""


def scaling() -> set[str]:
    """The total after scaling is the constant, or nothing where there was nothing."""
    normalised = import_module("leo_ref.ledger.tick").normalised
    params = evolve(Parameters(), total_credit=1000)
    for held in HELD:
        try:
            after = normalised(params, Map({NodeId(node): credit for node, credit in held.items()}))
        except ArithmeticError:
            return {"scaling"}
        if sum(after.values()) != (1000 if any(held.values()) else 0):
            return {"scaling"}
    return set()


CHECKS: Final[Mapping[str, Callable[[], set[str]]]] = {
    **{name: partial(model, name) for name in MODELS},
    "envelope": envelope,
    "block": block,
    "scaling": scaling,
}
