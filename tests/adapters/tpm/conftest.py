"""Throw-away TPMs for tests. Each takes some tens of milliseconds to make, so every test has its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.missing import missing, skipping

if TYPE_CHECKING:
    from leo_ref.adapters.tpm.authority import Authority
    from leo_ref.adapters.tpm.connection import Tpm
    from leo_ref.adapters.tpm.swtpm import Swtpm

pytest_pycollect_makemodule = skipping(
    missing(("swtpm", "setpriv"), ("tpm2_pytss",)),
    "./leo test installs what is needed, as root or with passwordless sudo",
)


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The maker of all throw-away TPMs."""
    from leo_ref.adapters.tpm.authority import throw_away_authority

    return throw_away_authority()


@pytest.fixture
def swtpm(authority: Authority) -> Iterator[Swtpm]:
    """A fresh TPM with a certificate of its ECC endorsement key."""
    from leo_ref.adapters.tpm.factory import certified_tpm

    with certified_tpm(authority) as made:
        yield made


@pytest.fixture
def tpm(swtpm: Swtpm) -> Iterator[Tpm]:
    """A connection to it, at whose end nothing may be loaded."""
    from leo_ref.adapters.tpm.connection import connect

    with connect(swtpm.address, limit=30) as connected:
        yield connected
        assert connected.leftovers() == ()
