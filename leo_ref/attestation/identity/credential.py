"""MakeCredential without a TPM (TPM 2.0 Library, Part 1, section 24 and annexes B.10 and C.6; Part 3, section 12.6).

A secret is wrapped so that only the TPM that has the endorsement key opens it, and only if an object with the given
name is loaded there too. It says nothing of what kind of object that is: see
:mod:`leo_ref.attestation.identity.attributes`.

The randomness is an argument (:mod:`leo_ref.attestation.identity.randomness`). Whoever knows it and the secret makes
the same credential again, to the octet.
"""

from __future__ import annotations

from hmac import digest as hmac_digest
from typing import Final

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.attestation.identity.randomness import judge_randomness
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Credential
from leo_ref.sealing.oaep import oaep_encrypted
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.octets import sized
from leo_ref.tcg.public import EccKey, RsaKey

SECRET_LENGTH: Final = 32

IDENTITY: Final = b"IDENTITY\0"
STORAGE: Final = b"STORAGE\0"
INTEGRITY: Final = b"INTEGRITY\0"
"""Labels; the zero octet belongs to them."""

CURVES: Final = ((Curve.P256, ec.SECP256R1()), (Curve.P384, ec.SECP384R1()))


def make_credential(endorsement: Endorsement, name: bytes, secret: bytes, randomness: bytes) -> Credential:
    """The ``secret``, of :data:`SECRET_LENGTH` octets, for the object called ``name`` in the TPM of ``endorsement``.

    ``randomness`` fits the key (:func:`leo_ref.attestation.identity.randomness.judge_randomness`), and nobody else
    knows it.
    """
    assert len(secret) == SECRET_LENGTH, len(secret)
    assert judge_randomness(endorsement, randomness) is None, len(randomness)
    public = endorsement.public
    algorithm, key, aes_bits = public.name_hash, public.key, public.aes_bits
    assert aes_bits is not None, "an endorsement key is a storage key"
    if isinstance(key, RsaKey):
        seed, oaep_seed = randomness[: algorithm.size], randomness[algorithm.size : 2 * algorithm.size]
        encrypted = oaep_encrypted(algorithm, key, seed, IDENTITY, oaep_seed)
    else:
        seed, encrypted = _shared_seed(algorithm, key, randomness)
    inner = _aes_cfb(kdf_a(algorithm, seed, STORAGE, name, b"", aes_bits), sized(secret))
    integrity_key = kdf_a(algorithm, seed, INTEGRITY, b"", b"", 8 * algorithm.size)
    outer = hmac_digest(integrity_key, inner + name, algorithm.title)
    return Credential(blob=sized(sized(outer) + inner), secret=sized(encrypted))


def judge_widths(endorsement: Endorsement, credential: Credential) -> Rejection | None:
    """What is wrong with the lengths of a credential for this key, which say nothing of what is in it.

    Rejections: ``CREDENTIAL_WIDTH``, of ``blob``, then of ``secret``.
    """
    public = endorsement.public
    key = public.key
    point = key.bits // 8 if isinstance(key, RsaKey) else 2 * len(sized(bytes(key.curve.size)))
    parts = (
        ("blob", credential.blob, 2 + 2 + public.name_hash.size + 2 + SECRET_LENGTH),
        ("secret", credential.secret, 2 + point),
    )
    for part, octets, expected in parts:
        if len(octets) != expected:
            return reject(Code.CREDENTIAL_WIDTH, part=part, expected=expected, length=len(octets))
    return None


def kdf_a(algorithm: Hash, key: bytes, label: bytes, context_u: bytes, context_v: bytes, bits: int) -> bytes:
    """KDFa (Part 1, section 11.4.10.2): SP 800-108 in counter mode with HMAC. ``bits`` is a multiple of 8."""
    fixed = label + context_u + context_v + bits.to_bytes(4, "big")
    octets = b""
    counter = 0
    while len(octets) < bits // 8:
        counter += 1
        octets += hmac_digest(key, counter.to_bytes(4, "big") + fixed, algorithm.title)
    return octets[: bits // 8]


def kdf_e(algorithm: Hash, shared: bytes, label: bytes, party_u: bytes, party_v: bytes, bits: int) -> bytes:
    """KDFe (Part 1, section 11.4.10.3): SP 800-56A with a hash; parties by their x-coordinates."""
    octets = b""
    counter = 0
    while len(octets) < bits // 8:
        counter += 1
        octets += algorithm.digest(counter.to_bytes(4, "big") + shared + label + party_u + party_v)
    return octets[: bits // 8]


def _shared_seed(algorithm: Hash, key: EccKey, randomness: bytes) -> tuple[bytes, bytes]:
    """The seed that an ephemeral key agrees on with ``key``, and the ephemeral TPMS_ECC_POINT."""
    curve = dict(CURVES)[key.curve]
    ephemeral = ec.derive_private_key(int.from_bytes(randomness, "big"), curve)
    point = ephemeral.public_key().public_numbers()
    other = ec.EllipticCurvePublicNumbers(int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big"), curve)
    shared = ephemeral.exchange(ec.ECDH(), other.public_key())
    x, y = point.x.to_bytes(key.curve.size, "big"), point.y.to_bytes(key.curve.size, "big")
    return kdf_e(algorithm, shared, IDENTITY, x, key.x, 8 * algorithm.size), sized(x) + sized(y)


def _aes_cfb(key: bytes, octets: bytes) -> bytes:
    """AES in CFB mode of whole blocks, the first vector zero: the key is used once."""
    encryptor = Cipher(AES(key), CFB(bytes(16))).encryptor()
    return encryptor.update(octets) + encryptor.finalize()
