"""A ledger that means harm: what it says stays text, and what is no answer of the API is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from leo_ref.core.encoding import decode, encode
from leo_ref.ledger import genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.view.height import HeightView, beginning_view
from tests.network.ledger.world import document
from tests.network.page.browser import watched

MARKUP: Final = "<img src=x onerror='window.taken=1'><script>window.taken=1</script>javascript:window.taken=1"

Answers = dict[str, Any]  # what JSON can say, by the route


def answers(change: Callable[[Any], Any] = lambda value: value) -> Answers:
    """What an honest service of one height says, with every text changed."""
    start = document()
    state = genesis(verifiers_of(start), start)
    view = encode(beginning_view(start.deployment, state))  # type: ignore[arg-type]  # the document is sound
    assert isinstance(decode(HeightView, view), HeightView)
    assert isinstance(view, dict)
    found: Answers = {
        "/v1/status": {"rules": change("leo/1"), "height": "0", "interval": 0, "waiting": 0, "driver": False},
        "/v1/log": {"heights": [view["summary"]], "next": None},
        "/v1/views/0": view,
    }
    return found


@contextmanager
def lying(found: Answers) -> Iterator[str]:
    """A service that answers anything to everybody."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            octets = json.dumps(found.get(self.path.partition("?")[0], {"code": "x", "message": "y"})).encode()
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            stream = self.path.startswith("/v1/events")
            self.send_header("Content-Type", "text/event-stream" if stream else "application/json")
            self.end_headers()
            self.wfile.write(b"retry: 100000\n\n" if stream else octets)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hostile_view(found: Answers) -> None:
    """Markup in every place where the page shows a text."""
    view = found["/v1/views/0"]
    text = {"who": MARKUP, "what": MARKUP, "whom": MARKUP, "job": MARKUP, "code": MARKUP, "clause": MARKUP}
    view["summary"] |= {"lines": [text], "producer": MARKUP, "block": MARKUP}
    for row in view["accounts"]:
        row |= {"account": MARKUP, "status": MARKUP, "owner": MARKUP + "x"}
    view["services"] = [{"service": MARKUP, "owner": MARKUP, "price": "1", "bond": "1", "live": True}]
    view["refusals"] = [
        {
            "sender": MARKUP,
            "wanted": MARKUP,
            "code": MARKUP,
            "clause": MARKUP,
            "says": MARKUP,
            "value": {MARKUP: MARKUP},
        }
    ]
    check = {"check": MARKUP, "says": MARKUP, "passes": False, "given": MARKUP, "expected": MARKUP}
    texts = ("job", "phase", "sender", "subject", "monitor", "carrier", "failed", "unexpected")
    view["evidence"] = [{**dict.fromkeys(texts, MARKUP), "refused": True, "finding": "fail", "checks": [check]}]
    found["/v1/log"]["heights"] = [view["summary"]]


def test_what_a_ledger_says_is_text(browser: Browser) -> None:
    found = answers(lambda _value: MARKUP)
    hostile_view(found)
    with lying(found) as url, watched(browser) as one:
        one.open(ledger=url)
        one.page.get_by_role("tab", name="Accounts").wait_for()
        for name in ("Accounts", "Refusals", "Evidence", "Money", "Draws", "Jobs"):
            one.tab(name)
            if name in ("Refusals", "Evidence"):
                assert MARKUP in one.panel
            assert one.fits(), name
        assert one.page.evaluate("window.taken") is None
        assert one.page.locator("img, script:not(:root > body > script), iframe, a").count() == 0
        assert MARKUP in one.page.get_by_role("region", name="Log").inner_text()
        one.shot("hostile")
        one.as_phone("light")
        assert one.fits()


def test_nothing_else_runs_in_the_page(browser: Browser) -> None:
    """The policy holds even where the page's own code would put markup into it."""
    with watched(browser) as one:
        one.open()
        one.page.get_by_role("heading", name="Leo").wait_for()
        assert "TrustedHTML" in one.page.evaluate(
            "(() => { try { document.body.innerHTML = '<b>'; return ''; } catch (error) { return String(error); } })()"
        )
        for attempt in (
            "const one = document.createElement('script'); one.append('window.taken = 1'); document.body.append(one)",
            "const one = document.createElement('b'); one.setAttribute('onclick', 'window.taken = 1'); one.click()",
        ):
            one.page.evaluate(f"(() => {{ try {{ {attempt} }} catch (error) {{ return String(error); }} }})()")
        assert one.page.evaluate("window.taken") is None
        said = [line for line in one.said if "Content Security Policy" in line or "TrustedHTML" in line]
        assert said, "the browser says that it refused"
        assert one.went() == []


def broken(route: str, value: Any) -> Answers:  # what JSON can say
    return {**answers(), route: value}


@pytest.mark.parametrize(
    "found",
    [
        broken("/v1/views/0", {}),
        broken("/v1/views/0", []),
        broken("/v1/views/0", {**answers()["/v1/views/0"], "totals": {"supply": "no number"}}),
        broken("/v1/views/0", {**answers()["/v1/views/0"], "jobs": 7}),
        broken("/v1/log", {"heights": "none"}),
        broken("/v1/log", {"heights": [None], "next": None}),
        broken("/v1/status", None),
    ],
    ids=["no view", "a list", "no number", "no jobs", "no log", "no height", "no status"],
)
def test_what_is_no_answer_is_named(browser: Browser, found: Answers) -> None:
    with lying(found) as url, watched(browser) as one:
        one.open(ledger=url)
        one.page.get_by_role("alert").get_by_text("answer-unreadable").first.wait_for()
        assert one.page.get_by_role("button", name="Connect").is_visible()
        assert [line for line in one.said if line.startswith("error")] == []
