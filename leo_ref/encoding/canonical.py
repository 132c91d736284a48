"""The one byte form of a value (RFC 8785) and the digest over it.

Everything signed, hashed or compared in the protocol is compared in this form, so two implementations agree on
a digest exactly when they agree on the value.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final, TypeAlias

import rfc8785

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | tuple[JsonValue, ...] | dict[str, JsonValue] | None"
"""What canonical octets can say. There is no float: every quantity of the protocol is an integer."""

NUMBER_MOST: Final = 2**53 - 1
"""The largest magnitude of a JSON number (RFC 8785, appendix D). Larger integers travel as decimal strings."""


def canonical(value: JsonValue) -> bytes:
    """The RFC 8785 octets of ``value``.

    The value is the caller's own: numbers within ``NUMBER_MOST``, text without lone surrogates. What a stranger
    sent has these properties once :func:`leo_ref.encoding.parse` accepted it.
    """
    return rfc8785.dumps(value)


def digest(domain: str, value: JsonValue) -> bytes:
    """SHA-256(domain ‖ 0x00 ‖ JCS(value)), 32 octets (§2).

    ``domain`` names one use, such as ``leo/select``; it is ASCII without NUL, so the first NUL ends it and no
    two (domain, value) pairs hash the same octets.
    """
    assert domain.isascii(), domain
    assert "\0" not in domain, domain
    return sha256(domain.encode("ascii") + b"\0" + canonical(value)).digest()
