"""The page in headless Chromium, watched: what it asks, what it says, what it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.missing import missing, skipping

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REMEDY = "./leo test installs what is needed, as root or with passwordless sudo"
BROWSED = ("test_file_opened.py", "test_hostile.py", "test_large.py", "test_live.py", "test_story.py")

without_browser = skipping(missing(("chromium",), ("playwright", "axe_playwright_python")), REMEDY, BROWSED)
without_network = skipping(missing((), ("libp2p",)), REMEDY, ("test_story.py",))


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skips what cannot be; called by pytest."""
    return without_browser(module_path, parent) or without_network(module_path, parent)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each has windows of its own."""
    from tests.network.page.browser import chromium

    with chromium() as one:
        yield one
