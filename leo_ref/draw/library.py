"""The group operations of libsodium, through PyNaCl, and the refusal of any library that gets them wrong.

libsodium's test for the prime-order subgroup took some points of mixed order for good ones (CVE-2025-69277); the
first PyNaCl with the mended library is 1.6.2. The version alone says little where PyNaCl was linked against the
system's libsodium, so the two operations on which the draw relies are also tried on all seven wrong points.
"""

from __future__ import annotations

import re
from typing import Final

import nacl
from nacl.bindings import (
    crypto_core_ed25519_add as add,
)
from nacl.bindings import (
    crypto_core_ed25519_is_valid_point as is_valid_point,
)
from nacl.bindings import (
    crypto_core_ed25519_sub as subtract,
)
from nacl.bindings import (
    crypto_scalarmult_ed25519_base_noclamp as multiply_base,
)
from nacl.bindings import (
    crypto_scalarmult_ed25519_noclamp as multiply,
)
from nacl.exceptions import RuntimeError as LibraryRefusal

__all__ = ["LibraryRefusal", "add", "is_valid_point", "multiply", "multiply_base", "subtract"]

OLDEST: Final = (1, 6, 2)
"""The first PyNaCl release that bundles a libsodium with the whole subgroup test."""

BASE: Final = bytes([0x58]) + bytes([0x66]) * 31
"""The base point of edwards25519 (RFC 8032, section 5.1), encoded."""

ORDER_EIGHT: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
"""One of the four points of order eight, encoded; its multiples are all eight points of small order."""


def version_is_new_enough(version: str) -> bool:
    """Whether ``version`` (``1.6.2``, ``1.7.0.dev1``) is at least ``OLDEST``; unreadable ones are not."""
    numbers = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version)
    return numbers is not None and tuple(int(number or 0) for number in numbers.groups()) >= OLDEST


def mixed_order_points() -> list[bytes]:
    """The base point plus each of the seven points of small order that are not the identity."""
    points = [add(BASE, ORDER_EIGHT)]
    while len(points) < 7:
        points.append(add(points[-1], ORDER_EIGHT))
    return points


def verdicts(point: bytes) -> set[bool]:
    """Whether the library lets ``point`` pass: as a point to be checked, and as one to be multiplied."""
    try:
        multiply(b"\x01" + bytes(31), point)
    except LibraryRefusal:
        return {is_valid_point(point), False}
    return {is_valid_point(point), True}


def require_sound_library() -> None:
    """Raise ``ImportError`` unless this PyNaCl is new enough and tells the prime-order subgroup from its cosets."""
    if not version_is_new_enough(nacl.__version__):
        wanted = ".".join(str(number) for number in OLDEST)
        raise ImportError(f"the draw needs PyNaCl {wanted} or newer (CVE-2025-69277); this is {nacl.__version__}")
    if verdicts(BASE) != {True} or any(verdicts(point) != {False} for point in mixed_order_points()):
        raise ImportError("the draw needs a libsodium that refuses points of mixed order (CVE-2025-69277)")


require_sound_library()
