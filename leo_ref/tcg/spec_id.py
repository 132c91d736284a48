"""What a crypto-agile event log declares about itself (§8; PC Client Platform Firmware Profile, "Specification ID").

The numbers are little-endian::

    signature (16) | platform class (4) | minor, major, errata, size of UINTN (1 each)
    | count (4) | count times: algorithm (2), digest size (2) | vendor size (1) | vendor information

Nothing measures this event, so whoever hands over the log can declare what he likes: it says how to read the log.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code
from leo_ref.tcg.algorithms import HASHES, Hash
from leo_ref.tcg.octets import Cursor, refuse

SIGNATURE: Final = b"Spec ID Event03\0"
VERSION: Final = (2, 0)
CLASSES: Final = (0, 1)
UINTN_SIZES: Final = (1, 2)
BANKS_MOST: Final = 8
"""As many as the TCG's registry has hash algorithms for registers; more only cost whoever reads."""


@frozen
class UnknownBank:
    """A bank of an algorithm that is not known here; its digests can be skipped, for the log says how long they are."""

    number: int
    """The TPM_ALG_ID."""
    size: int
    """Octets of a digest, as declared."""


Bank = Hash | UnknownBank


@frozen(kw_only=True)
class SpecId:
    """The declarations at the beginning of a log."""

    platform_class: int = 0
    """0 for a client, 1 for a server."""
    errata: int = 0
    uintn_size: int = 2
    """1 for 32 bits, 2 for 64."""
    banks: tuple[Bank, ...]
    vendor: bytes = b""
    """Up to 255 octets with a meaning to the vendor only."""


def read_spec_id(cursor: Cursor, size: int) -> SpecId:
    """The Spec ID event of ``size`` octets, at its first one; raises :class:`Refused`.

    Rejections: EVENT_LOG_TRUNCATED, EVENT_LOG_PLATFORM_CLASS, EVENT_LOG_VERSION, EVENT_LOG_UINTN_SIZE,
    EVENT_LOG_BANKS, EVENT_LOG_ALGORITHM_TWICE, EVENT_LOG_DIGEST_SIZE, EVENT_LOG_NO_ALGORITHM,
    EVENT_LOG_SPEC_ID_SIZE.
    """
    begin = cursor.at
    cursor.take(len(SIGNATURE))
    platform_class = cursor.u32()
    if platform_class not in CLASSES:
        refuse(Code.EVENT_LOG_PLATFORM_CLASS, given=platform_class)
    minor, major, errata, uintn_size = cursor.take(4)
    if (major, minor) != VERSION:
        refuse(Code.EVENT_LOG_VERSION, major=major, minor=minor)
    if uintn_size not in UINTN_SIZES:
        refuse(Code.EVENT_LOG_UINTN_SIZE, given=uintn_size)
    banks: list[Bank] = []
    count = cursor.u32()
    if count > BANKS_MOST:
        refuse(Code.EVENT_LOG_BANKS, given=count, most=BANKS_MOST)
    for _ in range(count):
        banks.append(_bank(cursor, banks))
    if not banks:
        refuse(Code.EVENT_LOG_NO_ALGORITHM)
    vendor = cursor.take(cursor.u8())
    if cursor.at - begin != size:
        refuse(Code.EVENT_LOG_SPEC_ID_SIZE, given=size, expected=cursor.at - begin)
    return SpecId(
        platform_class=platform_class, errata=errata, uintn_size=uintn_size, banks=tuple(banks), vendor=vendor
    )


def _bank(cursor: Cursor, before: list[Bank]) -> Bank:
    number, size = cursor.u16(), cursor.u16()
    bank = HASHES.get(number) or UnknownBank(number, size)
    if number in (one.number for one in before):
        refuse(Code.EVENT_LOG_ALGORITHM_TWICE, given=number)
    if size != bank.size:
        refuse(Code.EVENT_LOG_DIGEST_SIZE, algorithm=number, given=size, expected=bank.size)
    return bank


def encode_spec_id(spec_id: SpecId) -> bytes:
    """The octets of a Spec ID event."""
    major, minor = VERSION
    parts = [
        SIGNATURE,
        spec_id.platform_class.to_bytes(4, "little"),
        bytes([minor, major, spec_id.errata, spec_id.uintn_size]),
        len(spec_id.banks).to_bytes(4, "little"),
    ]
    for bank in spec_id.banks:
        parts += [bank.number.to_bytes(2, "little"), bank.size.to_bytes(2, "little")]
    return b"".join([*parts, bytes([len(spec_id.vendor)]), spec_id.vendor])
