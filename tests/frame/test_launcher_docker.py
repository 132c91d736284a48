"""Docker: ``./leo`` installs it where it may, for the commands that use it."""

import pytest

from tests.frame.launcher import NOTHING, Machine


@pytest.mark.parametrize("command", ["test", "demo"])
def test_root_gets_docker_once(bare: Machine, command: str) -> None:
    run = bare.run(command)
    assert run.returncode == 7, run.stderr
    assert "leo: installing the system package docker.io\n" in run.stderr
    assert "leo: ready for containers\n" in run.stderr
    again = bare.run(command)
    assert again.returncode == 7
    assert again.stderr == ""


def test_where_a_daemon_answers_docker_is_not_installed(bare: Machine) -> None:
    bare.given("docker-answers")
    assert bare.run("demo").returncode == 7
    assert "docker.io" not in (bare.folder / "calls").read_text()


def test_a_client_without_a_daemon_is_not_enough(bare: Machine) -> None:
    bare.tool("docker", NOTHING)
    assert "leo: installing the system package docker.io\n" in bare.run("demo").stderr


def without_docker(machine: Machine) -> None:
    """All that TPMs need is there, and no daemon answers this user, who is not root."""
    (machine.folder / "state" / "docker-answers").unlink()


def test_a_daemon_that_only_root_can_start_is_of_no_use_to_others(equipped: Machine) -> None:
    without_docker(equipped)
    equipped.tool("dockerd", NOTHING)
    assert "leo: docker-missing: " in equipped.run("demo").stderr


def test_without_docker_tests_run(equipped: Machine) -> None:
    without_docker(equipped)
    run = equipped.run("test")
    assert run.returncode == 7
    assert "leo: docker-missing: " in run.stderr
    assert "remedy: sudo apt-get update && sudo apt-get install -y docker.io && sudo usermod" in run.stderr
    assert run.stderr.endswith("leo: going on without: tests of containers are skipped\n")


@pytest.mark.parametrize(("command", "ci"), [("test", "true"), ("demo", "")])
def test_without_docker_nothing_else_runs(equipped: Machine, command: str, ci: str) -> None:
    without_docker(equipped)
    equipped.environment["CI"] = ci
    run = equipped.run(command)
    assert run.returncode == 1
    assert "leo: docker-missing: " in run.stderr
    assert equipped.run("tpm").returncode == 7


def test_docker_that_apt_cannot_install_is_named(bare: Machine) -> None:
    bare.run("tpm")
    bare.tool("apt-get", "#!/bin/sh\necho 'E: Unable to locate package docker.io' >&2\nexit 100\n")
    run = bare.run("demo")
    assert run.returncode == 1
    assert "leo: setup-failed: apt-get could not install docker.io\n  remedy: sudo apt-get update" in run.stderr
    assert "E: Unable to locate package docker.io" in run.stderr
