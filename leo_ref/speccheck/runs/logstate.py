"""What a line of a log knows of the state: members of functions and records, whole sets and maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from leo_ref.speccheck.abstraction import NO_JOB, NO_SERVICE, function
from leo_ref.speccheck.constants import Constants, mapping
from leo_ref.speccheck.runs.behaviour import Leaves, Path
from leo_ref.speccheck.runs.logfields import Reading
from leo_ref.speccheck.tlc.values import Value

STATUSES: Final = ("NONE", "JOINING", "ACTIVE", "SUSPENDED", "LEFT")
STANDINGS: Final = ("NONE", "LIVE", "WITHDRAWN")
SEEN: Final = ("none", "pass", "fail")
STAGES: Final = ("NONE", "POSTED", "APPLY", "ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM", "SETTLED")
ENDS: Final = (
    *("NONE", "UNFILLED", "DONE", "EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT", "UNDECIDED"),
    *("ADMITTED", "DUPLICATE", "REFUSED"),
)
WORDS: Final = {"stage": STAGES, "proven": ENDS, "outcome": ENDS}
"""Members of a job that are one of several names."""

MAPS: Final = {"keys": ("right", "wrong"), "credentials": ("made", "junk"), "answers": ("right", "wrong")}
"""Members of a job that are maps to one of several names; the other maps are to numbers."""

PARTS: Final = ("task", "service")


def leaves(reading: Reading, value: object, constants: Constants, variables: tuple[str, ...]) -> Leaves:
    """What is known, part by part.

    Raises:
        BadLog: something is wrong with it.
    """
    given = reading.members(value, "state", (), variables)
    return tuple(leaf for name, one in given.items() for leaf in _variable(reading, name, one, constants))


def _variable(reading: Reading, name: str, value: object, constants: Constants) -> Iterator[tuple[Path, Value]]:
    nodes, accounts = constants.ids, (*constants.ids, *sorted(constants.owners))
    match name:
        case "height" | "burned":
            yield (name,), reading.number(value, name)
        case "byzantine":
            yield (name,), _names(reading, value, name, accounts)
        case "holds":
            yield (name,), _names(reading, value, name, nodes)
        case "balance" | "credit" | "since":
            for of, one in _members(reading, value, name, accounts if name == "balance" else nodes):
                yield (name, of), reading.number(one, f"{name} of {of}")
        case "status" | "seen" | "elected":
            words = {"status": STATUSES, "seen": SEEN, "elected": (*nodes, "NONE")}[name]
            for of, one in _members(reading, value, name, nodes):
                yield (name, of), reading.name(one, f"{name} of {of}", words)
        case "heard":
            for of, one in _members(reading, value, name, nodes):
                yield (name, of), _names(reading, one, f"{name} of {of}", nodes)
        case "service":
            for of, one in _members(reading, value, name, constants.services):
                fields = reading.members(one, f"service {of}", (), mapping(NO_SERVICE))
                if "standing" in fields:
                    yield (name, of, "standing"), reading.name(fields["standing"], f"standing of {of}", STANDINGS)
                if "bond" in fields:
                    yield (name, of, "bond"), reading.number(fields["bond"], f"bond of {of}")
        case _:
            for of, one in _members(reading, value, name, (*constants.tasks, *constants.joins)):
                for field, part in reading.members(one, f"job {of}", (), mapping(NO_JOB)).items():
                    yield (name, of, field), _of_job(reading, field, part, f"{field} of job {of}", constants)


def _of_job(reading: Reading, field: str, value: object, what: str, constants: Constants) -> Value:
    """A member of a job."""
    nodes, empty = constants.ids, mapping(NO_JOB)[field]
    if field in WORDS:
        return reading.name(value, what, WORDS[field])
    if field == "executor":
        return reading.name(value, what, (*nodes, "NONE"))
    if isinstance(empty, bool):
        return reading.truth(value, what)
    if isinstance(empty, int):
        return reading.number(value, what)
    if isinstance(empty, frozenset):
        return _names(reading, value, what, nodes)
    known = PARTS if field == "keys" else (*nodes, *constants.owners) if field == "payouts" else nodes
    pairs: dict[str, Value] = {}
    for of, one in _members(reading, value, what, known):
        said = f"{what}, {of},"
        pairs[of] = reading.name(one, said, MAPS[field]) if field in MAPS else reading.number(one, said)
    return function(pairs)


def _members(reading: Reading, value: object, what: str, known: Iterable[str]) -> Iterator[tuple[str, Any]]:
    names = [*known]
    for of, one in reading.mapping(value, what).items():
        yield reading.name(of, f"a member of {what}", names), one


def _names(reading: Reading, value: object, what: str, known: Iterable[str]) -> Value:
    names = [*known]
    return frozenset(reading.name(one, f"an element of {what}", names) for one in reading.array(value, what))
