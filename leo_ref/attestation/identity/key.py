"""Public keys of certificates, as numbers, and which are good enough."""

from __future__ import annotations

from typing import Final, TypeAlias

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from leo_ref.attestation.identity.roca import is_roca
from leo_ref.core.rejections import Code, Rejection, reject

RSA_BITS_LEAST: Final = 2048
CURVES: Final = frozenset({"secp256r1", "secp384r1"})
"""P-256 and P-384, by the names of SEC 2."""


@frozen
class RsaKey:
    """An RSA public key."""

    modulus: int
    exponent: int


@frozen
class EccKey:
    """A point that lies on its curve."""

    curve: str
    """The name of SEC 2, such as ``secp256r1``."""
    x: int
    y: int


PublicKey: TypeAlias = RsaKey | EccKey


def key_of(key: PublicKeyTypes) -> PublicKey | None:
    """The numbers of a key that the library has read; None where it is of another kind."""
    match key:
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            return RsaKey(modulus=numbers.n, exponent=numbers.e)
        case ec.EllipticCurvePublicKey():
            point = key.public_numbers()
            return EccKey(curve=key.curve.name, x=point.x, y=point.y)
        case _:
            return None


def judge_key(key: PublicKey, index: int) -> Rejection | None:
    """What is wrong with the key of the certificate ``index``.

    Rejections: ``CERT_KEY_WEAK``, ``CERT_KEY_ROCA`` (RSA); ``CERT_KEY_CURVE`` (ECC).
    """
    if isinstance(key, RsaKey):
        if key.modulus.bit_length() < RSA_BITS_LEAST:
            return reject(Code.CERT_KEY_WEAK, index=index, bits=key.modulus.bit_length(), least=RSA_BITS_LEAST)
        if is_roca(key.modulus):
            return reject(Code.CERT_KEY_ROCA, index=index)
    elif key.curve not in CURVES:
        return reject(Code.CERT_KEY_CURVE, index=index, given=key.curve)
    return None
