"""A forger who binds every line anew is caught by the replay, and what was forged is named with its line."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.encoding import encode
from leo_ref.core.state.job import Outcome
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.parties.keys import transaction
from leo_ref.parties.message import LEDGER, AnswerMessage, Message, Outbox, Party, Payload, Sent, TaskOrder, Wake
from leo_ref.parties.simulator.event import Fate
from leo_ref.parties.simulator.plan import Plan
from leo_ref.transcript.entry import (
    PIECE_MOST,
    BlockEntry,
    Closing,
    Content,
    Entry,
    Followed,
    OpeningEntry,
    Passed,
    RefusalEntry,
)
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.line import NO_LINE, octets_of
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.parties.simulator.deployment import BOB, deployment, recorded, run, with_faulty
from tests.parties.simulator.test_faults import LIGHTEST, accusing
from tests.transcript.conftest import chained, entries_of

Change = Callable[[list[Entry]], int]
"""Forges, and says where."""


def first(entries: list[Entry], holds: Callable[[Entry], bool]) -> int:
    return next(number for number, entry in enumerate(entries) if holds(entry))


def changed(entries: list[Entry], number: int, **fields: Any) -> None:  # Any: each of its field's type
    entry: Any = entries[number]
    entries[number] = evolve(entry, **fields)


def answers(entries: list[Entry]) -> list[int]:
    """The lines of answers that were taken in."""
    return [
        number
        for number, entry in enumerate(entries)
        if isinstance(entry, Passed) and isinstance(entry.message, AnswerMessage) and entry.shown == "pass"
    ]


def other_finding(entries: list[Entry]) -> int:
    number = answers(entries)[0]
    changed(entries, number, shown="fail")
    return number


def swapped_evidence(entries: list[Entry]) -> int:
    """Two monitors' answers change places: each answers the other's nonce."""
    one, two = answers(entries)[:2]
    there, here = entries[two], entries[one]
    assert isinstance(here, Passed)
    assert isinstance(there, Passed)
    entries[one], entries[two] = evolve(here, message=there.message), evolve(there, message=here.message)
    return one


def other_quote(entries: list[Entry]) -> int:
    number = answers(entries)[0]
    entry = entries[number]
    assert isinstance(entry, Passed)
    assert isinstance(entry.message, AnswerMessage)
    evidence = evolve(entry.message.evidence, log=(bytes(32),))
    entries[number] = evolve(entry, message=evolve(entry.message, evidence=evidence))
    return number


def made(entries: list[Entry]) -> int:
    return first(entries, lambda entry: isinstance(entry, BlockEntry) and len(entry.transactions) > 0)


def changed_block(**fields: Any) -> Change:
    def change(entries: list[Entry]) -> int:
        number = made(entries)
        changed(entries, number, **fields)
        return number

    return change


def is_taken(entry: Entry) -> bool:
    """Whether a transaction reached the ledger for the next block."""
    return isinstance(entry, Passed) and isinstance(entry.message, Transaction) and entry.fate is Fate.DELIVERED


def other_amount(entries: list[Entry]) -> int:
    """A transaction that its sender did not sign is refused, so the block cannot hold it."""
    number = first(entries, is_taken)
    entry = entries[number]
    assert isinstance(entry, Passed)
    assert isinstance(entry.message, Transaction)
    body = Transfer(to=entry.message.sender, amount=1)
    entries[number] = evolve(entry, message=evolve(entry.message, body=body))
    return made(entries)


def lost_transaction(entries: list[Entry]) -> int:
    """A transaction that reached the ledger is told as lost."""
    number = first(entries, is_taken)
    changed(entries, number, fate=Fate.LOST)
    return made(entries)


def invented_refusal(entries: list[Entry]) -> int:
    number = made(entries)
    block = entries[number]
    assert isinstance(block, BlockEntry)
    entries[number] = RefusalEntry(time=block.time, transaction=block.transactions[0], code="WRONG_STAGE")
    return number + 1 if isinstance(entries[number + 1], BlockEntry) else _insert(entries, number + 1, block)


def _insert(entries: list[Entry], number: int, entry: Entry) -> int:
    entries.insert(number, entry)
    return number


def unknown_refusal(entries: list[Entry]) -> int:
    number = made(entries)
    block = entries[number]
    assert isinstance(block, BlockEntry)
    return _insert(entries, number, RefusalEntry(time=block.time, transaction=block.transactions[0], code="NO_CODE"))


def refusal_of_nothing(entries: list[Entry]) -> int:
    number = made(entries)
    block = entries[number]
    assert isinstance(block, BlockEntry)
    return _insert(entries, number, RefusalEntry(time=block.time, transaction=0, code="WRONG_STAGE"))


def block_too_early(entries: list[Entry]) -> int:
    number = first(entries, lambda entry: isinstance(entry, Followed))
    changed(entries, number, height=39)
    return number


def transaction_to_a_party(entries: list[Entry]) -> int:
    number = first(entries, is_taken)
    changed(entries, number, to="somebody")
    return number


def message_to_the_ledger(entries: list[Entry]) -> int:
    number = answers(entries)[0]
    changed(entries, number, to=LEDGER, shown=None)
    return number


def time_backward(entries: list[Entry]) -> int:
    number = len(entries) - 2
    changed(entries, number, time=0)
    return number


def changed_end(**fields: Any) -> Change:
    def change(entries: list[Entry]) -> int:
        changed(entries, -1, **fields)
        return len(entries) - 1

    return change


def other_balance(entries: list[Entry]) -> int:
    end = entries[-1]
    assert isinstance(end, Closing)
    name = min(end.balances)
    entries[-1] = evolve(end, balances=end.balances.set(name, end.balances[name] + 1))
    return len(entries) - 1


def other_outcome(entries: list[Entry]) -> int:
    end = entries[-1]
    assert isinstance(end, Closing)
    entries[-1] = evolve(end, outcomes=Map(dict.fromkeys(end.outcomes, Outcome.UNDECIDED)))
    return len(entries) - 1


def other_genesis(entries: list[Entry]) -> int:
    """Another deployment begins with another hash, which the first block does not follow."""
    opening = entries[0]
    assert isinstance(opening, OpeningEntry)
    balances = opening.genesis.balances.set(min(opening.genesis.balances), 1)
    entries[0] = evolve(opening, genesis=evolve(opening.genesis, balances=balances))
    return first(entries, lambda entry: isinstance(entry, BlockEntry))


def no_genesis(entries: list[Entry]) -> int:
    opening = entries[0]
    assert isinstance(opening, OpeningEntry)
    balances = opening.genesis.balances.set(min(opening.genesis.balances), 2**128 - 1)
    entries[0] = evolve(opening, genesis=evolve(opening.genesis, balances=balances))
    return 0


def second_opening(entries: list[Entry]) -> int:
    return _insert(entries, 5, entries[0])


def no_opening(entries: list[Entry]) -> int:
    del entries[0]
    return 0


def pending_end(entries: list[Entry]) -> int:
    """The last block is left out, and with it what it made of a transaction that was refused."""
    number = made(entries)
    block = entries[number]
    assert isinstance(block, BlockEntry)
    refused = RefusalEntry(time=block.time, transaction=block.transactions[0], code="WRONG_STAGE")
    entries[number:] = [refused, entries[-1]]
    return number + 1


def goes_on(entries: list[Entry]) -> int:
    """A block reaches somebody after the end."""
    entries.append(next(entry for entry in reversed(entries) if isinstance(entry, Followed)))
    return len(entries) - 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (other_finding, Fault.FINDING_DIFFERS),
        (swapped_evidence, Fault.FINDING_DIFFERS),
        (other_quote, Fault.FINDING_DIFFERS),
        (changed_block(transactions=()), Fault.BLOCK_INCOMPLETE),
        (changed_block(parent=bytes(32)), Fault.WRONG_PARENT),
        (changed_block(height=7), Fault.WRONG_HEIGHT),
        (changed_block(block=bytes(32)), Fault.BLOCK_HASH_DIFFERS),
        (changed_block(beacon_proof=b""), Fault.BLOCK_HASH_DIFFERS),
        (changed_block(signature=bytes(64)), Fault.BLOCK_REFUSED),
        (changed_block(state=bytes(32)), Fault.STATE_DIFFERS),
        (goes_on, Fault.AFTER_CLOSING),
        (other_amount, Fault.NOT_APPLICABLE),
        (lost_transaction, Fault.BLOCK_INCOMPLETE),
        (invented_refusal, Fault.NOT_REFUSED),
        (unknown_refusal, Fault.REFUSAL_UNKNOWN),
        (refusal_of_nothing, Fault.TRANSACTION_UNKNOWN),
        (block_too_early, Fault.BLOCK_NOT_MADE),
        (transaction_to_a_party, Fault.MESSAGE_MISPLACED),
        (message_to_the_ledger, Fault.MESSAGE_MISPLACED),
        (time_backward, Fault.TIME_BACKWARD),
        (changed_end(height=3), Fault.HEIGHT_DIFFERS),
        (changed_end(burned=0), Fault.BURNED_DIFFERS),
        (changed_end(state=bytes(32)), Fault.END_DIFFERS),
        (other_balance, Fault.BALANCE_DIFFERS),
        (other_outcome, Fault.OUTCOME_DIFFERS),
        (other_genesis, Fault.WRONG_PARENT),
        (no_genesis, Fault.GENESIS_REFUSED),
        (second_opening, Fault.OPENING_AGAIN),
        (no_opening, Fault.NO_OPENING),
        (pending_end, Fault.LEDGER_PENDING),
    ],
    ids=lambda given: given.name if isinstance(given, Fault) else given.__name__,
)
def test_a_forgery_is_named(small: list[bytes], change: Change, fault: Fault) -> None:
    entries = entries_of(small)
    number = change(entries)
    broken = verify(chained(entries))
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (number, fault), broken


def of_nothing(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """Bob also transfers nothing, time and again."""
    return party, (*outbox, Sent(LEDGER, transaction(BOB, 0, Transfer(to=BOB.name, amount=0))))


def test_another_code_of_a_refusal_is_named() -> None:
    start = with_faulty(deployment(nodes=3), BOB, of_nothing)
    entries = entries_of(recorded(run(start, Plan(seed=b"1"), 4), 3))
    number = first(entries, lambda entry: isinstance(entry, RefusalEntry))
    refused = entries[number]
    assert isinstance(refused, RefusalEntry)
    assert refused.code == "AMOUNT_ZERO"
    entries[number] = evolve(refused, code="SIGNATURE_INVALID")
    broken = verify(chained(entries))
    assert isinstance(broken, Broken)
    assert broken.fault is Fault.REFUSAL_DIFFERS
    assert isinstance(entries[broken.line], BlockEntry)


def test_an_accusation_that_its_evidence_contradicts_is_counted_as_a_lie() -> None:
    """A lie is part of an honest record: the ledger books it, and so does the report."""
    report = verify(recorded(run(with_faulty(deployment(), LIGHTEST, accusing), Plan(seed=b"1"), 40)))
    assert isinstance(report, ReplayReport)
    assert report.lies == 1


def test_long_octets_are_written_once_and_in_order() -> None:
    start = deployment(nodes=3)
    orders = tuple(
        (time, evolve(sent, message=evolve(sent.message, data=bytes(PIECE_MOST))))
        if isinstance(sent.message, TaskOrder)
        else (time, sent)
        for time, sent in start.orders
    )
    lines = recorded(run(evolve(start, orders=orders), Plan(seed=b"1"), 4), 3)
    entries = entries_of(lines)
    assert isinstance(verify(lines), ReplayReport)
    assert len({entry.digest for entry in entries if isinstance(entry, Content)}) == 2
    forged: dict[Fault, Callable[[Content], Content]] = {
        Fault.CONTENT_OTHER: lambda entry: evolve(entry, octets=b"?" + entry.octets[1:]),
        Fault.CONTENT_TOO_LONG: lambda entry: evolve(entry, pieces=17),
        Fault.CONTENT_OUT_OF_ORDER: lambda entry: evolve(entry, piece=1),
    }
    number = first(entries, lambda entry: isinstance(entry, Content) and entry.piece == 2)
    piece = entries[number]
    assert isinstance(piece, Content)
    assert (piece.piece, piece.pieces) == (2, 2)
    entries = entries[: number + 2]
    for fault, change in forged.items():
        broken = verify(chained([*entries[:number], change(piece), *entries[number + 1 :]]))
        assert isinstance(broken, Broken)
        assert (broken.line, broken.fault) == (number, fault)
    again = verify(chained([*entries[: number + 1], entries[number], *entries[number + 1 :]]))
    assert isinstance(again, Broken)
    assert (again.line, again.fault) == (number + 1, Fault.CONTENT_AGAIN)
    missing = verify(chained([*entries[:number], *entries[number + 1 :]]))
    assert isinstance(missing, Broken)
    assert (missing.line, missing.fault) == (number, Fault.CONTENT_OUT_OF_ORDER)


def test_long_octets_that_the_next_entry_does_not_name_are_named() -> None:
    octets = bytes(5000)
    content = Content(digest=sha256(octets).digest(), piece=1, pieces=1, octets=octets)
    lost = Passed(time=1, sender="people", to="somebody", fate=Fate.LOST, message=Payload(octets=b""), shown=None)
    broken = verify(chained([content, lost]))
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (1, Fault.CONTENT_UNUSED)
    used = verify(chained([content, evolve(lost, message=Payload(octets=octets))]))
    assert isinstance(used, Broken)
    assert used.fault is Fault.NO_OPENING


@pytest.mark.parametrize(("piece", "pieces"), [(1, 0), (0, 0), (0, 1), (2, 1)])
def test_a_piece_is_one_of_its_pieces(piece: int, pieces: int) -> None:
    content = Content(digest=sha256(b"long").digest(), piece=piece, pieces=pieces, octets=b"long")
    broken = verify(chained([content]))
    assert isinstance(broken, Broken)
    assert (broken.line, broken.fault) == (0, Fault.CONTENT_OUT_OF_ORDER)


def test_long_octets_where_they_occur_are_named() -> None:
    payload = Payload(octets=bytes(5000))
    entry = Passed(time=1, sender="people", to="somebody", fate=Fate.LOST, message=payload, shown=None)
    broken = verify([octets_of(0, NO_LINE, encode(entry)) + b"\n"])
    assert isinstance(broken, Broken)
    assert broken.fault is Fault.CONTENT_INLINE
