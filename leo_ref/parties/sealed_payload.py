"""What an owner seals (§9): once, since it is given away and looked up again with every block."""

from __future__ import annotations

from attrs import field, frozen

from leo_ref.core.keys import Keys, derived
from leo_ref.core.state.imprint import Imprint
from leo_ref.sealing.context import Context
from leo_ref.sealing.imprint import imprint_of, payload_digest
from leo_ref.sealing.payload import commitment, seal


@frozen(kw_only=True)
class SealedPayload:
    """A sealed payload with its key."""

    key: bytes = field(repr=False)
    octets: bytes = field(repr=False)
    imprint: Imprint

    @property
    def commitment(self) -> bytes:
        """What ties the key to the payload."""
        return commitment(self.key)


def packed(keys: Keys, use: str, context: Context, plaintext: bytes) -> SealedPayload:
    """The plaintext sealed for a context with a key that the owner derives for it and ``use``, and needs not keep."""
    key = derived(keys.secret, use, payload_digest(imprint_of(plaintext)).hex())
    octets = seal(key, context, plaintext)
    return SealedPayload(key=key, octets=octets, imprint=imprint_of(octets))
