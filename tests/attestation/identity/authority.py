"""Certificates as their author likes them, also such as no honest authority would sign, with fixed keys.

Signatures are deterministic (RFC 6979), so everything made from a given key is the same octets every time. The
authority of software TPMs is :mod:`leo_ref.adapters.tpm.authority`; this one is for what that one must never do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from attrs import evolve, frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

EndorsementKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

FIRST: Final = datetime(2020, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

EK_PURPOSE: Final = ObjectIdentifier("2.23.133.8.1")

SOFTWARE_TPM: Final = (("2.23.133.2.1", "id:00001014"), ("2.23.133.2.2", "swtpm"), ("2.23.133.2.3", "id:20191023"))
"""Maker, model and version, as swtpm's own tool writes them; the maker is IBM, which made none of it."""


@frozen(kw_only=True)
class Draft:
    """A certificate before it is signed."""

    subject: x509.Name
    key: EndorsementKey
    serial: int
    extensions: tuple[tuple[x509.ExtensionType, bool], ...]
    """Each with whether it is critical."""
    first: datetime = FIRST
    last: datetime = LAST

    def without(self, kind: type[x509.ExtensionType]) -> Draft:
        """The same without the extensions of this kind."""
        kept = tuple((value, critical) for value, critical in self.extensions if not isinstance(value, kind))
        return evolve(self, extensions=kept)

    def having(self, value: x509.ExtensionType, *, critical: bool) -> Draft:
        """The same with this extension instead of those of its kind."""
        others = self.without(type(value)).extensions
        return evolve(self, extensions=(*others, (value, critical)))


@frozen(kw_only=True)
class Authority:
    """A name and a key, with the certificate that says so."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def root(cls, name: str, key: ec.EllipticCurvePrivateKey) -> Authority:
        """One that vouches for itself."""
        draft = authority_draft(name, key.public_key(), serial=1, path_length=None)
        return cls(key=key, certificate=_signed(draft, draft.subject, key))

    def below(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, serial: int = 2, path_length: int | None = 0
    ) -> Authority:
        """One that this one vouches for."""
        draft = authority_draft(name, key.public_key(), serial=serial, path_length=path_length)
        return Authority(key=key, certificate=self.issued(draft))

    @property
    def octets(self) -> bytes:
        """Its certificate in DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def issued(self, draft: Draft) -> x509.Certificate:
        """The draft, signed by this authority."""
        return _signed(draft, self.certificate.subject, self.key)

    def revocation_list(self, serials: Iterable[int] = (), *, first: datetime = FIRST, last: datetime = LAST) -> bytes:
        """The list of what this authority has taken back, in DER."""
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, first, last)
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(first).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.key, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


def authority_draft(name: str, key: EndorsementKey, *, serial: int, path_length: int | None) -> Draft:
    """The certificate of an authority (RFC 5280, 4.2.1)."""
    return Draft(
        subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        key=key,
        serial=serial,
        extensions=(
            (x509.BasicConstraints(ca=True, path_length=path_length), True),
            (usage(certificate_sign=True, list_sign=True), True),
            (x509.SubjectKeyIdentifier.from_public_key(key), False),
        ),
    )


def endorsement_draft(key: EndorsementKey, *, serial: int) -> Draft:
    """The certificate of an endorsement key (EK Credential Profile, section 3)."""
    is_rsa = isinstance(key, rsa.RSAPublicKey)
    tpm = x509.Name([x509.NameAttribute(ObjectIdentifier(number), value) for number, value in SOFTWARE_TPM])
    return Draft(
        subject=x509.Name([]),
        key=key,
        serial=serial,
        extensions=(
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (usage(key_encipherment=is_rsa, key_agreement=not is_rsa), True),
            (x509.ExtendedKeyUsage([EK_PURPOSE]), False),
            (x509.SubjectAlternativeName([x509.DirectoryName(tpm)]), True),
        ),
    )


def usage(
    *,
    key_encipherment: bool = False,
    key_agreement: bool = False,
    certificate_sign: bool = False,
    list_sign: bool = False,
    digital_signature: bool = False,
) -> x509.KeyUsage:
    """What a key is for, and nothing else."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=key_encipherment,
        data_encipherment=False,
        key_agreement=key_agreement,
        key_cert_sign=certificate_sign,
        crl_sign=list_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(draft: Draft, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=draft.subject,
        public_key=draft.key,
        serial_number=draft.serial,
        not_valid_before=draft.first,
        not_valid_after=draft.last,
    ).add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    for value, critical in draft.extensions:
        builder = builder.add_extension(value, critical=critical)
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
