"""A file system with Python, put together from Debian's packages: the least that a job runs in."""

from __future__ import annotations

import subprocess
from pathlib import Path

TOOLS = ("apt-get", "dpkg-deb", "tar")
PACKAGES = (
    *("base-files", "libc6", "libcrypt1", "libexpat1", "libffi8", "libgcc-s1", "libssl3", "zlib1g"),
    *("python3-minimal", "python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib"),
)


def rootfs(place: Path) -> Path:
    """A tar archive, made in ``place``."""
    place.chmod(0o755)  # apt fetches as a user of its own
    subprocess.run(("apt-get", "-q", "download", *PACKAGES), cwd=place, check=True, capture_output=True)
    tree = place / "tree"
    tree.mkdir()
    for package in place.glob("*.deb"):
        subprocess.run(("dpkg-deb", "--extract", str(package), str(tree)), check=True)
    archive = place / "image.tar"
    subprocess.run(("tar", "-C", str(tree), "-cf", str(archive), "."), check=True)
    return archive
