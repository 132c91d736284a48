"""Signatures of a TPM, TPMT_SIGNATURE, and what they prove (TPM 2.0 Library, Part 2, section 11.3.4).

One key and one message have few signatures that are accepted, but not one: of an ECDSA signature (r, s) anybody makes
(r, n - s). A signature is never an identifier of anything.

r and s have the full width of the group's order, with zeros in front where needed: so TPMs write them (1500 of 1500
quotes of swtpm 0.7.1, 12 of them with such a zero), and strictness leaves one form of each number.

The salt of RSAPSS may have any length. TPMs differ (Part 1, annex B.7): it is as long as fits, or as the digest where
FIPS 186 is followed. It protects the signer and tells the verifier nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from struct import Struct
from typing import ClassVar, Final

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import HASHES, STRONG, Curve, Hash, Method
from leo_ref.tcg.octets import Cursor, refuse, sized, whole
from leo_ref.tcg.public import EXPONENT, Attribute, EccKey, Public, RsaKey

SIGNING: Final[Mapping[int, Method]] = {
    method.number: method for method in (Method.RSASSA, Method.RSAPSS, Method.ECDSA)
}
"""The methods of signatures, by their numbers."""

_CURVES: Final[Mapping[Curve, ec.EllipticCurve]] = {Curve.P256: ec.SECP256R1(), Curve.P384: ec.SECP384R1()}
_PKCS1: Final = padding.PKCS1v15()
_HASHES: Final[Mapping[Hash, hashes.HashAlgorithm]] = {
    Hash.SHA1: hashes.SHA1(),
    Hash.SHA256: hashes.SHA256(),
    Hash.SHA384: hashes.SHA384(),
    Hash.SHA512: hashes.SHA512(),
}
_ECDSA: Final[Mapping[Hash, ec.ECDSA]] = {algorithm: ec.ECDSA(known) for algorithm, known in _HASHES.items()}

_SHA256: Final = Hash.SHA256
_USUAL_RSA: Final[Mapping[bytes, Method]] = {
    method.number.to_bytes(2, "big") + _SHA256.octets: method for method in (Method.RSASSA, Method.RSAPSS)
}
"""How signatures over a digest of SHA-256 begin."""
_USUAL_ECDSA: Final = Struct(">6s32s2s32s")
"""The same on the usual curve, whole."""
_WIDTH: Final = Curve.P256.size.to_bytes(2, "big")
_USUAL_HEAD: Final = Method.ECDSA.number.to_bytes(2, "big") + _SHA256.octets + _WIDTH


@frozen
class RsaSignature:
    """TPMS_SIGNATURE_RSASSA or TPMS_SIGNATURE_RSAPSS."""

    method: Method
    hash: Hash
    octets: bytes


@frozen
class EcdsaSignature:
    """TPMS_SIGNATURE_ECDSA."""

    method: ClassVar = Method.ECDSA
    hash: Hash
    r: bytes
    s: bytes


Signature = RsaSignature | EcdsaSignature


def parse(octets: bytes) -> Signature | Rejection:
    """The signature in ``octets``.

    Rejections: SIGNATURE_TRUNCATED, SIGNATURE_TRAILING, SIGNATURE_ALGORITHM, SIGNATURE_HASH.
    """
    usual = _usual(octets)
    return whole(octets, read, Code.SIGNATURE_TRUNCATED, Code.SIGNATURE_TRAILING) if usual is None else usual


def _usual(octets: bytes) -> Signature | None:
    """The signature, if it is over a digest of SHA-256 and nothing is wrong; None leaves it to :func:`read`.

    No rule is made here, and a port needs nothing of it: it only saves time.
    """
    method = _USUAL_RSA.get(octets[:4])
    if method is not None:
        exact = int.from_bytes(octets[4:6], "big") == len(octets) - 6
        return RsaSignature(method, _SHA256, octets[6:]) if exact else None
    if len(octets) != _USUAL_ECDSA.size:
        return None
    head, r, width, s = _USUAL_ECDSA.unpack(octets)
    return EcdsaSignature(_SHA256, r, s) if (head, width) == (_USUAL_HEAD, _WIDTH) else None


def read(cursor: Cursor) -> Signature:
    """The signature at ``cursor``."""
    number = cursor.u16()
    method = SIGNING.get(number)
    if method is None:
        refuse(Code.SIGNATURE_ALGORITHM, given=number)
    number = cursor.u16()
    algorithm = HASHES.get(number)
    if algorithm is None:
        refuse(Code.SIGNATURE_HASH, given=number)
    if method is Method.ECDSA:
        return EcdsaSignature(algorithm, cursor.sized(), cursor.sized())
    return RsaSignature(method, algorithm, cursor.sized())


def encode(signature: Signature) -> bytes:
    """The octets of a signature."""
    if isinstance(signature, EcdsaSignature):
        numbers = sized(signature.r) + sized(signature.s)
    else:
        numbers = sized(signature.octets)
    return signature.method.number.to_bytes(2, "big") + signature.hash.octets + numbers


@frozen
class _Rsa:
    """A key as it is written, and as the library knows it."""

    key: RsaKey
    known: rsa.RSAPublicKey


@frozen
class _Ecc:
    """The same on a curve."""

    key: EccKey
    known: ec.EllipticCurvePublicKey


class Verifier:
    """One key, ready to verify; making it takes as long as a verification, so whoever has several keeps it."""

    __slots__ = ("_key", "_may_sign", "_scheme")

    def __init__(self, public: Public) -> None:
        """For a key that :func:`leo_ref.tcg.public.parse` gave."""
        self._may_sign = Attribute.SIGN in public.attributes
        self._scheme = public.scheme
        self._key = _ready(public.key)

    def verify(self, signature: Signature, message: bytes, accepted: Set[Hash] = STRONG) -> Rejection | None:
        """None if ``signature`` is one of the key over ``message``, made as the key's scheme says.

        ``message`` is what was hashed, such as the octets of a TPMS_ATTEST; ``accepted`` are the policy's hash
        functions. The checks, in this order: SIGNATURE_KEY (a decryption key could be made to sign anything),
        SIGNATURE_SCHEME (kind of key, method and hash), SIGNATURE_WEAK_HASH, SIGNATURE_WIDTH, SIGNATURE_RANGE
        (r, s or the RSA number), SIGNATURE_MISMATCH. No input raises.
        """
        if not self._may_sign:
            return reject(Code.SIGNATURE_KEY)
        key, scheme, method = self._key, self._scheme, signature.method
        of_its_kind = isinstance(key, _Rsa) == isinstance(signature, RsaSignature)
        if not of_its_kind or (scheme is not None and (scheme.method, scheme.hash) != (method, signature.hash)):
            expected = "any" if scheme is None else _called(scheme.method, scheme.hash)
            return reject(Code.SIGNATURE_SCHEME, given=_called(method, signature.hash), expected=expected)
        if signature.hash not in accepted:
            return reject(Code.SIGNATURE_WEAK_HASH, given=signature.hash.title)
        if isinstance(key, _Rsa) and isinstance(signature, RsaSignature):
            return _verify_rsa(key.key, key.known, signature, message)
        if isinstance(key, _Ecc) and isinstance(signature, EcdsaSignature):
            return _verify_ecdsa(key.key, key.known, signature, message)
        raise AssertionError("a signature that is of the key's kind")


def verify(public: Public, signature: Signature, message: bytes, accepted: Set[Hash] = STRONG) -> Rejection | None:
    """As :meth:`Verifier.verify`, for a single signature."""
    return Verifier(public).verify(signature, message, accepted)


def _ready(key: RsaKey | EccKey) -> _Rsa | _Ecc:
    if isinstance(key, RsaKey):
        return _Rsa(key, rsa.RSAPublicNumbers(EXPONENT, int.from_bytes(key.modulus, "big")).public_key())
    x, y = int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big")
    return _Ecc(key, ec.EllipticCurvePublicNumbers(x, y, _CURVES[key.curve]).public_key())


def _called(method: Method, algorithm: Hash | None) -> str:
    return method.name.lower() + ("" if algorithm is None else "-" + algorithm.title)


def _verify_rsa(key: RsaKey, known: rsa.RSAPublicKey, signature: RsaSignature, message: bytes) -> Rejection | None:
    if len(signature.octets) != len(key.modulus):
        return reject(Code.SIGNATURE_WIDTH, part="rsa", expected=len(key.modulus), length=len(signature.octets))
    if signature.octets >= key.modulus:  # of one length, so octets compare as numbers do
        return reject(Code.SIGNATURE_RANGE, part="rsa")
    algorithm = _HASHES[signature.hash]
    form: padding.AsymmetricPadding
    if signature.method is Method.RSAPSS:
        form = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO)
    else:
        form = _PKCS1
    try:
        known.verify(signature.octets, message, form, algorithm)
    except InvalidSignature:
        return reject(Code.SIGNATURE_MISMATCH)
    return None


def _verify_ecdsa(
    key: EccKey, known: ec.EllipticCurvePublicKey, signature: EcdsaSignature, message: bytes
) -> Rejection | None:
    size, order = key.curve.size, key.curve.order
    if len(signature.r) != size:
        return reject(Code.SIGNATURE_WIDTH, part="r", expected=size, length=len(signature.r))
    if len(signature.s) != size:
        return reject(Code.SIGNATURE_WIDTH, part="s", expected=size, length=len(signature.s))
    r, s = int.from_bytes(signature.r, "big"), int.from_bytes(signature.s, "big")
    if not 0 < r < order:
        return reject(Code.SIGNATURE_RANGE, part="r")
    if not 0 < s < order:
        return reject(Code.SIGNATURE_RANGE, part="s")
    try:
        known.verify(encode_dss_signature(r, s), message, _ECDSA[signature.hash])
    except InvalidSignature:
        return reject(Code.SIGNATURE_MISMATCH)
    return None
