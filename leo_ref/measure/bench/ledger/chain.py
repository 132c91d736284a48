"""The longest chain of certificates, each as long as may be and full of small elements."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from leo_ref.adapters.tpm.authority import TPM_NAME
from leo_ref.attestation.identity.credential import CURVES
from leo_ref.attestation.identity.profile import EK_PURPOSE
from leo_ref.core.state.node import CERTIFICATE_MOST, CHAIN_MOST
from leo_ref.tcg.public import EXPONENT, RsaKey
from leo_ref.vectors.identity.credentials import public_of

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

FIRST: Final = datetime(2020, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
SET: Final = b"\x31\x04\x05\0\x05\0"
"""The shortest that is put in order."""

FILLER: Final = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
FEW: Final = 150
SIGNATURE_VARIES: Final = 8
"""Octets by which signatures differ in length."""

_KEYS: Final = tuple(ec.derive_private_key(1000 + number, ec.SECP384R1()) for number in range(CHAIN_MOST))
"""Of the root and of the authorities below it; everybody knows them."""


@cache
def root() -> bytes:
    """The authority that is believed, in DER."""
    return _issued(0, 0, _KEYS[0].public_key(), _authority())


@cache
def longest(endorsement: str) -> tuple[bytes, ...]:
    """The chain of a recorded endorsement key, in DER."""
    key = _endorsement_key(endorsement)
    return (
        _issued(CHAIN_MOST - 1, CHAIN_MOST, key, _endorsement(key)),
        *(
            _issued(number - 1, number, _KEYS[number].public_key(), _authority())
            for number in range(CHAIN_MOST - 1, 0, -1)
        ),
    )


def _endorsement_key(name: str) -> PublicKey:
    key = public_of(name).key
    if isinstance(key, RsaKey):
        return rsa.RSAPublicNumbers(EXPONENT, int.from_bytes(key.modulus, "big")).public_key()
    x, y = (int.from_bytes(part, "big") for part in (key.x, key.y))
    return ec.EllipticCurvePublicNumbers(x, y, dict(CURVES)[key.curve]).public_key()


Extensions = tuple[tuple[x509.ExtensionType, bool], ...]


def _authority() -> Extensions:
    return (x509.BasicConstraints(ca=True, path_length=None), True), (_usage(sign=True), True)


def _endorsement(key: PublicKey) -> Extensions:
    is_rsa = isinstance(key, rsa.RSAPublicKey)
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(encipher=is_rsa, agree=not is_rsa), True),
        (x509.ExtendedKeyUsage([x509.ObjectIdentifier(EK_PURPOSE)]), False),
        (x509.SubjectAlternativeName([x509.DirectoryName(TPM_NAME)]), True),
    )


def _issued(issuer: int, subject: int, key: PublicKey, extensions: Extensions) -> bytes:
    """As long as may be."""
    short = len(_signed(issuer, subject, key, extensions, FEW))
    most = FEW + (CERTIFICATE_MOST - SIGNATURE_VARIES - short) // len(SET)
    return _signed(issuer, subject, key, extensions, most)


def _signed(issuer: int, subject: int, key: PublicKey, extensions: Extensions, sets: int) -> bytes:
    builder = x509.CertificateBuilder(_name(issuer), _name(subject), key, 1 + subject, FIRST, LAST)
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    builder = builder.add_extension(x509.UnrecognizedExtension(FILLER, SET * sets), critical=False)
    return builder.sign(_KEYS[issuer], hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


def _name(number: int) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"authority {number}")])


def _usage(*, sign: bool = False, encipher: bool = False, agree: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=encipher,
        data_encipherment=False,
        key_agreement=agree,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )
