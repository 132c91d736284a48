"""The parts that TPMs need: ``./leo`` builds them once, for the commands that use them."""

import pytest

from tests.frame.launcher import Machine, without_rights


@pytest.mark.parametrize("command", ["test", "tpm", "demo"])
def test_what_uses_a_tpm_gets_its_parts_once(equipped: Machine, command: str) -> None:
    run = equipped.run(command, "x")
    assert run.returncode == 7
    assert "leo: building tpm2-pytss, as locked: tpm2-pytss 3.0.0\nleo: ready for TPMs\n" in run.stderr
    (equipped.folder / "calls").unlink()
    again = equipped.run(command)
    assert again.stderr == ""
    calls = (equipped.folder / "calls").read_text()
    assert "-m pip" not in calls
    assert ("import docker" in calls) == (command != "tpm")


@pytest.mark.parametrize(
    ("arguments", "containers"),
    [
        (("machine", "boot"), False),
        (("node", "init", "a", "--swtpm"), False),
        (("node", "serve", "a", "--swtpm"), True),
        (("node", "serve", "a", "--tcti", "device:/dev/tpmrm0"), True),
        (("testnet", "up", "--tpm"), True),
    ],
)
def test_who_names_a_tpm_uses_one(equipped: Machine, arguments: tuple[str, ...], containers: bool) -> None:
    assert "leo: ready for TPMs\n" in equipped.run(*arguments).stderr
    assert ("import docker" in (equipped.folder / "calls").read_text()) == containers


@pytest.mark.parametrize("arguments", [("node", "serve", "a", "--software"), ("testnet", "story", "b")])
def test_a_network_of_software_uses_no_tpm(equipped: Machine, arguments: tuple[str, ...]) -> None:
    assert "ready for TPMs" not in equipped.run(*arguments).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("test", "--help"),
        ("tpm", "start", "-h"),
        ("machine", "appraise"),
        ("image", "make"),
        ("demo", "--seed", "x", "--software"),
        ("demo", "--help"),
        (),
    ],
)
def test_what_uses_no_parts_gets_none(bare: Machine, arguments: tuple[str, ...]) -> None:
    assert bare.run(*arguments).returncode == 7
    assert not (bare.folder / "state" / "tpm2-pytss").exists()
    calls = (bare.folder / "calls").read_text()
    assert "import docker" not in calls
    assert "apt-get" not in calls


def test_another_lock_of_the_parts_builds_them_again(equipped: Machine) -> None:
    equipped.run("test")
    with (equipped.checkout / "requirements-tpm.lock").open("a") as file:
        file.write("# changed\n")
    assert "leo: ready for TPMs" in equipped.run("test").stderr


def test_the_parts_are_missed_when_swtpm_is_removed(equipped: Machine) -> None:
    equipped.run("test")
    (equipped.folder / "bin" / "swtpm").unlink()
    equipped.tool("id", "#!/bin/sh\necho 1000\n")
    assert "needs swtpm" in equipped.run("test").stderr


def test_root_gets_the_system_packages_that_are_missing(bare: Machine) -> None:
    run = bare.run("tpm")
    assert run.returncode == 7, run.stderr
    packages = "swtpm util-linux gcc libc6-dev pkg-config libtss2-dev python3.11-dev"
    assert f"leo: installing the system packages {packages}\n" in run.stderr
    assert f" {packages}\n" in (bare.folder / "calls").read_text()


def test_what_builds_is_not_taken_for_missing(equipped: Machine) -> None:
    # As on Debian 13: a private requirement of a library has no file of its own, and nothing needs it.
    equipped.tool("pkg-config", '#!/bin/sh\ncase "$*" in --libs*) ;; *) exit 1 ;; esac\n')
    assert equipped.run("tpm").returncode == 7


def test_without_rights_tests_run_without_the_parts(machine: Machine) -> None:
    without_rights(machine)
    run = machine.run("test")
    assert run.returncode == 7
    assert "leo: tpm-parts-missing: " in run.stderr
    assert "remedy: sudo apt-get update && sudo apt-get install -y swtpm " in run.stderr
    assert "leo: going on without: tests of real TPMs are skipped\n" in run.stderr


@pytest.mark.parametrize(("command", "ci"), [("test", "true"), ("tpm", ""), ("demo", "")])
def test_without_rights_nothing_else_runs_without_the_parts(machine: Machine, command: str, ci: str) -> None:
    without_rights(machine)
    machine.environment["CI"] = ci
    run = machine.run(command)
    assert run.returncode == 1
    assert "leo: tpm-parts-missing: " in run.stderr
    assert machine.run("check").returncode == 7


def test_a_failed_build_is_named_and_leaves_the_environment(equipped: Machine) -> None:
    says = equipped.given("build-says", "WARNING: Failed to establish a new connection: Name or service not known\n")
    run = equipped.run("tpm")
    assert run.returncode == 1
    assert "leo: no-network: pip could not build tpm2-pytss" in run.stderr
    says.unlink()
    (equipped.checkout / ".venv" / "mine").touch()
    assert equipped.run("tpm").returncode == 7
    assert (equipped.checkout / ".venv" / "mine").exists()
