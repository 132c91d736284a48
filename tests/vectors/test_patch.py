"""Octets told by where they differ are the octets, and it is told only where it spares something."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leo_ref.vectors.patch import LEAST, patch, patched, patches

octets = st.binary(max_size=12)


@given(octets, octets, octets, octets)
def test_a_patch_makes_the_octets(start: bytes, old: bytes, new: bytes, end: bytes) -> None:
    base, text = (start + old + end).hex(), (start + new + end).hex()
    one = patch(base, text)
    assert patched(base, one.at, one.drop, one.put) == text
    assert len(one.put) <= 2 * len(new)
    assert 0 <= one.at <= one.at + one.drop <= len(base) // 2


def test_what_is_much_alike_is_told_by_the_first() -> None:
    first = bytes(LEAST).hex()
    changed, other, short = first[:-2] + "ff", bytes(range(200)).hex() * 2, "00" * (LEAST // 2 - 1)
    found = patches([first, changed, other, short, changed, "x" * LEAST, "X" + changed])
    assert {text: one.base for text, one in found.items()} == {changed: first}
