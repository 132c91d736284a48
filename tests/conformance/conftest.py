"""A few vectors, with an implementation that answers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.small import small_folder
from tests.conformance.table import tabled


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few vectors, and beside them a table of their answers, which stands for an implementation."""
    return tabled(small_folder(tmp_path_factory.mktemp("vectors") / "few"))
