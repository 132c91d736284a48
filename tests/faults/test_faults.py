"""Each fault of the simulators, put back, is caught by a named check; without it the same check finds nothing.

``pytest tests/faults -v`` prints the table: the fault, what the simulators did, and what catches it.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.transaction import Transaction
from tests.faults.checks import CHECKS
from tests.faults.excluded import EXCLUDED, Excluded
from tests.faults.faults import FAULTS
from tests.faults.faults.fault import Fault
from tests.faults.models import MODELS, sound


@pytest.fixture(scope="module", autouse=True)
def _sound_graphs() -> None:
    """The sound graphs are made before anything is broken."""
    for name in MODELS:
        sound(name)


def words(text: str) -> str:
    return "-".join("".join(letter if letter.isalnum() or letter in "<>=" else " " for letter in text).split())


@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_reference_passes(name: str) -> None:
    assert CHECKS[name]() == set()


@pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda fault: f"{words(fault.name)}:{'+'.join(map(words, fault.caught_by))}"
)
def test_the_fault_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    check, *named = fault.caught_by
    for module, attribute, replacement in fault.patches:
        monkeypatch.setattr(import_module(module), attribute, replacement)
    found = CHECKS[check]()
    expected = {f"graph of {check}", *named} if check in MODELS else set(named)
    assert expected <= found, fault.was


@pytest.mark.parametrize("fault", EXCLUDED, ids=lambda fault: f"{words(fault.name)}:{fault.code.name}")
def test_the_fault_can_no_longer_be_written(fault: Excluded) -> None:
    refused = from_octets(Transaction, fault.octets)
    assert isinstance(refused, Rejection)
    assert refused.code is fault.code


def test_names_are_unique() -> None:
    names = [fault.name for fault in FAULTS] + [fault.name for fault in EXCLUDED]
    assert len(set(names)) == len(names)


def test_every_patch_replaces_something_else() -> None:
    for fault in FAULTS:
        for module, attribute, replacement in fault.patches:
            assert getattr(import_module(module), attribute) is not replacement
