"""Namespaces of a network: reached from each other and from here, cut and healed, counted, and gone by their mark."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from leo_ref.network.testnet.failure import Failure, TestnetFailure
from leo_ref.network.testnet.namespaces import (
    WHERE,
    LinkImpairment,
    counted,
    cut,
    made,
    mark_of,
    names_of,
    namespace_of,
    removed,
)
from tests.missing import missing

ASK = "import socket, sys; socket.create_connection((sys.argv[1], 4000), timeout=0.5).close()"
ANSWER = """
import socket, sys
with socket.create_server((sys.argv[1], 4000)) as server:
    print(flush=True)
    while True:
        server.accept()
"""


def can_be_made(folder: Path) -> bool:
    """Whether this user may make namespaces; who may not is told why."""
    if not missing(("ip", "tc"), (), root=True):
        return True
    with pytest.raises(TestnetFailure) as failure:
        made(folder, ("node-01",), LinkImpairment())
    assert failure.value.name in (Failure.IPROUTE_MISSING, Failure.NETNS_REFUSED)
    return False


def reaches(folder: Path, who: str, address: str) -> bool:
    space = namespace_of(folder, who)
    assert space is not None
    return (
        subprocess.run(("ip", "netns", "exec", space, sys.executable, "-c", ASK, address), check=False).returncode == 0
    )


def test_who_is_cut_off_reaches_nobody_until_it_is_healed(tmp_path: Path) -> None:
    if not can_be_made(tmp_path):
        return
    try:
        addresses = made(tmp_path, ("node-01", "node-02", "a-name-that-is-long"), LinkImpairment())
        command = ("ip", "netns", "exec", str(namespace_of(tmp_path, "node-01")), sys.executable, "-c", ANSWER)
        with subprocess.Popen((*command, addresses["node-01"]), stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            try:
                assert reaches(tmp_path, "node-02", addresses["node-01"])
                subprocess.run((sys.executable, "-c", ASK, addresses["node-01"]), check=True)
                cut(tmp_path, "node-02")
                assert not reaches(tmp_path, "node-02", addresses["node-01"])
                assert {each.name for each in counted(tmp_path) if each.is_cut} == {"node-02"}
                cut(tmp_path, "node-02", heals=True)
                end = time.monotonic() + 30
                while not reaches(tmp_path, "node-02", addresses["node-01"]):
                    assert time.monotonic() < end
            finally:
                server.kill()
        assert all(each.packets for each in counted(tmp_path) if each.name != "a-name-that-is-long")
    finally:
        removed(tmp_path)
    assert not names_of(tmp_path)
    assert (
        mark_of(tmp_path)
        not in subprocess.run(("ip", "-br", "link"), capture_output=True, text=True, check=True).stdout
    )


def test_what_is_left_of_an_earlier_network_is_in_nobodys_way(tmp_path: Path) -> None:
    if not can_be_made(tmp_path):
        return
    try:
        made(tmp_path, ("node-01", "node-02"), LinkImpairment())
        made(tmp_path, ("node-03",), LinkImpairment())
        assert names_of(tmp_path) == ["node-03"]
        with pytest.raises(TestnetFailure) as failure:
            cut(tmp_path, "node-01")
        assert failure.value.name is Failure.PROCESS_UNKNOWN
    finally:
        removed(tmp_path)


def test_a_kernel_without_netem_is_named_and_with_it_packets_are_dropped(tmp_path: Path) -> None:
    if not can_be_made(tmp_path):
        return
    foul = LinkImpairment(delay=10, loss=100)
    if not has_netem(tmp_path):
        with pytest.raises(TestnetFailure) as failure:
            made(tmp_path, ("node-01", "node-02"), foul)
        assert failure.value.name is Failure.NETEM_MISSING
        assert not list(WHERE.glob(f"{mark_of(tmp_path)}*"))
        return
    try:
        addresses = made(tmp_path, ("node-01", "node-02"), foul)
        assert not reaches(tmp_path, "node-02", addresses["node-01"])
        assert any(each.dropped for each in counted(tmp_path))
    finally:
        removed(tmp_path)


def has_netem(folder: Path) -> bool:
    """Whether this machine's kernel has it."""
    made(folder, ("node-01",), LinkImpairment())
    space = str(namespace_of(folder, "node-01"))
    command = ("tc", "-n", space, "qdisc", "add", "dev", "eth0", "root", "netem")
    found = subprocess.run(command, capture_output=True, check=False).returncode == 0
    removed(folder)
    return found


def test_networks_have_marks_of_their_own(tmp_path: Path) -> None:
    assert mark_of(tmp_path / "a") != mark_of(tmp_path / "b")
    assert mark_of(tmp_path / "a") == mark_of(tmp_path / "c" / ".." / "a")
    assert len(mark_of(tmp_path)) <= 15, "a device is called so"
    assert namespace_of(tmp_path, "node-01") is None
    removed(tmp_path)


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TestnetFailure) as failure:
        made(tmp_path, ("node-01",), LinkImpairment())
    assert failure.value.name is Failure.IPROUTE_MISSING
