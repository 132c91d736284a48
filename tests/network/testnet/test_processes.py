"""Processes are found again by id and time of start, and what is written down of them is read strictly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attrs import evolve
from httpx import Response

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.network.ledger.folder import new_key
from leo_ref.network.ledger.trial import trial_genesis
from leo_ref.network.testnet.building import settled
from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.processes import NetworkProcess, read, started_at, stop, written
from leo_ref.network.testnet.starter import Starter, starter
from leo_ref.network.testnet.story import await_contact
from leo_ref.parties.keys import producer

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


def test_a_process_that_ends_at_once_says_why_and_others_go_on(tmp_path: Path) -> None:
    """The same starter starts another one, which is its own session and group, and ends when it is told to."""
    with starter(tmp_path) as starts:
        with pytest.raises(TestnetFailure) as failure:
            starts.start("node-01", ("node", "serve", str(tmp_path / "none"), "--software", "--json")).said()
        assert failure.value.name is Failure.PROCESS_ENDED
        assert "state-missing" in failure.value.what
        found = ledger(starts, tmp_path)
        assert os.getsid(found.pid) == os.getpgid(found.pid) == found.pid
        os.kill(found.pid, signal.SIGTERM)
        ended(found)
        again = ledger(starts, tmp_path)
        assert again.is_alive
    ended(again)
    assert (tmp_path / "state").exists(), "a network that is not temporary stays on disk"


OWNER = """
import sys, time
from pathlib import Path
from leo_ref.network.testnet.starter import starter
from tests.network.testnet.test_processes import ledger
folder = Path(sys.argv[1])
with starter(folder, temporary=True) as starts:
    print(ledger(starts, folder).pid, flush=True)
    time.sleep(600)
"""


def test_nothing_is_left_of_a_temporary_network_whose_owner_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "network"
    folder.mkdir(mode=0o700)
    with subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        found = evolve(ME, pid=pid, started=started_at(pid) or 0)
        assert found.is_alive
        owner.kill()
    ended(found)
    end = time.monotonic() + 60
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not folder.exists()


def ledger(starts: Starter, folder: Path) -> NetworkProcess:
    """A ledger service that is at work."""
    genesis, key = folder / "genesis.json", folder / "producer.key"
    if not key.exists():
        maker = producer(new_key(key))
        octets = trial_genesis([(maker.account, maker.vrf_key.hex())], [], [], 10, int(time.time()), Software())
        assert isinstance(octets, bytes), octets
        genesis.write_bytes(octets)
    arguments = ("ledger", "serve", "--json", "--state", str(folder / "state"), "--key", str(key), "--port", "0")
    starting = starts.start("ledger", (*arguments, "--genesis", str(genesis)))
    starting.said()
    return starting.process


def ended(process: NetworkProcess) -> None:
    end = time.monotonic() + 60
    while process.is_alive and time.monotonic() < end:
        time.sleep(0.02)
    assert not process.is_alive


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
