"""Every vector, put to the reference or to the program of ``--implementation``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.conftest import VECTORS
from conformance.program import Implementation
from conformance.reading import Json, Vectors
from conformance.replay import PATHS, SHOWN, STEPS, Question, cases, chunks, paths, put, setting, steps


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    vectors = metafunc.config.stash[VECTORS]
    if "case" in metafunc.fixturenames:
        found = [question for file in vectors.cases.values() for question in cases(file)]
        metafunc.parametrize("case", found, ids=[question.id for question in found])
    if "chunk_of_steps" in metafunc.fixturenames:
        sizes = {path: len(file["edges"]) + len(file["refusals"]) for path, file in vectors.models.items()}
        parametrize(metafunc, "chunk_of_steps", sizes, STEPS)
    if "chunk_of_paths" in metafunc.fixturenames:
        sizes = {path: len(file["paths"]) for path, file in vectors.models.items()}
        parametrize(metafunc, "chunk_of_paths", sizes, PATHS)


def parametrize(metafunc: pytest.Metafunc, name: str, sizes: dict[str, int], size: int) -> None:
    found = [(path, number) for path, count in sizes.items() for number in chunks(count, size)]
    metafunc.parametrize(name, found, ids=[f"{path.removesuffix('.json')}-{number}" for path, number in found])


def test_case(case: Question, vectors: Vectors, implementation: Implementation, request: pytest.FixtureRequest) -> None:
    judge(request, implementation, None, iter([case.whole(vectors.transcripts)]))


def test_steps(
    chunk_of_steps: tuple[str, int], vectors: Vectors, implementation: Implementation, request: pytest.FixtureRequest
) -> None:
    path, number = chunk_of_steps
    file = vectors.models[path]
    judge(request, implementation, setting(file), steps(file, number))


def test_paths(
    chunk_of_paths: tuple[str, int], vectors: Vectors, implementation: Implementation, request: pytest.FixtureRequest
) -> None:
    path, number = chunk_of_paths
    file = vectors.models[path]
    judge(request, implementation, setting(file), paths(file, number))


def judge(
    request: pytest.FixtureRequest, implementation: Implementation, model: Json, questions: Iterator[Question]
) -> None:
    """Fails with the first failures; what another program does not support is a skip with its reason."""
    values = implementation.is_reference or request.config.getoption("--values")
    failures, unsupported = put(implementation, model, questions, values=values)
    if failures:
        more = f"\n... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
        pytest.fail("\n".join(failures[:SHOWN]) + more, pytrace=False)
    if unsupported:
        pytest.skip(f"{len(unsupported)} not supported, such as {unsupported[0]}")
