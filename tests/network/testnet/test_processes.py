"""Processes are found again by id and time of start, and what is written down of them is read strictly."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from httpx import Response

from leo_ref.network.testnet.building import settled
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.processes import NetworkProcess, read, start, started_at, stop, written
from leo_ref.network.testnet.story import await_contact

ME = NetworkProcess(name="me", pid=os.getpid(), started=started_at(os.getpid()) or 0, arguments=("node", "serve"))


def test_a_process_is_known_by_its_start_too() -> None:
    assert ME.is_alive
    assert not evolve(ME, started=ME.started + 1).is_alive, "another process with the same id"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert started_at(ended.pid) is None


def test_only_the_very_process_is_ended() -> None:
    sleeper = subprocess.Popen(["sleep", "600"])
    known = NetworkProcess(name="s", pid=sleeper.pid, started=started_at(sleeper.pid) or 0, arguments=())
    stop([evolve(known, started=known.started - 1)])
    assert known.is_alive
    stop([known])
    assert started_at(sleeper.pid) is None
    sleeper.returncode = -15  # it was waited for


def test_what_is_written_down_is_read_back(tmp_path: Path) -> None:
    place = tmp_path / "testnet.json"
    written(place, [ME], {"url": "http://127.0.0.1:1"})
    assert read(place) == ((ME,), {"url": "http://127.0.0.1:1"})


@pytest.mark.parametrize(
    "octets",
    ["", "[]", "{}", json.dumps({"processes": [{"name": "x"}], "version": 1}), '{"processes": [], "version": 2}'],
)
def test_another_form_is_named(tmp_path: Path, octets: str) -> None:
    place = tmp_path / "testnet.json"
    place.write_text(octets)
    with pytest.raises(TestnetFailure) as failure:
        read(place)
    assert failure.value.name is Failure.TESTNET_FORM


def test_a_process_that_ends_at_once_says_why(tmp_path: Path) -> None:
    with pytest.raises(TestnetFailure) as failure:
        start(tmp_path, "node-01", ("node", "serve", str(tmp_path / "none"), "--software", "--json")).said()
    assert failure.value.name is Failure.PROCESS_ENDED
    assert "state-missing" in failure.value.what


def test_parties_that_reach_nobody_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peers = {"node-01": 2, "node-02": 0}

    def asked(_folder: Path, name: str, *_: object) -> Response:
        return Response(200, json={"peers": peers[name]})

    monkeypatch.setattr("leo_ref.network.testnet.story.asked", asked)
    monkeypatch.setattr("leo_ref.network.testnet.story.CONTACT", 0.1)
    with pytest.raises(TestnetFailure) as failure:
        await_contact(tmp_path, peers)
    assert failure.value.name is Failure.NOBODY_REACHED
    assert "node-02" in failure.value.what
    peers["node-02"] = 1
    await_contact(tmp_path, peers)


def test_a_process_starts_again_where_it_was() -> None:
    ledger = settled(("ledger", "serve", "--port", "0", "--rate", "0"), {"url": "http://127.0.0.1:4242"})
    assert ledger == ("ledger", "serve", "--port", "4242", "--rate", "0")
    node = settled(("node", "--listen", "/ip4/127.0.0.1/tcp/0"), {"addresses": ["/ip4/127.0.0.1/tcp/77/p2p/12D3"]})
    assert node == ("node", "--listen", "/ip4/127.0.0.1/tcp/77")
