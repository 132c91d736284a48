"""The algorithms that a TPM names by number, as far as this reference takes them (TCG Algorithm Registry)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

NULL: Final = 0x0010
"""TPM_ALG_NULL: there is no algorithm here."""


@unique
class Hash(Enum):
    """A hash function: its TPM_ALG_ID, its name in ``hashlib``, and the octets of a digest."""

    def __init__(self, number: int, title: str, size: int) -> None:
        self.number = number
        self.title = title
        self.size = size
        self.function = getattr(hashlib, title)
        """Of ``hashlib``; to be called with ``usedforsecurity=False``, as else some systems refuse SHA-1."""

    __hash__ = object.__hash__  # each member is one object; the hash of its name, an enum's own, is slow to compute

    SHA1 = (0x0004, "sha1", 20)
    SHA256 = (0x000B, "sha256", 32)
    SHA384 = (0x000C, "sha384", 48)
    SHA512 = (0x000D, "sha512", 64)

    def digest(self, octets: bytes) -> bytes:
        """The digest of ``octets``."""
        digest: bytes = self.function(octets, usedforsecurity=False).digest()
        return digest

    @property
    def octets(self) -> bytes:
        """The TPM_ALG_ID as a TPM writes it."""
        return self.number.to_bytes(2, "big")


HASHES: Final[Mapping[int, Hash]] = {algorithm.number: algorithm for algorithm in Hash}

STRONG: Final = frozenset({Hash.SHA256, Hash.SHA384, Hash.SHA512})
"""The hash functions for which nobody can find two messages with one digest."""


@unique
class Method(Enum):
    """What a key does, without the hash: the TPM_ALG_ID, and whether a hash function belongs to it."""

    def __init__(self, number: int, hashes: bool) -> None:
        self.number = number
        self.hashes = hashes

    RSASSA = (0x0014, True)
    """RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2)."""
    RSAES = (0x0015, False)
    """RSAES-PKCS1-v1_5 (RFC 8017, section 7.2)."""
    RSAPSS = (0x0016, True)
    """RSASSA-PSS, with a salt of any length (RFC 8017, section 8.1)."""
    OAEP = (0x0017, True)
    """RSAES-OAEP (RFC 8017, section 7.1)."""
    ECDSA = (0x0018, True)
    ECDH = (0x0019, True)


METHODS: Final[Mapping[int, Method]] = {method.number: method for method in Method}

RSA_METHODS: Final = frozenset({Method.RSASSA, Method.RSAES, Method.RSAPSS, Method.OAEP})
ECC_METHODS: Final = frozenset({Method.ECDSA, Method.ECDH})


@unique
class Curve(Enum):
    """A curve y^2 = x^3 - 3x + b over the integers modulo ``field`` (NIST SP 800-186, section 3.2.1)."""

    def __init__(self, number: int, size: int, field: int, b: int, order: int) -> None:
        self.number = number
        """The TPM_ECC_CURVE."""
        self.size = size
        """Octets of a coordinate, and of a number below ``order``."""
        self.field = field
        self.b = b
        self.order = order

    P256 = (
        0x0003,
        32,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    )
    P384 = (
        0x0004,
        48,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    )

    def holds(self, x: int, y: int) -> bool:
        """Whether (x, y), both below ``field``, is a point of the curve; its group has no smaller subgroups."""
        if not (0 <= x < self.field and 0 <= y < self.field):
            return False
        return (y * y - (x * x * x - 3 * x + self.b)) % self.field == 0


CURVES: Final[Mapping[int, Curve]] = {curve.number: curve for curve in Curve}
