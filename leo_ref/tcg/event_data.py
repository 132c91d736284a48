"""What an event's data is worth: whether the event's digest is a digest of it, and what it says to people (§8).

Firmware, shim, GRUB and systemd hash different parts of what they log. What is not hashed may have been written by
whoever handed over the log: the text is a hint then, and nothing more. How it stands in the logs of real machines:

===================================  ========================================================================
EV_SEPARATOR, EV_EFI_ACTION,         all data
EV_EFI_VARIABLE_DRIVER_CONFIG,
EV_EFI_GPT_EVENT
EV_S_CRTM_VERSION                    all data, or something else (some firmware)
EV_EFI_VARIABLE_AUTHORITY            all data, or all but one octet at its end (old versions of shim)
EV_EFI_VARIABLE_BOOT                 all data (as the profile has it), or only the variable's value (EDK II)
EV_IPL of GRUB, PCR 8                the command after its prefix, without NUL (2.04 and later) or with it (RHEL 8)
EV_IPL of the systemd stub, PCR 8    all data and one more NUL
EV_IPL of GRUB, PCR 9                the file; the data is its path
EV_IPL of shim, PCR 14               a Machine Owner Key list; the data is the list's name
EV_EVENT_TAG, EV_COMPACT_HASH        all data (Windows), or something else (the kernel's EFI stub)
EV_NONHOST_INFO                      all data (Google's virtual machines)
images, firmware blobs, POST code,   something else; the data says where it was
platform flags, S-CRTM contents
===================================  ========================================================================
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_types import IMAGES, PART_OF_DATA, VARIABLES, WHOLE_DATA, AnyType, EventType

PREFIXES: Final = (b"grub_cmd: ", b"kernel_cmdline: ", b"module_cmdline: ", b"grub_cmd ", b"grub_kernel_cmdline ")
"""What GRUB writes before a text that it hashes without it."""

GUID_LENGTH: Final = 16
VARIABLE_HEAD: Final = GUID_LENGTH + 8 + 8
"""UEFI_VARIABLE_DATA: GUID, characters of the name, octets of the value; then the name in UTF-16 and the value."""

TEXT_MOST: Final = 120
"""Characters of a text for people."""


class Covered(Enum):
    """How much of an event's data its digest stands for."""

    ALL = "all of the data"
    ALL_BUT_LAST = "all of the data but its last octet, which is a claim"
    VALUE = "the variable's value; its name is a claim"
    COMMAND = "the text after the loader's prefix; the prefix is a claim"
    NOTHING = "something else; the data is a claim"


def covered(kind: AnyType, data: bytes, digest: bytes, bank: Hash) -> Covered:
    """What of ``data`` has ``digest``. The type only says where to look: the answer holds whatever the type."""
    if bank.digest(data) == digest:
        return Covered.ALL
    if kind is EventType.EV_EFI_VARIABLE_AUTHORITY and bank.digest(data[:-1]) == digest:
        return Covered.ALL_BUT_LAST
    if kind is EventType.EV_EFI_VARIABLE_BOOT:
        found = variable(data)
        if found is not None and bank.digest(found[1]) == digest:
            return Covered.VALUE
    if kind is EventType.EV_IPL:
        if bank.digest(data + b"\0") == digest:
            return Covered.ALL
        for prefix in PREFIXES:
            if data.startswith(prefix):
                command = data[len(prefix) :].removesuffix(b"\0")
                if digest in (bank.digest(command), bank.digest(command + b"\0")):
                    return Covered.COMMAND
    return Covered.NOTHING


def as_demanded(kind: AnyType, found: Covered) -> bool:
    """Whether that much is covered as the event's type demands."""
    if kind in WHOLE_DATA:
        return found is Covered.ALL
    return kind not in PART_OF_DATA or found is not Covered.NOTHING


def variable(data: bytes) -> tuple[str, bytes] | None:
    """Name and value of a UEFI_VARIABLE_DATA; nothing where the lengths do not add up, as with some of shim's."""
    name_end = VARIABLE_HEAD + 2 * int.from_bytes(data[GUID_LENGTH : GUID_LENGTH + 8], "little")
    value_end = name_end + int.from_bytes(data[GUID_LENGTH + 8 : VARIABLE_HEAD], "little")
    if len(data) < VARIABLE_HEAD or value_end != len(data):
        return None
    return data[VARIABLE_HEAD:name_end].decode("utf-16-le", "replace"), data[name_end:]


def text(kind: AnyType, data: bytes) -> str:
    """A short text of printable ASCII about the data, which never acts on a terminal."""
    if kind in VARIABLES:
        found = variable(data)
        return _printable("malformed variable" if found is None else f"{found[0]} ({len(found[1])} octets)")
    if kind in IMAGES or kind is EventType.EV_EFI_GPT_EVENT:
        return f"{len(data)} octets"
    plain = data.rstrip(b"\0")
    if plain and all(0x20 <= octet < 0x7F or octet in b"\t\n" for octet in plain):
        return _printable(plain.decode("ascii"))
    if plain and len(data) % 2 == 0 and not any(data[1::2]):
        return _printable(data.decode("utf-16-le").rstrip("\0"))
    return _printable(data[: TEXT_MOST // 2 + 1].hex())


def _printable(words: str) -> str:
    """ASCII without controls, cut to ``TEXT_MOST`` characters."""
    escaped = words[: TEXT_MOST + 1].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= TEXT_MOST else escaped[: TEXT_MOST - 3] + "..."
