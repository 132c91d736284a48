"""The one byte form of a value (RFC 8785) and the digest over it.

Everything signed, hashed or compared in the protocol is compared in this form, so two implementations agree on
a digest exactly when they agree on the value.
"""

from __future__ import annotations

from hashlib import sha256
from json import JSONEncoder
from typing import Final, TypeAlias

import rfc8785

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | tuple[JsonValue, ...] | dict[str, JsonValue] | None"
"""What canonical octets can say. There is no float: every quantity of the protocol is an integer."""

NUMBER_MOST: Final = 2**53 - 1
"""The largest magnitude of a JSON number (RFC 8785, appendix D). Larger integers travel as decimal strings."""

_PLAIN: Final = JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
"""Writes what RFC 8785 asks for, at the speed of C, while all text is ASCII: then keys have the same order, too."""

PIECE: Final = 2**16
"""Octets that :func:`digest_of_octets` takes at a time."""


def canonical(value: JsonValue) -> bytes:
    """The RFC 8785 octets of ``value``.

    The value is the caller's own: numbers within ``NUMBER_MOST``, text without lone surrogates. What a stranger
    sent has these properties once :func:`leo_ref.core.encoding.parse` accepted it.
    """
    text = _PLAIN.encode(value)
    return text.encode("ascii") if text.isascii() else rfc8785.dumps(value)


def digest(domain: str, value: JsonValue) -> bytes:
    """SHA-256(domain ‖ 0x00 ‖ JCS(value)), 32 octets (§2).

    ``domain`` names one use, such as ``leo/select``; it is ASCII without NUL, so the first NUL ends it and no
    two (domain, value) pairs hash the same octets.
    """
    return sha256(_prefix(domain) + canonical(value)).digest()


def digest_of_octets(domain: str, octets: bytes) -> bytes:
    """``digest(domain, octets.hex())``, for octets so many that their canonical text is not made as a whole."""
    hashed = sha256(_prefix(domain) + b'"')
    view = memoryview(octets)
    for start in range(0, len(octets), PIECE):
        hashed.update(view[start : start + PIECE].hex().encode("ascii"))
    hashed.update(b'"')
    return hashed.digest()


def _prefix(domain: str) -> bytes:
    assert domain.isascii(), "a domain is of ASCII"
    assert "\0" not in domain, "a domain has no NUL"
    return domain.encode("ascii") + b"\0"
