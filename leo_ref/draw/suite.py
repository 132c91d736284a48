"""The two ciphersuites (RFC 9381, section 5.5); they differ in their octet and in how a message becomes a point."""

from __future__ import annotations

from enum import Enum, unique
from typing import assert_never

from leo_ref.draw.edwards import Affine
from leo_ref.draw.hash_to_curve import elligator2, try_and_increment


@unique
class Suite(Enum):
    """A ciphersuite, by the name that a deployment gives it."""

    TAI = "TAI"
    """ECVRF-EDWARDS25519-SHA512-TAI, the protocol's default."""

    ELL2 = "ELL2"
    """ECVRF-EDWARDS25519-SHA512-ELL2, a deployment's option."""

    @property
    def octet(self) -> int:
        """Its ``suite_string``."""
        return 3 if self is Suite.TAI else 4


def encode_to_curve(suite: Suite, public_key: bytes, alpha: bytes) -> Affine:
    """The point for ``alpha`` under ``public_key`` (RFC 9381, section 5.4.1), its cofactor not yet cleared."""
    match suite:
        case Suite.TAI:
            return try_and_increment(suite.octet, public_key, alpha)
        case Suite.ELL2:
            return elligator2(suite.octet, public_key, alpha)
        case _:
            assert_never(suite)
