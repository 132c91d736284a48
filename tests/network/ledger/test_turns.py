"""When producers make blocks and pass turns: decided from what each knows, played with times that the test chooses."""

from __future__ import annotations

from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.core.keys import Keys
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block, apply_block, genesis
from leo_ref.ledger.block import NO_PASSES
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.ledger.turns import (
    Make,
    PassTurn,
    Sleep,
    Timing,
    Watched,
    decide,
    due_turn,
    is_held,
    is_near,
    stated,
    watched,
)
from leo_ref.parties.producer import block_on, passing
from tests.network.ledger.world import PRODUCERS, document, keys

TIMING = Timing(interval=10, patience=4)
ALL = [keys(name) for name in PRODUCERS]
DEPLOYMENT = document(3).deployment
VERIFIERS = verifiers_of(document(3))
FIRST = genesis(VERIFIERS, document(3))
assert isinstance(FIRST, State)
MINE, NEXT, LAST = ALL[1], ALL[2], ALL[0]
"""Whose turns 0, 1 and 2 of height 1 are."""


def fresh(now: float = 0.0) -> Watched:
    assert isinstance(FIRST, State)
    return watched(1, FIRST.block_hash, now)


def with_pass(watch: Watched, who: Keys, turn: int, now: float) -> Watched:
    assert isinstance(FIRST, State)
    return stated(DEPLOYMENT, watch, who.name, turn, passing(who, FIRST, turn), now)


def test_whose_turn_it_is_makes_a_block_when_it_is_time_and_at_once_when_asked() -> None:
    assert decide(DEPLOYMENT, MINE.name, fresh(), TIMING, 9.9) == Sleep(10)
    assert decide(DEPLOYMENT, MINE.name, fresh(), TIMING, 10) == Make(0, NO_PASSES)
    assert decide(DEPLOYMENT, MINE.name, fresh(), TIMING, 1, at_once=True) == Make(0, NO_PASSES)
    assert decide(DEPLOYMENT, NEXT.name, fresh(), TIMING, 1, at_once=True) == Sleep(14)


def test_without_an_interval_nothing_happens_by_itself() -> None:
    asked = Timing(interval=0, patience=4)
    for who in ALL:
        assert decide(DEPLOYMENT, who.name, fresh(), asked, 10**6) == Sleep(None)
    assert decide(DEPLOYMENT, MINE.name, fresh(), asked, 1, at_once=True) == Make(0, NO_PASSES)


def test_a_turn_is_passed_when_its_block_is_late_and_the_next_one_makes_it() -> None:
    watch = fresh()
    assert decide(DEPLOYMENT, NEXT.name, watch, TIMING, 13.9) == Sleep(14)
    assert decide(DEPLOYMENT, NEXT.name, watch, TIMING, 14) == PassTurn(0)
    watch = evolve(with_pass(watch, NEXT, 0, 14), own=0)
    assert due_turn(DEPLOYMENT, watch) == 0
    assert decide(DEPLOYMENT, NEXT.name, watch, TIMING, 20) == Sleep(None)
    watch = with_pass(watch, LAST, 0, 20)
    assert due_turn(DEPLOYMENT, watch) == 1
    assert decide(DEPLOYMENT, NEXT.name, watch, TIMING, 20) == Make(1, watch.statements[0])


def test_who_passed_a_turn_makes_no_block_of_it() -> None:
    watch = evolve(fresh(), own=0)
    assert decide(DEPLOYMENT, MINE.name, watch, TIMING, 100, at_once=True) == Sleep(None)


def test_statements_that_nobody_needs_are_not_kept() -> None:
    assert [turn for turn in range(10) if is_near(DEPLOYMENT, fresh(), turn)] == [0, 1, 2, 3]


def test_a_late_block_is_taken_at_once_by_who_would_make_the_other_and_waits_with_the_rest() -> None:
    assert isinstance(FIRST, State)
    late, passed = block_on(DEPLOYMENT, MINE, FIRST, ()), evolve(fresh(), own=0)
    assert not is_held(DEPLOYMENT, NEXT.name, passed, late)
    assert is_held(DEPLOYMENT, LAST.name, passed, late)
    assert is_held(DEPLOYMENT, NEXT.name, evolve(passed, own=1), late)
    assert not is_held(DEPLOYMENT, LAST.name, fresh(), late)
    assert not is_held(DEPLOYMENT, LAST.name, passed, evolve(late, turn=1))
    assert not is_held(DEPLOYMENT, LAST.name, evolve(passed, height=2), late)


@define
class Service:
    """As much of one as this play needs."""

    keys: Keys
    watch: Watched = field(factory=fresh)
    taken: Block | None = None


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.9]), min_size=200, max_size=200), st.sets(st.integers(0, 2), max_size=1)
)
def test_as_long_as_messages_come_in_time_no_two_blocks_of_a_height_are_taken(
    delays: list[float], down: set[int]
) -> None:
    """Three services, of which one may be down; messages take less than half the patience, in any order."""
    assert isinstance(FIRST, State)
    services = [Service(each) for number, each in enumerate(ALL) if number not in down]
    chance = iter(delays * 20)
    messages: list[tuple[float, int, object]] = []
    for tick in range(60):
        now = tick / 2
        for due, to, said in sorted([each for each in messages if each[0] <= now], key=lambda each: each[0]):
            messages.remove((due, to, said))
            service = services[to]
            if isinstance(said, Block):
                if service.taken is None and not is_held(DEPLOYMENT, service.keys.name, service.watch, said):
                    assert isinstance(apply_block(DEPLOYMENT, VERIFIERS, FIRST, said), State)
                    service.taken = said
            elif isinstance(said, tuple) and service.taken is None:
                service.watch = with_pass(service.watch, said[0], said[1], now)
        for number, service in enumerate(services):
            if service.taken is not None:
                continue
            decision = decide(DEPLOYMENT, service.keys.name, service.watch, TIMING, now)
            told: object = None
            if isinstance(decision, Make):
                told = block_on(DEPLOYMENT, service.keys, FIRST, (), decision.turn, decision.passes)
                service.taken = told
            elif isinstance(decision, PassTurn):
                service.watch = evolve(with_pass(service.watch, service.keys, decision.turn, now), own=decision.turn)
                told = (service.keys, decision.turn)
            if told is not None:
                messages += [(now + next(chance), to, told) for to in range(len(services)) if to != number]
    assert all(service.taken is not None for service in services)
    assert len({service.taken.hash for service in services if service.taken is not None}) == 1
