"""What a decoder may answer, and what its answers are counted as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection

READING: Final = frozenset(
    {
        *(Code.TOO_LONG, Code.TOO_MANY_VALUES, Code.NOT_UTF8, Code.TOO_DEEP, Code.NOT_JSON, Code.DUPLICATE_KEY),
        *(Code.NOT_INTEGER, Code.OUT_OF_RANGE),
    }
)
PARSING: Final = READING | {Code.NOT_CANONICAL}
DECODING: Final = PARSING | {
    *(Code.UNKNOWN_FIELD, Code.MISSING_FIELD, Code.WRONG_TYPE, Code.WRONG_LENGTH, Code.NOT_LOWER_HEX),
    *(Code.NOT_DECIMAL, Code.NOT_SORTED, Code.UNKNOWN_VARIANT, Code.UNKNOWN_VERSION),
}


Outcome: TypeAlias = str
"""What an answer is counted as: ``value``, or the name of a rejection, fault or flaw."""


def codes(*prefixes: str) -> frozenset[Code]:
    """The codes whose names begin like this."""
    return frozenset(code for code in Code if code.name.startswith(prefixes))


@frozen
class Decoder:
    """One decoder, and how its answers are judged."""

    decode: Callable[[bytes], object]

    judge: Callable[[bytes, Any], Outcome]
    """The outcome that octets and answer stand for; an ``AssertionError`` where the answer is not documented."""

    samples: tuple[bytes, ...]
    """Valid encodings, which mutations start from."""


class Undocumented(AssertionError):
    """A decoder has answered what its documentation does not say."""


def outcome_of(decoder: Decoder, octets: bytes) -> Outcome:
    """What the decoder makes of the octets; raises whatever it raises, and ``Undocumented``."""
    given = decoder.decode(octets)
    try:
        return decoder.judge(octets, given)
    except AssertionError as error:
        raise Undocumented(f"{str(given)[:200]}: {error}") from error


def value(*kinds: type, codes: frozenset[Code] = frozenset(), back: Callable[[Any], bytes] | None = None) -> Any:
    """A judge: an instance of ``kinds``, whose octets by ``back`` are those that came, or a rejection of ``codes``.

    A rejection can be printed anywhere, and is not much longer than what it rejects.
    """

    def judged(octets: bytes, given: object) -> Outcome:
        if isinstance(given, Rejection):
            assert given.code in codes, given.code
            assert len(str(given).encode("utf-8")) <= 1000 + 12 * len(octets), given.code
            return given.code.name
        assert isinstance(given, kinds), type(given)
        if back is not None:
            assert back(given) == octets, "it is written otherwise than it was read"
        return "value" if given is not None else "none"

    return judged


def of_soundness(codes: frozenset[Code]) -> Any:
    """A judge of what is only wrong or not: none of the rejections of ``codes``, or one of them."""
    found = value(type(None), codes=codes)

    def judged(octets: bytes, given: object) -> Outcome:
        return "ok" if found(octets, given) == "none" else str(found(octets, given))

    return judged


def of_truth(_octets: bytes, given: object) -> Outcome:
    """A judge: true or false."""
    assert isinstance(given, bool), type(given)
    return str(given).lower()
