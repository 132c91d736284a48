"""The options of the conformance suite, and whoever is tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.program import Implementation, Program, Reference
from conformance.reading import VectorError, Vectors, read

VECTORS = pytest.StashKey[Vectors]()
HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("conformance", "conformance vectors of Leo")
    group.addoption(
        "--implementation", metavar="CMD", help="a program that answers requests on lines; default: the reference"
    )
    group.addoption(
        "--vectors", metavar="DIR", type=Path, default=HERE / "vectors", help="a folder made by `leo vectors`"
    )
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


@pytest.fixture(scope="session")
def vectors(request: pytest.FixtureRequest) -> Vectors:
    """All vectors."""
    return request.config.stash[VECTORS]


@pytest.fixture(scope="session")
def implementation(request: pytest.FixtureRequest) -> Iterator[Implementation]:
    """Whoever is tested."""
    command = request.config.getoption("--implementation")
    program = Reference() if command is None else Program(command, request.config.getoption("--time-limit"))
    yield program
    program.close()
