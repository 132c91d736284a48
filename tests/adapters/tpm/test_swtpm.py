"""Throw-away TPMs as processes: many at once, kept and started again, and gone without a trace."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.measure import JOB_SELECTION
from leo_ref.adapters.tpm.provision import identity, provision
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.swtpm import PREFIX, Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import KeyKind
from tests.adapters.tpm.judging import attesting, quoted
from tests.adapters.tpm.leaks import HeldRun
from tests.frame.launcher import wait_for

MANY = 20

HOLDER = """
import pathlib, sys, threading, time
from leo_ref.adapters.tpm.swtpm import throw_away_tpm
def hold():
    context = throw_away_tpm()
    tpm = context.__enter__()
    pathlib.Path(sys.argv[1] + ".new").write_text(f"{tpm.pid} {tpm.folder}")
    keep.append(context)
keep = []
thread = threading.Thread(target=hold)
thread.start()
thread.join()
pathlib.Path(sys.argv[1] + ".new").rename(sys.argv[1])
time.sleep(600)
"""


def test_many_side_by_side(authority: Authority) -> None:
    def node(number: int) -> tuple[bytes, Path]:
        nonce = bytes([number]) * 32
        with certified_tpm(authority) as swtpm, connect(swtpm.address, limit=60) as tpm:
            key = attesting(provision(tpm, KeyKind.ECC))
            assert quoted(key, quote(tpm, KeyKind.ECC, nonce, JOB_SELECTION)).extra == nonce
            return key.name, swtpm.folder

    # The thread that starts the processes stays; all else is as it was.
    with throw_away_tpm():
        pass
    held = HeldRun.now()
    with ThreadPoolExecutor(MANY) as pool:
        done = list(pool.map(node, range(MANY)))
    assert len({name for name, _ in done}) == MANY
    assert not any(folder.exists() for _, folder in done)
    assert HeldRun.now() == held


def test_a_kept_one_is_the_same_when_it_is_started_again(authority: Authority) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "kept")
        with certified_tpm(authority, folder=place) as swtpm, connect(swtpm.address) as tpm:
            made = provision(tpm, KeyKind.ECC)
        assert not swtpm.socket.exists()
        with certified_tpm(authority, folder=place) as swtpm, connect(swtpm.address) as tpm:
            assert identity(tpm, KeyKind.ECC) == made


def test_one_folder_is_for_one_at_a_time() -> None:
    with tempfile.TemporaryDirectory() as folder, throw_away_tpm(Path(folder)) as first:
        with pytest.raises(TpmFailure) as failed, throw_away_tpm(Path(folder)):
            pytest.fail("two of them")
        assert failed.value.name is Failure.TPM_BUSY
        with connect(first.address) as tpm:
            tpm.leftovers()


def test_nobody_else_may_enter_its_folder(swtpm: Swtpm) -> None:
    assert stat.S_IMODE(swtpm.folder.stat().st_mode) == 0o700


def test_paths_too_long_for_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder, "x" * 100)
        long.mkdir()
        with pytest.raises(TpmFailure) as failed, throw_away_tpm(long):
            pytest.fail("it cannot have a socket")
        assert failed.value.name is Failure.ADDRESS_WRONG
        monkeypatch.setattr(tempfile, "tempdir", str(long))
        with throw_away_tpm() as swtpm, connect(swtpm.address) as tpm:
            tpm.leftovers()


def test_paths_with_a_comma_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="a,b") as base:
        folder = Path(base, "kept")
        with pytest.raises(TpmFailure) as failed, throw_away_tpm(folder):
            pytest.fail("its options would end at the comma")
        assert failed.value.name is Failure.ADDRESS_WRONG
        assert f"{folder} has a comma" in failed.value.what
        assert not folder.exists()
        monkeypatch.setattr(tempfile, "tempdir", base)
        with pytest.raises(TpmFailure) as failed, throw_away_tpm():
            pytest.fail("its options would end at the comma")
        assert failed.value.name is Failure.ADDRESS_WRONG
        assert f"{base} has a comma" in failed.value.what
        assert "TMPDIR" in failed.value.remedy
        assert not [*Path(base).iterdir()]


def test_no_swtpm_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(TpmFailure) as failed, throw_away_tpm():
        pytest.fail("there is none")
    assert failed.value.name is Failure.SWTPM_MISSING


def test_one_that_cannot_start_says_why_and_leaves_nothing() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "state").mkdir()
        Path(folder, "state", "tpm2-00.permall").write_bytes(b"no state of a TPM")
        with pytest.raises(TpmFailure) as failed, throw_away_tpm(Path(folder)):
            pytest.fail("it cannot start")
        assert failed.value.name is Failure.SWTPM_DIED
        assert "tpm2-00.permall" in failed.value.what or "libtpms" in failed.value.what.lower()
        assert set(os.listdir(folder)) <= {"state", "log", "lock"}


@pytest.mark.parametrize("stopped", [False, True])
def test_it_dies_with_its_process_and_the_next_one_removes_its_folder(tmp_path: Path, stopped: bool) -> None:
    # It is started by a thread that ends: that alone must not end it.
    written = tmp_path / "written"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(written)], cwd=Path(__file__).parents[3])
    try:
        wait_for(written.exists)
        pid, _, path = written.read_text().partition(" ")
        assert is_running(int(pid))
        if stopped:
            os.kill(int(pid), signal.SIGSTOP)
    finally:
        holder.kill()
        holder.wait()
    wait_for(lambda: not is_running(int(pid)))
    folder = Path(path)
    assert folder.name.startswith(PREFIX)
    with throw_away_tpm():
        assert not folder.exists()


def test_folders_in_use_are_not_swept(swtpm: Swtpm) -> None:
    foreign = Path(tempfile.mkdtemp(prefix=PREFIX))  # with no lock in it, so none of ours
    try:
        with throw_away_tpm(), connect(swtpm.address) as tpm:
            tpm.leftovers()
        assert foreign.exists()
    finally:
        shutil.rmtree(foreign)


def is_running(pid: int) -> bool:
    """Whether there is such a process, and not just what is left of it."""
    try:
        return "\nState:\tZ" not in Path("/proc", str(pid), "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
