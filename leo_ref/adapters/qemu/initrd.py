"""What the kernel starts: busybox, and a script that reports the logs and puts the TPM to sleep.

The archive has the kernel's "newc" form (its document "initramfs buffer format"), without times, so that the same
content gives the same octets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

DIRECTORY: Final = 0o040755
PROGRAM: Final = 0o100755
END: Final = "TRAILER!!!"

BEGIN_REPORT: Final = "leo-machine 1"
END_REPORT: Final = "leo-machine end"

SHUTDOWN_STATE: Final = bytes.fromhex("80010000000c000001450001")
"""TPM2_Shutdown(TPM_SU_STATE) (TPM 2.0 Library, Part 3, section 9.4)."""

MARK: Final = b"# honest"
"""A comment in the script; a variant has another octet in it, so it does the same and is measured otherwise."""

TYPED: Final = "".join(f"\\{octet:03o}" for octet in SHUTDOWN_STATE)
"""The same for the shell's ``printf``."""

INIT: Final = f"""#!/bin/busybox sh
{MARK.decode()}
box=/bin/busybox
$box mount -t proc none /proc
$box mount -t sysfs none /sys
$box mount -t devtmpfs none /dev
$box mount -t securityfs none /sys/kernel/security
exec >/dev/ttyS1
send() {{
    echo "$1"
    $box base64 "$2"
}}
# There is one program, and it runs already: nothing is added to the list after it was read.
# Firmware may have written to this line too, and left it in the middle.
echo
echo '{BEGIN_REPORT}'
send event-log /sys/kernel/security/tpm0/binary_bios_measurements
send kernel-list /sys/kernel/security/ima/binary_runtime_measurements
# One descriptor for the command and its answer.
exec 3<>/dev/tpm0
printf '{TYPED}' >&3
echo shutdown
$box head -c 10 <&3 | $box base64
echo '{END_REPORT}'
$box sleep 1
echo b >/proc/sysrq-trigger
$box sleep 60
""".encode("ascii")


@frozen
class ArchiveEntry:
    """A file or a folder of the archive."""

    mode: int
    """Type and permissions, as in ``st_mode``."""
    content: bytes = b""


def initrd(busybox: bytes) -> bytes:
    """The archive with that busybox."""
    folders = ("bin", "dev", "proc", "sys")
    return archive(
        {
            **{folder: ArchiveEntry(DIRECTORY) for folder in folders},
            "bin/busybox": ArchiveEntry(PROGRAM, busybox),
            "init": ArchiveEntry(PROGRAM, INIT),
        }
    )


def archive(entries: Mapping[str, ArchiveEntry]) -> bytes:
    """The archive with these entries, in this order; folders stand before what is in them."""
    numbered = [*entries.items(), (END, ArchiveEntry(0))]
    return b"".join(_entry(number, name, entry) for number, (name, entry) in enumerate(numbered, start=1))


def _entry(number: int, name: str, entry: ArchiveEntry) -> bytes:
    encoded = name.encode("ascii") + b"\0"
    # inode, mode, owner, group, links, time, size, four numbers of devices, length of the name, no checksum
    numbers = (number, entry.mode, 0, 0, 1, 0, len(entry.content), 0, 0, 0, 0, len(encoded), 0)
    header = b"070701" + b"".join(b"%08X" % value for value in numbers)
    return _padded(header + encoded) + _padded(entry.content)


def _padded(octets: bytes) -> bytes:
    return octets + bytes(-len(octets) % 4)
