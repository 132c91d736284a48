"""Public areas of NV indices, TPMS_NV_PUBLIC (TPM 2.0 Library, Part 2, section 13.5), and indices that only extend.

An index has its name from this area, its attribute WRITTEN included, so the name changes with the first write and says
that there was one. An owner may remove an index and define it anew unless POLICY_DELETE is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import HASHES, Hash
from leo_ref.tcg.octets import Cursor, refuse, sized, whole

HANDLE_TYPE: Final = 0x01
"""The first octet of an index's handle (Part 2, section 7.2)."""


@unique
class Type(Enum):
    """TPM_NT, how an index is written (Part 2, section 13.2)."""

    ORDINARY = 0
    COUNTER = 1
    BITS = 2
    EXTEND = 4
    PIN_FAIL = 8
    PIN_PASS = 9


@unique
class NvAttribute(Enum):
    """A bit of TPMA_NV (Part 2, section 13.4)."""

    PP_WRITE = 0
    OWNER_WRITE = 1
    AUTH_WRITE = 2
    POLICY_WRITE = 3
    POLICY_DELETE = 10
    WRITE_LOCKED = 11
    WRITE_ALL = 12
    WRITE_DEFINE = 13
    WRITE_ST_CLEAR = 14
    GLOBAL_LOCK = 15
    PP_READ = 16
    OWNER_READ = 17
    AUTH_READ = 18
    POLICY_READ = 19
    NO_DA = 25
    ORDERLY = 26
    CLEAR_ST_CLEAR = 27
    READ_LOCKED = 28
    WRITTEN = 29
    PLATFORM_CREATE = 30
    READ_ST_CLEAR = 31


_TYPES: Final[Mapping[int, Type]] = {kind.value: kind for kind in Type}
_TYPE_AT: Final = 4
_TYPE_BITS: Final = 0xF << _TYPE_AT
_BITS: Final[Mapping[NvAttribute, int]] = {attribute: 1 << attribute.value for attribute in NvAttribute}
_KNOWN_BITS: Final = _TYPE_BITS | sum(_BITS.values())


@frozen
class Index:
    """An index's public area."""

    handle: int
    name_hash: Hash
    type: Type
    attributes: frozenset[NvAttribute]
    policy: bytes
    """authPolicy: empty, or a digest of ``name_hash``."""
    size: int
    """Octets of its contents."""


def parse(octets: bytes) -> Index | Rejection:
    """The public area in ``octets``.

    Rejections: NV_TRUNCATED, NV_TRAILING, NV_HANDLE, NV_NAME_HASH (also for SHA-1), NV_ATTRIBUTES, NV_POLICY_LENGTH.
    """
    return whole(octets, _read, Code.NV_TRUNCATED, Code.NV_TRAILING)


def _read(cursor: Cursor) -> Index:
    handle = cursor.u32()
    if handle >> 24 != HANDLE_TYPE:
        refuse(Code.NV_HANDLE, given=handle)
    number = cursor.u16()
    name_hash = HASHES.get(number)
    if name_hash is None or name_hash is Hash.SHA1:
        refuse(Code.NV_NAME_HASH, given=number)
    bits = cursor.u32()
    kind = _TYPES.get((bits & _TYPE_BITS) >> _TYPE_AT)
    if kind is None or bits & ~_KNOWN_BITS:
        refuse(Code.NV_ATTRIBUTES, given=bits)
    policy = cursor.sized()
    if len(policy) not in (0, name_hash.size):
        refuse(Code.NV_POLICY_LENGTH, expected=name_hash.size, length=len(policy))
    attributes = frozenset(attribute for attribute, bit in _BITS.items() if bits & bit)
    return Index(handle, name_hash, kind, attributes, policy, cursor.u16())


def encode(index: Index) -> bytes:
    """The octets of a public area whose fields are in range."""
    bits = (index.type.value << _TYPE_AT) | sum(_BITS[attribute] for attribute in index.attributes)
    return b"".join(
        (
            index.handle.to_bytes(4, "big"),
            index.name_hash.octets,
            bits.to_bytes(4, "big"),
            sized(index.policy),
            index.size.to_bytes(2, "big"),
        )
    )


def name(index: Index) -> bytes:
    """The name of the index: name algorithm ‖ digest of its public area."""
    return names.of(index.name_hash, encode(index))


def extended(name_hash: Hash, contents: bytes, event: bytes) -> bytes:
    """The contents of an index of type EXTEND after TPM2_NV_Extend with ``event``, of any length; zeros at first."""
    assert len(contents) == name_hash.size, f"{name_hash.size} octets"
    return name_hash.digest(contents + event)
