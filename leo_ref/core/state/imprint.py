"""What the ledger stores of a sealed payload (§9): its length, and the root of the Merkle tree over its chunks."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.values import Count, Digest

TAG: Final = 16
"""Octets by which a sealed chunk is longer than the chunk."""
CHUNK: Final = 2**16
"""Octets of plaintext in every chunk but the last, which has 0 to this many."""
PAYLOAD_MOST: Final = 2**24
"""Octets of the longest sealed payload."""

SEALED_CHUNK: Final = CHUNK + TAG
"""Octets of every sealed chunk but the last, which has ``TAG`` to this many."""

PATH_MOST: Final = (-(-PAYLOAD_MOST // SEALED_CHUNK) - 1).bit_length()
"""Hashes of the longest path, which is that of the longest payload."""


@frozen(kw_only=True)
class Imprint:
    """What a sealed payload is on the ledger."""

    length: Count
    """Octets of all of it."""
    root: Digest
    """Of the tree whose leaves are its chunks."""

    @property
    def chunks(self) -> int:
        """How many chunks a payload of this length has."""
        return -(-self.length // SEALED_CHUNK)

    def chunk_length(self, index: int) -> int:
        """How many octets the chunk with this index has."""
        return min(SEALED_CHUNK, self.length - index * SEALED_CHUNK)
