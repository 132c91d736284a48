"""Vectors on what the ledger knows of a sealed payload (§9): Merkle trees, imprints, chunks that are shown."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.core.state.imprint import PAYLOAD_MOST, SEALED_CHUNK, TAG
from leo_ref.sealing.merkle import leaf_hash, path_to, tree_root
from leo_ref.vectors.case import Cases, Family, repeated

KNOWN_LEAVES: Final = tuple(
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
)
"""With which logs of Certificate Transparency are tested."""

KNOWN_ROOTS: Final = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of none of them, of the first, and so on to all eight."""

TREES: Final = 64
"""Leaves of the largest tree of which every index is tried."""


def leaves_of(count: int) -> list[bytes]:
    """Leaves, pairwise different."""
    return [number.to_bytes(2, "big") for number in range(count)]


def corners(count: int) -> list[int]:
    """The first leaf, the last, and those on both sides of where the tree parts."""
    middle = 1 << (count - 1).bit_length() - 1 if count > 1 else 0
    return sorted({0, max(0, middle - 1), middle, count - 1})


def placing(count: int, root: bytes, leaf: bytes, path: tuple[bytes, ...]) -> dict[str, JsonValue]:
    """The request for the places of a leaf."""
    steps: JsonValue = [step.hex() for step in path]
    return {"request": "merkle_places", "count": count, "root": root.hex(), "leaf": leaf.hex(), "path": steps}


def merkle_cases() -> Cases:
    """Roots, paths, and the places that a path shows."""
    cases = Cases("sealing/merkle")
    for count, root in enumerate(KNOWN_ROOTS):
        leaves: JsonValue = [leaf.hex() for leaf in KNOWN_LEAVES[:count]]
        request: dict[str, JsonValue] = {"request": "merkle_root", "leaves": leaves}
        cases.add(f"root-{count}", "a tree with a known root (RFC 9162, 2.1.1)", request, gives=root, clause="§9")
        for index in range(count):
            request = {"request": "merkle_path", "leaves": leaves, "index": index}
            cases.add(f"path-{count}-{index}", "what the leaf is hashed with (RFC 9162, 2.1.3.1)", request, clause="§9")
    for count in range(1, TREES + 1):
        leaves_here = leaves_of(count)
        root_here = tree_root(leaves_here)
        for index in corners(count):
            request = placing(count, root_here, leaves_here[index], path_to(leaves_here, index))
            why = "the path shows the leaf in its own place and in no other"
            cases.add(f"places-{count}-{index}", why, request, gives=[index], clause="§9")
    leaves_here = leaves_of(7)
    root_here, path = tree_root(leaves_here), path_to(leaves_here, 2)
    pair = leaf_hash(leaves_here[2]) + leaf_hash(leaves_here[3])
    for name, why, count, leaf, steps in (
        ("other-leaf", "another leaf", 7, leaves_here[4], path),
        ("path-short", "the last hash is left out", 7, leaves_here[2], path[:-1]),
        ("path-long", "a hash too many", 7, leaves_here[2], (*path, bytes(32))),
        ("path-with-root", "a path that ends with the root", 7, leaves_here[2], (*path, root_here)),
        ("path-turned", "the hashes from above", 7, leaves_here[2], path[::-1]),
        ("path-of-sibling", "the path of the leaf beside it", 7, leaves_here[2], path_to(leaves_here, 3)),
        ("node-as-leaf", "two hashes, shown as a leaf one level up", 4, pair, path[1:]),
        ("behind-one", "the same behind the octet of nodes", 4, b"\x01" + pair, path[1:]),
        ("none", "a tree without leaves", 0, leaves_here[2], ()),
    ):
        cases.add(name, why, placing(count, root_here, leaf, steps), gives=[], clause="§9")
    return cases


def imprinting(octet: bytes, times: int) -> dict[str, JsonValue]:
    """The request for the imprint of many octets."""
    return {"request": "imprint", "octets": repeated(octet, times)}


def imprint_cases() -> Cases:
    """Imprints of octets, and lengths that no payload has."""
    cases = Cases("sealing/imprints")
    for name, why, times in (
        ("least", "an empty payload: its tag alone", TAG),
        ("one-chunk", "a chunk as long as one may be", SEALED_CHUNK),
        ("empty-end", "a second chunk that is its tag alone has an imprint; it opens under no key", SEALED_CHUNK + TAG),
        ("two-chunks", "two whole chunks", 2 * SEALED_CHUNK),
        ("seven-chunks", "a tree that is not whole", 6 * SEALED_CHUNK + 300),
    ):
        cases.add(name, why, imprinting(b"\xa5", times), clause="§9")
    for name, why, times, code in (
        ("nothing", "no octets", 0, "PAYLOAD_LENGTH"),
        ("short", "less than a tag", TAG - 1, "PAYLOAD_LENGTH"),
        ("end-of-one", "one octet after a whole chunk", SEALED_CHUNK + 1, "PAYLOAD_LAST_CHUNK"),
        ("end-short", "a last chunk that lacks one octet of its tag", SEALED_CHUNK + TAG - 1, "PAYLOAD_LAST_CHUNK"),
    ):
        cases.add(name, why, imprinting(b"\xa5", times), code)
    return cases


def chunk_cases() -> Cases:
    """Chunks that are shown, and each way in which they are not."""
    cases = Cases("sealing/chunks")
    chunks = [bytes([number]) * SEALED_CHUNK for number in range(5)] + [b"\x05" * 300]
    length, root = 5 * SEALED_CHUNK + 300, tree_root(chunks)
    paths = [path_to(chunks, index) for index in range(len(chunks))]

    def shown(
        index: int, chunk: tuple[int, int], path: tuple[bytes, ...], most: int = length, above: bytes = root
    ) -> dict[str, JsonValue]:
        """A chunk is told by its octet and how often that stands in it."""
        octet, times = chunk
        steps: JsonValue = [step.hex() for step in path]
        about: JsonValue = {"length": most, "root": above.hex()}
        octets = repeated(bytes([octet]), times)
        return {"request": "chunk", "imprint": about, "index": index, "chunk": octets, "path": steps}

    whole = SEALED_CHUNK
    for index, chunk in enumerate(chunks):
        request = shown(index, (index, len(chunk)), paths[index])
        cases.add(f"shown-{index}", "a chunk in its place", request, gives=True, clause="§9")
    alone = b"\x07" * TAG
    request = shown(0, (7, TAG), (), TAG, tree_root([alone]))
    cases.add("shown-alone", "the only chunk of the least payload has no path", request, gives=True, clause="§9")
    for name, why, request, code in (
        ("too-short", "no payload is so short", shown(0, (7, TAG - 1), (), TAG - 1), "PAYLOAD_LENGTH"),
        ("too-long", "2^24 + 1 octets", shown(0, (0, whole), paths[0], PAYLOAD_MOST + 1), "PAYLOAD_LENGTH"),
        (
            "too-long-and-ends-in-a-tag",
            "too long, and its last chunk too short",
            shown(0, (0, whole), paths[0], 256 * whole + 1),
            "PAYLOAD_LENGTH",
        ),
        (
            "end-short",
            "a last chunk of 15 octets",
            shown(0, (0, whole), paths[0], 5 * whole + 15),
            "PAYLOAD_LAST_CHUNK",
        ),
        (
            "end-short-and-outside",
            "such an imprint, and an index outside",
            shown(6, (0, whole), paths[0], 5 * whole + 15),
            "PAYLOAD_LAST_CHUNK",
        ),
        ("outside", "the index after the last", shown(6, (5, 300), paths[5]), "CHUNK_INDEX"),
        ("far-outside", "the greatest index", shown(2**53 - 1, (5, 300), paths[5]), "CHUNK_INDEX"),
        ("outside-and-short", "outside, and of no chunk's length", shown(6, (5, 299), paths[5]), "CHUNK_INDEX"),
        ("chunk-short", "an octet is missing", shown(2, (2, whole - 1), paths[2]), "CHUNK_LENGTH"),
        ("chunk-long", "an octet too many", shown(2, (2, whole + 1), paths[2]), "CHUNK_LENGTH"),
        ("chunk-empty", "no octets", shown(2, (2, 0), paths[2]), "CHUNK_LENGTH"),
        ("last-as-first", "the last chunk in the first's place", shown(0, (5, 300), paths[5]), "CHUNK_LENGTH"),
        (
            "chunk-and-path-short",
            "an octet is missing, and a hash",
            shown(2, (2, whole - 1), paths[2][1:]),
            "CHUNK_LENGTH",
        ),
        ("path-empty", "no path", shown(2, (2, whole), ()), "CHUNK_PATH_LENGTH"),
        ("path-short", "a hash is missing", shown(2, (2, whole), paths[2][:-1]), "CHUNK_PATH_LENGTH"),
        ("path-long", "a hash too many", shown(2, (2, whole), (*paths[2], root)), "CHUNK_PATH_LENGTH"),
        (
            "path-of-more",
            "as long as it is at the front, where the tree is deeper",
            shown(4, (4, whole), (*paths[4], bytes(32))),
            "CHUNK_PATH_LENGTH",
        ),
        (
            "path-short-and-other-chunk",
            "a hash is missing, and the octets are others",
            shown(2, (9, whole), paths[2][:-1]),
            "CHUNK_PATH_LENGTH",
        ),
        ("other-octets", "octets of no chunk", shown(2, (9, whole), paths[2]), "CHUNK_PATH"),
        ("index-of-sibling", "the chunk beside it", shown(3, (2, whole), paths[2]), "CHUNK_PATH"),
        ("path-of-sibling", "the path of the chunk beside it", shown(2, (2, whole), paths[3]), "CHUNK_PATH"),
        ("path-turned", "the hashes from above", shown(2, (2, whole), paths[2][::-1]), "CHUNK_PATH"),
        ("index-elsewhere", "in another half of the tree", shown(0, (2, whole), paths[2]), "CHUNK_PATH"),
        ("other-root", "the root of another payload", shown(2, (2, whole), paths[2], length, bytes(32)), "CHUNK_PATH"),
        (
            "length-lies",
            "two chunks fewer than the root is of",
            shown(0, (0, whole), paths[0], 3 * whole + 300),
            "CHUNK_PATH_LENGTH",
        ),
    ):
        cases.add(name, why, request, code)
    return cases


def families() -> list[Family]:
    """The files of this family."""
    return [
        merkle_cases().family("Trees, paths and places."),
        imprint_cases().family("What the ledger knows of a sealed payload."),
        chunk_cases().family("Chunks that are shown to be a payload's, and others."),
    ]
