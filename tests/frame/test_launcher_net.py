"""What connects parties: ``./leo`` installs it where it may, for the commands that use it."""

import pytest

from tests.frame.launcher import Machine, without_rights

READY = "leo: ready for connections between parties\n"


@pytest.mark.parametrize("command", ["node", "client", "testnet", "test"])
def test_what_connects_parties_gets_its_parts_once(equipped: Machine, command: str) -> None:
    run = equipped.run(command, "x")
    assert run.returncode == 7
    assert "leo: installing what connects parties, as locked: libp2p 0.8.1\n" + READY in run.stderr
    assert "apt-get" not in (equipped.folder / "calls").read_text()
    (equipped.folder / "calls").unlink()
    again = equipped.run(command)
    assert again.returncode == 7
    assert again.stderr == ""
    assert "-m pip" not in (equipped.folder / "calls").read_text()


@pytest.mark.parametrize("arguments", [("check",), ("tpm",), ("demo",), ("node", "--help"), ("testnet", "up", "-h")])
def test_what_connects_nobody_gets_no_parts_for_it(equipped: Machine, arguments: tuple[str, ...]) -> None:
    run = equipped.run(*arguments)
    assert run.returncode == 7
    assert "connects parties" not in run.stderr


def test_another_lock_installs_again(equipped: Machine) -> None:
    equipped.run("node")
    with (equipped.checkout / "requirements-net.lock").open("a") as file:
        file.write("# changed\n")
    assert READY in equipped.run("node").stderr


def test_root_gets_a_compiler_and_the_headers(bare: Machine) -> None:
    run = bare.run("node")
    assert run.returncode == 7, run.stderr
    assert "leo: installing the system packages gcc libc6-dev libgmp-dev python3.11-dev\n" in run.stderr


def test_a_compiler_without_gmp_is_not_enough(bare: Machine) -> None:
    (bare.folder / "state" / "no-headers").unlink()
    bare.tool("cc", '#!/bin/sh\ncase "$*" in -E*) exit 1 ;; esac\n')
    assert "leo: installing the system package libgmp-dev\n" in bare.run("node").stderr


def test_without_rights_tests_run_without_it(machine: Machine) -> None:
    without_rights(machine)
    run = machine.run("test")
    assert run.returncode == 7
    assert "leo: net-parts-missing: what connects parties needs gcc libc6-dev libgmp-dev" in run.stderr
    assert "leo: going on without: tests of connections between parties are skipped\n" in run.stderr


@pytest.mark.parametrize(("command", "ci"), [("test", "true"), ("node", "")])
def test_without_rights_nothing_else_runs_without_it(machine: Machine, command: str, ci: str) -> None:
    without_rights(machine)
    for name in ("swtpm", "setpriv", "cc", "pkg-config"):
        machine.tool(name, "#!/bin/sh\nexit 0\n")
    machine.tool("cc", '#!/bin/sh\ncase "$*" in -E*) exit 1 ;; esac\n')
    machine.given("docker-answers")
    machine.environment["CI"] = ci
    run = machine.run(command)
    assert run.returncode == 1
    assert "leo: net-parts-missing: " in run.stderr
    assert machine.run("check").returncode == 7


def test_a_failed_build_is_named_and_leaves_the_environment(equipped: Machine) -> None:
    says = equipped.given("build-says", "ERROR: Failed building wheel for fastecdsa\n")
    run = equipped.run("node")
    assert run.returncode == 1
    assert "leo: build-failed: pip could not build libp2p: there is no wheel of fastecdsa" in run.stderr
    says.unlink()
    (equipped.checkout / ".venv" / "mine").touch()
    assert equipped.run("node").returncode == 7
    assert (equipped.checkout / ".venv" / "mine").exists()


def test_parts_that_were_half_installed_are_thrown_away(equipped: Machine) -> None:
    equipped.given("parts-are-killed")
    assert equipped.run("node").returncode != 7
    (equipped.checkout / ".venv" / "half-made").touch()
    assert equipped.run("node").returncode == 7
    assert not (equipped.checkout / ".venv" / "half-made").exists()
