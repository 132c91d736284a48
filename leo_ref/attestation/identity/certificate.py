"""An X.509 certificate as a value (RFC 5280, section 4): what it says, read strictly, before anything is believed.

The library's objects stay inside; what travels is numbers, octets and names. :func:`read` refuses, in this order:
length, framing, octets after the end, version, serial number, then whatever else makes the octets no certificate, with
the public key before the extensions.
"""

from __future__ import annotations

from typing import Final, TypeVar

from attrs import frozen
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import ObjectIdentifier

from leo_ref.attestation.identity.der import EXPLICIT_ZERO, INTEGER, SEQUENCE, Element, children, element, signed_part
from leo_ref.attestation.identity.key import PublicKey, key_of
from leo_ref.attestation.identity.moment import seconds
from leo_ref.attestation.identity.signing import loaded
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.node import CERTIFICATE_MOST

T = TypeVar("T", bound=x509.ExtensionType)


SERIAL_OCTETS_MOST: Final = 20
"""RFC 5280, 4.1.2.2."""

VERSION_3: Final = 2
"""How X.509 writes version 3."""

TPM_MANUFACTURER: Final = ObjectIdentifier("2.23.133.2.1")
TPM_MODEL: Final = ObjectIdentifier("2.23.133.2.2")
TPM_VERSION: Final = ObjectIdentifier("2.23.133.2.3")

UNREADABLE: Final = (
    KeyError,  # a text of an unknown type in a name, before version 50
    UnsupportedAlgorithm,
    TypeError,
    ValueError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises for octets that are no certificate or list."""


@frozen(kw_only=True)
class KeyUsage:
    """The uses of RFC 5280, 4.2.1.3 that matter here."""

    key_encipherment: bool
    key_agreement: bool
    certificate_sign: bool
    list_sign: bool


@frozen(kw_only=True)
class TpmName:
    """What the subject alternative name says of the TPM (EK Credential Profile, section 3). Anybody can write it."""

    manufacturer: tuple[str, ...]
    model: tuple[str, ...]
    version: tuple[str, ...]


@frozen(kw_only=True)
class Certificate:
    """What a certificate says."""

    octets: bytes
    """The whole certificate in DER."""
    serial: int
    issuer: bytes
    """A Name as it stands there, as is ``subject``: its SETs may be in another order than DER's."""
    subject: bytes
    not_before: int
    """The first second at which it is valid, since 1970."""
    not_after: int
    """The last second."""
    signature_algorithm: str
    """An object identifier in dotted decimals."""
    key: PublicKey
    critical: frozenset[str]
    """The object identifiers of its critical extensions."""
    is_ca: bool | None
    """None without basic constraints."""
    path_length: int | None
    key_usage: KeyUsage | None
    extended_key_usage: tuple[str, ...] | None
    tpm: TpmName | None
    """None without a directory name among the subject's alternative names."""

    @property
    def has_subject(self) -> bool:
        """Whether the subject's own name is not empty."""
        return self.subject != bytes([SEQUENCE, 0])

    @property
    def is_self_issued(self) -> bool:
        """Whether the subject is the issuer's other name (RFC 5280, 6.1)."""
        return self.subject == self.issuer


def read(octets: bytes, index: int) -> Certificate | Rejection:
    """The certificate in ``octets``, which stands at ``index`` of its chain (0: the endorsement key's).

    Rejections: ``CERT_TOO_LONG``, ``CERT_MALFORMED``, ``CERT_TRAILING``, ``CERT_VERSION``, ``CERT_SERIAL``,
    ``CERT_KEY_MALFORMED``, ``CERT_KEY_ALGORITHM``, each with ``index``.
    """
    wrong = _frame(octets, index)
    if wrong is not None:
        return wrong
    try:
        found = loaded(octets)
    except UNREADABLE:
        return reject(Code.CERT_MALFORMED, index=index)
    try:
        key = key_of(found.public_key())
    except UnsupportedAlgorithm:
        key = None
    except ValueError:
        return reject(Code.CERT_KEY_MALFORMED, index=index)
    if key is None:
        return reject(Code.CERT_KEY_ALGORITHM, index=index)
    try:
        return _said(found, octets, key)
    except UNREADABLE:
        return reject(Code.CERT_MALFORMED, index=index)


def _frame(octets: bytes, index: int) -> Rejection | None:
    """Length, end, version and serial number: what the library takes as it comes."""
    if len(octets) > CERTIFICATE_MOST:
        return reject(Code.CERT_TOO_LONG, index=index, length=len(octets), most=CERTIFICATE_MOST)
    malformed = reject(Code.CERT_MALFORMED, index=index)
    outer = element(octets, 0, len(octets))
    if outer is None or outer.tag != SEQUENCE:
        return malformed
    if outer.end != len(octets):
        return reject(Code.CERT_TRAILING, index=index, left=len(octets) - outer.end)
    inner = signed_part(octets, outer)
    if inner is None:
        return malformed
    version = element(octets, inner.start, inner.end)
    if version is None:
        return malformed
    if version.tag != EXPLICIT_ZERO or octets[version.start : version.end] != bytes([INTEGER, 1, VERSION_3]):
        return reject(Code.CERT_VERSION, index=index)
    serial = element(octets, version.end, inner.end)
    if serial is None or serial.tag != INTEGER:
        return malformed
    number = octets[serial.start : serial.end]
    if len(number) > SERIAL_OCTETS_MOST or int.from_bytes(number, "big", signed=True) <= 0:
        return reject(Code.CERT_SERIAL, index=index)
    return None


def _said(found: x509.Certificate, octets: bytes, key: PublicKey) -> Certificate:
    """What the certificate says; raises one of ``UNREADABLE``."""
    extensions = found.extensions
    constraints = _extension(extensions, x509.BasicConstraints)
    usage = _extension(extensions, x509.KeyUsage)
    purposes = _extension(extensions, x509.ExtendedKeyUsage)
    names = _extension(extensions, x509.SubjectAlternativeName)
    _, _, _, issuer, _, subject, *_ = children(octets, _body(octets))
    return Certificate(
        octets=octets,
        serial=found.serial_number,
        issuer=octets[issuer.at : issuer.end],
        subject=octets[subject.at : subject.end],
        not_before=seconds(found.not_valid_before_utc),
        not_after=seconds(found.not_valid_after_utc),
        signature_algorithm=found.signature_algorithm_oid.dotted_string,
        key=key,
        critical=frozenset(extension.oid.dotted_string for extension in extensions if extension.critical),
        is_ca=None if constraints is None else constraints.ca,
        path_length=None if constraints is None else constraints.path_length,
        key_usage=None if usage is None else _usage(usage),
        extended_key_usage=None if purposes is None else tuple(purpose.dotted_string for purpose in purposes),
        tpm=None if names is None else _tpm_name(names),
    )


def _body(octets: bytes) -> Element:
    """What is signed of a certificate that was read."""
    outer, *_ = children(octets, Element(0, 0, 0, len(octets)))
    return children(octets, outer)[0]


def _extension(extensions: x509.Extensions, kind: type[T]) -> T | None:
    """The one extension of this kind, if there is any."""
    for extension in extensions:
        if isinstance(extension.value, kind):
            return extension.value
    return None


def _usage(usage: x509.KeyUsage) -> KeyUsage:
    return KeyUsage(
        key_encipherment=usage.key_encipherment,
        key_agreement=usage.key_agreement,
        certificate_sign=usage.key_cert_sign,
        list_sign=usage.crl_sign,
    )


def _tpm_name(names: x509.SubjectAlternativeName) -> TpmName | None:
    directories = names.get_values_for_type(x509.DirectoryName)
    if not directories:
        return None
    found: dict[ObjectIdentifier, list[str]] = {TPM_MANUFACTURER: [], TPM_MODEL: [], TPM_VERSION: []}
    for attribute in (attribute for directory in directories for attribute in directory):
        if attribute.oid in found and isinstance(attribute.value, str):
            found[attribute.oid].append(attribute.value)
    manufacturer, model, version = (tuple(values) for values in found.values())
    return TpmName(manufacturer=manufacturer, model=model, version=version)
