"""The page's file is what its sources make, and its policy lets nothing else run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from leo_ref.network.page.shipped import page
from tests.network.page.bundle import POLICY, SOURCE, hashed, sources

MOST = 100_000


class Parts(HTMLParser):
    """The elements of the file, with attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.comment = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found:
            tag = self.found[-1][0]
            self.text[tag] = self.text.get(tag, "") + data

    def handle_comment(self, data: str) -> None:
        self.comment += data


def parts() -> Parts:
    found = Parts()
    found.feed(page().decode("utf-8"))
    return found


def content(found: Parts, name: str) -> str:
    (said,) = [each["content"] for tag, each in found.found if name in (each.get("name"), each.get("http-equiv"))]
    assert said is not None
    return said


def test_it_is_made_from_its_sources() -> None:
    assert content(parts(), "leo-sources") == sources(), "./leo dev page"


def test_the_policy_names_exactly_its_script_and_style() -> None:
    found = parts()
    (script,) = re.findall(r"<script>(.*)</script>", page().decode("utf-8"), re.S)
    (style,) = re.findall(r"<style>(.*)</style>", page().decode("utf-8"), re.S)
    expected = "; ".join(POLICY).format(script=hashed(script), style=hashed(style))
    assert content(found, "Content-Security-Policy") == expected
    assert "unsafe" not in expected


def test_nothing_of_it_is_elsewhere() -> None:
    found = parts()
    assert [tag for tag, _ in found.found].count("script") == 1
    for tag, each in found.found:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert not {"src", "href", "style"} & set(each)
        assert not [name for name in each if name.startswith("on")]
    assert len(page()) < MOST


def test_its_licences_are_in_it() -> None:
    assert (SOURCE / "licences.txt").read_text("utf-8").strip() in parts().comment
    assert "The MIT License" in parts().comment
