"""Every vector, put to the reference or to the program of ``--implementation``."""

from __future__ import annotations

import pytest

from conformance.conftest import VECTORS
from conformance.engine.conversation import GaveUp, Implementation
from conformance.engine.judging import Verdict, put
from conformance.engine.questions import CASES, Piece, Wanted, everything, pieces, questions, setting
from conformance.engine.reading import Vectors

SHOWN = 5
"""Failures that one test shows."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    vectors = metafunc.config.stash[VECTORS]
    if "case" in metafunc.fixturenames:
        found = [
            (piece, vector["id"])
            for piece in pieces(vectors)
            if piece.kind == "cases"
            for vector in vectors.cases[piece.path]["vectors"][piece.first : piece.first + CASES]
        ]
        metafunc.parametrize("case", found, ids=[name for _, name in found])
    if "piece" in metafunc.fixturenames:
        kind = metafunc.function.__name__.removeprefix("test_")
        parts = [piece for piece in pieces(vectors) if piece.kind == kind]
        metafunc.parametrize("piece", parts, ids=[f"{part.path.removesuffix('.json')}-{part.first}" for part in parts])


def test_case(case: tuple[Piece, str], vectors: Vectors, asked: Implementation, request: pytest.FixtureRequest) -> None:
    piece, name = case
    judge(request, vectors, asked, piece, lambda other: other == name)


def test_steps(piece: Piece, vectors: Vectors, asked: Implementation, request: pytest.FixtureRequest) -> None:
    judge(request, vectors, asked, piece)


def test_paths(piece: Piece, vectors: Vectors, asked: Implementation, request: pytest.FixtureRequest) -> None:
    judge(request, vectors, asked, piece)


def judge(
    request: pytest.FixtureRequest,
    vectors: Vectors,
    asked: Implementation,
    piece: Piece,
    wanted: Wanted = everything,
) -> None:
    """Fails with the first failures; what the implementation did not declare is a skip with its reason."""
    if piece.level not in asked.hello.levels:
        pytest.skip(f"the level {piece.level} is not declared")
    values = asked.is_reference or request.config.getoption("--values")
    try:
        judged = [*put(asked, setting(vectors, piece), [*questions(vectors, piece, wanted)], values=values)]
    except GaveUp as no:
        pytest.exit(f"the run stops: {no}", pytest.ExitCode.TESTS_FAILED)
    binding = asked.is_reference  # which does what it should, too
    failures = [one for one in judged if one.verdict.fails or (binding and one.verdict is Verdict.WARNED)]
    if failures:
        told = "\n".join(
            f"{one.id} ({one.clause})\n  {one.why}\n  {one.reason}: expected {one.expected}, came {one.came}"
            for one in failures[:SHOWN]
        )
        more = f"\n... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
        pytest.fail(told + more, pytrace=False)
    warned = [one for one in judged if one.verdict.warns]
    if warned:
        pytest.xfail(f"{len(warned)} {warned[0].verdict.value}: {warned[0].id}: {warned[0].reason}")
    if all(one.verdict is Verdict.NOT_ASKED for one in judged):
        pytest.skip(judged[0].reason)
