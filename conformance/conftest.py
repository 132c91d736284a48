"""The options of the suite, and whoever is tested."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.engine.conversation import GaveUp, Implementation
from conformance.engine.program import Bounds
from conformance.engine.reading import FOLDER, Vectors, read
from conformance.engine.run import Plan, implementation
from conformance.engine.schemas import VectorError

VECTORS = pytest.StashKey[Vectors]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("conformance", "conformance vectors of Leo")
    group.addoption("--implementation", metavar="CMD", help="a program that is asked; default: the reference")
    group.addoption("--vectors", metavar="PLACE", type=Path, default=FOLDER, help="a folder or archive of vectors")
    group.addoption("--time-limit", metavar="SECONDS", type=float, default=30.0, help="for one answer; default: 30")
    group.addoption(
        "--values", action="store_true", help="compare what refusals carry, too; always done for the reference"
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Reads the vectors, so that damaged ones are one error and not a thousand."""
    try:
        session.config.stash[VECTORS] = read(session.config.getoption("--vectors"))
    except VectorError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A program of which nothing passed has failed, also if it skipped everything."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.OK and session.config.getoption("--implementation") and reporter is not None:
        if not reporter.stats.get("passed"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def vectors(request: pytest.FixtureRequest) -> Vectors:
    """All vectors."""
    return request.config.stash[VECTORS]


@pytest.fixture(scope="session")
def asked(request: pytest.FixtureRequest, vectors: Vectors) -> Iterator[Implementation]:
    """Whoever is tested."""
    command = request.config.getoption("--implementation")
    bounds = Bounds(seconds=request.config.getoption("--time-limit"))
    try:
        found = implementation(Plan(vectors=vectors, command=shlex.split(command or ""), bounds=bounds))
    except GaveUp as no:
        pytest.exit(f"the implementation does not come up: {no}", pytest.ExitCode.TESTS_FAILED)
    yield found
    remark = found.close()
    assert remark is None, remark
