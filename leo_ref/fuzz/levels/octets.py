"""Questions on octets: random values, sound or almost, and documents with something changed (§2)."""

from __future__ import annotations

import json
from typing import Final

from leo_ref.core.encoding import DEPTH_LIMIT, NUMBER_MOST, canonical
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.levels.variation import varied
from leo_ref.fuzz.mutation import changed_octets
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json

CHARACTERS: Final = (*'ab"\\/\b\f\n\r\t 0A~', "\0", "\x1f", "\x7f", "\x80", "\u00e9", "\u2028", "\ufffd", "\U0001f600")
NUMBERS: Final = (0, -1, 1, 9, 10, NUMBER_MOST - 1, NUMBER_MOST, -NUMBER_MOST)
BESIDE: Final = (NUMBER_MOST + 1, -NUMBER_MOST - 1, 10**30)
"""Numbers that no value of the protocol has."""
SPELLINGS: Final = (
    b" ", b"\n", b"0", b"-0", b"1.0", b"1e2", b"00", b"+1", b"NaN", b"true", b"nul", b",", b":", b'"', b"\\u0041",
    b"\\u00e9", b"\\/", b"\\ud800", b"\\ud83d\\ude00", b"\\b", b"\\u0008", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"[]", b"{}", b'"a":1,', b'"b":2,"a":1', b"]", b"}", b"\x00", b"\x7f",
)  # fmt: skip
"""Parts that are JSON for some readers, or JSON of another form."""


def request(dice: Dice, pool: Pool) -> Json:
    """A question of the level ``encoding``."""
    match dice.number(0, 9):
        case 0:
            domain = "".join(dice.pick("ab/-~ ") for _ in range(dice.number(0, 9)))
            return {"request": "digest", "domain": domain, "value": value(dice, dice.number(0, 4))}
        case 1 | 2 | 3:
            return {"request": "decode", "type": "value", "octets": spelled(dice).hex()}
        case _:
            return varied(dice, pool, dice.pick(pool.topics))


def value(dice: Dice, depth: int) -> Json:
    """A random value that has canonical octets."""
    match dice.number(0, 7 if depth else 4):
        case 0:
            return dice.pick((None, True, False))
        case 1:
            return dice.pick(NUMBERS)
        case 2:
            return dice.number(-1000, 1000)
        case 3 | 4:
            return text(dice)
        case 5:
            return [value(dice, depth - 1) for _ in range(dice.number(0, 4))]
        case _:
            return {text(dice): value(dice, depth - 1) for _ in range(dice.number(0, 4))}


def text(dice: Dice) -> str:
    """A text of characters that are written in different ways."""
    return "".join(dice.pick(CHARACTERS) for _ in range(dice.number(0, 5)))


def spelled(dice: Dice) -> bytes:
    """Octets of a value; often with something that another reader would forgive."""
    made = value(dice, dice.number(0, 4))
    match dice.number(0, 6):
        case 0:
            return canonical(made)
        case 1:
            return json.dumps(made, ensure_ascii=dice.odds(50), sort_keys=dice.odds(50)).encode()
        case 2:
            deep = DEPTH_LIMIT + dice.number(-1, 2)
            return b"[" * deep + canonical(value(dice, 0)) + b"]" * deep
        case 3:
            return json.dumps([made, dice.pick(BESIDE)], separators=(",", ":")).encode()
        case 4:
            return changed_octets(dice, canonical(made))
        case _:
            octets = canonical(made)
            where = dice.number(0, len(octets))
            return octets[:where] + dice.pick(SPELLINGS) + octets[where + dice.number(0, 2) :]
