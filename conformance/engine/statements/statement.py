"""What is signed: an in-toto statement whose predicate is a test result, with what the kit knows beside it.

Its tests are the levels: one passed if nothing of it failed, warned if only what should be did, and failed otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from conformance.engine.hello import KIT_VERSION, PROTOCOL
from conformance.engine.results import FAILED, PASSED, totals
from conformance.engine.schemas import fault
from conformance.engine.statements.fault import refuse
from conformance.engine.strict import Json, NotStrict, printable, shown, strict

TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://in-toto.io/attestation/test-result/v0.1"
VECTORS: Final = "leo-vectors"
IMPLEMENTATION: Final = ("name", "version", "build", "language")
GOOD: Final = ("passed", "not_asked")
WARNINGS: Final = ("warned", "disputed")
BLOCK: Final = 1 << 20


def subjects(paths: Sequence[Path]) -> list[dict[str, Json]]:
    """The files that a statement is about, by name and SHA-256.

    Raises:
        StatementFault: statement-subject: one cannot be read, or two have one name.
    """
    found = {}
    for path in paths:
        if path.name in found:
            refuse("subject", f"there are two files {path.name}")
        found[path.name] = {"name": path.name, "digest": {"sha256": _digest(path)}}
    return list(found.values())


def _digest(path: Path) -> str:
    made = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                made.update(block)
    except OSError as error:
        refuse("subject", f"{path} cannot be read: {error.strerror}")
    return made.hexdigest()


def statement(results: Mapping[str, Json], about: Sequence[Json]) -> bytes:
    """What came of a run, which was not stopped; ``about`` are its subjects.

    Raises:
        StatementFault: statement-stopped.
    """
    if results["verdict"] not in (PASSED, FAILED) or results["implementation"] is None:
        refuse("stopped", f"the run was stopped, so there is nothing to state: {results['stopped']}")
    levels = {name: dict(sorted(totals(entry).items())) for name, entry in results["levels"].items()}
    made = {
        "_type": TYPE,
        "subject": list(about),
        "predicateType": PREDICATE,
        "predicate": {
            **_outcome(levels, results["remarks"]),
            "configuration": [{"name": VECTORS, "digest": {"sha256": results["vectors"]["sha256"]}}],
            "leoConformance": {
                "version": 1,
                "kit": {"version": KIT_VERSION, "protocol": PROTOCOL},
                "implementation": {name: results["implementation"][name] for name in IMPLEMENTATION},
                "values": results["values"],
                "levels": levels,
                "remarks": results["remarks"],
            },
        },
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _outcome(levels: Mapping[str, Mapping[str, int]], remarks: Sequence[str]) -> dict[str, Json]:
    """The result, and the levels that passed, warned and failed, by what is counted and what is wrong beside it."""
    found: dict[str, list[str]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for level, counted in levels.items():
        if counted.keys() <= {"not_asked"}:
            continue
        if counted.keys() - {*GOOD, *WARNINGS} or "passed" not in counted:
            found["failedTests"].append(level)
        else:
            found["warnedTests" if counted.keys() & {*WARNINGS} else "passedTests"].append(level)
    if remarks or found["failedTests"]:
        return {"result": "FAILED", **found}
    return {"result": "WARNED" if found["warnedTests"] else "PASSED", **found}


def checked(payload: bytes, about: Sequence[Json], vectors: str | None) -> dict[str, Json]:
    """The statement that was signed, if it is one of the kit, and of these files and vectors where any are given.

    Raises:
        StatementFault: statement-payload, -predicate, -form, -subject, -vectors.
    """
    try:
        found = strict(payload)
    except NotStrict as error:
        refuse("payload", f"what was signed is not JSON: {error}")
    if not isinstance(found, dict) or (found.get("_type"), found.get("predicateType")) != (TYPE, PREDICATE):
        kind = [found.get(name) for name in ("_type", "predicateType")] if isinstance(found, dict) else found
        refuse("predicate", f"what was signed is no {TYPE} with {PREDICATE}, but {shown(kind)}")
    flaw = fault("statement", found)
    if flaw is not None:
        refuse("form", f"what was signed is not as schema/statement.schema.json has it, {flaw}")
    predicate = found["predicate"]
    said = predicate["leoConformance"]
    for name, outcome in _outcome(said["levels"], said["remarks"]).items():
        if sorted(predicate[name]) != sorted(outcome):
            refuse("form", f"its {name} is {shown(predicate[name])}, and by what it counts {shown(outcome)}")
    stated = {one["digest"]["sha256"] for one in found["subject"]}
    for one in about:
        if one["digest"]["sha256"] not in stated:
            refuse("subject", f"it is not about {one['name']} as it is here, {one['digest']['sha256']}")
    (configuration,) = predicate["configuration"]
    if vectors is not None and configuration["digest"]["sha256"] != vectors:
        refuse("vectors", f"it is about the vectors {configuration['digest']['sha256']}, and these are {vectors}")
    return found


def lines(found: Mapping[str, Json]) -> list[str]:
    """A statement for people."""
    predicate = found["predicate"]
    said = predicate["leoConformance"]
    who = said["implementation"]
    told = [
        f"{predicate['result']}: {who['name']} {who['version']} {who['build']}".rstrip() + f" ({who['language']})",
        f"  vectors {predicate['configuration'][0]['digest']['sha256']}, kit {said['kit']['version']}",
        *(f"  subject {printable(one['name'].encode())} {one['digest']['sha256']}" for one in found["subject"]),
    ]
    for level, counted in said["levels"].items():
        if counted:
            told.append(f"  {level:<12} " + ", ".join(f"{count:,} {word}" for word, count in counted.items()))
    return told + [f"  wrong: {printable(remark.encode())}" for remark in said["remarks"]]
