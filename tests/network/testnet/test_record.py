"""What the processes of a network keep becomes one transcript, in an order in which it can have happened."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.core.values import LEO
from leo_ref.ledger import Block, apply
from leo_ref.ledger.block import NO_PASSES
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.network.ledger.database import FILE, create
from leo_ref.network.ledger.failure import Failure as LedgerTrouble
from leo_ref.network.ledger.failure import LedgerFailure
from leo_ref.network.ledger.making import made_block, names_of, outdated
from leo_ref.network.ledger.replay import Standpoint, replayed
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.ledger.store import Acknowledged, Commit, LedgerStore, TurnedDown, opened
from leo_ref.network.party.journal import FILE as JOURNAL
from leo_ref.network.party.journal import journal
from leo_ref.network.testnet import record
from leo_ref.network.testnet.building import GENESIS, LEDGER
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.record import frames_of, read_network
from leo_ref.parties.message import LEDGER as TO_LEDGER
from leo_ref.parties.message import JoinOrder, Message
from leo_ref.parties.simulator.event import PEOPLE, TransactionRefused
from leo_ref.rules.verifiers import Verifiers
from leo_ref.transcript.recorder import recorder_of
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.network.ledger.world import ANN, BEN, PRODUCERS, document, keys, transfer

TO_BEN = st.integers(1, 1200).map(lambda amount: amount * LEO)
"""Ann has 1000."""


@contextmanager
def ledger_of(folder: Path) -> Iterator[LedgerStore]:
    (folder / GENESIS).write_bytes(to_octets(document()))
    (folder / LEDGER).mkdir()
    create(folder / LEDGER, to_octets(document()))
    with closing(opened(folder / LEDGER)) as store:
        yield store


def committed(store: LedgerStore, here: Standpoint, amounts: Sequence[int], late: Sequence[int] = ()) -> Standpoint:
    """A block of Ann's transfers; those of ``late`` are judged after its tick, as what has waited long is."""
    account = here.state.accounts[ANN.name]
    ready, counter, left = [], account.counter, account.balance
    for amount in amounts:
        ready.append(transfer(ANN, counter, amount))
        counter, left = (counter + 1, left - amount) if amount <= left else (counter, left)
    old = [transfer(ANN, counter, amount) for amount in late]
    named = {name: each for each, name in zip((*ready, *old), names_of((*ready, *old)), strict=True)}
    store.add([Acknowledged(id=name, octets=to_octets(each), carrier="") for name, each in named.items()])
    made = made_block(here.deployment, here.verifiers, keys(PRODUCERS[0]), here.state, ready, 0, NO_PASSES)
    refused = {
        name: placing
        for name, placing in zip(names_of(ready), made.placings, strict=True)
        if isinstance(placing, Rejection)
    }
    for name, rejection in outdated(
        here.deployment, here.verifiers, made.state, [*zip(names_of(old), old, strict=True)]
    ):
        refused.setdefault(name, rejection)
    taken = names_of(made.block.transactions)
    store.commit(
        Commit(
            block=made.block,
            octets=made.octets,
            state=made.digest,
            made=time.time_ns() // 10**6,
            ids=taken,
            refused=tuple(
                TurnedDown(id=name, place=place, rejection=each)
                for place, (name, each) in enumerate(refused.items())
                if name not in taken
            ),
            own=True,
        )
    )
    return evolve(here, state=made.state)


def hear(folder: Path, messages: Sequence[tuple[str, Message]]) -> None:
    folder.mkdir(exist_ok=True)
    with journal(folder, BEN.name, genesis_hash(document()), RULES) as kept:
        for sender, message in messages:
            kept.begin(message, sender)
            kept.keep()


def recorded(folder: Path) -> tuple[bytes, ...]:
    found = read_network(folder)
    recorder, lines = recorder_of(found.opening).begun()
    for frame in frames_of(found):
        recorder, more = recorder.frame(frame)
        lines += more
    return (*lines, *recorder.closed()[1])


@given(
    st.lists(
        st.tuples(st.lists(TO_BEN, max_size=4, unique=True), st.lists(TO_BEN, max_size=2, unique=True)), max_size=4
    )
)
def test_every_transaction_stands_where_the_ledger_judged_it(blocks: list[tuple[list[int], list[int]]]) -> None:
    with TemporaryDirectory() as name, ledger_of(Path(name)) as store:
        here = replayed(store)
        for amounts, late in blocks:
            here = committed(store, here, amounts, late)
        here = committed(store, here, ())  # what was judged after the tick of the last block needs one more
        report = verify(recorded(Path(name)))
        assert isinstance(report, ReplayReport), report
        codes = [row[0] for row in store.connection.execute("SELECT code FROM transactions WHERE code IS NOT NULL")]
        assert (report.blocks, report.refused) == (len(blocks) + 1, len(codes))


def test_a_party_follows_a_block_after_it_was_made_whatever_the_clocks_say(tmp_path: Path) -> None:
    with ledger_of(tmp_path) as store:
        committed(store, replayed(store), [LEO])
        (stored,) = store.blocks(1, 1)
    block = from_octets(Block, stored.octets)
    assert isinstance(block, Block)
    hear(tmp_path / "ben", [(PEOPLE, JoinOrder(owner=BEN.name)), (TO_LEDGER, block)])
    with closing(sqlite3.connect(tmp_path / "ben" / JOURNAL, isolation_level=None)) as connection:
        connection.execute("UPDATE heard SET time = number")  # a clock of half a century ago
    lines = recorded(tmp_path)
    assert isinstance(verify(lines), ReplayReport)
    entries = [json.loads(line)["entry"] for line in lines]
    assert [entry["kind"] for entry in entries] == ["opening", "passed", "passed", "made", "followed", "closing"]
    assert entries[0]["names"] == {BEN.name: "ben"}
    assert [(entry["sender"], entry["to"]) for entry in entries[1:3]] == [(PEOPLE, BEN.name), (ANN.name, TO_LEDGER)]


def test_what_cannot_be_recorded_is_named(tmp_path: Path) -> None:
    with pytest.raises(TestnetFailure) as missing:
        read_network(tmp_path)
    assert missing.value.name is Failure.TESTNET_MISSING
    (tmp_path / GENESIS).write_bytes(to_octets(document()))
    with pytest.raises(LedgerFailure) as empty:
        read_network(tmp_path)
    assert empty.value.name is LedgerTrouble.STATE_MISSING
    with ledger_of(tmp_path) as store:
        committed(store, replayed(store), [LEO])
    (tmp_path / GENESIS).write_bytes(to_octets(document(2)))
    with pytest.raises(TestnetFailure) as other:
        recorded(tmp_path)
    assert other.value.name is Failure.TESTNET_FORM
    (tmp_path / GENESIS).write_bytes(b"{}")
    with pytest.raises(TestnetFailure) as broken:
        read_network(tmp_path)
    assert broken.value.name is Failure.TESTNET_FORM
    (tmp_path / LEDGER / FILE).write_bytes(b"no database " * 100)
    (tmp_path / GENESIS).write_bytes(to_octets(document()))
    with pytest.raises(LedgerFailure) as damaged:
        read_network(tmp_path)
    assert damaged.value.name is LedgerTrouble.LEDGER_CORRUPT


def test_what_only_the_tick_made_wrong_is_refused_before_the_next_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger_of(tmp_path) as store:
        here = committed(store, replayed(store), [LEO], late=[1001 * LEO])
        committed(store, here, [2 * LEO])

    def with_a_window(rules: Parameters, verifiers: Verifiers, state: State, given: Transaction) -> State | Rejection:
        """As if a window had closed with block 1 that everything but small transfers needs."""
        is_late = isinstance(given.body, Transfer) and given.body.amount > 1000 * LEO
        return state if is_late and state.height == 0 else apply(rules, verifiers, state, given)

    monkeypatch.setattr(record, "apply", with_a_window)
    frames = frames_of(read_network(tmp_path))
    refused = [sum(isinstance(event, TransactionRefused) for event in frame.events) for frame in frames]
    assert refused == [0, 1, 0]
