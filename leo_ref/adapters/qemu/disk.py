"""The disk that firmware starts from: Debian's shim and GRUB, both signed, a signed kernel, the initrd.

The file system is written with mtools, so nothing is mounted and no root is needed.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from leo_ref.adapters.qemu import initrd as initrds
from leo_ref.adapters.qemu import variant as variants
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.packages import Parts
from leo_ref.adapters.qemu.partitions import SECTOR, disk
from leo_ref.adapters.qemu.variant import Variant

SECTORS: Final = 80 << 11
"""Of the partition: 80 MiB."""

LIMIT: Final = 60.0
"""Seconds for one call of mtools."""

REFUSED: Final = "leo-machine: the boot loader refused the kernel"
"""What the boot loader says, after its own words, where the kernel's signature does not hold."""

MENU: Final = f"""if linux /kernel %s; then
    initrd /initrd
    boot
fi
echo {REFUSED}
halt
"""
"""What GRUB does; it measures each of these lines as it goes (PCR 8) and each file it reads (PCR 9)."""


def write_disk(parts: Parts, variant: Variant, path: Path) -> None:
    """Writes the disk to ``path``.

    Raises:
        MachineFailure: DISK_FAILED.
    """
    files = {
        "EFI/BOOT/BOOTX64.EFI": parts.octets("shim.efi"),
        "EFI/BOOT/grubx64.efi": parts.octets("grub.efi"),
        "EFI/debian/grub.cfg": (MENU % variants.command_line(variant)).encode("ascii"),
        "kernel": variants.kernel(variant, parts.octets("kernel")),
        "initrd": variants.initrd(variant, initrds.initrd(parts.octets("busybox"))),
    }
    partition = path.with_suffix(".partition")
    _write_partition(parts.file("mtools"), files, partition)
    path.write_bytes(disk(partition.read_bytes()))
    partition.unlink()


def _write_partition(mtools: Path, files: Mapping[str, bytes], path: Path) -> None:
    def run(command: str, *arguments: str, given: bytes = b"") -> None:
        settings = {"MTOOLS_SKIP_CHECK": "1", "MTOOLSRC": "/dev/null", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        try:
            done = subprocess.run(
                (str(mtools), "-c", command, "-i", str(path), *arguments),
                input=given,
                capture_output=True,
                env=settings,
                check=False,
                timeout=LIMIT,
            )
            said = done.stderr.decode(errors="replace").strip()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(command, str(error)) from error
        if done.returncode != 0:
            raise _failed(command, said)

    with path.open("wb") as file:
        file.truncate(SECTORS * SECTOR)
    run("mformat", "-F", "-N", "4c656f00", "::")
    run("mmd", "::EFI", "::EFI/BOOT", "::EFI/debian")
    for name, octets in files.items():
        run("mcopy", "-", f"::{name}", given=octets)


def _failed(command: str, said: str) -> MachineFailure:
    remedy = "Look whether the disk is full; remove the folder .leo/machine to fetch the programs again."
    return MachineFailure(Failure.DISK_FAILED, f"{command} said: {said or 'nothing'}", remedy)
