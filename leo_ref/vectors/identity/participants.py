"""Who is in the vectors of this folder, and the randomness that they all know."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from leo_ref.core.values import NodeId
from leo_ref.draw.keys import secret
from leo_ref.tcg.attest import Counters


def seed(what: str) -> bytes:
    """A seed of 32 octets; everybody may know it."""
    return sha256(f"leo identity vectors: {what}".encode()).digest()


NODE: Final = NodeId(seed("account of the node").hex())
OTHER_NODE: Final = NodeId(seed("account of another node").hex())
VRF_KEY: Final = secret(seed("VRF key of the node")).public_key
EPOCH: Final = 7
BOOT: Final = Counters(resets=2, restarts=0)
"""Of the recorded TPM, which swtpm_setup started before: the one in which it made its decryption key."""

SECRET: Final = seed("secret in a credential")
FRESH_OCTETS: Final = b"".join(seed(f"randomness {number}") for number in range(3))
"""From which randomness is drawn, for whatever endorsement key."""
