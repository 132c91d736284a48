"""What lies between two releases of the vectors, and what that means for who has results of the older one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.engine.comparing import difference
from conformance.engine.metadata import Standing
from conformance.engine.reading import Vectors
from conformance.engine.releases.contents import Entry, question
from conformance.engine.results import PATHS
from conformance.engine.strict import Json

MEMBERS: Final = ("request", "answer", "clause", "why", "severity", "source", "status")
"""What of a vector can be otherwise."""

ASKED: Final = ("request", "answer")
"""What of a vector decides whether an answer passes."""

STANDS: Final = ("active", "disputed")


class OtherResults(Exception):
    """The results are not of the older vectors; the text says why."""


@dataclass(frozen=True)
class Side:
    """One release."""

    vectors: Vectors
    entries: Mapping[str, Entry]

    def stands(self, name: str) -> bool:
        """Whether the vector is there and is asked."""
        return name in self.entries and self.entries[name].status in STANDS


def compared(old: Side, new: Side, results: Json = None) -> dict[str, Json]:
    """What ``schema/difference.schema.json`` describes.

    Raises:
        OtherResults: ``results`` are of other vectors than ``old``.
    """
    both = old.entries.keys() & new.entries.keys()
    added = sorted(name for name in new.entries if new.stands(name) and not old.stands(name))
    changed = {
        name: members
        for name in sorted(both)
        if new.stands(name) and old.stands(name) and (members := _members(old.entries[name], new.entries[name]))
    }
    withdrawn = sorted(name for name in old.entries if old.stands(name) and not new.stands(name))
    return {
        "kind": "difference",
        "version": 1,
        "old": old.vectors.digest,
        "new": new.vectors.digest,
        "added": added,
        "changed": changed,
        "withdrawn": {name: _why_gone(new, name) for name in withdrawn},
        "counts": _counts(old, new, added, changed, withdrawn),
        "results": None if results is None else _meaning(old, new, changed, added, withdrawn, results),
    }


def _members(before: Entry, after: Entry) -> list[str]:
    return [member for member in MEMBERS if getattr(before, member) != getattr(after, member)]


def _why_gone(new: Side, name: str) -> dict[str, Json]:
    """The status that the newer release gives it; ``vanished`` if it gives none."""
    said: Standing | None = new.vectors.metadata.gone(name)
    if said is None:
        return {"status": "vanished", "reason": "the newer vectors do not say why", "by": []}
    return {"status": said.status, "reason": said.reason, "by": list(said.by)}


def _counts(
    old: Side, new: Side, added: Sequence[str], changed: Mapping[str, Json], withdrawn: Sequence[str]
) -> dict[str, Json]:
    """By level, then by clause: how many of each kind."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for kind, side, ids in (("added", new, added), ("changed", new, changed), ("withdrawn", old, withdrawn)):
        for name in ids:
            entry = side.entries[name]
            found.setdefault(entry.level, {}).setdefault(entry.clause or PATHS, Counter())[kind] += 1
    return {
        level: {clause: dict(sorted(found[level][clause].items())) for clause in sorted(found[level], key=_number)}
        for level in new.vectors.levels
        if level in found
    }


def _number(clause: str) -> tuple[bool, int]:
    return clause == PATHS, int(clause[1:]) if clause != PATHS else 0


def _meaning(
    old: Side,
    new: Side,
    changed: Mapping[str, Sequence[str]],
    added: Sequence[str],
    withdrawn: Sequence[str],
    results: Json,
) -> dict[str, Json]:
    if results["vectors"]["sha256"] != old.vectors.digest:
        raise OtherResults(
            f"they are of the vectors {results['vectors']['sha256']}, and the older ones are {old.vectors.digest}"
        )
    passed = set(results["passed"])
    failing = {one["id"] for one in (*results["failures"], *results["warnings"])} | {*results["expected"]}
    declared = (results["implementation"] or {"levels": []})["levels"]
    touched = [name for name, members in changed.items() if name in passed and set(members) & {*ASKED}]
    certain = [name for name in touched if _fails(old, new, name, values=results["values"])]
    return {
        "kept": len(passed - {*touched} - {*withdrawn}),
        "again": [name for name in touched if name not in certain],
        "fails": [name for name in certain if _binds(new, name)],
        "warns": [name for name in certain if not _binds(new, name)],
        "dropped": [name for name in withdrawn if name in failing],
        "new": [name for name in added if new.entries[name].level in declared],
    }


def _fails(old: Side, new: Side, name: str, *, values: bool) -> bool:
    """Whether the answer that passed before is wrong now: the question is the same, and another answer must come."""
    before, after = old.entries[name], new.entries[name]
    if before.request != after.request:
        return False
    gave, wanted = question(old.vectors, name, before), question(new.vectors, name, after)
    return difference(wanted.answer, gave.answer, values=values, is_path=bool(wanted.actions)) is not None


def _binds(new: Side, name: str) -> bool:
    """Whether failing it fails a run."""
    return new.entries[name].severity == "must" and new.entries[name].status == "active"


def lines(found: Mapping[str, Json], shown: int) -> Iterator[str]:
    """A difference for people; of each kind so many ids are told."""
    for title in ("added", "changed", "withdrawn"):
        ids = found[title]
        yield f"{title}: {len(ids):,}"
        for name in list(ids)[:shown]:
            match title:
                case "changed":
                    yield f"  {name}: {', '.join(ids[name])}"
                case "withdrawn":
                    by = f"; in its place {', '.join(ids[name]['by'])}" if ids[name]["by"] else ""
                    yield f"  {name}: {ids[name]['status']}: {ids[name]['reason']}{by}"
                case _:
                    yield f"  {name}"
        if len(ids) > shown:
            yield f"  ... and {len(ids) - shown:,} more, which --json has"
    for level, clauses in found["counts"].items():
        for clause, counted in clauses.items():
            said = ", ".join(f"{count:,} {kind}" for kind, count in counted.items())
            yield f"{level:<12} {clause:<6} {said}"
    if found["results"] is not None:
        yield from _told(found["results"], shown)


def _told(meaning: Mapping[str, Json], shown: int) -> Iterator[str]:
    yield "for your results:"
    yield f"  passed, and nothing of it changed: {meaning['kept']:,}"
    for title, about in (
        ("fails", "passed, and fails now for certain: the question is the same, and another answer must come"),
        ("warns", "passed, and is a warning now for certain"),
        ("again", "passed, and is to be run again"),
        ("new", "new in the levels that you declare"),
        ("dropped", "failed, and is not asked any more"),
    ):
        ids = meaning[title]
        yield f"  {about}: {len(ids):,}"
        yield from (f"    {name}" for name in ids[:shown])
        if len(ids) > shown:
            yield f"    ... and {len(ids) - shown:,} more, which --json has"
