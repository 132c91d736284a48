"""All files of the vectors, as octets by path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.speccheck.constants import Constants
from leo_ref.vectors import appraisal, draw, encoding, identity, ledger, questions, rules, sealing, tcg, transcripts
from leo_ref.vectors.case import Family
from leo_ref.vectors.graph import explored
from leo_ref.vectors.levels import levels
from leo_ref.vectors.metadata import METADATA, Marked, Severity, Source, metadata
from leo_ref.vectors.models import choice_of, codes_of, model_file
from leo_ref.vectors.sharing import Sharing
from leo_ref.vectors.text import text_of
from leo_ref.vectors.transcript import ENDING, FOLDER, names, path_of

INDEX: Final = "index.json"


@cache
def hand_written() -> tuple[Family, ...]:
    """The families whose vectors are written one by one."""
    rooms = (encoding, draw, questions, rules, sealing, ledger, tcg, identity, appraisal, transcripts)
    return tuple(family for room in rooms for family in room.families())


def case_file(family: Family) -> dict[str, JsonValue]:
    """The file of a family."""
    parts = [part for case in family.cases for part in (*case.request.values(), case.answer.get("ok"))]
    sharing = Sharing(family.shared, parts)
    vectors: list[JsonValue] = [
        {
            "id": case.id,
            "clause": case.clause,
            "action": case.action,
            "why": case.why,
            "request": {name: sharing.written(value) for name, value in case.request.items()},
            "answer": {"ok": sharing.written(case.answer["ok"])} if "ok" in case.answer else case.answer,
        }
        for case in family.cases
    ]
    return {
        "kind": "cases",
        "version": 1,
        "family": family.name,
        "about": family.about,
        "shared": sharing.shared,
        "vectors": vectors,
    }


def build(models: Iterable[tuple[str, str, Constants]], *, whole: bool) -> dict[str, bytes]:
    """Every file, the index last. ``models`` are names, purposes and constants; ``whole`` keeps every edge."""
    files: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    marked: dict[str, Marked] = {}
    codes: dict[str, str] = {}
    faults: dict[str, str] = {}
    for family in hand_written():
        path = f"{family.name}.json"
        files[path], counts[path] = text_of(case_file(family)), len(family.cases)
        marked[path] = Marked(family.source, family.severity, tuple(family.exceptions()))
        for code, where in family.codes():
            codes.setdefault(code, where)
        for fault, where in family.faults():
            faults.setdefault(fault, where)
    for name, purpose, constants in models:
        path = f"models/{name}.json"
        graph = explored(name, constants)
        choice = choice_of(graph, whole=whole)
        files[path] = text_of(model_file(graph, purpose, choice))
        counts[path] = len(choice.edges) + len(choice.refusals)
        marked[path] = Marked(Source.GRAPH, Severity.MUST)
        for code, where in codes_of(graph, choice).items():
            codes.setdefault(code, where)
    recorded = {f"{FOLDER}{name}{ENDING}": path_of(name).read_bytes() for name in names()}
    about = text_of(metadata(marked))
    listed = index(files, counts, recorded, about, codes, faults)
    return {**files, **recorded, METADATA: about, INDEX: text_of(listed)}


def index(
    files: Mapping[str, bytes],
    counts: Mapping[str, int],
    recorded: Mapping[str, bytes],
    about: bytes,
    codes: Mapping[str, str],
    faults: Mapping[str, str],
) -> dict[str, JsonValue]:
    """What there is: digests, levels, and for each code and each fault of a transcript a vector with it.

    ``about`` is the file of metadata.
    """
    return {
        "kind": "index",
        "version": 1,
        "files": [
            {"path": path, "sha256": sha256(octets).hexdigest(), "vectors": counts[path]}
            for path, octets in sorted(files.items())
        ],
        "metadata": {"path": METADATA, "sha256": sha256(about).hexdigest()},
        "levels": levels(files),
        "transcripts": [
            {"path": path, "sha256": sha256(octets).hexdigest()} for path, octets in sorted(recorded.items())
        ],
        "codes": dict(sorted(codes.items())),
        "faults": dict(sorted(faults.items())),
    }
