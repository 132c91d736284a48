"""Node: ``./leo`` installs it where it may, for the tests of the example in JavaScript."""

import pytest

from tests.frame.launcher import Machine


def without_node(machine: Machine) -> None:
    """All else is there."""
    (machine.folder / "bin" / "node").unlink()


def test_root_gets_node_once(bare: Machine) -> None:
    run = bare.run("test")
    assert run.returncode == 7, run.stderr
    assert "leo: installing the system packages nodejs npm\nleo: ready for the example in JavaScript\n" in run.stderr
    again = bare.run("test")
    assert (again.returncode, again.stderr) == (7, "")


@pytest.mark.parametrize("arguments", [("demo",), ("conformance",), ("test", "--help")])
def test_nothing_else_gets_it(bare: Machine, arguments: tuple[str, ...]) -> None:
    assert "nodejs" not in bare.run(*arguments).stderr


def test_without_rights_tests_run_without_it(equipped: Machine) -> None:
    without_node(equipped)
    run = equipped.run("test")
    assert run.returncode == 7
    assert "leo: node-missing: the example in JavaScript needs node and npm" in run.stderr
    assert run.stderr.endswith("leo: going on without: tests of the example in JavaScript are skipped\n")


def test_without_rights_a_build_server_fails(equipped: Machine) -> None:
    without_node(equipped)
    equipped.environment["CI"] = "true"
    run = equipped.run("test")
    assert run.returncode == 1
    assert "leo: node-missing: " in run.stderr
