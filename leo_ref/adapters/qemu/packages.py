"""What the machine is made of: Debian's packages, of which only the files named here are kept.

They are kept in a folder, so the next boot fetches nothing; remove the folder to have newer ones.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.adapters.debian import apt
from leo_ref.adapters.debian.apt import LISTS, Package, Say
from leo_ref.adapters.debian.contents import contents
from leo_ref.adapters.debian.failure import Failure as PackageReason
from leo_ref.adapters.debian.failure import PackageFailure
from leo_ref.adapters.debian.place import locked, workshop
from leo_ref.adapters.qemu.failure import Failure, MachineFailure

KERNEL: Final = "linux-image-cloud-amd64"
"""A package without files, which depends on the newest kernel. That one has the TPM's driver and IMA built in."""

FILES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    KERNEL: {"kernel": ("./boot/vmlinuz-",)},
    "shim-signed": {"shim.efi": ("./usr/lib/shim/shimx64.efi.signed",)},
    "grub-efi-amd64-signed": {"grub.efi": ("./usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed",)},
    "busybox-static": {"busybox": ("./bin/busybox", "./usr/bin/busybox")},
    "mtools": {"mtools": ("./usr/bin/mtools",)},
    "ovmf": {
        "firmware.fd": ("./usr/share/OVMF/OVMF_CODE_4M.secboot.fd",),
        "variables.fd": ("./usr/share/OVMF/OVMF_VARS_4M.ms.fd",),
        "variables-without-keys.fd": ("./usr/share/OVMF/OVMF_VARS_4M.fd",),
    },
}
"""Package -> our name of a file -> how its path in the package may begin: on Debian 12, then what differs on 13."""

MANIFEST: Final = "packages.json"


@frozen
class Parts:
    """The files, in one folder."""

    folder: Path
    packages: tuple[str, ...]
    """Name and version of each."""

    def file(self, name: str) -> Path:
        """One of the names in ``FILES``."""
        return self.folder / name

    def octets(self, name: str) -> bytes:
        """What the file holds."""
        return self.file(name).read_bytes()


def parts(cache: Path, report: Say) -> Parts:
    """The files from ``cache``, where they are fetched to if they are not there.

    Raises:
        MachineFailure: PACKAGE_CHANGED.
        PackageFailure: PACKAGE_TOOLS_MISSING, PACKAGE_UNAVAILABLE.
    """
    folder = cache / "parts"
    with locked(cache):
        manifest = folder / MANIFEST
        if not manifest.is_file():
            _fetch(cache, folder, report)
        return Parts(folder, tuple(json.loads(manifest.read_text(encoding="utf-8"))))


def _fetch(cache: Path, folder: Path, report: Say) -> None:
    apt.need_tools()
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed
    with workshop(cache) as place:
        made = place / "parts"
        made.mkdir()
        fetched = apt.with_lists(lambda: _archives(place, report), report)
        report(f"fetched {sum(archive.stat().st_size for archive in fetched.values()) / 1e6:.0f} MB")
        for package, archive in fetched.items():
            _unpack(archive, FILES.get(package.name, FILES[KERNEL]), made)
        (made / MANIFEST).write_text(json.dumps(sorted(map(str, fetched))), encoding="utf-8")
        made.rename(folder)


def _archives(place: Path, report: Say) -> Mapping[Package, Path]:
    names = [_newest_kernel() if package == KERNEL else package for package in FILES]
    report(f"fetching {', '.join(names)}")
    return apt.fetch(names, place)


def _newest_kernel() -> str:
    said = apt.run(("apt-cache", "depends", "--no-recommends", "--no-suggests", KERNEL), Path("/"))
    for line in said.splitlines():
        kind, _, name = line.strip().partition(": ")
        if kind == "Depends" and name.startswith("linux-image-"):
            return name
    raise PackageFailure(PackageReason.PACKAGE_UNAVAILABLE, f"{KERNEL} depends on no kernel.", LISTS)


def _unpack(archive: Path, files: Mapping[str, tuple[str, ...]], folder: Path) -> None:
    """Writes the named files of a package, and no others, into ``folder``."""
    for member, content in contents(archive):
        for name, paths in files.items():
            if member.isfile() and member.name.startswith(paths):
                (folder / name).write_bytes(content)
    for name, paths in files.items():
        if not (folder / name).is_file():
            raise MachineFailure(
                Failure.PACKAGE_CHANGED,
                f"{archive.name} has no {' and no '.join(each.removeprefix('.') for each in paths)}.",
                "Use the packages of Debian 12 or 13, where this was tried.",
            )
    if "mtools" in files:
        (folder / "mtools").chmod(0o755)
