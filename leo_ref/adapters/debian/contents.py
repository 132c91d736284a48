"""What a package holds, read as a stream; nothing of it is written to the disk and no script of it is run."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from leo_ref.adapters.debian.failure import Failure, PackageFailure


def contents(archive: Path) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """The entries of a package and the octets of those that are files, in the order of the package.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE, at the end, where the file is no whole package.
    """
    command = ("dpkg-deb", "--fsys-tarfile", str(archive))
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdout is not None, "it was asked for"
        broken = False
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as members:
                for member in members:
                    file = members.extractfile(member) if member.isreg() else None
                    yield member, b"" if file is None else file.read()
        except tarfile.TarError:
            broken = True
        process.stdout.read()  # what follows the end, so that the tool can finish
        if process.wait() != 0 or broken:
            said.seek(0)
            lines = said.read().decode(errors="replace").split("\n")
            raise PackageFailure(
                Failure.PACKAGE_UNAVAILABLE, f"{archive.name} is broken; dpkg-deb said: {lines[0]}", "Run it again."
            )
