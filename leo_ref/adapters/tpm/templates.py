"""What the keys look like that a TPM is asked to make.

The endorsement keys are those of the low range (EK Credential Profile, annex B.3): only from exactly these templates
does a TPM make the key that its certificate is about. Attestation and decryption keys are children of the endorsement
key. Whoever clears the TPM, which sets its counters back, destroys them with that; a primary key would come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from attrs import evolve

from leo_ref.attestation.identity.attributes import DECRYPTION_BITS
from leo_ref.attestation.identity.endorsement import Template, rebuilt
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.public import Attribute, EccKey, Public, RsaKey, Scheme


@unique
class KeyKind(Enum):
    """The kinds of endorsement and attestation keys."""

    ECC = "ecc"
    """On P-256; attests with ECDSA and SHA-256."""
    RSA = "rsa"
    """Of 2048 bits; attests with RSASSA and SHA-256."""


TEMPLATES: Final[Mapping[KeyKind, Template]] = {KeyKind.ECC: Template.L_2, KeyKind.RSA: Template.L_1}
CERTIFICATE_INDEX: Final[Mapping[KeyKind, int]] = {KeyKind.ECC: 0x01C0000A, KeyKind.RSA: 0x01C00002}
"""Where the TPM holds the certificate (EK Credential Profile, section 2.2.1.4)."""

FIXED: Final = frozenset({Attribute.FIXED_TPM, Attribute.FIXED_PARENT, Attribute.SENSITIVE_DATA_ORIGIN})
"""Made in this TPM, and never to leave it."""

ATTESTATION_SCHEMES: Final[Mapping[KeyKind, Scheme]] = {
    KeyKind.ECC: Scheme(Method.ECDSA, Hash.SHA256),
    KeyKind.RSA: Scheme(Method.RSASSA, Hash.SHA256),
}

RSA_BITS: Final = 2048
POINT_ZERO: Final = bytes(Curve.P256.size)
NO_KEY: Final[Mapping[KeyKind, EccKey | RsaKey]] = {
    KeyKind.ECC: EccKey(Curve.P256, b"", b""),
    KeyKind.RSA: RsaKey(RSA_BITS, 0, b""),
}
"""The place of a key that the TPM draws."""

ZERO_KEY: Final[Mapping[KeyKind, EccKey | RsaKey]] = {
    KeyKind.ECC: EccKey(Curve.P256, POINT_ZERO, POINT_ZERO),
    KeyKind.RSA: RsaKey(RSA_BITS, 0, bytes(RSA_BITS // 8)),
}
"""The place of a key that the TPM derives; its octets are a part of the template."""


def endorsement(kind: KeyKind) -> bytes:
    """The TPMT_PUBLIC from which the endorsement key is made."""
    public = rebuilt(TEMPLATES[kind], ZERO_KEY[kind])
    assert public is not None, "the key is of the template's kind"
    return publics.encode(public)


def attestation(kind: KeyKind) -> bytes:
    """The TPMT_PUBLIC from which an attestation key is made."""
    return publics.encode(_attestation(kind))


def decryption(policy: bytes) -> bytes:
    """That of an RSA key whose uses name a scheme, and which opens only to a session that satisfies ``policy``."""
    assert len(policy) == Hash.SHA256.size, "an empty policy is satisfied by nobody"
    # Without userWithAuth, which would let the key's password, which is empty, do in place of the policy.
    attributes = FIXED | {Attribute.ADMIN_WITH_POLICY, Attribute.DECRYPT, Attribute.NO_DA}
    key = RsaKey(DECRYPTION_BITS, 0, b"")
    return publics.encode(Public(Hash.SHA256, attributes, policy, None, None, key))


def is_endorsement(octets: bytes, kind: KeyKind) -> bool:
    """Whether the public area is one of :func:`endorsement`, whatever its key."""
    public = publics.parse(octets)
    return not isinstance(public, Rejection) and public == rebuilt(TEMPLATES[kind], public.key)


def is_attestation(octets: bytes, kind: KeyKind) -> bool:
    """Whether the public area is one of :func:`attestation`, whatever its key."""
    public = publics.parse(octets)
    if isinstance(public, Rejection) or type(public.key) is not type(NO_KEY[kind]):
        return False
    return public == evolve(_attestation(kind), key=public.key)


def _attestation(kind: KeyKind) -> Public:
    attributes = FIXED | {Attribute.USER_WITH_AUTH, Attribute.RESTRICTED, Attribute.SIGN, Attribute.NO_DA}
    return Public(Hash.SHA256, attributes, b"", None, ATTESTATION_SCHEMES[kind], NO_KEY[kind])
