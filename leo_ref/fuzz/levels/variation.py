"""Questions of the vectors with something changed: of every level, and the only ones about evidence (§5, §8)."""

from __future__ import annotations

import json
from typing import Final

from leo_ref.core.encoding import canonical
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.mutation import changed_octets, mutated
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json

FIXED: Final = frozenset({"request", "suite", "type", "kind", "form", "bank"})
"""Members that say what is asked."""
DOCUMENTS: Final = frozenset({"decode", "genesis", "transaction", "block", "attestation_policy"})
"""Requests whose ``octets`` are canonical JSON, if they are sound."""


def varied(dice: Dice, pool: Pool, topic: str) -> Json:
    """A question of a topic with one to three changes."""
    request = pool.pick(dice, topic)
    if request["request"] in DOCUMENTS:
        return {**request, "octets": varied_document(dice, request["octets"], pool.pick(dice, topic)["octets"])}
    return mutated(dice, request, FIXED, pool.pick(dice, topic))


def varied_document(dice: Dice, digits: str, donor: str) -> str:
    """Octets of a document with a member changed, or with an octet changed, in hexadecimal."""
    octets = bytes.fromhex(digits)
    if dice.odds(70):
        value, other = parsed(octets), parsed(bytes.fromhex(donor))
        if isinstance(value, dict | list):
            made = mutated(dice, value, frozenset(), other)
            try:
                return canonical(made).hex()
            except (ValueError, AssertionError):
                return digits
    return changed_octets(dice, octets).hex() if octets else dice.pick(("20", "30", "7b7d", "00"))


def parsed(octets: bytes) -> Json:
    """The value of the octets; None where they are none, or one with numbers that are no integers."""
    try:
        return json.loads(octets, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(text: str) -> Json:
    raise ValueError(text)
