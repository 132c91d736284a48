"""A run as a document: what passed by level and clause, and everything that did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from conformance.engine.hello import PROTOCOL
from conformance.engine.judging import Judged, Verdict
from conformance.engine.reading import VERSION, Vectors
from conformance.engine.run import Ran
from conformance.engine.schemas import fault
from conformance.engine.strict import Json, NotStrict, strict

PASSED: Final = "passed"
FAILED: Final = "failed"
STOPPED: Final = "stopped"
PATHS: Final = "paths"
"""Stands in place of a clause for paths, whose actions are of several."""


class BadResults(Exception):
    """A file is no file of results; the text says why."""


def verdict(ran: Ran, required: frozenset[str] | None) -> str:
    """How the run ended; ``required`` are the levels that were asked for by name."""
    if ran.stopped is not None:
        return STOPPED
    return FAILED if ran.remarks or faults(ran, required) or any(one.verdict.fails for one in ran.judged) else PASSED


def faults(ran: Ran, required: frozenset[str] | None) -> list[str]:
    """What is wrong with the run as a whole."""
    found = []
    if not any(one.verdict in (Verdict.PASSED, Verdict.EXPECTED) for one in ran.judged):
        found.append("nothing passed")
    declared = ran.hello.levels if ran.hello is not None else ()
    found += [
        f"the level {level} was asked for, and is not declared" for level in sorted((required or set()) - {*declared})
    ]
    passed = {one.level for one in ran.judged if one.verdict in (Verdict.PASSED, Verdict.EXPECTED)}
    asked = {one.level for one in ran.judged}
    found += [
        f"the level {level} is declared, and nothing of it passed" for level in declared if level in asked - passed
    ]
    chosen = (ran.hello.models if ran.hello is not None else None) or ()
    asked_of, passed_of = _models(ran.judged, set(Verdict)), _models(ran.judged, {Verdict.PASSED, Verdict.EXPECTED})
    return found + [
        f"the model {model} is declared, and nothing of it passed" for model in chosen if model in asked_of - passed_of
    ]


def _models(judged: Sequence[Judged], verdicts: Container[Verdict]) -> set[str]:
    """The models of which a vector ended so."""
    return {one.id.split("/")[1] for one in judged if one.level == "models" and one.verdict in verdicts}


def document(
    ran: Ran, vectors: Vectors, command: str, required: frozenset[str] | None, *, values: bool
) -> dict[str, Json]:
    """What ``schema/results.schema.json`` describes; ``values``: what refusals carry was compared, too."""
    hello = ran.hello
    judged = sorted(ran.judged, key=lambda one: one.id)
    return {
        "kind": "results",
        "version": 1,
        "protocol": PROTOCOL,
        "vectors": {"version": VERSION, "sha256": vectors.digest},
        "implementation": None if hello is None else hello.document(),
        "command": command,
        "verdict": verdict(ran, required),
        "stopped": ran.stopped,
        "remarks": [*ran.remarks, *faults(ran, required)],
        "seconds": round(ran.seconds),
        "values": values,
        "levels": {
            level: {"about": about, "clauses": _clauses([one for one in ran.judged if one.level == level])}
            for level, about in vectors.levels.items()
        },
        "passed": [one.id for one in judged if one.verdict is Verdict.PASSED],
        "failures": [_told(one) for one in judged if one.verdict.fails],
        "warnings": [_told(one) for one in judged if one.verdict.warns],
        "unsupported": reasons(ran.judged, Verdict.UNSUPPORTED),
        "not_asked": reasons(ran.judged, Verdict.NOT_ASKED),
        "expected": [one.id for one in judged if one.verdict is Verdict.EXPECTED],
    }


def _told(one: Judged) -> dict[str, Json]:
    return {**asdict(one), "verdict": one.verdict.value, "level": one.level}


def _clauses(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for one in judged:
        counted.setdefault(one.clause or PATHS, Counter())[one.verdict.value] += 1
    order = sorted(counted, key=lambda clause: (clause == PATHS, int(clause[1:]) if clause != PATHS else 0))
    return {clause: dict(sorted(counted[clause].items())) for clause in order}


def reasons(judged: Sequence[Judged], which: Verdict) -> dict[str, int]:
    """How many vectors were left out for each reason."""
    return dict(sorted(Counter(one.reason for one in judged if one.verdict is which).items()))


def totals(level: Mapping[str, Json]) -> Counter[str]:
    """The verdicts of a level of a document."""
    whole: Counter[str] = Counter()
    for counted in level["clauses"].values():
        whole.update(counted)
    return whole


def read_results(path: Path) -> dict[str, Json]:
    """The document of a file of results.

    Raises:
        BadResults: It is none.
    """
    try:
        found = strict(path.read_bytes())
    except OSError as error:
        raise BadResults(f"{path} cannot be read: {error.strerror}") from None
    except NotStrict as error:
        raise BadResults(f"{path} is not JSON: {error}") from None
    flaw = fault("results", found)
    if flaw is not None:
        raise BadResults(f"{path} is no file of results, {flaw}")
    assert isinstance(found, dict)
    return found
