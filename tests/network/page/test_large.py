"""A ledger with more heights than the page asks for at first: the newest is shown, and the log becomes whole."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.network.ledger.world import arguments, serving
from tests.network.page.browser import watched
from tests.network.page.large import build

NODES, BLOCKS = 30, 260


def test_the_newest_is_there_and_the_log_becomes_whole(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    build(folder, NODES, BLOCKS)
    with (
        serving(arguments(folder, "state", 0, "--interval", "0", "--rate", "0")) as served,
        watched(browser) as one,
    ):
        one.open(ledger=served.url)
        one.shows(BLOCKS)
        expect(one.page.locator("[role=tabpanel] tbody tr")).to_have_count(NODES)
        more = one.page.get_by_role("button", name="Show more")
        expect(more).to_have_text(f"Show more: {BLOCKS - 60} older heights")
        more.click()
        expect(more).to_have_text(f"Show more: {BLOCKS - 120} older heights")
        one.height(3)
        one.tab("Block")
        one.page.get_by_role("region", name="Block 3 as JSON").wait_for()
        one.page.get_by_role("button", name="First").click()
        one.shows(0)
        assert (one.said, one.went(served.url)) == ([], [])
