"""``leo oracle --http``: messages over HTTP, from this machine and from no page."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

LEO = str(Path(sys.executable).with_name("leo"))
ASKED = {"id": 7, "request": "digest", "domain": "d", "value": {}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A served oracle."""
    serving = subprocess.Popen([LEO, "oracle", "--http", "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert serving.stderr is not None
    told = serving.stderr.readline()
    yield told.partition(" at ")[2].partition(";")[0]
    serving.send_signal(signal.SIGTERM)
    assert serving.wait() == 0
    assert serving.stderr.read() == ""
    serving.stderr.close()


def test_a_message_is_answered(url: str) -> None:
    said = httpx.post(f"{url}/v1/ask", content=json.dumps(ASKED)).json()
    assert said.keys() == {"id", "ok"}
    batch = httpx.post(f"{url}/v1/ask", content=json.dumps([ASKED, {"id": 8, "request": "drink"}])).json()
    assert batch[0] == said
    assert batch[1]["error"]["code"] == "UNKNOWN_REQUEST"


def test_files_of_the_machine_are_not_read(url: str) -> None:
    asked = {"id": 1, "request": "decode", "type": "value", "octets": {"$file": __file__}}
    said = httpx.post(f"{url}/v1/ask", content=json.dumps(asked)).json()
    assert "files are not read here" in said["error"]["detail"]


def test_pages_and_other_hosts_are_not_answered(url: str) -> None:
    assert httpx.post(f"{url}/v1/ask", content="{}", headers={"Origin": "null"}).status_code == 403
    assert httpx.post(f"{url}/v1/ask", content="{}", headers={"Host": "evil.example"}).status_code == 400


def test_a_message_has_a_limit(url: str) -> None:
    assert httpx.post(f"{url}/v1/ask", content=b"1" * ((1 << 24) + 1)).status_code == 413
