"""The cursor: octets in their order, and a refusal that says where they end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.octets import Cursor, Order, refuse, sized, whole

SHORT, LONG = Code.ATTEST_TRUNCATED, Code.ATTEST_TRAILING


def numbers(cursor: Cursor) -> tuple[int, int, int, int]:
    return cursor.u8(), cursor.u16(), cursor.u32(), cursor.u64()


def test_numbers_in_both_orders() -> None:
    octets = bytes(range(1, 16))
    big = (0x01, 0x0203, 0x04050607, 0x08090A0B0C0D0E0F)
    assert whole(octets, numbers, SHORT, LONG) == big
    little = (0x01, 0x0302, 0x07060504, 0x0F0E0D0C0B0A0908)
    assert whole(octets, numbers, SHORT, LONG, "little") == little


@given(octets=st.binary(max_size=14))
def test_too_few_octets(octets: bytes) -> None:
    refused = whole(octets, numbers, SHORT, LONG)
    starts = {0: 1, 1: 2, 3: 4, 7: 8}
    at = max(start for start in starts if start <= len(octets))
    assert refused == Rejection(SHORT, (at, starts[at], len(octets) - at))


@given(more=st.binary(min_size=1))
def test_octets_left_over(more: bytes) -> None:
    assert whole(bytes(15) + more, numbers, SHORT, LONG) == Rejection(LONG, (15, len(more)))


@given(contents=st.binary(max_size=300), order=st.sampled_from(("big",)))
def test_sized_octets(contents: bytes, order: Order) -> None:
    octets = sized(contents)
    assert whole(octets, Cursor.sized, SHORT, LONG, order) == contents
    assert whole(octets[:-1], Cursor.sized, SHORT, LONG, order) == (
        Rejection(SHORT, (2, len(contents), len(contents) - 1)) if contents else Rejection(SHORT, (0, 2, 1))
    )


def test_a_reader_refuses() -> None:
    def never(cursor: Cursor) -> int:
        refuse(Code.ATTEST_MAGIC, given=cursor.u8())

    assert whole(b"\7\7", never, SHORT, LONG) == Rejection(Code.ATTEST_MAGIC, (7,))


def test_what_is_left() -> None:
    cursor = Cursor(b"abc", SHORT)
    assert (cursor.take(2), cursor.at, cursor.left) == (b"ab", 2, 1)
