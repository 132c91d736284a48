"""The page with a real ledger service: blocks come and are asked for, and nobody else is spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.network.ledger.world import ANN, BEN, Served, arguments, serving, transfer, written
from tests.network.page.browser import Watched, watched

ELSEWHERE = """
new Promise((done) => {
  document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
  fetch("http://127.0.0.1:9/").catch(() => undefined);
})
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = written(tmp_path_factory.mktemp("live"))
    with serving(arguments(folder, "state", 0, "--interval", "0", "--rate", "0")) as one:
        yield one


def newest(one: Watched) -> int:
    return int(one.page.get_by_role("spinbutton").get_attribute("max") or "")


def test_blocks_are_made_and_watched(browser: Browser, served: Served) -> None:
    with watched(browser) as one:
        one.open(ledger=served.url, token=served.token)
        one.page.get_by_text(f"{served.url}: connected").wait_for()
        assert served.token not in one.page.url
        start = newest(one)
        served.send(transfer(ANN, 0, amount=5 * 10**8))
        one.page.get_by_role("button", name="Next block").click()
        one.shows(start + 1)
        log = one.page.get_by_role("region", name="Log")
        assert "transfers 5.00000000 LEO to" in log.inner_text()
        changed = one.page.locator("[role=tabpanel] td strong")
        expect(changed).to_have_count(2)
        assert "+5" in one.panel
        assert "−5" in one.panel
        one.page.get_by_role("button", name="Back").click()
        one.shows(start)
        served.send(transfer(ANN, 1, amount=10**15))
        served.produce()
        one.page.get_by_text(f"of {start + 2}").wait_for()
        one.shows(start)
        one.page.get_by_role("button", name="Newest").click()
        one.shows(start + 2)
        one.tab("Refusals")
        assert "BALANCE_TOO_LOW" in one.panel
        assert "BALANCE_TOO_LOW" in log.inner_text()
        one.tab("Actions")
        assert "without a driver" in one.panel
        one.tab("Block")
        one.page.get_by_text('"transactions": []').wait_for()
        assert one.page.evaluate(ELSEWHERE) == "connect-src"
        assert one.went(served.url, "http://127.0.0.1:9/") == []
        assert [line for line in one.said if "127.0.0.1:9" not in line] == []


def test_without_the_token_nothing_is_made(browser: Browser, served: Served) -> None:
    with watched(browser) as one:
        one.open()
        one.page.get_by_label("Ledger").fill(served.url.removeprefix("http://"))
        one.page.get_by_label("Ledger").press("Enter")
        one.page.get_by_text("connected").wait_for()
        assert one.page.get_by_role("button", name="Next block").is_disabled()
        one.page.get_by_label("Token").fill("wrong")
        one.page.get_by_role("button", name="Connect").click()
        before = served.get("/v1/status").json()["height"]
        one.page.get_by_role("button", name="Next block").click()
        one.page.get_by_role("alert").get_by_text("token-wrong").wait_for()
        assert served.get("/v1/status").json()["height"] == before
        assert [line for line in one.said if "401" not in line] == []


def test_a_service_that_is_not_there_is_named_and_another_one_is_asked(browser: Browser, served: Served) -> None:
    with watched(browser) as one:
        one.open(ledger="http://127.0.0.1:9")
        one.page.get_by_role("alert").get_by_text("ledger-unreachable").wait_for()
        one.page.get_by_label("Ledger").fill("ftp://127.0.0.1")
        one.page.get_by_role("button", name="Connect").click()
        one.page.get_by_role("alert").get_by_text("address-unusable").wait_for()
        one.page.get_by_label("Ledger").fill(served.url)
        one.page.get_by_role("button", name="Connect").click()
        one.page.get_by_text(f"{served.url}: connected").wait_for()


def test_a_service_that_ends_is_told(browser: Browser, tmp_path: Path) -> None:
    folder = written(tmp_path / "ledger")
    with serving(arguments(folder, "state", 0, "--interval", "0")) as one, watched(browser) as page:
        one.send(transfer(BEN, 0, to=ANN))
        page.open(ledger=one.url, token=one.token)
        page.page.get_by_text(f"{one.url}: connected").wait_for()
        one.kill()
        page.page.get_by_text("connection lost").wait_for()
        page.shot("lost")
