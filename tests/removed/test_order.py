"""Of two faults the first in the order of the protocol is named: for each two neighbours a vector has both.

That a vector has both faults is tried: without the check of the first it is refused with the second.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest

from leo_ref.oracle import Session, answer
from tests.removed.check import Check
from tests.removed.order import IMPOSSIBLE, Neighbours, neighbours, table
from tests.removed.replay import Turns, Vector, names, room, vectors
from tests.removed.room import Room

FORMS: Final = ("imprint", "opening", "fault", "transport")
"""Modules on what a transaction carries, whose codes stand in the table too."""

ENVELOPE: Final = ("SIGNATURE_INVALID", "COUNTER_WRONG")


@cache
def rooms() -> tuple[Room, ...]:
    """Those whose checks refuse transactions."""
    asked = [name for name in names() if name.startswith(("leo_ref.rules.", "leo_ref.ledger."))]
    return tuple(map(room, (*asked, *(f"leo_ref.sealing.{form}" for form in FORMS))))


def kind_of(vector: Vector) -> str:
    """Of the transaction that it is about; nothing where it is about none."""
    if vector.request["request"] != "transaction":
        return ""
    octets = bytes.fromhex(vector.request["octets"])
    kinds = [kind for kind in table() if f'"kind":"{kind}"'.encode() in octets]
    assert len(kinds) == 1, octets
    return kinds[0]


@cache
def refused() -> dict[str, list[tuple[str, Vector]]]:
    """The vectors on transactions that are refused with each code, with their kinds."""
    found: dict[str, list[tuple[str, Vector]]] = {}
    for vector in vectors():
        kind = kind_of(vector)
        if kind and vector.code:
            found.setdefault(vector.code, []).append((kind, vector))
    return found


@cache
def both() -> dict[Neighbours, str]:
    """For each two codes a vector that is refused with the second where the check of the first is missing."""
    found: dict[Neighbours, str] = {}
    for place in rooms():
        for check in place.checks:
            for code in check.codes if not check.is_part else ():
                for kind, vector in refused().get(code, ()):
                    other = refused_without(place, check, vector)
                    if other and other != code:
                        found.setdefault((kind, code, other), vector.id)
    return found


def refused_without(place: Room, check: Check, vector: Vector) -> str:
    """The code of the vector without a check; nothing where it is not refused."""
    turns = Turns()
    with place.without(check, turns):
        try:
            _, said = answer(Session(), vector.request)
        except Exception:  # whatever the check kept from happening
            return ""
    match said.get("refused"):
        case {"code": str(code)}:
            return code
        case _:
            return ""


def test_the_table_is_read_whole() -> None:
    assert len(table()) == 22
    assert {code for codes in table().values() for code in codes} >= {"AMOUNT_ZERO", "CHALLENGES_OVER", "ASK_OVER"}


@pytest.mark.parametrize("pair", neighbours(), ids=" ".join)
def test_a_vector_has_both_faults_or_none_can(pair: Neighbours) -> None:
    assert (pair in both()) != (pair in IMPOSSIBLE), both().get(pair)


def test_the_envelope_comes_first() -> None:
    pairs = {(one, other) for _, one, other in both()}
    assert ENVELOPE in pairs
    assert any(one == ENVELOPE[1] and other not in ENVELOPE for one, other in pairs)


def test_every_code_of_the_table_is_reached_by_its_transaction() -> None:
    reached = {(kind, code) for code, found in refused().items() for kind, _ in found}
    assert {(kind, code) for kind, codes in table().items() for code in codes} <= reached


def test_reasons_are_of_neighbours() -> None:
    assert set(neighbours()) >= IMPOSSIBLE.keys()
