"""Recorded runs in the page, opened from disk: everything is shown, and nobody is asked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from leo_ref.cli.transcripts import lines_of
from leo_ref.view.file import view_lines
from tests.network.page.browser import Watched, watched
from tests.network.page.bundle import ROOT

RUN: Final = ROOT / "conformance" / "vectors" / "transcripts" / "image-swapped.jsonl.gz"
PARTS: Final = ("Accounts", "Jobs", "Draws", "Evidence", "Refusals", "Money", "Block", "Actions")


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of views of a run whose executor shows another image."""
    place = tmp_path_factory.mktemp("views") / "views.jsonl.gz"
    made = [line for line in view_lines(lines_of(RUN, lambda _octets: None)) if isinstance(line, bytes)]
    place.write_bytes(gzip.compress(b"".join(made)))
    return place


def opened(one: Watched, file: Path) -> None:
    one.open()
    one.page.get_by_label("Open a recorded file").set_input_files(file)


def test_a_run_is_shown_height_by_height(browser: Browser, views: Path) -> None:
    heights = [json.loads(line)["view"] for line in gzip.decompress(views.read_bytes()).splitlines()[1:]]
    refused = next(each for each in heights if each["refusals"])
    settled = [each for each in heights if each["money"]][-1]
    drawn = [each for each in heights if any(draw["closed"] for draw in each["draws"])][-1]

    def number(view: Any) -> int:  # what JSON can say
        return int(view["summary"]["height"])

    with watched(browser) as one:
        opened(one, views)
        one.shows(len(heights) - 1)
        one.height(number(drawn))
        one.tab("Draws")
        shown = one.panel
        for row in drawn["draws"][0]["rows"]:
            assert row["why"] in shown
        assert str(drawn["draws"][0]["rows"][0]["j"]) in shown
        assert "executor" in shown
        one.shot("draws")
        one.height(number(refused))
        one.tab("Refusals")
        assert "EVIDENCE_FAILS" in one.panel
        assert "§8" in one.panel
        assert refused["refusals"][0]["says"] in one.panel
        one.tab("Evidence")
        assert "JOB_LOG_UNEXPECTED" in one.panel
        assert all(check["check"] in one.panel for check in refused["evidence"][0]["checks"])
        one.shot("evidence")
        one.height(number(settled))
        one.tab("Money")
        assert "EXECUTOR_FAULT" in one.panel
        assert "Alice" in one.panel, "the file has names"
        one.tab("Accounts")
        nodes = [row for row in settled["accounts"] if row["status"] is not None]
        changed = sum(row["balance"] != row["balance_before"] for row in settled["accounts"])
        changed += sum(row["credit"] != row["credit_before"] for row in nodes)
        changed += sum(row["status"] != row["status_before"] for row in nodes)
        assert changed
        assert one.page.locator("[role=tabpanel] td strong").count() == changed
        one.shot("money")
        one.tab("Block")
        one.page.get_by_role("region", name=f"Block {number(settled)} as JSON").wait_for()
        assert json.loads(one.page.locator("pre.json").inner_text())["height"] == str(number(settled))
        assert one.page.evaluate(
            "fetch('http://127.0.0.1:9/').then(() => 'asked', (error) => String(error))"
        ).startswith("TypeError"), "with a file open, the page can ask nobody"
        assert one.went("http://127.0.0.1:9/") == []
        assert [line for line in one.said if "127.0.0.1:9/" not in line] == []


def test_everybody_can_use_it(browser: Browser, views: Path) -> None:
    """Nothing serious for axe, in light and dark; on a phone nothing sticks out; by keyboard alone, too."""
    with watched(browser) as one:
        opened(one, views)
        one.page.get_by_role("tab", name="Accounts").wait_for()
        last = int(one.page.get_by_role("spinbutton").input_value())
        one.page.keyboard.press("Tab")
        one.page.get_by_role("button", name="Back").focus()
        one.page.keyboard.press("Enter")
        one.shows(last - 1)
        one.page.get_by_role("tab", name="Accounts").focus()
        for name in PARTS:
            assert one.page.get_by_role("tab", name=name).get_attribute("aria-selected") == "true"
            assert one.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            one.page.keyboard.press("ArrowRight")
        assert one.page.get_by_role("tab", name="Accounts").get_attribute("aria-selected") == "true", "it goes round"
        assert one.barriers() == []
        one.as_phone()
        for name in PARTS:
            one.tab(name)
            assert one.fits(), name
            one.shot(f"phone-{name.lower()}")
        one.tab("Evidence")
        assert one.barriers() == []
        assert one.said == []


def test_a_transcript_shows_what_is_in_it(browser: Browser) -> None:
    entries = [json.loads(line)["entry"] for line in gzip.decompress(RUN.read_bytes()).splitlines()]
    with watched(browser) as one:
        opened(one, RUN)
        one.page.get_by_role("heading", name=f"Transcript {RUN.name}").wait_for()
        assert f"leo view {RUN.name} --out" in one.page.locator("main").inner_text()
        assert "Alice" in one.panel
        one.tab("Blocks")
        made = sum(each["kind"] == "made" for each in entries)
        assert one.page.locator("[role=tabpanel] tbody tr").count() == made
        one.tab("Refusals")
        assert one.panel.count("EVIDENCE_FAILS") == sum(each.get("code") == "EVIDENCE_FAILS" for each in entries)
        one.tab("Messages")
        assert one.page.locator("[role=tabpanel] tbody tr").count() == 200
        one.page.get_by_role("button", name="Show more").click()
        assert one.page.locator("[role=tabpanel] tbody tr").count() == 400
        assert one.barriers() == []
        one.shot("transcript")
        assert (one.went(), one.said) == ([], [])


@pytest.mark.parametrize(
    ("name", "octets", "code"),
    [
        ("noise", bytes(range(256)), "file-unreadable"),
        ("text", b"hello\n", "file-unreadable"),
        ("other", b"{}\n", "file-unknown"),
        ("empty", b"", "file-unknown"),
        ("later", b'{"kind":"views","version":2}\n', "file-version"),
        ("headless", b'{"kind":"views","version":1}\n{"view":{"summary":{"height":"1"}}}\n', "file-unreadable"),
        ("hollow", b'{"kind":"views","version":1}\n{"view":{"summary":{"height":"0"}}}\n', "answer-unreadable"),
        ("packed", b"\x1f\x8b\x08\x00rubbish", "file-unreadable"),
    ],
)
def test_what_is_no_run_is_named(browser: Browser, tmp_path: Path, name: str, octets: bytes, code: str) -> None:
    place = tmp_path / name
    place.write_bytes(octets)
    with watched(browser) as one:
        opened(one, place)
        one.page.get_by_role("alert").filter(has_text=code).first.wait_for()
        assert one.page.get_by_role("button", name="Connect").is_visible(), "the page is still there"
        assert [line for line in one.said if line.startswith("error")] == []
