"""The command line: what exists, and how every kind of error ends: one clear line and the right exit code."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from leo_ref.cli import main
from leo_ref.cli.entry import COMMANDS, leo
from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.cli.steps import ToolStep, run_steps
from leo_ref.draw.unsound import LibraryTooOld, LibraryUnsound
from leo_ref.speccheck.tlc.failure import Failure as TlcName
from leo_ref.speccheck.tlc.failure import TlcFailure

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from leo_ref.cli import main; main()", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ending_of(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of ``leo broken`` when that command raises ``error``."""

    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(leo, "get_command", lambda _context, _name: broken)
    with pytest.raises(SystemExit) as end:
        main(["broken"])
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """``main`` sets the process's own handler for SIGTERM; pytest gets its own back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_help_lists_every_command_that_exists_and_no_other() -> None:
    listed = run("--help")
    assert listed.returncode == 0
    for name, line in COMMANDS.items():
        exists = (ROOT / "leo_ref" / "cli" / f"{name}.py").exists()
        assert (f"\n  {name} " in listed.stdout) == exists
        assert (line in " ".join(listed.stdout.split())) == exists


IMPORTED = """
import sys
from leo_ref.cli import main
try:
    main({arguments!r})
except SystemExit:
    from leo_ref.cli.entry import COMMANDS
    print("imported:", *(name for name in COMMANDS if f"leo_ref.cli.{{name}}" in sys.modules))
"""


@pytest.mark.parametrize(
    ("arguments", "environment", "shown", "imported"),
    [
        (["--help"], {}, "Watch a task from offer to payment", []),
        ([], {"_LEO_COMPLETE": "zsh_complete", "COMP_WORDS": "leo d", "COMP_CWORD": "1"}, "draw", []),
        (["oracle", "--help"], {}, "Usage: leo oracle", ["oracle"]),
    ],
    ids=["help", "completion", "help of a command"],
)
def test_a_command_is_imported_only_when_it_is_asked_for(
    arguments: list[str], environment: dict[str, str], shown: str, imported: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED.format(arguments=arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert shown in done.stdout
    assert done.stdout.splitlines()[-1].split() == ["imported:", *imported]


@pytest.mark.parametrize("name", [name for name in COMMANDS if (ROOT / "leo_ref" / "cli" / f"{name}.py").exists()])
def test_every_command_has_help(name: str) -> None:
    shown = run(name, "--help")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(f"Usage: leo {name} ")


@pytest.mark.parametrize(
    "arguments", [("nosuchcommand",), ("fmt", "--nosuchoption"), ("test", "--only", "nosuchstep"), ()]
)
def test_what_was_typed_wrong_is_exit_code_two(arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert said.returncode == 2
    assert "Usage: leo" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("exit_code", [1, USAGE])
def test_a_known_failure_is_told_with_its_remedy(
    exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failure = CommandFailure("model-missing", "there is no model MCNone", "leo check --list", exit_code)
    assert ending_of(failure, monkeypatch) == exit_code
    assert capsys.readouterr().err == "leo: model-missing: there is no model MCNone\n  remedy: leo check --list\n"


KNOWN = [
    (TlcFailure(TlcName.OUT_OF_MEMORY, "It had 1 GiB.", "close programs"), "out-of-memory"),
    (OSError(errno.ENOSPC, "No space left on device", "states.dump"), "disk-full"),
    (MemoryError(), "out-of-memory"),
    (ModuleNotFoundError("No module named 'networkx'", name="networkx"), "extra-missing"),
    (ModuleNotFoundError("No module named 'xdist.plugin'", name="xdist.plugin"), "extra-missing"),
    (LibraryTooOld("this is 1.6.1"), "library-too-old"),
    (LibraryUnsound("mixed order"), "library-unsound"),
    (ImportError("undefined symbol: crypto_aead_aegis128l_npubbytes", name="_sodium"), "library-unsound"),
]


@pytest.mark.parametrize(("error", "name"), KNOWN, ids=[type(error).__name__ for error, _ in KNOWN])
def test_what_can_happen_to_any_command_has_a_name(
    error: Exception, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending_of(error, monkeypatch) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"leo: {name}: ")
    assert "\n  remedy: " in said


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("oops"), ModuleNotFoundError("none", name="nosuch"), OSError(errno.EIO, "x")]
)
def test_a_fault_of_ours_is_neither_hidden_nor_a_traceback(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LEO_TRACEBACK", raising=False)
    assert ending_of(error, monkeypatch) == 70
    said = capsys.readouterr().err
    assert said.startswith(f"leo: internal-fault: {type(error).__name__}: ")
    assert "Traceback" not in said


def test_the_traceback_is_there_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEO_TRACEBACK", "1")
    ending_of(ZeroDivisionError("oops"), monkeypatch)
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_exit_code_130(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending_of(error, monkeypatch) == 130
    assert capsys.readouterr().err.strip() == "leo: interrupted"


def test_an_output_that_nobody_reads_is_no_traceback() -> None:
    shown = subprocess.run(
        f"'{sys.executable}' -c 'from leo_ref.cli import main; main()' --help | true",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in shown.stderr
    assert "Exception ignored" not in shown.stderr


def python_step(name: str, code: str, *, live: bool = False) -> ToolStep:
    """A step that runs a line of Python."""
    return ToolStep(name, (sys.executable, "-c", code), live=live)


def test_all_steps_run_after_a_failure_and_its_output_is_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [python_step("first", "print('the reason'); exit(3)"), python_step("second", "print('chatter')")]
    assert not run_steps(steps, tmp_path, as_json=False)
    shown = capfd.readouterr().out
    assert "the reason" in shown
    assert "chatter" not in shown
    assert "1 of 2 steps FAILED" in shown


def test_json_is_alone_on_standard_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    steps = [python_step("quiet", "print('a')"), python_step("live", "print('b')", live=True)]
    assert run_steps(steps, tmp_path, as_json=True)
    shown = capfd.readouterr()
    summary = json.loads(shown.out)
    assert summary["ok"] is True
    assert [(step["name"], step["exit_code"]) for step in summary["steps"]] == [("quiet", 0), ("live", 0)]
    assert "\nb\n" in shown.err


def test_a_killed_step_counts_as_failed(tmp_path: Path) -> None:
    assert not run_steps([python_step("killed", "import os; os.kill(os.getpid(), 9)")], tmp_path, as_json=False)


@pytest.mark.parametrize(("sent", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_no_process_is_left_when_a_command_is_stopped(tmp_path: Path, sent: signal.Signals, exit_code: int) -> None:
    # The step starts a child of its own and writes that child's number, then both wait.
    child = "import time; time.sleep(600)"
    step = (
        "import pathlib, subprocess, sys, time; "
        f"process = subprocess.Popen([sys.executable, '-c', {child!r}]); "
        "pathlib.Path('new').write_text(str(process.pid)); pathlib.Path('new').rename('pid'); time.sleep(600)"
    )
    program = (
        "import sys, pathlib, click, leo_ref.cli.entry as entry; from leo_ref.cli.steps import ToolStep, run_steps\n"
        f"steps = [ToolStep('waits', (sys.executable, '-c', {step!r}))]\n"
        "command = click.command()(lambda: run_steps(steps, pathlib.Path.cwd(), as_json=False))\n"
        "entry.leo.get_command = lambda _context, _name: command\n"
        "entry.main(['waits'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    written = tmp_path / "pid"
    wait_until(written.exists)
    process.send_signal(sent)
    assert process.wait(timeout=60) == exit_code
    grandchild = Path("/proc", written.read_text())
    wait_until(lambda: not grandchild.exists() or "\nState:\tZ" in (grandchild / "status").read_text())


def wait_until(condition: Callable[[], bool]) -> None:
    """Waits until ``condition`` holds; how long that takes is no matter."""
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("it never happened")
