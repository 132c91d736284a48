"""The certificate of an encryption key (§6), in software: the node's own account vouches, no TPM does."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import digest
from leo_ref.core.signature import sign, signed
from leo_ref.core.values import NodeId

CERTIFICATE_DOMAIN: Final = "leo/software-certificate"


def certificate_digest(node: NodeId, encryption_key: bytes) -> bytes:
    """What the certificate signs, 32 octets."""
    return digest(CERTIFICATE_DOMAIN, {"node": node, "encryption_key": encryption_key.hex()})


def certificate(seed: bytes, node: NodeId, encryption_key: bytes) -> bytes:
    """The software certificate, 64 octets, made with the seed of the node's account."""
    return sign(seed, certificate_digest(node, encryption_key))


def is_certified(node: NodeId, encryption_key: bytes, octets: bytes) -> bool:
    """Whether the node's account vouches for the key."""
    return signed(bytes.fromhex(node), certificate_digest(node, encryption_key), octets)
