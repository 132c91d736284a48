"""Names: the digests by which a TPM knows keys and NV indices (TPM 2.0 Library, Part 1, section 16).

A name is the TPM_ALG_ID of a hash function followed by a digest. A verifier computes names from the public area; it
never takes one that it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.rejections import Code
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.octets import Cursor, refuse

OWNER: Final = 0x40000001
ENDORSEMENT: Final = 0x4000000B
PLATFORM: Final = 0x4000000C
"""The handles of the hierarchies; the one thing whose name is its handle (TPM 2.0 Library, Part 2, section 7.4)."""

_BY_OCTETS: Final[Mapping[bytes, Hash]] = {algorithm.octets: algorithm for algorithm in Hash}


def of(algorithm: Hash, octets: bytes) -> bytes:
    """The name of whatever has these octets as its public area: algorithm ‖ digest."""
    return algorithm.octets + algorithm.digest(octets)


def algorithm_of(name: bytes) -> Hash | None:
    """The hash function of a name, or None if the octets have not the form of one."""
    algorithm = _BY_OCTETS.get(name[:2])
    if algorithm is None or len(name) != 2 + algorithm.size:
        return None
    return algorithm


def read(cursor: Cursor, malformed: Code) -> bytes:
    """A TPM2B_NAME that is a name; otherwise ``malformed``, which carries ``("offset",)``: where the octets begin."""
    offset = cursor.at
    name = cursor.sized()
    if algorithm_of(name) is None:
        refuse(malformed, offset=offset)
    return name


def qualified_primary(hierarchy: int, name: bytes) -> bytes:
    """The qualified name of a primary key: what a TPM puts into every structure that the key signs.

    ``hierarchy`` is a handle such as :data:`ENDORSEMENT`; ``name`` has the form of a name.
    """
    return _qualified(hierarchy.to_bytes(4, "big"), name)


def qualified_child(parent: bytes, name: bytes) -> bytes:
    """The qualified name of a key below another, whose own qualified name is ``parent``."""
    return _qualified(parent, name)


def _qualified(above: bytes, name: bytes) -> bytes:
    algorithm = algorithm_of(name)
    assert algorithm is not None, "a name begins with its algorithm"
    return of(algorithm, above + name)
