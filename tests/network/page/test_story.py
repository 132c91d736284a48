"""The whole story by clicking, on a network of processes, and an attack after it: one network for both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from attrs import frozen
from playwright.sync_api import Browser, Locator, expect

from leo_ref.core.values import LEO
from leo_ref.demo.participants import BOND, FUNDS, PAYMENT, PRICE
from leo_ref.demo.picture import alices_picture, grey, read
from leo_ref.network.driver.ready import OFFER
from leo_ref.network.ledger.folder import token_of
from leo_ref.network.testnet.building import LEDGER
from tests.network.page.browser import Watched, watched
from tests.network.testnet.kills import leo

NODES: Final = 12
LONG: Final = 240_000
"""Thousandths of a second after which a job is given up."""


@frozen
class Running:
    url: str
    token: str


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("network") / "net"
    url = leo("up", str(folder), "--nodes", str(NODES), "--interval", "1").stdout.strip()
    try:
        yield Running(url, token_of(folder / LEDGER))
    finally:
        leo("down", str(folder))


def action(one: Watched, title: str, **chosen: str) -> None:
    """Fills in an action and has it done."""
    form = one.page.get_by_role("form", name=title)
    for label, value in chosen.items():
        form.get_by_label(label).select_option(value)
    form.get_by_role("button", name=title).click()
    expect(form.get_by_role("status")).to_have_text(re.compile(r"Ordered at height \d+\."))


def settled(one: Watched, outcome: str) -> int:
    """Waits until a job ends so; the height."""
    line = one.page.get_by_role("region", name="Log").get_by_text(f"The job ends: {outcome}.")
    line.first.wait_for(timeout=LONG)
    height = line.first.locator("xpath=ancestor::li[h3]").locator("button.height").inner_text()
    return int(height)


def row(one: Watched, account: str) -> Locator:
    head = one.page.get_by_role("rowheader", name=account, exact=True)
    return one.page.locator("[role=tabpanel] tr").filter(has=head)


def test_alice_gets_her_picture_and_then_is_cheated(browser: Browser, network: Running) -> None:
    with watched(browser) as one:
        one.open(ledger=network.url, token=network.token)
        one.tab("Actions")
        one.shot("story-actions")
        action(one, "Offer", **{"Service owner": "bob"})
        action(one, "Transfer", From="alice", To="newcomer")
        action(one, "Join", Who="newcomer")
        settled(one, "ADMITTED")
        action(one, "Post the picture")
        after = one.page.get_by_role("img", name="After")
        after.wait_for(timeout=LONG)
        picture = read(grey(OFFER.code, alices_picture()))
        assert picture is not None
        shown = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
        assert bytes(after.evaluate(shown)[::4]) == picture.pixels, "the picture is grey, pixel by pixel"
        one.shot("story-pictures")

        done = settled(one, "DONE")
        one.height(done)
        one.tab("Money")
        assert "DONE" in one.panel
        assert "task owner" in row(one, "alice").inner_text()
        one.shot("story-money")
        one.tab("Accounts")
        alice = (FUNDS - LEO - PAYMENT) // LEO
        bob = (FUNDS - BOND + PRICE) // LEO
        expect(row(one, "alice")).to_contain_text(str(alice))
        expect(row(one, "bob")).to_contain_text(str(bob))
        expect(row(one, "bob").locator("strong")).to_have_text(str(bob))
        expect(row(one, "newcomer")).to_contain_text("ACTIVE")

        one.page.get_by_role("button", name="Newest").click()
        one.tab("Actions")
        action(one, "Mark as tampered", Node="*")
        action(one, "Post the picture")
        fault = settled(one, "EXECUTOR_FAULT")
        one.height(fault)
        one.tab("Money")
        executor = one.page.locator("[role=tabpanel] tr").filter(has_text="executor")
        expect(executor).to_contain_text("−8")
        one.tab("Refusals")
        assert "EVIDENCE_FAILS" in one.panel
        one.tab("Evidence")
        assert "LOG_UNEXPECTED" in one.panel
        assert "image" in one.panel
        one.shot("story-tampered")
        one.tab("Jobs")
        assert "EXECUTOR_FAULT" in one.panel
        assert one.barriers() == []
        one.as_phone()
        one.tab("Actions")
        assert one.fits()
        one.shot("story-phone")
        assert (one.went(network.url), one.said) == ([], [])
