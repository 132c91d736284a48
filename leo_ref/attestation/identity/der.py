"""The framing of DER (X.690, 8.1 and 10.1), as far as it is needed around what a library parses.

Names of some makers of TPMs have the attributes of a SET in another order than DER's (X.690, 11.6), which the library
refuses. Nothing hangs on that order: names are compared octet for octet, and the library is handed the sorted form.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
SET: Final = 0x31
CONSTRUCTED: Final = 0x20
EXPLICIT_ZERO: Final = 0xA0

LONG_FORM: Final = 0x80

DEPTH_MOST: Final = 20
"""Elements within one another that are looked into; a name in an extension lies 14 deep."""

SORTED_LEAST: Final = 4
"""Octets of contents that are looked into: fewer hold no two elements."""

SORTED_MOST: Final = 8192
"""Octets of an element that is looked into: no name is as long, but what a list has taken back may be."""


@frozen
class Element:
    """Where one element lies: its tag, its first octet, the first of its contents, and the octet after the last."""

    tag: int
    at: int
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
    return Element(tag, at, start, start + length)


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


def children(octets: bytes, outer: Element) -> list[Element]:
    """The elements in ``outer``, as far as they are DER."""
    found: list[Element] = []
    at = outer.start
    while at < outer.end:
        one = element(octets, at, outer.end)
        if one is None:
            break
        found.append(one)
        at = one.end
    return found


def in_order(octets: bytes) -> bytes:
    """The same certificate or list with the elements of each SET in DER's order: as many octets.

    What is no DER, too long or too deep stays as it is. Octet strings, the values of extensions, are looked into once.
    """
    return b"".join(_sorted(octets, Element(0, 0, 0, len(octets)), DEPTH_MOST, enter=True))


def _sorted(octets: bytes, outer: Element, depth: int, *, enter: bool) -> list[bytes]:
    """The elements in ``outer``, each in order; all as one where they are not DER."""
    found = children(octets, outer)
    if depth == 0 or (found[-1].end if found else outer.start) != outer.end:
        return [octets[outer.start : outer.end]]
    parts: list[bytes] = []
    for one in found:
        inner = [octets[one.start : one.end]]
        length = one.end - one.start
        if length >= SORTED_LEAST and (length <= SORTED_MOST or depth > DEPTH_MOST - 2):
            if one.tag & CONSTRUCTED:
                inner = _sorted(octets, one, depth - 1, enter=enter)
            elif enter and one.tag == OCTET_STRING:
                inner = _sorted(octets, one, depth - 1, enter=False)
        parts.append(octets[one.at : one.start] + b"".join(sorted(inner) if one.tag == SET else inner))
    return parts
