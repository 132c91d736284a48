"""One mutant of the core under one kind of check, in a process that may not take longer than it is given."""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Final, NoReturn, TypeAlias

import pytest

from tests.faults.checks import CHECKS
from tests.mutants.code.mutant import CodeMutant, put_in
from tests.mutants.code.reach import Reach
from tests.mutants.code.roles import ROLES, is_as_before
from tests.mutants.results import Verdict
from tests.removed.replay import Endless, Outcome, Turns, room
from tests.removed.room import TURN
from tests.vectors.made import ROOT

TESTS: Final = {
    "rules": ("tests/rules", "tests/course", "tests/parties"),
    "ledger": ("tests/ledger",),
    "draw": ("tests/draw",),
    "sealing": ("tests/sealing",),
}
"""The folders whose tests are asked last."""

ONE_VECTOR: Final = 3.0
"""Seconds of processor for one answer; the slowest one takes a tenth of it."""

MEMORY: Final = 4 * 2**30
"""Octets that an attempt may take."""


Noticing: TypeAlias = Callable[[CodeMutant], str]
"""Says what notices a mutant that is in place; nothing where nothing does."""


def attempt(mutant: CodeMutant, noticing: Noticing, seconds: int) -> tuple[Verdict, str]:
    """What notices the mutant. A process that has used up its seconds of processor counts as noticed, too."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _child(mutant, noticing, seconds, writer)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            return Verdict.KILLED, f"does not end within {seconds} s"
        return Verdict.ERROR, f"signal {os.WTERMSIG(status)}"
    if not said:
        return Verdict.ERROR, f"the process ended with {os.WEXITSTATUS(status)}"
    verdict, detail = json.loads(said)
    return Verdict(verdict), detail


def _child(mutant: CodeMutant, noticing: Noticing, seconds: int, writer: int) -> None:
    """Never returns: whatever happens, the process ends here."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    noticed = "an exception that nothing catches"
    with contextlib.suppress(BaseException):
        vars(room(mutant.module).module)[TURN] = lambda: None
        put_in(mutant)
        noticed = noticing(mutant)
    verdict = Verdict.KILLED if noticed else Verdict.SURVIVED
    os.write(writer, json.dumps([verdict.value, noticed]).encode())
    os._exit(0)


def by_vectors_and_graphs(reach: Reach) -> Noticing:
    """The vectors that execute the statement, then the small models whose graph does (:mod:`tests.faults.checks`)."""

    def noticing(mutant: CodeMutant) -> str:
        turns = Turns()
        vars(room(mutant.module).module)[TURN] = turns
        signal.signal(signal.SIGPROF, _too_long)
        for vector in reach.vectors:
            signal.setitimer(signal.ITIMER_PROF, ONE_VECTOR)
            if vector.outcome(turns) is not Outcome.RIGHT:
                return f"vector {vector.id}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        turns.left = sys.maxsize  # a model may be long; if it has no end, the process has
        direct = ("envelope", "block", "scaling") if mutant.module.startswith("leo_ref.ledger.") else ()
        return next((said for name in (*reach.models, *direct) if (said := _noticed(CHECKS[name]))), "")

    return noticing


def by_roles(mutant: CodeMutant) -> str:
    """The models of the parties, from the first state on: what honest parties do is asked of the code."""
    for name in ROLES.get(mutant.module, ()):
        try:
            if not is_as_before(name):
                return f"graph of {name}"
        except Exception as error:  # a faulty rule may fail in whatever form
            return f"graph of {name}: {type(error).__name__}"
    return ""


def by_tests(mutant: CodeMutant) -> str:
    """The first test that fails of those in the package's folder."""
    return _failed(TESTS[mutant.module.split(".")[1]])


def _too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Endless


def _noticed(check: Callable[[], set[str]]) -> str:
    try:
        return min(check(), default="")
    except Exception as error:  # a faulty rule may fail in whatever form
        return f"{type(error).__name__} in a model"


class _First:
    """Remembers the first test that failed."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def _failed(folders: tuple[str, ...]) -> str:
    """The first test that fails, if one does."""
    os.chdir(ROOT)
    first = _First()
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main([*folders, "-x", "-q", "-n0", "-p", "no:cacheprovider"], plugins=[first])
    return first.failed or ("" if code in (0, 5) else f"pytest ended with {int(code)}")
