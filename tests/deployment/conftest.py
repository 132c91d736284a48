"""The story on real parts needs TPMs and a container daemon: what is missing is named, in CI a failure."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

MISSING = [name for name in ("swtpm", "setpriv", "dockerd", "unshare") if shutil.which(name) is None]
MISSING += [name for name in ("tpm2_pytss", "docker") if importlib.util.find_spec(name) is None]
MISSING += [] if os.geteuid() == 0 else ["root's rights"]
REASON = f"{', '.join(MISSING)} missing; as root, ./leo test installs what is needed"


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
