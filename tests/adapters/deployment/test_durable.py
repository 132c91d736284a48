"""A node's machine whose process, TPM, holder or daemon is killed: it goes on, or the job ends by the rules."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.adapters.deployment import node_machine
from leo_ref.adapters.deployment.failure import Failure, NodeMachineFailure
from leo_ref.adapters.deployment.node_machine import TPM, MachineWanted, durable_machine, ended
from leo_ref.adapters.docker.daemon import Daemon, private_daemon
from leo_ref.adapters.docker.failure import DockerFailure
from leo_ref.adapters.docker.held import HeldRun
from leo_ref.adapters.docker.holding import BEGIN, LOAD, PID, SOCKET
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.lasting import is_on, lasting_tpm, switch_off
from leo_ref.adapters.tpm.measure import measure
from leo_ref.attestation.appraisal.kinds import Software, Tpm
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.core.encoding import to_octets
from leo_ref.core.values import JobId, NodeId
from tests.adapters.deployment.one_job import GENESIS, JOB, NODE, RESULT, OneJob, document_in, machine_in, made
from tests.adapters.deployment.running import processes, short_folder

POINTS = {
    *("vouched answered", "prepared answered", "shown answered", "opened answered", "finished answered"),
    *("container made", "prepared written down", "before an extend", "after an extend"),
    *("plaintexts held", "opened written down", "keys measured", "in RUN"),
    *("result sealed", "result written down", "before the wipe", "in the wipe", "wiped", "wiped written down"),
}
"""At which a process must have been killed."""


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    with private_daemon() as private:
        yield private


@pytest.fixture
def folder() -> Iterator[Path]:
    """A state directory with a TPM, of which nothing runs afterwards."""
    place = short_folder()
    made(place)
    yield place
    ended(place)
    assert processes(place) == [], "no TPM is left"
    subprocess.run(["rm", "-r", str(place)], check=True)


def test_a_job_is_done_though_its_node_is_killed_between_any_two_steps(folder: Path, daemon: Daemon) -> None:
    lives = (sys.executable, "-m", "tests.adapters.deployment.lives", str(folder), daemon.socket)
    done = subprocess.run(lives, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {point.rpartition(" ")[0] for point in found["kills"]} >= POINTS
    assert (found["ended"], found["pays"], found["running"]) == (RESULT.ended, True, False)
    assert daemon.client.api.containers(all=True) == []
    assert found["exposed"] == [], "a plaintext was on disk when a process was killed"


def test_a_tpm_that_ended_is_a_machine_that_was_started_anew(folder: Path, daemon: Daemon) -> None:
    with machine_in(folder, daemon.socket) as machine:
        job = OneJob.on(folder, machine.image.id, machine).worked()
        shown, first = job.executor.shown, processes(folder, "swtpm")
        job = job.released().worked()
        assert job.executor.running
        os.kill(first[0], signal.SIGKILL)
        job = job.challenged()
        assert not job.executor.answers, "what a second boot shows does not pass, so it is not signed"
        job = job.watched().worked()
        assert (job.executor.running, job.executor.sealed, job.executor.ended) == (False, b"", None)
        assert not machine.is_running
        machine.dismissed(JOB)
        again = OneJob.on(folder, machine.image.id, machine).worked()
        assert again.executor.shown not in (None, shown), "the next claim is of this boot"
        assert len(processes(folder, "swtpm")) == 1
        machine.dismissed(JOB)
    assert daemon.client.api.containers(all=True) == []


def test_a_daemon_that_ended_loses_the_run_and_nothing_else(folder: Path) -> None:
    with private_daemon() as short, machine_in(folder, short.socket) as machine:
        job = OneJob.on(folder, machine.image.id, machine).worked()
        job = job.released().worked()
        assert job.executor.running
        os.kill(short.process, signal.SIGKILL)
        job = job.challenged().watched()
        while job.executor.running:
            job = job.worked()
        assert (job.executor.sealed, job.executor.ended) == (b"", None)
        later = evolve(job, executor=type(job.executor)(), chain=OneJob.on(folder, machine.image.id, machine).chain)
        assert later.worked().executor.log == (), "without a daemon there is no container, and nobody hangs"
        assert machine.is_running, "blocks must not come early while it waits for the daemon"
        machine.dismissed(JOB)
    with pytest.raises(DockerFailure), machine_in(folder, short.socket):
        pytest.fail("a node that can have no container must not begin")


def spoken(held: HeldRun, octets: bytes) -> None:
    """Says something to a holder, and goes."""
    with socket.socket(socket.AF_UNIX) as channel:
        channel.connect(str(held.folder / SOCKET))
        channel.sendall(octets)


def test_a_holder_that_ended_before_the_keys_is_replaced(folder: Path, daemon: Daemon) -> None:
    with machine_in(folder, daemon.socket) as machine:
        job = OneJob.on(folder, machine.image.id, machine).worked()
        held = HeldRun(next((folder / node_machine.JOBS).iterdir()))
        before = held.made
        for said in (b"", b"?", BEGIN, LOAD + bytes([255]) * 8, LOAD + bytes(7)):
            spoken(held, said)
        assert held.is_alive, "what is no order changes nothing"
        os.kill(int((held.folder / PID).read_text()), signal.SIGKILL)
        job = job.released().worked().challenged().watched()
        while job.executor.running:
            job = job.worked()
        assert held.made != before
        assert (job.result, job.pays()) == (RESULT, True)
        machine.dismissed(JOB)


def test_a_ledger_of_software_is_refused_by_a_machine_with_a_tpm(folder: Path, daemon: Daemon) -> None:
    asked = MachineWanted(folder=folder, tcti=None, daemon=daemon.socket, cache=folder)
    with pytest.raises(NodeMachineFailure) as failure, durable_machine(asked, NODE, Software(), print):
        pytest.fail("its evidence would be refused")
    assert failure.value.name is Failure.EVIDENCE_DIFFERS


def test_another_program_that_measures_ends_the_job_and_not_the_node(folder: Path, daemon: Daemon) -> None:
    with machine_in(folder, daemon.socket) as machine:
        job = OneJob.on(folder, machine.image.id, machine).worked()
        measure(machine.tpm, bytes(32), machine.policy.job_register)
        job = job.released().worked()
        assert (job.executor.opened, job.executor.running, job.executor.bad) == (True, False, ())
        machine.dismissed(JOB)


def test_a_tpm_by_its_address_serves_where_its_boot_is_not_judged(folder: Path, daemon: Daemon) -> None:
    document = document_in(folder)
    assert isinstance(document.evidence, Tpm)
    register = Policy(registers=(14,), job_register=14, firmware=0, references=(), boot_log=None, kernel_list=None)
    alone = evolve(document, evidence=evolve(document.evidence, policy=register))
    (folder / GENESIS).write_bytes(to_octets(alone))
    with machine_in(folder, daemon.socket, lasting_tpm(folder / TPM)) as machine:
        job = OneJob.on(folder, machine.image.id, machine).worked().released().worked().challenged().watched()
        while job.executor.running:
            job = job.worked()
        assert (job.result, job.pays(), machine.boot_log) == (RESULT, True, b"")
        machine.dismissed(JOB)


def test_there_is_one_tpm_whoever_asks_for_it(folder: Path) -> None:
    address = lasting_tpm(folder / TPM)
    assert lasting_tpm(folder / TPM) == address
    (first,) = processes(folder, "swtpm")
    os.kill(first, signal.SIGKILL)
    assert lasting_tpm(folder / TPM) == address
    (second,) = processes(folder, "swtpm")
    assert second != first
    switch_off(folder / TPM)
    assert not is_on(folder / TPM)


def test_a_boot_that_was_cut_off_goes_on_and_another_is_named(folder: Path) -> None:
    from leo_ref.adapters.deployment import boot

    with connect(lasting_tpm(folder / TPM)) as tpm:
        for one in boot.EVENTS[:4]:
            measure(tpm, one.digests[0], one.pcr)
        boot.boot(tpm)
        boot.boot(tpm)
        measure(tpm, bytes(32), 0)
        with pytest.raises(NodeMachineFailure) as failure:
            boot.boot(tpm)
    assert failure.value.name is Failure.BOOT_UNKNOWN


def test_keys_of_a_claim_stay_until_the_tpm_is_started_anew(folder: Path, daemon: Daemon) -> None:
    about = NodeId(NODE.name), 0, JobId("ef" * 32), (bytes(32),)
    with machine_in(folder, daemon.socket) as machine:
        _, first = machine.vouched(*about)
    with machine_in(folder, daemon.socket) as machine:
        assert machine.vouched(*about)[1] == first
        switch_off(folder / TPM)
        assert machine.vouched(*about)[1] != first
