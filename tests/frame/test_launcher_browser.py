"""Chromium: ``./leo`` installs it where it may, for the tests of the page."""

import pytest

from tests.frame.launcher import Machine


def without_browser(machine: Machine) -> None:
    """All else is there."""
    (machine.folder / "bin" / "chromium").unlink()


def test_root_gets_a_browser_once(bare: Machine) -> None:
    run = bare.run("test")
    assert run.returncode == 7, run.stderr
    assert "leo: installing the system package chromium\nleo: ready for tests of the page\n" in run.stderr
    again = bare.run("test")
    assert (again.returncode, again.stderr) == (7, "")


@pytest.mark.parametrize("arguments", [("demo",), ("testnet", "page"), ("test", "--help")])
def test_nothing_else_gets_one(bare: Machine, arguments: tuple[str, ...]) -> None:
    assert "chromium" not in bare.run(*arguments).stderr


def test_without_rights_tests_run_without_it(equipped: Machine) -> None:
    without_browser(equipped)
    run = equipped.run("test")
    assert run.returncode == 7
    assert "leo: browser-missing: tests of the page need chromium" in run.stderr
    assert run.stderr.endswith("leo: going on without: tests of the page in a browser are skipped\n")


def test_without_rights_a_build_server_fails(equipped: Machine) -> None:
    without_browser(equipped)
    equipped.environment["CI"] = "true"
    run = equipped.run("test")
    assert run.returncode == 1
    assert "leo: browser-missing: " in run.stderr
