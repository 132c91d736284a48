"""A Merkle tree is that of RFC 9162: by its recursive text, by known values, and no path leads anywhere else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.sealing.merkle import leaf_hash, path_length, path_to, root_above, tree_root
from leo_ref.vectors.sealing import KNOWN_LEAVES, KNOWN_ROOTS

COUNTS = range(1, 65)


def leaves_of(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


def split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def by_the_text(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    middle = split(len(leaves))
    return sha256(b"\x01" + by_the_text(leaves[:middle]) + by_the_text(leaves[middle:])).digest()


def path_by_the_text(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    middle = split(len(leaves))
    if index < middle:
        return [*path_by_the_text(index, leaves[:middle]), by_the_text(leaves[middle:])]
    return [*path_by_the_text(index - middle, leaves[middle:]), by_the_text(leaves[:middle])]


def verified_by_the_text(count: int, index: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Section 2.1.3.2."""
    if index >= count:
        return False
    first, second, node = index, count - 1, sha256(b"\x00" + leaf).digest()
    for sibling in path:
        if second == 0:
            return False
        if first % 2 or first == second:
            node = sha256(b"\x01" + sibling + node).digest()
            while first % 2 == 0 and first:
                first, second = first >> 1, second >> 1
        else:
            node = sha256(b"\x01" + node + sibling).digest()
        first, second = first >> 1, second >> 1
    return second == 0 and node == root


@pytest.mark.parametrize("count", [0, *COUNTS, 255, 256, 257])
def test_the_root_is_that_of_the_text(count: int) -> None:
    assert tree_root(leaves_of(count)) == by_the_text(leaves_of(count))


@pytest.mark.parametrize("count", [*COUNTS, 255, 256])
def test_the_paths_are_those_of_the_text(count: int) -> None:
    leaves = leaves_of(count)
    for index in range(count):
        path = path_to(leaves, index)
        assert list(path) == path_by_the_text(index, leaves)
        assert len(path) == path_length(count, index)
        assert root_above(count, index, leaves[index], path) == tree_root(leaves)


@given(st.integers(1, 70), st.integers(0, 80), st.data())
def test_the_verdict_is_that_of_the_text(count: int, index_given: int, data: st.DataObject) -> None:
    """A path of one tree and index, judged for another count and another index."""
    index = data.draw(st.integers(0, count - 1))
    leaves = leaves_of(count)
    path, root = path_to(leaves, index), tree_root(leaves)
    other = data.draw(st.integers(1, 70))
    holds = index_given < other and len(path) == path_length(other, index_given)
    holds = holds and root_above(other, index_given, leaves[index], path) == root
    assert holds is verified_by_the_text(other, index_given, leaves[index], list(path), root)


@pytest.mark.parametrize("count", COUNTS)
def test_a_path_leads_from_its_own_index_alone(count: int) -> None:
    leaves = leaves_of(count)
    root = tree_root(leaves)
    for index in range(count):
        path = path_to(leaves, index)
        holds = [
            other
            for other in range(count)
            if len(path) == path_length(count, other) and root_above(count, other, leaves[index], path) == root
        ]
        assert holds == [index]


KNOWN_PATHS = {
    (1, 0): (),
    (8, 0): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (8, 5): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (3, 2): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (5, 1): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
"""By count and index, over the leaves with which logs of Certificate Transparency are tested (RFC 6962, RFC 9162)."""


def test_known_values() -> None:
    for count, root in enumerate(KNOWN_ROOTS):
        assert tree_root(KNOWN_LEAVES[:count]).hex() == root
    for (count, index), path in KNOWN_PATHS.items():
        assert tuple(step.hex() for step in path_to(KNOWN_LEAVES[:count], index)) == path


def test_the_tree_of_seven_leaves_in_the_text() -> None:
    """RFC 9162, section 2.1.5: the paths of d0, d3, d4 and d6."""
    leaves = leaves_of(7)
    a, b, c, d, e, f, j = (leaf_hash(leaf) for leaf in leaves)
    g, h, i = (sha256(b"\x01" + left + right).digest() for left, right in ((a, b), (c, d), (e, f)))
    k = sha256(b"\x01" + g + h).digest()
    last = sha256(b"\x01" + i + j).digest()
    assert path_to(leaves, 0) == (b, h, last)
    assert path_to(leaves, 3) == (c, g, last)
    assert path_to(leaves, 4) == (f, j, k)
    assert path_to(leaves, 6) == (i, k)


def test_a_node_is_no_leaf() -> None:
    """What two leaves hash to is not the hash of any leaf, be it their hashes one after the other."""
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    for leaf in (one + other, b"\x01" + one + other, b"\x00" + one + other):
        assert tree_root([leaf]) != tree_root([b"one", b"other"])
