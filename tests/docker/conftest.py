"""A private Docker daemon for the tests of a worker, and an image with Python in it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docker.rootfs import TOOLS, rootfs

if TYPE_CHECKING:
    from leo_ref.docker.daemon import Daemon

MISSING = [name for name in ("dockerd", "unshare", *TOOLS) if shutil.which(name) is None]
MISSING += [name for name in ("docker",) if importlib.util.find_spec(name) is None]
MISSING += [] if os.geteuid() == 0 else ["root's rights"]
REASON = f"{', '.join(MISSING)} missing; on Debian or Ubuntu, as root: apt-get install docker.io, then ./leo test"


class Without(pytest.Module):
    """A module of tests where the parts are missing: skipped, and never silently on a build server."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Called by pytest."""
        if os.environ.get("CI"):
            pytest.fail(REASON, pytrace=False)
        pytest.skip(REASON, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Called by pytest for each module below this folder."""
    if not MISSING:
        return None
    module: pytest.Module = Without.from_parent(parent, path=module_path)
    return module


@pytest.fixture(scope="session")
def daemon() -> Iterator[Daemon]:
    """A daemon of our own."""
    from leo_ref.docker.daemon import private_daemon

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
