"""The log of releases, ``conformance/changes.json``: which ids were added, changed and withdrawn by which version.

Read from the beginning it gives the ids of a release, each with a digest of what it asks and of what must come. So it
is also the list against which no id may be lost: one that was released is there, or has a status that says why not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.engine.metadata import Metadata
from conformance.engine.releases.contents import Entry, digest
from conformance.engine.schemas import VectorError, fault
from conformance.engine.strict import Json, NotStrict, strict

LOG: Final = Path(__file__).parents[2] / "changes.json"
VERSION: Final = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")
DIGITS: Final = 8
"""Of the digest of a vector in the log."""
TOLD: Final = 5
"""Ids that an error names."""


@dataclass(frozen=True)
class Pending:
    """What is otherwise than in the last release."""

    added: Mapping[str, str]
    """Id and digest."""
    changed: Mapping[str, str]
    withdrawn: Mapping[str, Json]
    """Id, and the status with its reason."""

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.added or self.changed or self.withdrawn)

    def entry(self, version: str) -> Json:
        """For the log."""
        return {
            "version": version,
            "added": _grouped(self.added),
            "changed": _grouped(self.changed),
            "withdrawn": dict(sorted(self.withdrawn.items())),
        }


def read_log(path: Path) -> Json:
    """The log.

    Raises:
        VectorError: It cannot be read, is none, or says something twice.
    """
    try:
        found = strict(path.read_bytes())
    except OSError as error:
        raise VectorError(f"changes-unreadable: {path} cannot be read: {error.strerror}") from None
    except NotStrict as error:
        raise VectorError(f"changes-unreadable: {path} is not JSON: {error}") from None
    flaw = fault("changes", found)
    if flaw is not None:
        raise VectorError(f"changes-unreadable: {path} is not as schema/changes.schema.json has it, {flaw}")
    return found


def released(log: Json) -> dict[str, str]:
    """Id and digest of every vector of the last release in a log."""
    found: dict[str, str] = {}
    for entry in log["releases"]:
        found |= dict(_ids(entry["added"]))
        found |= dict(_ids(entry["changed"]))
        for name in entry["withdrawn"]:
            found.pop(name, None)
    return found


def pending(log: Json, found: Mapping[str, Entry], metadata: Metadata) -> Pending:
    """What is otherwise than in the last release of the log.

    Raises:
        VectorError: A vector that was released is not there, and no status says why; or one that a release withdrew
            is there again.
    """
    before = released(log)
    now = {name: digest([one.request, one.answer])[:DIGITS] for name, one in found.items() if metadata.stands(name)}
    lost = vanished(log, found.keys(), metadata)
    if lost:
        remedy = "say why in STATUSES of leo_ref/vectors/metadata.py, and make the vectors again"
        raise VectorError(f"vector-vanished: {_few(lost)} was released and is not there; {remedy}")
    again = sorted(name for entry in log["releases"] for name in entry["withdrawn"] if name in now)
    if again:
        raise VectorError(f"vector-again: {_few(again)} was withdrawn by a release; give what is there now another id")
    withdrawn = {
        name: metadata.statuses.get(name) or metadata.statuses[name.rpartition("/")[0] + "/*"]
        for name in before.keys() - now.keys()
    }
    return Pending(
        added={name: now[name] for name in now.keys() - before.keys()},
        changed={name: now[name] for name in now.keys() & before.keys() if now[name] != before[name]},
        withdrawn=withdrawn,
    )


def vanished(log: Json, known: Set[str], metadata: Metadata) -> list[str]:
    """The ids that were released, are not there, and have no status that says why."""
    return sorted(name for name in released(log).keys() - known if metadata.gone(name) is None)


def is_next(log: Json, version: str) -> bool:
    """Whether a release may have this version: three numbers, above the last one's."""
    if VERSION.fullmatch(version) is None:
        return False
    return not log["releases"] or _numbers(log["releases"][-1]["version"]) < _numbers(version)


def appended(log: Json, entry: Json) -> Json:
    """The log with one release more."""
    return {**log, "releases": [*log["releases"], entry]}


def octets(log: Json) -> bytes:
    """A log as a file, a line for each vector."""
    return json.dumps(log, ensure_ascii=False, indent=0, separators=(",", ":")).encode() + b"\n"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + more


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _grouped(ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By what is before the last part of each id."""
    groups: dict[str, dict[str, str]] = {}
    for name, value in sorted(ids.items()):
        family, _, last = name.rpartition("/")
        groups.setdefault(family, {})[last] = value
    return groups


def _ids(groups: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for family, inside in groups.items():
        for last, value in inside.items():
            yield f"{family}/{last}", value
