"""Chromium for tests, and a page in it that notes everything it does."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from attrs import define, field
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leo_ref.network.page import shipped

PAGE: Final = Path(str(shipped.__file__)).parent / shipped.FILE
SHOTS: Final = Path(__file__).parents[3] / ".leo" / "screenshots"
"""Where pictures of the page are kept until the next run."""

FLAGS: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
)
PATIENCE: Final = 60_000
"""Thousandths of a second after which something does not come any more; machines that build have much to do."""

WIDE: Final = (1280, 900)
PHONE: Final = (360, 780)

SERIOUS: Final = ("serious", "critical")
"""What axe finds and nobody may leave."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, with a profile that is thrown away."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


@define
class Watched:
    """The page in a window of its own; what it asked for, and what it complained of."""

    page: Page
    asked: list[str] = field(factory=list)
    said: list[str] = field(factory=list)

    def open(self, **fragment: str) -> None:
        """Opens the file from disk."""
        self.page.goto(f"{PAGE.as_uri()}#{urlencode(fragment)}")

    def shot(self, name: str) -> None:
        """Keeps a picture of the window."""
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def tab(self, name: str) -> None:
        """Goes to a part of the height."""
        self.page.get_by_role("tab", name=name).click()

    @property
    def panel(self) -> str:
        """What the part shows."""
        return self.page.get_by_role("tabpanel").inner_text()

    def height(self, number: int) -> None:
        """Goes to a height, and waits until it is shown."""
        box = self.page.get_by_role("spinbutton")
        box.fill(str(number))
        box.press("Enter")
        self.shows(number)

    def shows(self, number: int) -> None:
        """Waits until a height is shown."""
        self.page.get_by_role("heading", name=f"Height {number}", exact=True).wait_for()

    def fits(self) -> bool:
        """Whether nothing makes the whole page scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def barriers(self) -> list[str]:
        """What axe finds that is serious or worse."""
        self.page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
        found = json.loads(self.page.evaluate("axe.run().then((found) => JSON.stringify(found.violations))"))
        hard = [each for each in found if each["impact"] in SERIOUS]
        return [f"{each['id']}: {node['html'][:200]}" for each in hard for node in each["nodes"]]

    def as_phone(self, scheme: Any = "dark") -> None:  # what Playwright names schemes by
        """The window as narrow as a phone's."""
        self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        self.page.emulate_media(color_scheme=scheme)

    def went(self, *allowed: str) -> list[str]:
        """Requests to anybody else."""
        return [url for url in self.asked if not url.startswith((PAGE.as_uri(), *allowed))]


@contextmanager
def watched(browser: Browser) -> Iterator[Watched]:
    """The page in a new window; it has complained of nothing in the end, or the test has looked at it."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    try:
        one = Watched(context.new_page())
        one.page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        context.on("request", lambda request: one.asked.append(request.url))
        one.page.on("console", lambda told: one.said.append(f"{told.type}: {told.text}"))
        one.page.on("pageerror", lambda error: one.said.append(f"error: {error}"))
        yield one
    finally:
        context.close()
