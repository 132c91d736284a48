"""The framing of DER by itself: what a library reads behind it may be laxer, or may change."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leo_ref.attestation.identity.der import DEPTH_MOST, SORTED_MOST, Element, element, in_order, signed_part
from tests.attestation.identity.scenario import wrapped

BODY, ALGORITHM, SIGNATURE = wrapped(0x30, b"\x05\0"), wrapped(0x30, b""), wrapped(0x03, b"\0\x01")


@given(st.integers(0, 255), st.sampled_from([0, 1, 127, 128, 129, 255, 256, 65535, 65536]), st.binary(max_size=3))
def test_an_element_is_read_and_nothing_behind_it(tag: int, length: int, behind: bytes) -> None:
    octets = wrapped(tag, bytes(length))
    found = Element(tag, 0, len(octets) - length, len(octets))
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
    assert part(BODY, ALGORITHM, SIGNATURE) == Element(0x30, 2, 4, 6)
    assert part(BODY, ALGORITHM, wrapped(0x03, b"\0")) == Element(0x30, 2, 4, 6)


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


def name(*attributes: bytes) -> bytes:
    """A SEQUENCE of one SET of what stands for attributes."""
    return wrapped(0x30, wrapped(0x31, b"".join(attributes)))


attributes = st.lists(st.binary(max_size=4).map(lambda value: wrapped(0x30, wrapped(0x0C, value))), max_size=5)


@given(attributes, attributes)
def test_sets_are_put_in_order_and_nothing_else(first: list[bytes], second: list[bytes]) -> None:
    inside = wrapped(0x30, wrapped(0x06, b"\x2a") + wrapped(0x04, name(*second)))
    octets = wrapped(0x30, name(*first) + wrapped(0x30, b"".join(first)) + inside)
    ordered = wrapped(0x30, wrapped(0x06, b"\x2a") + wrapped(0x04, name(*sorted(second))))
    expected = wrapped(0x30, name(*sorted(first)) + wrapped(0x30, b"".join(first)) + ordered)
    assert in_order(octets) == expected
    assert in_order(expected) == expected


@given(st.binary(max_size=60))
def test_whatever_is_no_der_stays(octets: bytes) -> None:
    assert len(in_order(octets)) == len(octets)
    assert sorted(in_order(octets)) == sorted(octets)


FALLING = b"\x31\x06\x02\x01\x02\x02\x01\x01"


@pytest.mark.parametrize(("depth", "sorts"), [(DEPTH_MOST - 2, True), (DEPTH_MOST - 1, False), (4000, False)])
def test_what_lies_deep_stays(depth: int, sorts: bool) -> None:
    octets = FALLING
    for _ in range(depth):
        octets = wrapped(0x30, octets)
    assert (in_order(octets) != octets) is sorts


@pytest.mark.parametrize("more", [0, 1])
def test_what_is_long_stays_but_not_what_holds_all(more: int) -> None:
    padding = wrapped(0x04, bytes(SORTED_MOST - len(FALLING) - 4 + more))
    octets = wrapped(0x30, wrapped(0x30, wrapped(0x30, FALLING + padding) + FALLING))
    changed = in_order(octets)
    assert changed[-6:] == bytes.fromhex("020101020102"), "beside it"
    assert (changed[: -len(FALLING)] == octets[: -len(FALLING)]) is bool(more)


def test_octet_strings_in_octet_strings_stay() -> None:
    twice = wrapped(0x04, wrapped(0x04, FALLING))
    assert in_order(twice) == twice
