"""Merkle trees as RFC 9162 hashes them (section 2.1): one hash for a list of leaves, and paths from a leaf up to it.

A leaf is hashed behind 0x00 and two nodes behind 0x01, so no node can be shown as a leaf. Nodes are paired from the
left; one that is left over at the end of a level goes up as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH_LENGTH: Final = 32


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The hash of the whole tree; that of no leaves is the hash of no octets."""
    if not leaves:
        return sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path_to(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """What the leaf with this index, from 0, is hashed with on the way up, from below."""
    assert 0 <= index < len(leaves), "the index of a leaf"
    level, found = [leaf_hash(leaf) for leaf in leaves], list[bytes]()
    while len(level) > 1:
        if index ^ 1 < len(level):
            found.append(level[index ^ 1])
        level, index = _above(level), index // 2
    return tuple(found)


def paths(leaves: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """The path of every leaf, as :func:`path_to` has it; the tree is hashed once."""
    level, found = [leaf_hash(leaf) for leaf in leaves], [list[bytes]() for _ in leaves]
    height = 0
    while len(level) > 1:
        for index, path in enumerate(found):
            sibling = (index >> height) ^ 1
            if sibling < len(level):
                path.append(level[sibling])
        level, height = _above(level), height + 1
    return tuple(tuple(path) for path in found)


def path_length(count: int, index: int) -> int:
    """How many hashes the path of a leaf has in a tree of ``count`` leaves."""
    return sum(has_sibling for has_sibling, _ in _levels(count, index))


def root_above(count: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root of the tree of ``count`` leaves in which the leaf has this index and this path of the right length."""
    assert len(path) == path_length(count, index), "as long as the way up"
    node, left = leaf_hash(leaf), list(path)
    for has_sibling, is_right in _levels(count, index):
        if has_sibling:
            sibling = left.pop(0)
            node = _node_hash(sibling, node) if is_right else _node_hash(node, sibling)
    return node


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _above(level: list[bytes]) -> list[bytes]:
    """The next level of the tree."""
    above = [_node_hash(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return above + level[-1:] if len(level) % 2 else above


def _levels(count: int, index: int) -> list[tuple[bool, bool]]:
    """From below, for each level but the root: whether the node on the way has a sibling, and is the right one."""
    assert 0 <= index < count, "the index of a leaf"
    levels = []
    while count > 1:
        levels.append((index ^ 1 < count, index % 2 == 1))
        count, index = (count + 1) // 2, index // 2
    return levels
