"""A file system with Python, put together from the release's own packages: the least that a job runs in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from leo_ref.adapters.debian import apt
from leo_ref.adapters.docker.image import WITHOUT

TOOLS = ("apt-get", "apt-cache", "dpkg", "dpkg-deb", "tar")
WANTED = ("base-files", "python3-minimal", "libpython3-stdlib")
"""The first has the folders that every program is looked for in."""


def rootfs(place: Path) -> Path:
    """A tar archive, made in ``place``.

    Raises:
        PackageFailure: PACKAGE_UNAVAILABLE, with what apt said.
    """
    place.chmod(0o755)  # apt fetches as a user of its own
    chosen = apt.with_lists(lambda: apt.chosen(WANTED, WITHOUT, place), print)
    fetched = apt.fetch((f"{package.name}={package.version}" for package in chosen), place)
    tree = place / "tree"
    tree.mkdir()
    for package in fetched.values():
        subprocess.run(("dpkg-deb", "--extract", str(package), str(tree)), check=True)
    archive = place / "image.tar"
    subprocess.run(("tar", "-C", str(tree), "-cf", str(archive), "."), check=True)
    return archive
