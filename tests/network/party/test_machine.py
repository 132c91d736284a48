"""Answers of a machine stay what they were, and a node with the wrong machine does not begin."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import define, evolve, field

from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.machine import Assignment, Finished
from leo_ref.core.keys import keys_of
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.journal import journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.network.party.role import Role, party_of
from leo_ref.network.party.serve import check_machine
from leo_ref.network.party.software import software_in
from leo_ref.parties.message import Wake
from tests.parties.simulator.deployment import NODES, beginning

GENESIS = bytes(32)
END = Finished(log=(bytes(32),), sealed=b"sealed")


@define
class Running:
    """A machine whose program ends after so many questions."""

    left: int
    asked: int = field(default=0)

    def finished(self, _work: object) -> tuple[Running, Finished | None]:
        self.asked += 1
        return self, END if self.asked > self.left else None


def asked(folder: Path, inner: Running, times: int) -> list[Finished | None]:
    """What a node hears, process after process, when it asks so often in each."""
    with journal(folder, "node", GENESIS, "1") as kept:
        machine = JournaledMachine(cast("Any", inner), kept)
        machine.known = deque(answer for _, answers in kept.heard() for answer in answers)
        found = list[Finished | None]()
        for _ in range(times):
            kept.begin(Wake())
            found.append(machine.finished(cast("Assignment", None))[1])
            kept.keep()
        return found


def test_that_a_program_still_ran_is_an_answer_too(tmp_path: Path) -> None:
    inner = Running(left=2)
    first = asked(tmp_path, inner, 2)
    assert first == [None, None]
    again = asked(tmp_path, inner, 3)
    assert again == [None, None, END], "the first two are those of before"
    assert inner.asked == 3, "the machine was not asked again"


def test_software_does_not_begin_on_a_ledger_of_tpms() -> None:
    policy = Policy(registers=(14,), job_register=14, firmware=0, references=(), boot_log=None, kernel_list=None)
    document = evolve(beginning(4), evidence=Tpm(policy=policy, roots=(), templates=frozenset()))
    with pytest.raises(PartyFailure) as failure, software_in(NODES[0], document):
        pytest.fail("its evidence would be refused")
    assert failure.value.name is Failure.EVIDENCE_DIFFERS


def test_a_node_does_not_begin_with_the_machine_of_another() -> None:
    document = beginning(4)
    with software_in(NODES[0], document) as own, software_in(NODES[1], document) as others:
        known = party_of(Role.NODE, NODES[0], document, own)
        check_machine(NODES[0], known, own)
        with pytest.raises(PartyFailure) as failure:
            check_machine(NODES[0], known, others)
        assert failure.value.name is Failure.MACHINE_DIFFERS
        assert NODES[0].name in str(failure.value)
        stranger = keys_of(b"not on the ledger".ljust(32, b"."))
        check_machine(stranger, party_of(Role.NODE, stranger, document, others), others)
