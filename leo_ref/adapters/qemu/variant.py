"""The machines that are booted: the honest one, and variants that differ from it in one thing."""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from leo_ref.adapters.qemu.initrd import MARK

COMMAND_LINE: Final = "console=ttyS0 quiet panic=-1 rootfstype=ramfs ima_policy=tcb"
"""``rootfstype``: the measuring policy leaves out files in the other kind of memory file system."""


@unique
class Variant(Enum):
    """Which machine; the value is its name at the command line and in captures."""

    HONEST = "honest"
    INITRD = "initrd"
    """One bit of a comment in the script that the kernel starts."""
    CMDLINE = "cmdline"
    """One more word on the kernel's command line, which switches off a protection."""
    KERNEL = "kernel"
    """One bit in the middle of the kernel, which then lacks its signature."""
    SECURE_BOOT = "secure-boot"
    """No keys in the firmware, so it starts anything."""


TAMPERED: Final = tuple(variant for variant in Variant if variant is not Variant.HONEST)

WHAT: Final = {
    Variant.HONEST: "as it should be",
    Variant.INITRD: "one bit of the initrd flipped",
    Variant.CMDLINE: "kernel started with one more option",
    Variant.KERNEL: "one bit of the kernel flipped",
    Variant.SECURE_BOOT: "Secure Boot off",
}
"""In a few words for people."""


def command_line(variant: Variant) -> str:
    """The kernel's."""
    return f"{COMMAND_LINE} mitigations=off" if variant is Variant.CMDLINE else COMMAND_LINE


def kernel(variant: Variant, octets: bytes) -> bytes:
    """The kernel that is on the disk."""
    return flipped(octets, len(octets) // 2) if variant is Variant.KERNEL else octets


def initrd(variant: Variant, octets: bytes) -> bytes:
    """The initrd that is on the disk."""
    return flipped(octets, octets.index(MARK) + len(MARK) - 1) if variant is Variant.INITRD else octets


def variables(variant: Variant) -> str:
    """Which of the packages' files holds what the firmware remembers."""
    return "variables-without-keys.fd" if variant is Variant.SECURE_BOOT else "variables.fd"


def flipped(octets: bytes, place: int) -> bytes:
    """The same octets but for the lowest bit of one."""
    return octets[:place] + bytes((octets[place] ^ 1,)) + octets[place + 1 :]
