"""What the ledger knows of a sealed payload (§9): its length, and the root of the Merkle tree over its chunks.

How many chunks there are and how long each is follow from the length, so a chunk can be shown to be one of the payload,
in its place, without the others. Where the imprint was made of octets, no other octets are shown to be that chunk. An
owner may make up one that is of no octets; nobody then holds its payload.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leo_ref.core.encoding import digest, encode
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import PAYLOAD_MOST, SEALED_CHUNK, TAG, Imprint
from leo_ref.sealing.merkle import path_length, path_to, paths, root_above, tree_root

PAYLOAD_DOMAIN: Final = "leo/payload"


def imprint_of(sealed: bytes) -> Imprint:
    """The imprint of these octets, be they a sealed payload or not."""
    return Imprint(length=len(sealed), root=tree_root(_chunks(sealed)))


def payload_digest(imprint: Imprint) -> bytes:
    """The digest by which job logs name a sealed payload, 32 octets."""
    return digest(PAYLOAD_DOMAIN, encode(imprint))


def no_payload(imprint: Imprint) -> Rejection | None:
    """Why no sealed payload has such an imprint; None where one may.

    Rejections: PAYLOAD_LENGTH, PAYLOAD_LAST_CHUNK.
    """
    if not TAG <= imprint.length <= PAYLOAD_MOST:
        return reject(Code.PAYLOAD_LENGTH, length=imprint.length, least=TAG, most=PAYLOAD_MOST)
    last = imprint.chunk_length(imprint.chunks - 1)
    if last < TAG:
        return reject(Code.PAYLOAD_LAST_CHUNK, length=imprint.length, last=last, least=TAG)
    return None


def chunk_of(sealed: bytes, index: int) -> tuple[bytes, tuple[bytes, ...]]:
    """A chunk of a sealed payload, and the path that shows it."""
    chunks = _chunks(sealed)
    return chunks[index], path_to(chunks, index)


def paths_of(sealed: bytes) -> tuple[tuple[bytes, ...], ...]:
    """The path of every chunk of a sealed payload, as :func:`chunk_of` has it; the payload is hashed once."""
    return paths(_chunks(sealed))


def no_chunk(imprint: Imprint, index: int, chunk: bytes, path: Sequence[bytes]) -> Rejection | None:
    """Why these octets are not shown to be the chunk with this index, from 0, of the payload; None where they are.

    Each hash of the path has 32 octets. Rejections: those of :func:`no_payload`, then CHUNK_INDEX, CHUNK_LENGTH,
    CHUNK_PATH_LENGTH, CHUNK_PATH.
    """
    refusal = no_payload(imprint)
    if refusal is not None:
        return refusal
    if not 0 <= index < imprint.chunks:
        return reject(Code.CHUNK_INDEX, index=index, chunks=imprint.chunks)
    if len(chunk) != imprint.chunk_length(index):
        return reject(Code.CHUNK_LENGTH, length=len(chunk), expected=imprint.chunk_length(index))
    if len(path) != path_length(imprint.chunks, index):
        return reject(Code.CHUNK_PATH_LENGTH, length=len(path), expected=path_length(imprint.chunks, index))
    if root_above(imprint.chunks, index, chunk, path) != imprint.root:
        return reject(Code.CHUNK_PATH, index=index)
    return None


def _chunks(sealed: bytes) -> list[bytes]:
    return [sealed[start : start + SEALED_CHUNK] for start in range(0, len(sealed), SEALED_CHUNK)]
