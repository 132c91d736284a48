"""Octets that are nearly right: what a valid encoding becomes when somebody tampers with it.

Every choice is made by the :class:`~random.Random` that is handed in. A seeded one makes a long run repeatable; one of
Hypothesis's makes the same mutations shrink.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

Json = Any  # whatever a JSON reader gives; here it is only taken apart and put together again

TOKENS: Final = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"null", b"true", b"false", b" ", b"\n", b"\0", b"\xff"),
    *(b"0", b"-0", b"-1", b"1e9", b"1.0", b"9007199254740992", b"9" * 40, b"NaN", b"-Infinity"),
    *(b"\\u0000", b"\\ud800", b'"a":1,', b'"kind":"', b"\xef\xbb\xbf", b"\xed\xa0\x80", b"[" * 40, b"9" * 5000),
)
"""What is between the lines of JSON, and what trips readers of it."""

LEAVES: Final[tuple[Json, ...]] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**53 - 1, 2**53, -(2**53), 10**30, "", "0", "00", "-1", "1", "a", "A"),
    *("0" * 64, "f" * 64, "F" * 64, "0" * 63, "0" * 128, str(2**64), str(2**128 - 1), str(2**128), "9" * 400),
    *("\0", "\u00e9", "\U0001f600", "\ud800", "PASS", "task", "transaction", [], {}, [[]], {"": None}),
)
"""Values that are the greatest, the least, or of the wrong type somewhere."""


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """Octets without any form (one in eight), or a sample after one to four changes.

    Half of the samples keep what a decoder looks at first, their form as JSON or their length: what it looks at later
    would otherwise hardly ever be reached.
    """
    if random.randrange(8) == 0:
        return random.randbytes(random.randrange(200))
    octets = random.choice(samples)
    kept = KEEPING_LENGTH if json_of(octets) is None else KEEPING_FORM
    changes = kept if random.randrange(2) else CHANGES
    for _ in range(random.randint(1, 4)):
        octets = random.choice(changes)(random, octets, samples)
    return octets


def flipped(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """One bit is another."""
    if not octets:
        return octets
    at = random.randrange(len(octets))
    return octets[:at] + bytes([octets[at] ^ 1 << random.randrange(8)]) + octets[at + 1 :]


def overwritten(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """Up to eight octets are zeros, ones or anything."""
    start, end = _range(random, octets, 8)
    filler = random.choice((b"\0" * (end - start), b"\xff" * (end - start), random.randbytes(end - start)))
    return octets[:start] + filler + octets[end:]


def truncated(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """The end is missing."""
    return octets[: random.randrange(len(octets) + 1)]


def shortened(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """A part is missing."""
    start, end = _range(random, octets, 40)
    return octets[:start] + octets[end:]


def duplicated(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """A part is there twice."""
    start, end = _range(random, octets, 200)
    return octets[:end] + octets[start:end] + octets[end:]


def inserted(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """Something is there that does not belong."""
    at = random.randrange(len(octets) + 1)
    return octets[:at] + random.choice((random.choice(TOKENS), random.randbytes(random.randrange(9)))) + octets[at:]


def extended(random: Random, octets: bytes, _samples: Sequence[bytes]) -> bytes:
    """Something follows, such as a zero, which many a reader takes for nothing."""
    return octets + random.choice(
        (b"\0", b"\0" * random.randrange(40), b"\n", random.randbytes(1 + random.randrange(40)))
    )


def spliced(random: Random, octets: bytes, samples: Sequence[bytes]) -> bytes:
    """The beginning is one sample's, the end another's."""
    other = random.choice(samples)
    return octets[: random.randrange(len(octets) + 1)] + other[random.randrange(len(other) + 1) :]


def reformed(random: Random, octets: bytes, samples: Sequence[bytes]) -> bytes:
    """As JSON the same but in one place, and written canonically: past the reader, to what reads the value."""
    value, other = json_of(octets), json_of(random.choice(samples))
    if value is None:
        return octets
    return _canonical(_reformed(random, value, other))


Change = Callable[[Random, bytes, Sequence[bytes]], bytes]

KEEPING_LENGTH: Final[tuple[Change, ...]] = (flipped, overwritten)
KEEPING_FORM: Final[tuple[Change, ...]] = (reformed,)
CHANGES: Final[tuple[Change, ...]] = (
    *(flipped, overwritten, truncated, shortened, duplicated, inserted, extended, spliced, reformed),
)


def _range(random: Random, octets: bytes, most: int) -> tuple[int, int]:
    start = random.randrange(len(octets) + 1)
    return start, min(len(octets), start + random.randrange(most + 1))


def json_of(octets: bytes) -> Json:
    """The JSON value, or None where there is none; the empty object is not None."""
    if octets[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None


def _canonical(value: Json) -> bytes:
    """As RFC 8785 writes it, as far as ASCII names go; a lone surrogate becomes the escape that it cannot be."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def _reformed(random: Random, value: Json, other: Json) -> Json:
    """``value`` changed in one place, somewhere below the top more often than there."""
    if isinstance(value, dict) and value and random.randrange(6):
        name = random.choice(sorted(value))
        return {**value, name: _reformed(random, value[name], _part(random, other))}
    if isinstance(value, list) and value and random.randrange(4):
        at = random.randrange(len(value))
        return [*value[:at], _reformed(random, value[at], _part(random, other)), *value[at + 1 :]]
    return _changed(random, value, other)


def _part(random: Random, value: Json) -> Json:
    if isinstance(value, dict) and value:
        return value[random.choice(sorted(value))]
    if isinstance(value, list) and value:
        return random.choice(value)
    return value


def _changed(random: Random, value: Json, other: Json) -> Json:
    match value:
        case dict() if value and random.randrange(2):
            name = random.choice(sorted(value))
            if random.randrange(2):
                return {key: inner for key, inner in value.items() if key != name}
            return {**value, random.choice((name + "x", "", "\0", "kind", "version")): random.choice(LEAVES)}
        case list() if random.randrange(2):
            at = random.randrange(len(value) + 1)
            twice = value[:at] + value[max(0, at - 1) :]
            return random.choice((value[:-1], twice, value + value, value[::-1], [*value, random.choice(LEAVES)]))
        case str() if value and random.randrange(2):
            at = random.randrange(len(value))
            return value[:at] + random.choice(("", "0", "f", "F", "g", "9", value)) + value[at + 1 :]
        case int() if random.randrange(2):
            return value + random.choice((-1, 1, 2**53))
        case _:
            return random.choice((other, random.choice(LEAVES)))
