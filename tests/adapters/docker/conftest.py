"""A private Docker daemon for the tests of a worker, and an image with Python in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.adapters.docker.rootfs import TOOLS, rootfs
from tests.missing import missing, skipping

if TYPE_CHECKING:
    from leo_ref.adapters.docker.daemon import Daemon

pytest_pycollect_makemodule = skipping(
    missing(("dockerd", "unshare", *TOOLS), ("docker",), root=True),
    "on Debian or Ubuntu, as root: apt-get install docker.io, then ./leo test",
)


@pytest.fixture(scope="session")
def daemon() -> Iterator[Daemon]:
    """A daemon of our own."""
    from leo_ref.adapters.docker.daemon import private_daemon

    with private_daemon() as private:
        yield private


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file system of an image with Python, as a tar archive."""
    return rootfs(tmp_path_factory.mktemp("image"))


@pytest.fixture
def image(daemon: Daemon, archive: Path) -> str:
    """The digest of an image with Python, which the daemon has now."""
    return imported(daemon, archive)


def imported(daemon: Daemon, archive: Path) -> str:
    """The digest of the image, which is made if the daemon has none."""
    images = daemon.client.images.list(all=True)
    if not images:
        daemon.client.api.import_image(str(archive))
        images = daemon.client.images.list(all=True)
    name: str = images[0].id
    return name
