"""The framing of DER (X.690, 8.1 and 10.1), as far as it is needed around what a library parses."""

from __future__ import annotations

from typing import Final

from attrs import frozen

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
EXPLICIT_ZERO: Final = 0xA0

LONG_FORM: Final = 0x80


@frozen
class Element:
    """Where one element lies: its tag, the first octet of its contents, and the octet after the last."""

    tag: int
    start: int
    end: int


def element(octets: bytes, at: int, end: int) -> Element | None:
    """The element that begins at ``at`` and lies before ``end``; None where there is none in DER.

    Lengths are in their shortest form; nothing is allocated for them. Tags of more than one octet are not read.
    """
    if end - at < 2:
        return None
    tag, first = octets[at], octets[at + 1]
    start = at + 2
    length = first
    # Where the octets of a length are missing, fewer are taken, and then too few are left for what they say.
    if first >= LONG_FORM:
        count = first - LONG_FORM
        length = int.from_bytes(octets[start : start + count], "big")
        start += count
        if length < LONG_FORM or length < 1 << 8 * (count - 1):
            return None
    if end - start < length:
        return None
    return Element(tag, start, start + length)


def signed_part(octets: bytes, outer: Element) -> Element | None:
    """What is signed in the sequence ``outer``, if that is it, an algorithm, a signature of whole octets, and no more.

    The count of unused bits in front of the signature is the one octet that neither the signature nor the library
    looks at: with it, one certificate would have two forms.
    """
    signed = element(octets, outer.start, outer.end)
    if signed is None or signed.tag != SEQUENCE:
        return None
    algorithm = element(octets, signed.end, outer.end)
    if algorithm is None or algorithm.tag != SEQUENCE:
        return None
    signature = element(octets, algorithm.end, outer.end)
    if signature is None or signature.tag != BIT_STRING or signature.end != outer.end:
        return None
    if octets[signature.start : signature.start + 1] != b"\0":
        return None
    return signed
