"""The examples need the programs of their languages, that in Vyper an environment of its own."""

from pathlib import Path

import pytest

from tests.missing import missing, skipping

VYPER = Path(__file__).parents[2] / ".leo" / "vyper" / "bin" / "python"

_programs = skipping(
    missing(["node", "npm", "perl"], []),
    "./leo test installs Node where it may; on Debian: apt-get install nodejs npm perl",
    ("test_js.py", "test_templates.py"),
)
_vyper = skipping(
    [] if VYPER.exists() else ["the environment of the example in Vyper"],
    "./leo test makes it; by hand: examples/vyper/README.md",
    ("test_vyper.py",),
)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Called by pytest."""
    return _programs(module_path, parent) or _vyper(module_path, parent)
