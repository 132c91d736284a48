"""Programs that tests alone need, a browser and Node: ``./leo`` installs them where it may."""

import pytest
from attrs import frozen

from tests.frame.launcher import Machine


@frozen(kw_only=True)
class Needed:
    """What is needed, and what ``./leo`` says of it."""

    program: str
    installs: str
    ready: str
    missing: str
    skipped: str
    without: tuple[str, ...]
    """A command that does not need it."""


BROWSER = Needed(
    program="chromium",
    installs="leo: installing the system package chromium\n",
    ready="leo: ready for tests of the page\n",
    missing="leo: browser-missing: tests of the page need chromium",
    skipped="leo: going on without: tests of the page in a browser are skipped\n",
    without=("testnet", "page"),
)
NODE = Needed(
    program="node",
    installs="leo: installing the system packages nodejs npm\n",
    ready="leo: ready for the example in JavaScript\n",
    missing="leo: node-missing: the example in JavaScript needs node and npm",
    skipped="leo: going on without: tests of the example in JavaScript are skipped\n",
    without=("conformance",),
)
BOTH = pytest.mark.parametrize("needed", [BROWSER, NODE], ids=lambda needed: needed.program)


def without(machine: Machine, needed: Needed) -> None:
    """All else is there."""
    (machine.folder / "bin" / needed.program).unlink()


@BOTH
def test_root_gets_it_once(bare: Machine, needed: Needed) -> None:
    run = bare.run("test")
    assert run.returncode == 7, run.stderr
    assert needed.installs + needed.ready in run.stderr
    again = bare.run("test")
    assert (again.returncode, again.stderr) == (7, "")


@BOTH
def test_nothing_else_gets_it(bare: Machine, needed: Needed) -> None:
    for arguments in (("demo",), ("test", "--help"), needed.without):
        assert needed.installs not in bare.run(*arguments).stderr


@BOTH
def test_without_rights_tests_run_without_it(equipped: Machine, needed: Needed) -> None:
    without(equipped, needed)
    run = equipped.run("test")
    assert run.returncode == 7
    assert needed.missing in run.stderr
    assert run.stderr.endswith(needed.skipped)


@BOTH
def test_without_rights_a_build_server_fails(equipped: Machine, needed: Needed) -> None:
    without(equipped, needed)
    equipped.environment["CI"] = "true"
    run = equipped.run("test")
    assert run.returncode == 1
    assert needed.missing in run.stderr
