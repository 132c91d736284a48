"""What a journal refuses, and what a disk that fails leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from leo_ref.core.values import JobId, NodeId
from leo_ref.network.party.answer import Activated, Dismissed, Prepared
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.following import Following, followed
from leo_ref.network.party.journal import FILE, FORM, Journal, journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.parties.message import JoinOrder, Payload, ResultDelivery, Wake
from leo_ref.parties.node import Node
from tests.parties.simulator.deployment import BOB, NODES, deployment, software

GENESIS, OTHER = bytes(range(32)), bytes(32)
NODE = deployment(nodes=2).parties[NODES[0].name]
ORDER = JoinOrder(owner=BOB.name)
LONG = Payload(octets=b"p" * 100_000)


def test_what_was_heard_is_read_back_with_what_was_answered(tmp_path: Path) -> None:
    answers = (Prepared(log=(b"a" * 32, b"b" * 32)), Activated(secret=None))
    delivery = ResultDelivery(job=JobId("ab" * 32), sealed=b"sealed")
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        kept.begin(ORDER)
        kept.keep()
        kept.begin(delivery)
        kept.answered(answers[0])
        kept.answered(answers[1])
        kept.begin(Wake())  # changes nothing, so nobody keeps it
        kept.begin(LONG)
        kept.keep()
        kept.begin(Wake())
        kept.answered(Dismissed())
    with journal(tmp_path, "n", GENESIS, "1") as again:
        assert [*again.heard()] == [(ORDER, ()), (delivery, answers), (LONG, ()), (Wake(), (Dismissed(),))]


@pytest.mark.parametrize(
    ("name", "genesis", "rules", "said"),
    [
        ("m", GENESIS, "1", "party"),
        ("n", OTHER, "1", "genesis"),
        ("n", GENESIS, "2", "rules"),
        ("m", OTHER, "1", "party, genesis"),
    ],
)
def test_the_journal_of_another_is_refused(tmp_path: Path, name: str, genesis: bytes, rules: str, said: str) -> None:
    with journal(tmp_path, "n", GENESIS, "1"):
        pass
    with pytest.raises(PartyFailure) as failure, journal(tmp_path, name, genesis, rules):
        pass
    assert failure.value.name is Failure.JOURNAL_OTHER
    assert failure.value.what.endswith(f"differs in: {said}.")


def test_another_form_is_refused(tmp_path: Path) -> None:
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        kept.connection.execute(f"PRAGMA user_version = {FORM + 1}")
    with pytest.raises(PartyFailure) as failure, journal(tmp_path, "n", GENESIS, "1"):
        pass
    assert failure.value.name is Failure.JOURNAL_FORM


def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(PartyFailure) as failure, journal(tmp_path, "n", GENESIS, "1"):
        pass
    assert failure.value.name is Failure.JOURNAL_CORRUPT


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartyFailure) as failure, journal(tmp_path / "missing", "n", GENESIS, "1"):
        pass
    assert failure.value.name is Failure.JOURNAL_UNWRITABLE


def test_octets_that_are_no_message_are_named(tmp_path: Path) -> None:
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        kept.begin(ORDER)
        kept.keep()
        kept.connection.execute("UPDATE heard SET octets = x'7b7d'")
        with pytest.raises(PartyFailure) as failure:
            list(kept.heard())
    assert failure.value.name is Failure.JOURNAL_CORRUPT
    assert "message 1" in failure.value.what


def test_an_answer_that_nobody_asks_for_is_named(tmp_path: Path) -> None:
    assert isinstance(NODE, Node)
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        kept.begin(ORDER)
        kept.answered(Dismissed())
        with pytest.raises(PartyFailure) as failure:
            followed(NODE, kept, JournaledMachine(software(NODES[0]), kept))
    assert failure.value.name is Failure.JOURNAL_CORRUPT


def test_an_answer_to_another_question_is_named(tmp_path: Path) -> None:
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        machine = JournaledMachine(software(NODES[0]), kept)
        machine.known.append(Dismissed())
        with pytest.raises(PartyFailure) as failure:
            machine.vouched(NodeId(NODES[0].name), 0, JobId("ab" * 32), ())
    assert failure.value.name is Failure.JOURNAL_CORRUPT
    assert "dismissed where the node asks for vouched" in failure.value.what


def filled(kept: Journal) -> None:
    """No page more."""
    (pages,) = kept.connection.execute("PRAGMA page_count").fetchone()
    kept.connection.execute(f"PRAGMA max_page_count = {pages}")


def test_on_a_full_disk_nothing_is_sent_and_nothing_is_lost(tmp_path: Path) -> None:
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        party = Following(NODE, kept)
        party.hear(ORDER)
        before = party.party
        filled(kept)
        with pytest.raises(PartyFailure) as failure:
            party.hear(LONG)
        assert failure.value.name is Failure.DISK_FULL
        assert party.party is before
    with journal(tmp_path, "n", GENESIS, "1") as again:
        assert [heard for heard, _ in again.heard()] == [ORDER]


def test_each_commit_is_synchronised(tmp_path: Path) -> None:
    with journal(tmp_path, "n", GENESIS, "1") as kept:
        assert kept.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert kept.connection.execute("PRAGMA synchronous").fetchone() == (2,)
