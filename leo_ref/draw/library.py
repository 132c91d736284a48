"""The group operations of libsodium, through PyNaCl, and the refusal of any library that gets them wrong.

libsodium's test for the prime-order subgroup took some points of mixed order for good ones (CVE-2025-69277); the
first PyNaCl with the mended library is 1.6.2. The version alone says little where PyNaCl was linked against the
system's libsodium, so the two operations on which the draw relies are also tried on all seven wrong points. The
version is asked first: an old release may lack the very names of these operations.
"""

from __future__ import annotations

import re
from typing import Final

import nacl
from nacl import bindings
from nacl.exceptions import RuntimeError as LibraryRefusal

from leo_ref.draw.unsound import LibraryTooOld, LibraryUnsound

__all__ = ["LibraryRefusal", "add", "is_valid_point", "multiply", "multiply_base", "subtract"]

OLDEST: Final = (1, 6, 2)
"""The first PyNaCl release that bundles a libsodium with the whole subgroup test."""


def version_is_new_enough(version: str) -> bool:
    """Whether ``version`` (``1.6.2``, ``1.7.0.dev1``) is at least ``OLDEST``; unreadable ones are not."""
    numbers = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", version)
    return numbers is not None and tuple(int(number or 0) for number in numbers.groups()) >= OLDEST


def require_new_library() -> None:
    """Raise :class:`LibraryTooOld` unless this PyNaCl is new enough."""
    if not version_is_new_enough(nacl.__version__):
        wanted = ".".join(str(number) for number in OLDEST)
        raise LibraryTooOld(f"the draw needs PyNaCl {wanted} or newer (CVE-2025-69277); this is {nacl.__version__}")


require_new_library()

add: Final = bindings.crypto_core_ed25519_add
subtract: Final = bindings.crypto_core_ed25519_sub
is_valid_point: Final = bindings.crypto_core_ed25519_is_valid_point
multiply: Final = bindings.crypto_scalarmult_ed25519_noclamp
multiply_base: Final = bindings.crypto_scalarmult_ed25519_base_noclamp

BASE: Final = bytes([0x58]) + bytes([0x66]) * 31
"""The base point of edwards25519 (RFC 8032, section 5.1), encoded."""

ORDER_EIGHT: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
"""One of the four points of order eight, encoded; its multiples are all eight points of small order."""


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


def is_sound() -> bool:
    """Whether the library tells the prime-order subgroup from its cosets; one without the operations does not."""
    try:
        return verdicts(BASE) == {True} and all(verdicts(point) == {False} for point in mixed_order_points())
    except LibraryRefusal:
        return False


def require_sound_library() -> None:
    """Raise :class:`LibraryUnsound` unless the library is sound."""
    if not is_sound():
        raise LibraryUnsound("the draw needs a libsodium that refuses points of mixed order (CVE-2025-69277)")


require_sound_library()
