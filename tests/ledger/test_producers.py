"""§4: who makes a block: producers in turn, turns that are passed."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.ledger.block import NO_PASSES, Passes
from leo_ref.parties.producer import block_on, passing
from tests.ledger.participants import PRODUCERS, VERIFIERS, deployment, first_state
from tests.ledger.play import SMALL

MANY = evolve(SMALL, draw_delay=4)


def there(producers: int) -> tuple[Deployment, State]:
    """A deployment with so many producers, and its first state."""
    return deployment(MANY, producers), first_state(MANY, 40, {"n1": 30, "n2": 30})


def said(many: Deployment, state: State, block: Block) -> Code | None:
    """The code with which a block is refused."""
    after = apply_block(many, VERIFIERS, state, block)
    return after.code if isinstance(after, Rejection) else None


def passes(state: State, turn: int, *keys: Keys) -> Passes:
    """Statements that a turn brought no block."""
    return Map({each.name: passing(each, state, turn) for each in keys})


@pytest.mark.parametrize("producers", [1, 2, 3, 4])
def test_heights_go_round_among_the_producers(producers: int) -> None:
    many, state = there(producers)
    for height in range(1, 10):
        for index, keys in enumerate(PRODUCERS[:producers]):
            code = said(many, state, block_on(many, keys, state, ()))
            assert code is (None if index == height % producers else Code.WRONG_PRODUCER)
        after = apply_block(many, VERIFIERS, state, block_on(many, PRODUCERS[height % producers], state, ()))
        assert isinstance(after, State)
        assert after.beacon != state.beacon
        state = after


@pytest.mark.parametrize(("producers", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3)])
def test_more_than_half_pass_a_turn(producers: int, needed: int) -> None:
    many, state = there(producers)
    for turn in range(1, 2 * producers):
        keys = PRODUCERS[(1 + turn) % producers]
        for count in range(producers + 1):
            block = block_on(many, keys, state, (), turn, passes(state, turn - 1, *PRODUCERS[:count]))
            assert said(many, state, block) is (None if count >= needed else Code.TURN_NOT_PASSED)


def test_a_pass_is_for_one_height_one_parent_and_one_turn() -> None:
    many, state = there(3)
    others = (evolve(state, height=1), evolve(state, block_hash=bytes(32)))
    for elsewhere in others:
        block = block_on(many, PRODUCERS[2], state, (), 1, passes(elsewhere, 0, *PRODUCERS[:3]))
        assert said(many, state, block) is Code.PASS_FORGED
    for turn in (1, 2):
        block = block_on(many, PRODUCERS[2], state, (), 1, passes(state, turn, *PRODUCERS[:3]))
        assert said(many, state, block) is Code.PASS_FORGED
    borrowed = Map(dict.fromkeys([keys.name for keys in PRODUCERS[:3]], passing(PRODUCERS[0], state, 0)))
    assert said(many, state, block_on(many, PRODUCERS[2], state, (), 1, borrowed)) is Code.PASS_FORGED


def test_the_signature_covers_everything_but_itself() -> None:
    many, state = there(3)
    block = block_on(many, PRODUCERS[2], state, (), 1, passes(state, 0, *PRODUCERS[:2]))
    assert evolve(block, signature=bytes(64)).hash == block.hash
    changes: list[dict[str, Any]] = [
        {"passes": passes(state, 0, *PRODUCERS[1:3])},
        {"beacon_proof": bytes(80)},
        {"height": 2},
        {"parent": bytes(32)},
        {"turn": 4},
        {"producer": PRODUCERS[0].name},
        {"passes": NO_PASSES},
    ]
    assert len({evolve(block, **change).hash for change in changes} | {block.hash}) == len(changes) + 1
    assert said(many, state, evolve(block, passes=passes(state, 0, *PRODUCERS[1:3]))) is Code.BLOCK_FORGED
    assert said(many, state, evolve(block, turn=4, passes=passes(state, 3, *PRODUCERS[:2]))) is Code.BLOCK_FORGED
