"""Choosing and fetching packages by apt, from the machine's own sources and verified by their signatures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from attrs import frozen

from leo_ref.adapters.debian.failure import Failure, PackageFailure

LISTS: Final = "sudo apt-get update, then the same again. The packages are those of Debian 12 or later."
LIMIT: Final = 900.0
"""Seconds for one of the distribution's tools."""

CHOSEN: Final = re.compile(r"Inst (?P<name>\S+) \((?P<version>\S+) ")
"""A line of what apt would do: one package, its version, where from."""

HERE: Final = """\
Package: {name}
Status: install ok installed
Architecture: {architecture}
Maintainer: nobody
Version: 999
Description: taken for installed

"""

Made = TypeVar("Made")

Say = Callable[[str], None]
"""What is done next, in words."""


@frozen(order=True)
class Package:
    """One package, of one version."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def need_tools() -> None:
    """Looks for the distribution's tools.

    Raises:
        PackageFailure: PACKAGE_TOOLS_MISSING.
    """
    for tool in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise PackageFailure(
                Failure.PACKAGE_TOOLS_MISSING, f"There is no {tool} in PATH.", "Run this on Debian 12 or later."
            )


def with_lists(action: Callable[[], Made], report: Say) -> Made:
    """What ``action`` gives; where it fails, once more after the lists of packages were fetched.

    A fresh machine has no lists, and those of an old one name versions that are gone. Only root may fetch them; others
    are told the remedy by what failed.
    """
    try:
        return action()
    except PackageFailure:
        if os.geteuid() != 0:
            raise
        report("fetching the lists of packages")
        with suppress(PackageFailure):  # without new ones, what failed says why
            run(("apt-get", "update"), Path("/"))
        return action()


def architecture() -> str:
    """Debian's name of the processors that packages are fetched for, such as ``amd64``."""
    return run(("dpkg", "--print-architecture"), Path("/")).strip()


def chosen(names: Iterable[str], without: Iterable[str], folder: Path) -> tuple[Package, ...]:
    """The packages, all that they need, and none that is merely recommended; in order of their names.

    What is installed on this machine makes no difference: apt is shown a machine on which nothing is.

    Args:
        names: The packages that are wanted.
        without: Packages that apt is to take for installed, so that neither they nor what they need is chosen.
        folder: Where the description of that machine is written to.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE.
    """
    status = folder / "status"
    native = architecture()
    status.write_text("".join(HERE.format(name=name, architecture=native) for name in without), encoding="utf-8")
    asked = ("--simulate", "--no-install-recommends", "-o", f"Dir::State::status={status}", "install", *names)
    said = run(("apt-get", *asked), folder)
    found = (CHOSEN.match(line) for line in said.splitlines())
    return tuple(sorted(Package(one["name"], one["version"]) for one in found if one is not None))


def fetch(packages: Iterable[str], folder: Path) -> Mapping[Package, Path]:
    """Fetches ``packages`` (names, or ``name=version``) into ``folder``, where others are removed.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE.
    """
    for older in folder.glob("*.deb"):
        older.unlink()
    run(("apt-get", "download", *packages), folder)
    found: dict[Package, Path] = {}
    for archive in sorted(folder.glob("*.deb")):
        name, version = run(("dpkg-deb", "--show", "--showformat=${Package} ${Version}", str(archive)), folder).split()
        found[Package(name, version)] = archive
    return found


def run(command: tuple[str, ...], folder: Path) -> str:
    """What one of the distribution's tools prints.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE.
    """
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
        raise PackageFailure(Failure.PACKAGE_UNAVAILABLE, what, "Look at the connection to the network.") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise PackageFailure(Failure.PACKAGE_UNAVAILABLE, f"{' '.join(command[:2])} said: {said}", LISTS)
    return done.stdout
