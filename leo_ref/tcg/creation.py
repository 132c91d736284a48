"""In which environment a TPM made a key, TPMS_CREATION_DATA (TPM 2.0 Library, Part 2, section 15.1).

A TPM certifies the digest of these octets (:class:`leo_ref.tcg.attest.Created`). ``outside`` is free for the caller: so
a key in a TPM is bound to what no TPM holds.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import HASHES, NULL, Hash
from leo_ref.tcg.octets import Cursor, refuse, sized, whole
from leo_ref.tcg.pcr import Selections

HANDLE_LENGTH: Final = 4


@frozen
class Creation:
    """What was the case when the key was made."""

    selections: Selections
    """The PCRs that the caller named."""
    pcr_digest: bytes
    """Digest of their values by the key's name algorithm."""
    locality: int
    """TPMA_LOCALITY: bit i for locality i up to 4, otherwise the number itself."""
    parent_hash: Hash | None
    """None of a primary key: its parent is a hierarchy, whose name is its handle."""
    parent: bytes
    parent_qualified: bytes
    outside: bytes
    """outsideInfo, as the caller gave it."""


def parse(octets: bytes) -> Creation | Rejection:
    """The creation data in ``octets``.

    Rejections: CREATION_TRUNCATED, CREATION_TRAILING, CREATION_PARENT, PCR_COUNT, PCR_BANK, PCR_TOO_HIGH,
    PCR_SELECT_LENGTH.
    """
    return whole(octets, _read, Code.CREATION_TRUNCATED, Code.CREATION_TRAILING)


def _read(cursor: Cursor) -> Creation:
    selections, pcr_digest, locality = pcr.read(cursor), cursor.sized(), cursor.u8()
    offset = cursor.at
    number = cursor.u16()
    parent_hash = None if number == NULL else HASHES.get(number)
    if parent_hash is None and number != NULL:
        refuse(Code.CREATION_PARENT, offset=offset)
    parent, parent_qualified = cursor.sized(), cursor.sized()
    for octets in (parent, parent_qualified):
        is_handle = parent_hash is None and len(octets) == HANDLE_LENGTH
        if not is_handle and (parent_hash is None or names.algorithm_of(octets) is not parent_hash):
            refuse(Code.CREATION_PARENT, offset=offset)
    return Creation(selections, pcr_digest, locality, parent_hash, parent, parent_qualified, cursor.sized())


def encode(creation: Creation) -> bytes:
    """The octets of creation data whose fields are in range."""
    return b"".join(
        (
            pcr.encode(creation.selections),
            sized(creation.pcr_digest),
            bytes([creation.locality]),
            NULL.to_bytes(2, "big") if creation.parent_hash is None else creation.parent_hash.octets,
            sized(creation.parent),
            sized(creation.parent_qualified),
            sized(creation.outside),
        )
    )
