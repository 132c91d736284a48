"""Requests on Merkle trees, and on what the ledger knows of a sealed payload (§9)."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import Count, Digest
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields, octets
from leo_ref.sealing.imprint import imprint_of, no_chunk, no_payload, payload_digest
from leo_ref.sealing.merkle import path_length, path_to, root_above, tree_root

COUNT_MOST: Final = 2**16
"""Leaves of the largest tree that is looked through for a leaf."""


def make_root(request: dict[str, JsonValue]) -> Answer:
    """``merkle_root``: the hash of a tree."""
    return ok(tree_root(_leaves(Fields(request, "leaves"))).hex())


def make_path(request: dict[str, JsonValue]) -> Answer:
    """``merkle_path``: what shows that a leaf is in its place."""
    fields = Fields(request, "leaves", "index")
    leaves, index = _leaves(fields), fields.of(Count, "index")
    if index >= len(leaves):
        raise BadRequest(RequestFault.WRONG_FIELD, f"index is {index}, and there are {len(leaves)} leaves")
    return ok([step.hex() for step in path_to(leaves, index)])


def find_places(request: dict[str, JsonValue]) -> Answer:
    """``merkle_places``: every index at which the path shows the leaf, in a tree of ``count`` leaves with this root."""
    fields = Fields(request, "count", "root", "leaf", "path")
    count, root, leaf = fields.of(Count, "count"), fields.of(Digest, "root"), fields.octets("leaf")
    path = fields.of(tuple[Digest, ...], "path")
    if count > COUNT_MOST:
        raise BadRequest(RequestFault.WRONG_FIELD, f"count is above {COUNT_MOST}")
    return ok(
        [
            index
            for index in range(count)
            if len(path) == path_length(count, index) and root_above(count, index, leaf, path) == root
        ]
    )


def make_imprint(request: dict[str, JsonValue]) -> Answer:
    """``imprint``: what the ledger knows of these octets, and the digest by which job logs name them."""
    imprint = imprint_of(Fields(request, "octets").octets("octets"))
    refusal = no_payload(imprint)
    if refusal is not None:
        return refused(refusal)
    return ok({"imprint": encode(imprint), "chunks": imprint.chunks, "digest": payload_digest(imprint).hex()})


def judge_chunk(request: dict[str, JsonValue]) -> Answer:
    """``chunk``: whether octets are shown to be one of a payload's chunks, in its place."""
    fields = Fields(request, "imprint", "index", "chunk", "path")
    refusal = no_chunk(
        fields.of(Imprint, "imprint"),
        fields.of(Count, "index"),
        fields.octets("chunk"),
        fields.of(tuple[Digest, ...], "path"),
    )
    return ok(True) if refusal is None else refused(refusal)


def _leaves(fields: Fields) -> list[bytes]:
    return [octets(leaf, "leaves") for leaf in fields.of(tuple[str, ...], "leaves")]
