"""Whether an authority's key signed a certificate or a revocation list (RFC 5280, 4.1.1 and 5.1.1).

The signature is over the octets as they are. A library reads some of them in another order
(:func:`leo_ref.attestation.identity.der.in_order`), so its own check of a signature would not hold for those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from leo_ref.attestation.identity.der import Element, children, in_order
from leo_ref.attestation.identity.key import EccKey, PublicKey, RsaKey

RSA: Final[Mapping[str, hashes.HashAlgorithm]] = {
    SignatureAlgorithmOID.RSA_WITH_SHA256.dotted_string: hashes.SHA256(),
    SignatureAlgorithmOID.RSA_WITH_SHA384.dotted_string: hashes.SHA384(),
    SignatureAlgorithmOID.RSA_WITH_SHA512.dotted_string: hashes.SHA512(),
}
ECDSA: Final[Mapping[str, hashes.HashAlgorithm]] = {
    SignatureAlgorithmOID.ECDSA_WITH_SHA256.dotted_string: hashes.SHA256(),
    SignatureAlgorithmOID.ECDSA_WITH_SHA384.dotted_string: hashes.SHA384(),
    SignatureAlgorithmOID.ECDSA_WITH_SHA512.dotted_string: hashes.SHA512(),
}
CURVES: Final[Mapping[str, ec.EllipticCurve]] = {"secp256r1": ec.SECP256R1(), "secp384r1": ec.SECP384R1()}
ALGORITHMS: Final = RSA.keys() | ECDSA.keys()
"""No SHA-1, no MD5; no PSS, whose parameters no maker of TPMs uses."""


def loaded(octets: bytes) -> x509.Certificate:
    """The library's reading of a certificate; raises what the library raises."""
    return x509.load_der_x509_certificate(in_order(octets))


def loaded_list(octets: bytes) -> x509.CertificateRevocationList:
    """The same of a revocation list."""
    return x509.load_der_x509_crl(in_order(octets))


def holds(octets: bytes, algorithm: str, place: int, key: PublicKey) -> bool:
    """Whether an authority's ``key`` signed ``octets``, a certificate or a list that was read.

    ``algorithm`` is named beside the signature, and again, as the part number ``place``, in what is signed.
    """
    body, named, sealed = children(octets, children(octets, Element(0, 0, 0, len(octets)))[0])
    within = children(octets, body)[place]
    if octets[within.at : within.end] != octets[named.at : named.end]:
        return False
    signature, message = octets[sealed.start + 1 : sealed.end], octets[body.at : body.end]
    try:
        if isinstance(key, RsaKey) and algorithm in RSA:
            numbers = rsa.RSAPublicNumbers(key.exponent, key.modulus)
            numbers.public_key().verify(signature, message, padding.PKCS1v15(), RSA[algorithm])
        elif isinstance(key, EccKey) and key.curve in CURVES and algorithm in ECDSA:
            point = ec.EllipticCurvePublicNumbers(key.x, key.y, CURVES[key.curve])
            point.public_key().verify(signature, message, ec.ECDSA(ECDSA[algorithm]))
        else:
            return False
    except (InvalidSignature, ValueError):  # an exponent that is none, such as 1
        return False
    return True
