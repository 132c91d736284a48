"""What a package holds, read as a stream; nothing is written to the disk and no script of it is run."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

from leo_ref.debian.failure import Failure, PackageFailure


def contents(archive: Path) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """The entries of a package and the octets of those that are files, in the order of the package.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE, where the file is no whole package.
    """
    with subprocess.Popen(("dpkg-deb", "--fsys-tarfile", str(archive)), stdout=subprocess.PIPE) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as members:
                for member in members:
                    file = members.extractfile(member) if member.isreg() else None
                    yield member, b"" if file is None else file.read()
        except tarfile.TarError as error:
            what = f"{archive.name} cannot be read: {error}."
            raise PackageFailure(Failure.PACKAGE_UNAVAILABLE, what, "Run it again.") from error
