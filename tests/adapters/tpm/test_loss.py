"""TPMs that go away: killed at every step, stopped in the middle, cut off. Each is a named error, and nothing stays."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

import pytest

from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.clear import clear
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import certify_creation, create_decryption_key, open_with
from leo_ref.adapters.tpm.measure import JOB_SELECTION, measure
from leo_ref.adapters.tpm.provision import made_endorsement_key, provision
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2_ALG, TPM2_SE, TPMT_SYM_DEF
from leo_ref.adapters.tpm.wire import SocketWire
from tests.adapters.tpm.judging import sealed
from tests.adapters.tpm.leaks import HeldRun
from tests.adapters.tpm.test_job import EVENT, NONCE, PLAINTEXT, TIED, policy_of_now

MANY = 200
"""More commands than any of these takes."""


class Killer:
    """Kills the TPM at one command, counted from 0, before it is sent or after; for `monkeypatch`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._left: int | None = None
        self._after = False
        self._pid = 0
        send = SocketWire.send

        def lethal(wire: SocketWire, command: bytes) -> None:
            now = self._left == 0
            if self._left is not None:
                self._left -= 1
            if now and not self._after:
                os.kill(self._pid, signal.SIGKILL)
            send(wire, command)
            if now and self._after:
                os.kill(self._pid, signal.SIGKILL)

        monkeypatch.setattr(SocketWire, "send", lethal)

    def set(self, swtpm: Swtpm, command: int, *, after: bool) -> None:
        """At which command."""
        self._left, self._after, self._pid = command, after, swtpm.pid

    def unset(self) -> bool:
        """Whether it was reached."""
        reached = self._left is not None and self._left < 0
        self._left = None
        return reached


def failure_of(swtpm: Swtpm, work: Callable[[Tpm], object]) -> Failure | None:
    """Why the work could not be done."""
    try:
        with connect(swtpm.address, limit=30) as tpm:
            work(tpm)
    except TpmFailure as failure:
        return failure.name
    return None


def at_every_command(swtpm: Swtpm, killer: Killer, work: Callable[[Tpm], object], repair: Callable[[Tpm], None]) -> int:
    """Does `work` again and again, killing the TPM at each of its commands in turn; the number of kills."""
    for command in range(MANY):
        for after in (False, True):
            killer.set(swtpm, command, after=after)
            held = HeldRun.now()
            name = failure_of(swtpm, work)
            assert HeldRun.now() == held
            if not killer.unset():
                assert name is None
                return 2 * command
            # The answer to the last command may have come before the end.
            assert name is Failure.TPM_LOST or (after and name is None)
            swtpm.power_cycle()
            with connect(swtpm.address, limit=30) as tpm:
                assert tpm.leftovers() == ()
                repair(tpm)
    pytest.fail("it never ends")


def test_killed_at_every_step_of_provisioning(swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch) -> None:
    killer = Killer(monkeypatch)

    def repair(tpm: Tpm) -> None:
        # What was made is found, what was not is made; then all of it is taken out again.
        made = provision(tpm, KeyKind.ECC)
        assert provision(tpm, KeyKind.ECC) == made
        clear(tpm)

    assert at_every_command(swtpm, killer, lambda tpm: provision(tpm, KeyKind.ECC), repair) > 40


def test_killed_at_every_step_of_a_job(swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch) -> None:
    killer = Killer(monkeypatch)
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)

    def job(tpm: Tpm) -> None:
        key = create_decryption_key(tpm, KeyKind.ECC, policy_of_now(tpm), TIED)
        ciphertext = sealed(key.public, PLAINTEXT)
        quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)
        certify_creation(tpm, KeyKind.ECC, key, NONCE)
        assert open_with(tpm, KeyKind.ECC, key, JOB_SELECTION, counters(tpm), ciphertext) == PLAINTEXT
        measure(tpm, EVENT)

    # Each kill sets the job's register back to zeros, and keys of an earlier boot open no more.
    assert at_every_command(swtpm, killer, job, lambda _tpm: None) > 30


def test_killed_while_it_is_made(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Swtpm] = []
    start = Swtpm.start

    def remembered(swtpm: Swtpm, *, resume: bool = False) -> None:
        start(swtpm, resume=resume)
        made.append(swtpm)
        killer.set(swtpm, command, after=False)

    killer = Killer(monkeypatch)
    monkeypatch.setattr(Swtpm, "start", remembered)
    for command in range(MANY):
        held = HeldRun.now()
        with suppress(TpmFailure), certified_tpm(authority):
            pass
        assert HeldRun.now() == held
        assert not made[-1].folder.exists()
        if not killer.unset():
            assert command > 5
            return
    pytest.fail("it never ends")


def test_one_that_hangs_is_named_at_once_ever_after_and_can_be_used_again(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
    held = HeldRun.now()
    with connect(swtpm.address, limit=0.2) as tpm:
        quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)
        os.kill(swtpm.pid, signal.SIGSTOP)
        for _ in range(2):
            with pytest.raises(TpmFailure) as failed:
                quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)
            assert failed.value.name is Failure.TIME_LIMIT
    assert HeldRun.now() == held
    os.kill(swtpm.pid, signal.SIGCONT)
    with connect(swtpm.address) as tpm:
        quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)


def test_one_that_hangs_ends_by_itself_when_switched_off(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess.Popen, "kill", lambda _process: pytest.fail("it had to be killed"))
    monkeypatch.setattr("leo_ref.adapters.tpm.swtpm.STOP_LIMIT", 60.0)
    held = HeldRun.now()
    with certified_tpm(authority) as swtpm:
        os.kill(swtpm.pid, signal.SIGSTOP)
    assert HeldRun.now() == held
    assert not swtpm.folder.exists()


def test_what_a_lost_connection_left_is_flushed_by_the_next(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        made = made_endorsement_key(tpm, KeyKind.ECC)
        with tpm.step("start a session and save its context") as esys:
            for _ in range(2):
                session = esys.start_auth_session(
                    ESYS_TR.NONE, ESYS_TR.NONE, TPM2_SE.POLICY, TPMT_SYM_DEF(algorithm=TPM2_ALG.NULL), TPM2_ALG.SHA256
                )
            esys.context_save(session)
        assert len(tpm.leftovers()) == 3, made
        tpm.close()
    with connect(swtpm.address) as tpm:
        assert tpm.leftovers() == ()
        provision(tpm, KeyKind.ECC)


def test_a_failing_step_flushes_what_it_loaded(tpm: Tpm) -> None:
    seen: list[int] = []

    def fail() -> None:
        with tpm.loaded(made_endorsement_key(tpm, KeyKind.ECC)), tpm.policy_session():
            seen.extend(tpm.leftovers())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(seen) == 2
    assert tpm.leftovers() == ()


def test_an_interrupt_in_the_middle_of_a_command_is_an_interrupt(
    swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_wire: SocketWire) -> bytes:
        raise KeyboardInterrupt

    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
        monkeypatch.setattr(SocketWire, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)
    assert capfd.readouterr().err == ""
    monkeypatch.undo()
    with connect(swtpm.address) as tpm:
        quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION)
