"""The request that every vector on event logs makes, and the places in the honest log that are edited."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import BEGINNING
from leo_ref.tcg.spec_id import SIGNATURE
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import boots
from leo_ref.vectors.tcg.boots import OCTETS

FIRMWARE: Final = tuple(range(8))
QUOTED: Final = (*FIRMWARE, 8, 9, 14)
VALUES: Final = boots.values()
COUNT_AT: Final = BEGINNING + len(SIGNATURE) + 8
"""Where the Spec ID event says how many banks there are."""
FIRST_EVENT: Final = COUNT_AT + 4 + 4 + 1


def asking(
    octets: bytes,
    expected: dict[int, bytes] | None = None,
    bank: Hash = Hash.SHA256,
    *,
    after_separator: bool | dict[str, JsonValue] = False,
) -> dict[str, JsonValue]:
    """The request."""
    named: JsonValue = None if expected is None else {str(pcr): value.hex() for pcr, value in expected.items()}
    return {
        "request": "event_log",
        "octets": octets.hex(),
        "bank": bank.title,
        "expected": named,
        "after_separator": after_separator,
    }


def edited(at: int, octets: bytes) -> bytes:
    """The honest log with other octets at a place."""
    return OCTETS[:at] + octets + OCTETS[at + len(octets) :]


def add_valid(cases: Cases, name: str, why: str, request: dict[str, JsonValue]) -> None:
    """A log that is evidence."""
    cases.add(name, why, request, clause="§8")
