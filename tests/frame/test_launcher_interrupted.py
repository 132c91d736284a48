"""``./leo`` that is killed, interrupted or started twice leaves no environment that is half made."""

import os
import signal

from tests.frame.launcher import Machine, wait_for


def test_a_killed_set_up_is_thrown_away_and_made_again(machine: Machine) -> None:
    machine.given("pip-is-killed")
    assert machine.run().returncode == -signal.SIGKILL
    half_made = machine.checkout / ".venv" / "half-made"
    half_made.touch()
    run = machine.run()
    assert run.returncode == 7
    assert not half_made.exists()
    assert machine.run().stderr == ""


def test_a_killed_update_is_not_taken_for_the_environment_before_it(machine: Machine) -> None:
    machine.run()
    lock = machine.checkout / "requirements.lock"
    before = lock.read_text()
    lock.write_text(before.replace("8.5.1", "8.5.2"))
    machine.given("pip-is-killed")
    assert machine.run().returncode == -signal.SIGKILL
    lock.write_text(before)
    half_made = machine.checkout / ".venv" / "half-made"
    half_made.touch()
    assert machine.run().returncode == 7
    assert not half_made.exists()


def test_two_at_once_install_once(machine: Machine) -> None:
    waits = machine.given("pip-waits")
    first = machine.start("first")
    wait_for(lambda: machine.pip_calls() == 1)
    second = machine.start("second")
    assert second.stderr
    assert second.stderr.readline() == "leo: waiting for another ./leo that is setting up\n"
    waits.unlink()
    for process, name in ((first, "first"), (second, "second")):
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 7
        assert out.splitlines()[1:] == [f"<{name}>"]
    assert machine.pip_calls() == 2  # the locked packages, then the project, by the first alone


def test_an_interrupt_while_setting_up_is_one_line(machine: Machine) -> None:
    waits = machine.given("pip-waits")
    process = machine.start()
    wait_for(lambda: machine.pip_calls() == 1)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "leo: interrupted while setting up; the next ./leo starts it afresh"
    waits.unlink()
    assert machine.run().returncode == 7


def test_a_killed_build_leaves_the_environment(equipped: Machine) -> None:
    equipped.given("build-is-killed")
    assert equipped.run("tpm").returncode != 7
    (equipped.checkout / ".venv" / "mine").touch()
    assert equipped.run("tpm").returncode == 7
    assert (equipped.checkout / ".venv" / "mine").exists()


def test_parts_that_were_half_installed_are_thrown_away(equipped: Machine) -> None:
    equipped.given("parts-are-killed")
    assert equipped.run("tpm").returncode != 7
    (equipped.checkout / ".venv" / "half-made").touch()
    assert equipped.run("tpm").returncode == 7
    assert not (equipped.checkout / ".venv" / "half-made").exists()
