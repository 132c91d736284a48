"""Which Python ``./leo`` takes, and what it says where there is none that will do."""

import pytest

from tests.frame.launcher import PYTHON, Machine


def test_no_python_is_named(machine: Machine) -> None:
    (machine.folder / "bin" / "python3").unlink()
    run = machine.run()
    assert run.returncode == 1
    assert run.stderr.startswith("leo: python-missing: there is no python3 here\n  remedy: sudo apt-get ")


def test_an_old_python_is_named_with_its_version(machine: Machine) -> None:
    machine.given("old")
    machine.given("version", "Python 3.9.2\n")
    run = machine.run()
    assert run.returncode == 1
    assert "leo: python-too-old: " in run.stderr
    assert "python3 is Python 3.9.2" in run.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    newer = machine.tool("python3.12", PYTHON.replace("$BASE", "$NEWER").replace("$STATE/old", "$STATE/never"))
    machine.environment["NEWER"] = str(newer)
    machine.given("old")
    run = machine.run()
    assert run.returncode == 7
    assert f"({newer})" in run.stderr


@pytest.mark.parametrize("name", ["python3.14", "python3.21"])
def test_a_python_that_is_newer_than_this_project_is_found(machine: Machine, name: str) -> None:
    (machine.folder / "bin" / "python3").rename(machine.folder / "bin" / name)
    machine.environment["BASE"] = str(machine.folder / "bin" / name)
    assert machine.run().returncode == 7


def test_of_several_the_one_that_has_wheels_is_taken(machine: Machine) -> None:
    (machine.folder / "bin" / "python3").rename(machine.folder / "bin" / "python3.15")
    for name, variable in (("python3.12", "TWELVE"), ("python3.14", "FOURTEEN")):
        machine.environment[variable] = str(machine.tool(name, PYTHON.replace("$BASE", f"${variable}")))
    assert "python3.12)" in machine.run().stderr


def test_an_unknown_python_that_was_asked_for_is_named(machine: Machine) -> None:
    machine.environment["LEO_PYTHON"] = "/nowhere/python 4"
    run = machine.run()
    assert run.returncode == 1
    assert "leo: python-missing: LEO_PYTHON names /nowhere/python 4" in run.stderr


def test_the_missing_system_package_is_installed_by_root(machine: Machine) -> None:
    without = machine.given("no-ensurepip")
    machine.tool("id", "#!/bin/sh\necho 0\n")
    # As on a fresh machine: nothing can be installed before the lists are there.
    apt = 'case "$*" in update) touch "$STATE/lists" ;; *python3.11-venv) [ -e "$STATE/lists" ] && rm "%s" ;; esac'
    machine.tool("apt-get", f"#!/bin/sh\n{apt % without}\n")
    run = machine.run()
    assert run.returncode == 7
    assert "leo: installing the system package python3.11-venv" in run.stderr


def test_without_rights_the_exact_line_to_type_is_shown(machine: Machine) -> None:
    machine.given("no-ensurepip")
    machine.tool("id", "#!/bin/sh\necho 1000\n")
    machine.tool("sudo", "#!/bin/sh\nexit 1\n")
    machine.tool("apt-get", "#!/bin/sh\nexit 1\n")
    run = machine.run()
    assert run.returncode == 1
    assert "remedy: sudo apt-get update && sudo apt-get install -y python3.11-venv\n" in run.stderr


def test_a_system_without_apt_is_told_what_is_missing(machine: Machine) -> None:
    machine.given("no-ensurepip")
    run = machine.run()
    assert run.returncode == 1
    assert "leo: venv-missing: " in run.stderr
