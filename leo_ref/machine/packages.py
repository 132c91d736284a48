"""What the machine is made of: Debian's packages, fetched and verified by apt, unpacked and not installed.

Only the files named here are kept. They are kept in a folder, so the next boot fetches nothing; remove the folder to
have newer ones.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.machine.failure import Failure, MachineFailure

KERNEL: Final = "linux-image-cloud-amd64"
"""A package without files, which depends on the newest kernel. That one has the TPM's driver and IMA built in."""

FILES: Final[Mapping[str, Mapping[str, str]]] = {
    KERNEL: {"kernel": "./boot/vmlinuz-"},
    "shim-signed": {"shim.efi": "./usr/lib/shim/shimx64.efi.signed"},
    "grub-efi-amd64-signed": {"grub.efi": "./usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed"},
    "busybox-static": {"busybox": "./bin/busybox"},
    "mtools": {"mtools": "./usr/bin/mtools"},
    "ovmf": {
        "firmware.fd": "./usr/share/OVMF/OVMF_CODE_4M.secboot.fd",
        "variables.fd": "./usr/share/OVMF/OVMF_VARS_4M.ms.fd",
        "variables-without-keys.fd": "./usr/share/OVMF/OVMF_VARS_4M.fd",
    },
}
"""Package -> our name of a file -> how the file's path in the package begins."""

MANIFEST: Final = "packages.json"
LISTS: Final = "sudo apt-get update, then the same again. The packages are those of Debian 12 or later, for amd64."
LIMIT: Final = 900.0
"""Seconds for one of the distribution's tools."""

Told = Callable[[str], None]
"""What is done next, in words."""


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


def parts(cache: Path, told: Told) -> Parts:
    """The files from ``cache``, where they are fetched to if they are not there.

    Raises:
        MachineFailure: PACKAGE_TOOLS_MISSING, PACKAGE_UNAVAILABLE, PACKAGE_CHANGED.
    """
    folder = cache / "parts"
    with _locked(cache):
        manifest = folder / MANIFEST
        if not manifest.is_file():
            _fetch(cache, folder, told)
        return Parts(folder, tuple(json.loads(manifest.read_text(encoding="utf-8"))))


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """So that two boots at once do not fetch twice; the kernel lets go of it when this process ends."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(cache: Path, folder: Path, told: Told) -> None:
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise MachineFailure(
                Failure.PACKAGE_TOOLS_MISSING, f"There is no {tool} in PATH.", "Run this on Debian 12 or later."
            )
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=cache) as name:
        place = Path(name)
        place.chmod(0o755)  # apt fetches as a user of its own
        made = place / "parts"
        made.mkdir()
        _refresh_if_needed(told)
        sources = {_newest_kernel() if package == KERNEL else package: files for package, files in FILES.items()}
        told(f"fetching {', '.join(sources)}")
        _tool(("apt-get", "download", *sources), place)
        archives = {archive.name.partition("_")[0]: archive for archive in place.glob("*.deb")}
        told(f"fetched {sum(archive.stat().st_size for archive in archives.values()) / 1e6:.0f} MB")
        for package, files in sources.items():
            _unpack(archives[package], files, made)
        shown = "--showformat=${Package} ${Version}"
        versions = [_tool(("dpkg-deb", "--show", shown, str(archive)), place) for archive in archives.values()]
        (made / MANIFEST).write_text(json.dumps(sorted(versions)), encoding="utf-8")
        made.rename(folder)


def _newest_kernel() -> str:
    said = _tool(("apt-cache", "depends", "--no-recommends", "--no-suggests", KERNEL), Path("/"))
    for line in said.splitlines():
        kind, _, name = line.strip().partition(": ")
        if kind == "Depends" and name.startswith("linux-image-"):
            return name
    raise MachineFailure(Failure.PACKAGE_UNAVAILABLE, f"{KERNEL} depends on no kernel.", LISTS)


def _refresh_if_needed(told: Told) -> None:
    """A fresh machine has no lists of packages; who may not fetch them is told the remedy by what fails next."""
    known = subprocess.run(("apt-cache", "show", KERNEL), capture_output=True, check=False, timeout=LIMIT)
    if known.returncode != 0 and os.geteuid() == 0:
        told("fetching the lists of packages")
        _tool(("apt-get", "update"), Path("/"))


def _tool(command: tuple[str, ...], folder: Path) -> str:
    """What one of the distribution's tools prints."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LIMIT,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        what = f"{' '.join(command[:2])} took longer than {LIMIT:.0f} s."
        raise MachineFailure(Failure.PACKAGE_UNAVAILABLE, what, "Look at the connection to the network.") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise MachineFailure(Failure.PACKAGE_UNAVAILABLE, f"{' '.join(command[:2])} said: {said}", LISTS)
    return done.stdout


def _unpack(archive: Path, files: Mapping[str, str], folder: Path) -> None:
    """Writes the named files of a package, and no others, into ``folder``."""
    with (
        subprocess.Popen(("dpkg-deb", "--fsys-tarfile", str(archive)), stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as members,
    ):
        for member in members:
            for name, path in files.items():
                content = members.extractfile(member) if member.isfile() and member.name.startswith(path) else None
                if content is not None:
                    (folder / name).write_bytes(content.read())
    for name, path in files.items():
        if not (folder / name).is_file():
            raise MachineFailure(
                Failure.PACKAGE_CHANGED,
                f"{archive.name} has no {path.removeprefix('.')}.",
                "Use the packages of Debian 12, where this was tried.",
            )
    if "mtools" in files:
        (folder / "mtools").chmod(0o755)
