"""The comparison with other implementations, without them: who answers what, what fails how, what is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from leo_ref.core.rejections import Rejection
from leo_ref.draw import edwards, keys, vrf
from leo_ref.measure.bench import peers
from leo_ref.measure.bench.children import Line, Talker, finish, talking
from leo_ref.measure.bench.failure import BenchFailure, Failure
from leo_ref.measure.bench.peers import PEERS, PeerTimes, _compare
from leo_ref.measure.bench.programs.python_peer import ORDER, scalar

SH = shutil.which("sh") or "/bin/sh"


class Fake(Talker):
    """A peer that is ours, a millisecond a question; ``wrong`` says in which way it is not ours."""

    def __init__(self, wrong: str = "") -> None:
        self._wrong = wrong

    def ask(self, question: Mapping[str, str]) -> Line:
        given = {name: bytes.fromhex(value) for name, value in question.items() if name != "op"}
        if question["op"] == "prove":
            own = keys.secret(given["seed"])
            made = vrf.transcript(own, given["alpha"])
            beta = bytes(64) if self._wrong == "beta" else made.beta
            return {"us": 1000.0, "public_key": own.public_key.hex(), "proof": made.proof.hex(), "beta": beta.hex()}
        found = vrf.verify(given["public_key"], given["alpha"], given["proof"])
        holds = not isinstance(found, Rejection)
        return {"us": 2000.0, "holds": {"takes all": True, "takes none": False}.get(self._wrong, holds)}


@pytest.mark.parametrize("wrong", ["", "beta", "takes all", "takes none"])
def test_what_is_said_of_a_peer(wrong: str) -> None:
    (found,) = _compare({PEERS[0]: Fake(wrong)}, 15, lambda _what: None)
    assert (found.prove_us, found.verify_us) == (1000.0, 2000.0)
    assert found.agrees == (wrong != "beta")
    assert found.accepts_its_own == (wrong != "takes none")
    assert found.refuses_others == (wrong != "takes all")
    assert found.prove_ratio > 0
    assert found.verify_ratio > 0


@pytest.mark.parametrize(
    ("prove_ratio", "verify_ratio", "is_met"), [(20.0, 12.0, True), (19.9, 12.0, False), (20.0, 11.9, False)]
)
def test_the_targets_beside_vrf_js(prove_ratio: float, verify_ratio: float, is_met: bool) -> None:
    found = PeerTimes(
        peer=PEERS[0],
        prove_us=1.0,
        verify_us=1.0,
        prove_ratio=prove_ratio,
        verify_ratio=verify_ratio,
        agrees=False,
        accepts_its_own=True,
        refuses_others=True,
    )
    assert PEERS[0].name == "vrf.js"
    assert found.is_met is is_met


def test_peers_get_the_same_key_as_ours() -> None:
    seed = bytes(range(32))
    own = keys.secret(seed)
    assert edwards.multiply_base(int.from_bytes(scalar(seed), "little")) == own.public_key
    assert ORDER == edwards.ORDER


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that is all of PATH, and a temporary folder of the test's own."""
    folder, temporary = tmp_path / "tools", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield folder
    assert not list(temporary.iterdir())


def tool(folder: Path, name: str, script: str = "exit 0") -> None:
    path = folder / name
    path.write_text(f"#!{SH}\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("there", [[], ["node"], ["npm"]])
def test_a_missing_tool_is_named_with_its_remedy(tools: Path, there: list[str]) -> None:
    for name in there:
        tool(tools, name)
    with pytest.raises(BenchFailure) as failure:
        peers.compare(1)
    assert failure.value.name is Failure.TOOL_MISSING
    assert "apt-get install" in failure.value.remedy


def test_without_a_network_nothing_is_left_behind(tools: Path) -> None:
    tool(tools, "node")
    tool(tools, "npm", "echo 'npm error network is unreachable'; exit 1")
    with pytest.raises(BenchFailure) as failure:
        peers.compare(1)
    assert failure.value.name is Failure.PEER_NOT_INSTALLED
    assert "network is unreachable" in failure.value.what


@pytest.mark.parametrize(("sent", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_nothing_is_left_when_stopped_while_installing(tmp_path: Path, sent: signal.Signals, exit_code: int) -> None:
    folder, temporary = tmp_path / "tools", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    sleep = shutil.which("sleep")
    tool(folder, "node")
    tool(folder, "npm", f"echo $$ > '{tmp_path}/new'; /bin/mv '{tmp_path}/new' '{tmp_path}/pid'; {sleep} 600")
    process = subprocess.Popen(
        [sys.executable, "-c", "from leo_ref.cli import main; main(['bench', 'peers'])"],
        env={**os.environ, "PATH": str(folder), "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    written = tmp_path / "pid"
    wait_until(written)
    process.send_signal(sent)
    assert process.wait(timeout=60) == exit_code
    assert not list(temporary.iterdir())
    status = Path("/proc", written.read_text().strip(), "status")
    assert not status.exists() or "\nState:\tZ" in status.read_text()


def wait_until(path: Path) -> None:
    for _ in range(3000):
        if path.exists():
            return
        time.sleep(0.02)
    pytest.fail("it never happened")


def test_a_peer_that_ends_is_a_named_failure(tmp_path: Path) -> None:
    with (
        talking("a peer", (sys.executable, "-c", "input()"), tmp_path) as peer,
        pytest.raises(BenchFailure) as failure,
    ):
        peer.ask({"op": "prove"})
    assert failure.value.name is Failure.PEER_FAILED


def test_a_peer_answers_a_line_with_a_line(tmp_path: Path) -> None:
    program = "import sys\nfor line in sys.stdin: print(line.strip().replace('1', '2'), flush=True)"
    with talking("a peer", (sys.executable, "-c", program), tmp_path) as peer:
        assert peer.ask({"op": "1"}) == {"op": "2"}
        assert peer.ask({"op": "11"}) == {"op": "22"}


def test_a_program_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    exit_code, said = finish((sys.executable, "-c", "import time; time.sleep(600)"), tmp_path, 0.5)
    assert exit_code == -signal.SIGKILL
    assert "longer than" in said
