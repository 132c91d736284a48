"""An authority that certifies endorsement keys of TPMs in software, as a maker of TPMs would.

The certificates follow the EK Credential Profile, section 3. They show that chains are walked, and nothing about a
machine. The key of a throw-away authority lives in this process and is gone with it; that of a network on one machine
is kept in a folder.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from attrs import field, frozen
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from leo_ref.adapters.tpm.failure import Failure, TpmFailure

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

FOREVER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""What RFC 5280, section 4.1.2.5, has for certificates without an end; makers of TPMs use it."""

MANUFACTURER: Final = x509.ObjectIdentifier("2.23.133.2.1")
MODEL: Final = x509.ObjectIdentifier("2.23.133.2.2")
VERSION: Final = x509.ObjectIdentifier("2.23.133.2.3")
EK_CERTIFICATE: Final = x509.ObjectIdentifier("2.23.133.8.1")

AUTHORITY: Final = "authority.pem"
"""The private key and the certificate of an authority that is kept."""

TPM_NAME: Final = x509.Name(
    [
        x509.RelativeDistinguishedName({x509.NameAttribute(MANUFACTURER, "id:4C454F00")}),
        x509.RelativeDistinguishedName({x509.NameAttribute(MODEL, "swtpm")}),
        x509.RelativeDistinguishedName({x509.NameAttribute(VERSION, "id:00000001")}),
    ]
)
"""An invented maker, so that nobody takes these certificates for real ones."""


@frozen
class Authority:
    """A root with its key."""

    certificate: bytes
    """DER."""
    _key: ec.EllipticCurvePrivateKey = field(repr=False)
    _name: x509.Name
    _since: datetime

    def issue(self, key: PublicKey) -> bytes:
        """The certificate, in DER, of the endorsement key ``key``."""
        is_rsa = isinstance(key, rsa.RSAPublicKey)
        builder = (
            _builder(self._name, x509.Name([]), key, self._since)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(key_encipherment=is_rsa, key_agreement=not is_rsa), critical=True)
            .add_extension(x509.ExtendedKeyUsage([EK_CERTIFICATE]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.DirectoryName(TPM_NAME)]), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def throw_away_authority(name: str = "Leo throw-away root") -> Authority:
    """A new root with a new key on P-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    since = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)  # other clocks may be behind
    certificate = (
        _builder(named, named, key.public_key(), since)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate.public_bytes(serialization.Encoding.DER), key, named, since)


def kept_authority(folder: Path) -> Authority:
    """The authority in a folder, made where there is none; only its owner can read the key.

    Raises:
        TpmFailure: AUTHORITY_BROKEN, where what is there is none or others can read the key.
    """
    place = folder / AUTHORITY
    try:
        if not place.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(place, throw_away_authority("Leo root of TPMs in software"))
        if place.stat().st_mode & 0o077:
            raise TpmFailure(Failure.AUTHORITY_BROKEN, f"{place}: others can read it.", f"chmod 600 {place}")
        octets = place.read_bytes()
        key = serialization.load_pem_private_key(octets, None)
        certificate = x509.load_pem_x509_certificate(octets)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("the key is not that of the certificate")
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TpmFailure(Failure.AUTHORITY_BROKEN, f"{place}: {error}.", "Name another folder.") from error
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Authority(der, key, certificate.subject, certificate.not_valid_before_utc)


def _write(place: Path, made: Authority) -> None:
    pem = serialization.Encoding.PEM
    octets = made._key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    octets += x509.load_der_x509_certificate(made.certificate).public_bytes(pem)
    fresh = place.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(handle, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(place)


def _builder(issuer: x509.Name, subject: x509.Name, key: PublicKey, since: datetime) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=since,
        not_valid_after=FOREVER,
    )


def _usage(*, sign: bool = False, key_encipherment: bool = False, key_agreement: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=key_encipherment,
        data_encipherment=False,
        key_agreement=key_agreement,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )
