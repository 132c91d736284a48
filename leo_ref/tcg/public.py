"""Public areas of keys, TPMT_PUBLIC (TPM 2.0 Library, Part 2, section 12.2.4).

Read are RSA keys of 2048, 3072 or 4096 bits and ECC keys on P-256 or P-384: those that can sign evidence, endorse a TPM
or receive a data key. What is read is in range: a point lies on its curve, a modulus has the bits that the key
claims. What a key may be used for (attributes, scheme, policy) is not judged here.

Checks are made in the order of the octets. Two are stricter than some old TPMs: the name algorithm is not SHA-1, and
coordinates have their curve's full width (Part 1, annex C.8, has TPMs pad them).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import (
    CURVES,
    ECC_METHODS,
    HASHES,
    METHODS,
    NULL,
    RSA_METHODS,
    Curve,
    Hash,
    Method,
)
from leo_ref.tcg.octets import Cursor, refuse, sized, whole

RSA: Final = 0x0001
ECC: Final = 0x0023
AES: Final = 0x0006
CFB: Final = 0x0043

AES_BITS: Final = frozenset({128, 192, 256})
RSA_BITS: Final = frozenset({2048, 3072, 4096})
EXPONENT: Final = 65537
EXPONENTS: Final = frozenset({0, EXPONENT})
"""How a TPM writes the exponent 65537: as itself or, by default, as 0. The two give different names."""


@unique
class Attribute(Enum):
    """A bit of TPMA_OBJECT (Part 2, section 8.3); bits 8 and 9 are of version 1.83."""

    FIXED_TPM = 1
    ST_CLEAR = 2
    FIXED_PARENT = 4
    SENSITIVE_DATA_ORIGIN = 5
    USER_WITH_AUTH = 6
    ADMIN_WITH_POLICY = 7
    FIRMWARE_LIMITED = 8
    SVN_LIMITED = 9
    NO_DA = 10
    ENCRYPTED_DUPLICATION = 11
    RESTRICTED = 16
    DECRYPT = 17
    SIGN = 18
    X509_SIGN = 19


_BITS: Final[Mapping[Attribute, int]] = {attribute: 1 << attribute.value for attribute in Attribute}
_KNOWN_BITS: Final = sum(_BITS.values())


@frozen
class Scheme:
    """The one way in which a key may be used."""

    method: Method
    hash: Hash | None
    """None exactly if the method has none."""


@frozen
class RsaKey:
    """TPMS_RSA_PARMS and the modulus."""

    bits: int
    exponent: int
    """As it is written: one of :data:`EXPONENTS`."""
    modulus: bytes
    """``bits`` / 8 octets, the highest bit set, odd."""


@frozen
class EccKey:
    """TPMS_ECC_PARMS and the point."""

    curve: Curve
    x: bytes
    y: bytes
    """Coordinates of a point of the curve, each as wide as the curve's field."""


@frozen
class Public:
    """A key's public area."""

    name_hash: Hash
    attributes: frozenset[Attribute]
    policy: bytes
    """authPolicy: empty, or a digest of ``name_hash``."""
    aes_bits: int | None
    """The AES-CFB key length with which a storage key wraps its children; None for other keys."""
    scheme: Scheme | None
    """None where each use may choose (TPM_ALG_NULL)."""
    key: RsaKey | EccKey


def parse(octets: bytes) -> Public | Rejection:
    """The public area in ``octets``.

    Rejections: PUBLIC_TRUNCATED, PUBLIC_TRAILING, PUBLIC_TYPE, PUBLIC_NAME_HASH, PUBLIC_NAME_SHA1,
    PUBLIC_ATTRIBUTES, PUBLIC_POLICY_LENGTH, PUBLIC_SYMMETRIC, PUBLIC_SCHEME, PUBLIC_SCHEME_HASH, PUBLIC_RSA_BITS,
    PUBLIC_EXPONENT, PUBLIC_MODULUS_LENGTH, PUBLIC_MODULUS, PUBLIC_CURVE, PUBLIC_KDF, PUBLIC_POINT_LENGTH,
    PUBLIC_POINT.
    """
    return whole(octets, read, Code.PUBLIC_TRUNCATED, Code.PUBLIC_TRAILING)


def read(cursor: Cursor) -> Public:
    """The public area at ``cursor``."""
    kind = cursor.u16()
    if kind not in (RSA, ECC):
        refuse(Code.PUBLIC_TYPE, given=kind)
    number = cursor.u16()
    name_hash = HASHES.get(number)
    if name_hash is None:
        refuse(Code.PUBLIC_NAME_HASH, given=number)
    if name_hash is Hash.SHA1:
        refuse(Code.PUBLIC_NAME_SHA1)
    attributes = _read_attributes(cursor)
    policy = cursor.sized()
    if len(policy) not in (0, name_hash.size):
        refuse(Code.PUBLIC_POLICY_LENGTH, expected=name_hash.size, length=len(policy))
    aes_bits = _read_symmetric(cursor)
    if kind == RSA:
        scheme = _read_scheme(cursor, RSA_METHODS)
        return Public(name_hash, attributes, policy, aes_bits, scheme, _read_rsa(cursor))
    scheme = _read_scheme(cursor, ECC_METHODS)
    return Public(name_hash, attributes, policy, aes_bits, scheme, _read_ecc(cursor))


def _read_attributes(cursor: Cursor) -> frozenset[Attribute]:
    bits = cursor.u32()
    if bits & ~_KNOWN_BITS:
        refuse(Code.PUBLIC_ATTRIBUTES, given=bits)
    return frozenset(attribute for attribute, bit in _BITS.items() if bits & bit)


def _read_symmetric(cursor: Cursor) -> int | None:
    """TPMT_SYM_DEF_OBJECT."""
    algorithm = cursor.u16()
    if algorithm == NULL:
        return None
    if algorithm != AES:
        refuse(Code.PUBLIC_SYMMETRIC, given=algorithm)
    bits = cursor.u16()
    if bits not in AES_BITS:
        refuse(Code.PUBLIC_SYMMETRIC, given=bits)
    mode = cursor.u16()
    if mode != CFB:
        refuse(Code.PUBLIC_SYMMETRIC, given=mode)
    return bits


def _read_scheme(cursor: Cursor, methods: frozenset[Method]) -> Scheme | None:
    """TPMT_RSA_SCHEME or TPMT_ECC_SCHEME."""
    number = cursor.u16()
    if number == NULL:
        return None
    method = METHODS.get(number)
    if method is None or method not in methods:
        refuse(Code.PUBLIC_SCHEME, given=number)
    if not method.hashes:
        return Scheme(method, None)
    number = cursor.u16()
    if number not in HASHES:
        refuse(Code.PUBLIC_SCHEME_HASH, given=number)
    return Scheme(method, HASHES[number])


def _read_rsa(cursor: Cursor) -> RsaKey:
    bits = cursor.u16()
    if bits not in RSA_BITS:
        refuse(Code.PUBLIC_RSA_BITS, bits=bits)
    exponent = cursor.u32()
    if exponent not in EXPONENTS:
        refuse(Code.PUBLIC_EXPONENT, given=exponent)
    modulus = cursor.sized()
    if len(modulus) != bits // 8:
        refuse(Code.PUBLIC_MODULUS_LENGTH, expected=bits // 8, length=len(modulus))
    if modulus[0] < 0x80 or modulus[-1] % 2 == 0:
        refuse(Code.PUBLIC_MODULUS)
    return RsaKey(bits, exponent, modulus)


def _read_ecc(cursor: Cursor) -> EccKey:
    number = cursor.u16()
    curve = CURVES.get(number)
    if curve is None:
        refuse(Code.PUBLIC_CURVE, given=number)
    kdf = cursor.u16()
    if kdf != NULL:
        refuse(Code.PUBLIC_KDF, given=kdf)
    x, y = cursor.sized(), cursor.sized()
    for coordinate in (x, y):
        if len(coordinate) != curve.size:
            refuse(Code.PUBLIC_POINT_LENGTH, expected=curve.size, length=len(coordinate))
    if not curve.holds(int.from_bytes(x, "big"), int.from_bytes(y, "big")):
        refuse(Code.PUBLIC_POINT)
    return EccKey(curve, x, y)


def encode(public: Public) -> bytes:
    """The octets of a public area whose fields are in range."""
    kind = RSA if isinstance(public.key, RsaKey) else ECC
    return b"".join(
        (
            kind.to_bytes(2, "big"),
            public.name_hash.octets,
            sum(_BITS[attribute] for attribute in public.attributes).to_bytes(4, "big"),
            sized(public.policy),
            _symmetric(public.aes_bits),
            _scheme(public.scheme),
            _key(public.key),
        )
    )


def _symmetric(aes_bits: int | None) -> bytes:
    if aes_bits is None:
        return NULL.to_bytes(2, "big")
    return AES.to_bytes(2, "big") + aes_bits.to_bytes(2, "big") + CFB.to_bytes(2, "big")


def _scheme(scheme: Scheme | None) -> bytes:
    if scheme is None:
        return NULL.to_bytes(2, "big")
    return scheme.method.number.to_bytes(2, "big") + (b"" if scheme.hash is None else scheme.hash.octets)


def _key(key: RsaKey | EccKey) -> bytes:
    if isinstance(key, RsaKey):
        return key.bits.to_bytes(2, "big") + key.exponent.to_bytes(4, "big") + sized(key.modulus)
    return key.curve.number.to_bytes(2, "big") + NULL.to_bytes(2, "big") + sized(key.x) + sized(key.y)


def name(public: Public) -> bytes:
    """The name of the key: name algorithm ‖ digest of its public area."""
    return names.of(public.name_hash, encode(public))
