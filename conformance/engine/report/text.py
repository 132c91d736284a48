"""A run for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from conformance.engine.results import totals
from conformance.engine.strict import Json

SHOWN: Final = 10
"""Failures that are told; a file of results has all."""


def lines(found: Mapping[str, Json], options: str) -> Iterator[str]:
    """Failures, reasons, levels, verdict. ``options`` are those that a repetition needs."""
    told = [one for one in found["failures"] if one["verdict"] != "unsupported"]
    for one in told[:SHOWN]:
        yield from _failure(one, found["command"], options)
    if len(told) > SHOWN:
        yield f"... and {len(told) - SHOWN} more, which --json FILE has"
    for one in found["warnings"][:SHOWN]:
        yield f"warning: {one['id']}: {one['why']}; {one['reason']}"
    if len(found["warnings"]) > SHOWN:
        yield f"... and {len(found['warnings']) - SHOWN} warnings more, which --json FILE has"
    for title, reasons in (("unsupported", found["unsupported"]), ("not asked", found["not_asked"])):
        for reason, count in reasons.items():
            yield f"{title}: {count}, as {reason}"
    if found["expected"]:
        yield f"failed as expected: {len(found['expected'])}"
    yield ""
    yield from _levels(found)
    for remark in found["remarks"]:
        yield f"wrong: {remark}"
    if found["stopped"] is not None:
        yield f"stopped: {found['stopped']}"
    yield f"{found['verdict'].upper()} in {found['seconds']} s"


def _failure(one: Mapping[str, Json], command: str, options: str) -> Iterator[str]:
    yield f"{one['id']}" + (f" ({one['clause']})" if one["clause"] else "")
    yield f"  {one['why']}"
    if one["expected"]:
        yield f"  {one['reason']}"
        yield f"    expected {one['expected']}"
        yield f"    came     {one['came']}"
    else:
        yield f"  {one['reason']}"
    again = f"./leo conformance {options}--id {shlex.quote(one['id'])}"
    yield f"  again: {again}" + (f" -- {command}" if command else "")
    yield ""


def _levels(found: Mapping[str, Json]) -> Iterator[str]:
    told = found["implementation"]
    if told is not None:
        yield f"{told['name']} {told['version']} ({told['language']})"
    for level, entry in found["levels"].items():
        counted = totals(entry)
        if not counted.keys() - {"not_asked"}:
            continue
        words = ", ".join(f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in sorted(counted.items()))
        yield f"  {level:<12} {words}"
