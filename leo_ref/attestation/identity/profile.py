"""What a certificate must say to be used: any of a chain, an authority's, the endorsement key's.

Nothing is believed here yet: the signatures are checked by :mod:`leo_ref.attestation.identity.chain`.
"""

from __future__ import annotations

from typing import Final

from cryptography.x509.oid import ExtensionOID

from leo_ref.attestation.identity.certificate import Certificate
from leo_ref.attestation.identity.key import RsaKey, judge_key
from leo_ref.attestation.identity.signing import ALGORITHMS
from leo_ref.core.rejections import Code, Rejection, reject

UNDERSTOOD: Final = frozenset(
    extension.dotted_string
    for extension in (
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CERTIFICATE_POLICIES,
    )
)
"""The extensions that may be critical. Any policy is acceptable (RFC 5280, 6.1.1 c), so policies exclude nothing."""

EK_PURPOSE: Final = "2.23.133.8.1"
"""tcg-kp-EKCertificate (EK Credential Profile, section 3)."""

ANY_PURPOSE: Final = ExtensionOID.EXTENDED_KEY_USAGE.dotted_string + ".0"
"""anyExtendedKeyUsage."""


def judge_signature_algorithm(certificate: Certificate, index: int) -> Rejection | None:
    """What is wrong with how the certificate is signed; not asked of a pinned one, which is believed as it is.

    Rejections: ``CERT_SIGNATURE_ALGORITHM``.
    """
    if certificate.signature_algorithm not in ALGORITHMS:
        return reject(Code.CERT_SIGNATURE_ALGORITHM, index=index, given=certificate.signature_algorithm)
    return None


def judge(certificate: Certificate, index: int, at: int) -> Rejection | None:
    """What is wrong with a certificate of whatever role, at the second ``at``.

    Rejections, in this order: ``CERT_EXTENSION_CRITICAL``, ``CERT_NOT_YET_VALID``, ``CERT_EXPIRED``, then those of
    :func:`leo_ref.attestation.identity.key.judge_key`.
    """
    unknown = certificate.critical - UNDERSTOOD
    if unknown:
        return reject(Code.CERT_EXTENSION_CRITICAL, index=index, extension=min(unknown))
    if at < certificate.not_before:
        return reject(Code.CERT_NOT_YET_VALID, index=index, first=certificate.not_before)
    if at > certificate.not_after:
        return reject(Code.CERT_EXPIRED, index=index, last=certificate.not_after)
    return judge_key(certificate.key, index)


def judge_authority(certificate: Certificate, index: int) -> Rejection | None:
    """What keeps the certificate from issuing those of endorsement keys.

    Rejections, in this order: ``CHAIN_NOT_CA``, ``CHAIN_KEY_USAGE``, ``CHAIN_PURPOSE``.
    """
    if not certificate.is_ca:
        return reject(Code.CHAIN_NOT_CA, index=index)
    if certificate.key_usage is None or not certificate.key_usage.certificate_sign:
        return reject(Code.CHAIN_KEY_USAGE, index=index)
    purposes = certificate.extended_key_usage
    if purposes is not None and EK_PURPOSE not in purposes and ANY_PURPOSE not in purposes:
        return reject(Code.CHAIN_PURPOSE, index=index)
    return None


def judge_endorsement(certificate: Certificate) -> Rejection | None:
    """What keeps the certificate from being an endorsement key's (EK Credential Profile, section 3).

    The name of the TPM must be there, and says nothing of trust: whoever issues the certificate writes it.

    Rejections, in this order: ``EK_CERT_CONSTRAINTS``, ``EK_CERT_IS_CA``, ``EK_CERT_KEY_USAGE``, ``EK_CERT_PURPOSE``,
    ``EK_CERT_NAME``, ``EK_CERT_NAME_NOT_CRITICAL``, ``EK_CERT_NAME_ATTRIBUTE``.
    """
    if certificate.is_ca is None:
        return reject(Code.EK_CERT_CONSTRAINTS)
    if certificate.is_ca:
        return reject(Code.EK_CERT_IS_CA)
    if not _receives(certificate):
        return reject(Code.EK_CERT_KEY_USAGE)
    if certificate.extended_key_usage is None or EK_PURPOSE not in certificate.extended_key_usage:
        return reject(Code.EK_CERT_PURPOSE)
    tpm = certificate.tpm
    if tpm is None:
        return reject(Code.EK_CERT_NAME)
    if not certificate.has_subject and ExtensionOID.SUBJECT_ALTERNATIVE_NAME.dotted_string not in certificate.critical:
        return reject(Code.EK_CERT_NAME_NOT_CRITICAL)
    for attribute, values in (("manufacturer", tpm.manufacturer), ("model", tpm.model), ("version", tpm.version)):
        if len(values) != 1:
            return reject(Code.EK_CERT_NAME_ATTRIBUTE, attribute=attribute, count=len(values))
    return None


def _receives(certificate: Certificate) -> bool:
    """Whether the key may receive secrets in the way of its kind, and signs no certificates or lists."""
    usage = certificate.key_usage
    if usage is None or usage.certificate_sign or usage.list_sign:
        return False
    return usage.key_encipherment if isinstance(certificate.key, RsaKey) else usage.key_agreement
