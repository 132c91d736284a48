"""The framing of DER by itself: what a library reads behind it may be laxer, or may change."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leo_ref.identity.der import Element, element, signed_part
from tests.identity.scenario import wrapped

BODY, ALGORITHM, SIGNATURE = wrapped(0x30, b"\x05\0"), wrapped(0x30, b""), wrapped(0x03, b"\0\x01")


@given(st.integers(0, 255), st.sampled_from([0, 1, 127, 128, 129, 255, 256, 65535, 65536]), st.binary(max_size=3))
def test_an_element_is_read_and_nothing_behind_it(tag: int, length: int, behind: bytes) -> None:
    octets = wrapped(tag, bytes(length))
    found = Element(tag, len(octets) - length, len(octets))
    assert element(octets + behind, 0, len(octets + behind)) == found
    assert element(octets, 0, len(octets) - 1) is None, "it ends before the end of what holds it"


@given(st.binary(min_size=2, max_size=8), st.integers(0, 8))
@example(b"\x30\x80\0\0", 0)
@example(b"\x30\x81\x7f", 0)
@example(b"\x30\x81\x80", 0)
@example(b"\x30\x82\0\x80", 0)
@example(b"\x30\x84\x01\0\0\0", 0)
@example(b"\x30\x85\0\x01\0\0\0", 0)
def test_a_length_has_one_form(header: bytes, at: int) -> None:
    octets = header + bytes(70_000)
    found = element(octets, at, len(octets))
    if found is not None:
        length = found.end - found.start
        assert found.end <= len(octets)
        assert octets[at : found.end] == wrapped(found.tag, octets[found.start : found.end])
        assert length < 0x80 or found.start - at > 2


@pytest.mark.parametrize("count", [5, 8, 127])
def test_a_length_of_too_many_octets_is_none(count: int) -> None:
    octets = bytes([0x30, 0x80 + count]) + bytes(count - 1) + b"\x01" + bytes(300)
    assert element(octets, 0, len(octets)) is None
    octets = bytes([0x30, 0x80 + count]) + b"\x01" + bytes(count - 1) + bytes(300)
    assert element(octets, 0, len(octets)) is None


def part(*elements: bytes) -> Element | None:
    octets = wrapped(0x30, b"".join(elements))
    outer = element(octets, 0, len(octets))
    assert outer is not None
    return signed_part(octets, outer)


def test_what_is_signed_is_found() -> None:
    assert part(BODY, ALGORITHM, SIGNATURE) == Element(0x30, 4, 6)
    assert part(BODY, ALGORITHM, wrapped(0x03, b"\0")) == Element(0x30, 4, 6)


@pytest.mark.parametrize(
    "elements",
    [
        (),
        (BODY,),
        (BODY, ALGORITHM),
        (BODY, ALGORITHM, SIGNATURE, b"\x05\0"),
        (b"\x31" + BODY[1:], ALGORITHM, SIGNATURE),
        (BODY, b"\x31" + ALGORITHM[1:], SIGNATURE),
        (BODY, ALGORITHM, b"\x04" + SIGNATURE[1:]),
        (BODY, ALGORITHM, wrapped(0x03, b"\x01\x02")),
        (BODY, ALGORITHM, wrapped(0x03, b"")),
    ],
)
def test_anything_else_is_not(elements: tuple[bytes, ...]) -> None:
    assert part(*elements) is None
