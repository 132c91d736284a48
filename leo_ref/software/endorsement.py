"""The endorsement key of a machine of software (§5): the shape and the mathematics of a TPM's, in no TPM.

So an attestor's credential is the same for software as for hardware. What it proves is that whoever answers has the
key: not where.
"""

from __future__ import annotations

from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Final

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from leo_ref.attestation.identity.credential import IDENTITY, INTEGRITY, SECRET_LENGTH, STORAGE, kdf_a, kdf_e
from leo_ref.attestation.identity.endorsement import Endorsement, Template, rebuilt, templated
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.signature import KEY_LENGTH
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.node import Identity
from leo_ref.core.values import Digest
from leo_ref.software.quote import key_name
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.public import EccKey

TEMPLATE: Final = Template.L_2
"""All endorsement keys of software are of P-256."""


def endorsement_key(seed: bytes) -> bytes:
    """The public area, TPMT_PUBLIC, of the key with this seed of 32 octets."""
    point = _private(seed).public_key().public_numbers()
    size = Curve.P256.size
    public = rebuilt(TEMPLATE, EccKey(Curve.P256, point.x.to_bytes(size, "big"), point.y.to_bytes(size, "big")))
    assert public is not None, "the key is on the template's curve"
    return publics.encode(public)


def name_of(attestation_key: bytes) -> bytes:
    """The name of software's attestation key, as credentials are bound to it: 34 octets."""
    return Hash.SHA256.octets + key_name(attestation_key)


def endorsed(identity: Identity) -> Endorsement | Rejection:
    """The endorsement key of a node of software; nobody certified it.

    Rejections, in this order: SOFTWARE_IDENTITY with the ``part`` that is not as software's, ``certificates`` or
    ``attestation_key``; those of :func:`leo_ref.tcg.public.parse` and
    :func:`leo_ref.attestation.identity.endorsement.templated`.
    """
    if identity.certificates:
        return reject(Code.SOFTWARE_IDENTITY, part="certificates")
    if len(identity.attestation_key) != KEY_LENGTH:
        return reject(Code.SOFTWARE_IDENTITY, part="attestation_key")
    public = publics.parse(identity.endorsement_key)
    return public if isinstance(public, Rejection) else templated(public, {TEMPLATE})


def activated(seed: bytes, attestation_key: bytes, credential: Credential) -> Digest | None:
    """The secret in a credential for these keys, as TPM2_ActivateCredential gives it; None where it would refuse."""
    size, algorithm = Curve.P256.size, Hash.SHA256
    body, point = credential.blob, credential.secret
    widths = (2 + 2 + algorithm.size + 2 + SECRET_LENGTH, 2 + 2 * (2 + size))
    if (len(body), len(point)) != widths:
        return None
    x, y = point[4 : 4 + size], point[6 + size :]
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    try:
        ephemeral = numbers.public_key()
    except ValueError:
        return None
    private = _private(seed)
    own = private.public_key().public_numbers().x.to_bytes(size, "big")
    shared = private.exchange(ec.ECDH(), ephemeral)
    found = kdf_e(algorithm, shared, IDENTITY, x, own, 8 * algorithm.size)
    name, outer, inner = name_of(attestation_key), body[4 : 4 + algorithm.size], body[4 + algorithm.size :]
    integrity_key = kdf_a(algorithm, found, INTEGRITY, b"", b"", 8 * algorithm.size)
    if not compare_digest(hmac_digest(integrity_key, inner + name, algorithm.title), outer):
        return None
    key = kdf_a(algorithm, found, STORAGE, name, b"", TEMPLATE.aes_bits)
    decryptor = Cipher(AES(key), CFB(bytes(16))).decryptor()
    return (decryptor.update(inner) + decryptor.finalize())[2:]


def _private(seed: bytes) -> ec.EllipticCurvePrivateKey:
    scalar = 1 + int.from_bytes(seed, "big") % (Curve.P256.order - 1)
    return ec.derive_private_key(scalar, ec.SECP256R1())
