"""A machine that is tampered with in a trial: from one block on, for good, and only one of software."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from leo_ref.attestation.machine import Assignment
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.role import Role, party_of
from leo_ref.network.party.software import TamperedMachine
from leo_ref.network.party.tampering import FILE, Tampering, tampering_of
from leo_ref.parties.message import Party
from leo_ref.parties.node import Node
from tests.parties.simulator.deployment import BOB, NODES, beginning, software
from tests.software.one_task import JOB, OFFER, TASK

DOCUMENT = beginning(3)


def node(height: int = 0) -> Node:
    party = party_of(Role.NODE, NODES[0], DOCUMENT, software(NODES[0]))
    assert isinstance(party, Node)
    state = evolve(party.chain.state, height=height)
    return evolve(party, chain=evolve(party.chain, state=state))


def is_tampered(party: Party) -> bool:
    return isinstance(party, Node) and isinstance(party.machine, TamperedMachine)


def test_it_begins_with_a_block_and_stays(tmp_path: Path) -> None:
    tampering = tampering_of(tmp_path)
    assert tampering(node(9)) == node(9), "nobody asked for it"
    assert tampering.begin(node(4))
    assert not is_tampered(tampering(node(4)))
    assert is_tampered(tampering(node(5)))
    once = tampering(node(5))
    assert tampering(once) == once
    assert tampering.begin(node(8)), "to ask again changes nothing"
    for known in (tampering, tampering_of(tmp_path)):
        assert known.since == 5
        assert is_tampered(known(node(7)))


def test_it_measures_what_it_runs(tmp_path: Path) -> None:
    """All that the log says but the image is as it should be."""
    work = Assignment(job=JOB, task=TASK, offer=OFFER, code=bytes(20), data=bytes(30))
    plain = node(5)
    changed = Tampering(tmp_path / FILE, 5)(plain)
    assert isinstance(changed, Node)
    _, honest = plain.machine.prepared(work)
    _, shown = changed.machine.prepared(work)
    assert [a == b for a, b in zip(honest, shown, strict=True)] == [False, True, True, True]


def test_only_a_node_of_software_can_be(tmp_path: Path) -> None:
    tampering = tampering_of(tmp_path)
    owner = party_of(Role.SERVICE_OWNER, BOB, DOCUMENT, None)
    other: Any = object()
    assert not tampering.begin(owner)
    assert not tampering.begin(evolve(node(), machine=other))
    assert not (tmp_path / FILE).exists()


def test_a_file_without_a_height_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("soon\n")
    with pytest.raises(PartyFailure) as failure:
        tampering_of(tmp_path)
    assert failure.value.name is Failure.JOURNAL_CORRUPT


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(PartyFailure) as failure:
        Tampering(tmp_path / FILE).begin(node())
    assert failure.value.name is Failure.JOURNAL_UNWRITABLE
