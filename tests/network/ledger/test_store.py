"""What is on disk: all of a block or nothing; and what was signed is signed once, also after a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio
import trio.testing
from attrs import evolve

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, reject
from leo_ref.ledger import Block
from leo_ref.ledger.block import NO_PASSES
from leo_ref.network.ledger import store as stores
from leo_ref.network.ledger.behaviour import Behaviour
from leo_ref.network.ledger.database import create
from leo_ref.network.ledger.disk import Disk
from leo_ref.network.ledger.documents import Lot
from leo_ref.network.ledger.failure import Failure
from leo_ref.network.ledger.intake import read_transaction
from leo_ref.network.ledger.making import made_block, names_of
from leo_ref.network.ledger.problem import DeclinedRequest
from leo_ref.network.ledger.replay import replayed
from leo_ref.network.ledger.service import LedgerService
from leo_ref.network.ledger.store import Acknowledged, Commit, LedgerStore, TurnedDown, opened
from leo_ref.network.ledger.turns import PassTurn, Sleep, Timing, decide
from leo_ref.parties.producer import block_on, passing
from tests.network.ledger.world import ANN, PRODUCERS, TIME, document, keys, transfer

MAKER = keys(PRODUCERS[1])
"""Whose turn 0 of height 1 is."""
TIMING = Timing(interval=1, patience=1)
NOW = TIME * 1000 + 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LedgerStore]:
    create(tmp_path, to_octets(document(3)))
    one = opened(tmp_path)
    yield one
    one.close()


def first_block(store: LedgerStore, amount: int = 1) -> Commit:
    """The first block, with a transfer of Ann's; what was signed by the producer whose turn it is."""
    here = replayed(store)
    ready = [transfer(ANN, 0, amount)]
    applied = made_block(here.deployment, here.verifiers, MAKER, here.state, ready, 0, NO_PASSES)
    return Commit(
        block=applied.block,
        octets=applied.octets,
        state=applied.digest,
        made=NOW,
        ids=names_of(applied.block.transactions),
        refused=(),
        own=True,
    )


def kept(store: LedgerStore, counter: int, amount: int = 1) -> bytes:
    """A transaction that was acknowledged; its id."""
    octets = to_octets(transfer(ANN, counter, amount))
    _, name = read_transaction(octets)
    store.add([Acknowledged(id=name, octets=octets, carrier="somebody")])
    return name


def test_nothing_is_signed_twice_for_a_height_and_a_turn(store: LedgerStore) -> None:
    store.commit(first_block(store))
    with pytest.raises(sqlite3.IntegrityError):
        store.commit(first_block_again(store))
    store.sign_pass(2, 0, bytes(32), bytes(64))
    with pytest.raises(sqlite3.IntegrityError):
        store.sign_pass(2, 0, bytes(32), bytes(64))
    store.sign_pass(2, 1, bytes(32), bytes(64))
    assert [turn for turn, _ in store.passes(2)] == [0, 1]


def first_block_again(store: LedgerStore) -> Commit:
    """As if the block were not there: only what was signed tells."""
    store.connection.execute("DELETE FROM blocks")
    return first_block(store, amount=2)


def test_a_commit_that_fails_leaves_nothing(store: LedgerStore) -> None:
    name = kept(store, 0)
    commit = first_block(store)
    bad = TurnedDown(id=name, place=2**70, rejection=reject(Code.AMOUNT_ZERO))
    with pytest.raises(OverflowError):
        store.commit(evolve(commit, refused=(bad,)))
    assert store.blocks(1, 10) == []
    assert store.events(0, 10) == []
    lot = store.lot(name)
    assert lot is not None
    assert lot.lot is Lot.WAITING
    store.commit(commit)
    lot = store.lot(name)
    assert lot is not None
    assert (lot.lot, lot.height) == (Lot.IN_BLOCK, 1)
    assert replayed(store).state.height == 1


def test_what_is_in_a_block_is_not_refused_afterwards(store: LedgerStore) -> None:
    commit = first_block(store)
    store.commit(evolve(commit, refused=(TurnedDown(id=commit.ids[0], place=0, rejection=reject(Code.AMOUNT_ZERO)),)))
    lot = store.lot(commit.ids[0])
    assert lot is not None
    assert lot.lot is Lot.IN_BLOCK
    assert [kind for _, kind, _ in store.events(0, 10)] == ["block"]


def test_refusals_are_forgotten_beyond_a_bound_and_blocks_are_not(
    store: LedgerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "REFUSED_ROWS", 2)
    names = [kept(store, 1 + number, amount=number + 1) for number in range(5)]
    refused = tuple(
        TurnedDown(id=name, place=place, rejection=reject(Code.AMOUNT_ZERO)) for place, name in enumerate(names)
    )
    commit = first_block(store)
    store.commit(evolve(commit, refused=refused))
    assert [store.lot(name) is None for name in names] == [True, True, True, False, False]
    assert store.lot(commit.ids[0]) is not None


def test_a_service_that_starts_again_knows_what_it_passed(store: LedgerStore) -> None:
    here = replayed(store)
    other = keys(PRODUCERS[2])
    store.sign_pass(1, 0, here.state.block_hash, passing(other, here.state, 0))

    async def started() -> None:
        behaviour = Behaviour(timing=TIMING, least=0)
        service = LedgerService(disk=Disk(store), here=here, keys=other, behaviour=behaviour, say=print)
        late = trio.current_time() + 100
        assert service.watch.own == 0
        assert decide(here.deployment, other.name, service.watch, TIMING, late) == Sleep(None)
        (statement,) = service.statements()
        assert statement.signature == passing(other, here.state, 0)
        fresh = evolve(service.watch, own=-1)
        assert decide(here.deployment, other.name, fresh, TIMING, late) == PassTurn(0), "it would have passed again"

    trio.run(started)


def test_a_clock_that_goes_back_ends_the_service_by_name(store: LedgerStore) -> None:
    here = replayed(store)
    times = [NOW, NOW, NOW - 60_000]

    async def play() -> None:
        asked = Behaviour(timing=Timing(interval=0, patience=1), least=0)
        service = LedgerService(
            disk=Disk(store), here=here, keys=MAKER, behaviour=asked, say=print, clock=lambda: times.pop(0)
        )
        assert (await service.produce()).height == 1
        service.watch = evolve(service.watch, own=0)
        late = block_on(here.deployment, keys(PRODUCERS[2]), service.state, ())
        with pytest.raises(DeclinedRequest) as caught:
            await service.follow(late, has_child=True)
        assert dict(caught.value.problem.value) == {"why": "clock-behind"}
        assert service.disk.failure is not None
        assert service.disk.failure.name is Failure.CLOCK_BEHIND
        assert service.state.height == 1
        assert len(store.blocks(0, 10)) == 1

    trio.run(play)


def test_stored_blocks_are_read_back_as_they_were(store: LedgerStore) -> None:
    commit = first_block(store)
    store.commit(commit)
    (stored,) = store.blocks(0, 10)
    assert from_octets(Block, stored.octets) == commit.block
    assert store.lengths(0, 10) == [len(stored.octets)]


def test_a_block_whose_turn_was_passed_waits_and_is_taken_when_no_other_comes(store: LedgerStore) -> None:
    here = replayed(store)
    late = block_on(here.deployment, MAKER, here.state, ())

    async def play() -> None:
        behaviour = Behaviour(timing=Timing(interval=10, patience=4), least=0)
        last = keys(PRODUCERS[0])  # whose turn is neither this one nor the next
        service = LedgerService(disk=Disk(store), here=here, keys=last, behaviour=behaviour, say=print)
        service.in_step.set()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(service.keep_time)
            await trio.sleep(14.5)
            assert service.watch.own == 0
            for _ in range(2):
                with pytest.raises(DeclinedRequest) as caught:
                    await service.follow(late)
                assert caught.value.problem.code == "block-held"
            await trio.sleep(3)
            assert service.state.height == 0
            await trio.sleep(3)
            assert service.state.block_hash == late.hash
            service.disk.stop()

    trio.run(play, clock=trio.testing.MockClock(autojump_threshold=0.2))
