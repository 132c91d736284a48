"""Throw-away TPMs for tests. Each takes some tens of milliseconds to make, so every test has its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from leo_ref.tpm.authority import Authority
    from leo_ref.tpm.connection import Tpm
    from leo_ref.tpm.swtpm import Swtpm

MISSING = [name for name in ("swtpm", "setpriv") if shutil.which(name) is None]
MISSING += [name for name in ("tpm2_pytss",) if importlib.util.find_spec(name) is None]
REASON = f"{', '.join(MISSING)} missing; ./leo test installs what is needed, as root or with passwordless sudo"


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
def authority() -> Authority:
    """The maker of all throw-away TPMs."""
    from leo_ref.tpm.authority import throw_away_authority

    return throw_away_authority()


@pytest.fixture
def swtpm(authority: Authority) -> Iterator[Swtpm]:
    """A fresh TPM with a certificate of its ECC endorsement key."""
    from leo_ref.tpm.factory import certified_tpm

    with certified_tpm(authority) as made:
        yield made


@pytest.fixture
def tpm(swtpm: Swtpm) -> Iterator[Tpm]:
    """A connection to it, at whose end nothing may be loaded."""
    from leo_ref.tpm.connection import connect

    with connect(swtpm.address, limit=30) as connected:
        yield connected
        assert connected.leftovers() == ()
