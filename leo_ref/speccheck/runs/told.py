"""Where a run stopped and why, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.runs.behaviour import applied, at, parts
from leo_ref.speccheck.runs.conjuncts import Conjunct
from leo_ref.speccheck.runs.stopped import Stopped, narrowed
from leo_ref.speccheck.tlc.itf import Json, to_json
from leo_ref.speccheck.tlc.values import Value, pretty
from leo_ref.speccheck.wide.compare import bare_state

MOST: Final = 3
"""How many choices of its arguments are shown for an action that is allowed."""

STATE: Final = 40
"""How many parts of a state are shown."""


def told(found: Stopped, constants: Constants) -> str:
    """In lines: how far the run goes, which conjunct is false, what is allowed there, and the state."""
    lines = [f"step {found.step} of {found.of} is no step of Leo: {found.call.shown()}"]
    lines += [f"  false: {each}" for each in found.false]
    lines += [f"  {'because' if found.false else 'the specification'}: {each}" for each in found.because]
    if not found.false and not found.because and found.call.refused:
        lines.append("  the specification does not refuse it")
    for path, ours, theirs in narrowed(found.differences):
        there = "no such part" if ours is None else pretty(ours)
        lines.append(f"  {at(path)}: {there} in the specification, {pretty(theirs)} in the run")
    lines.append("  allowed there:")
    lines += [f"    {line}" for line in _allowed(found)] or ["    nothing"]
    if found.states > 1:
        lines.append(
            f"  the run may be in {found.states} states there; one of them, where it differs from an empty ledger:"
        )
    else:
        lines.append("  the state there, where it differs from an empty ledger:")
    return "\n".join([*lines, *(f"    {line}" for line in _state(found.state, constants))])


def fields(found: Stopped) -> dict[str, Json]:
    """The same as JSON; values as in ITF (``leo_ref.speccheck.tlc.itf``)."""
    return {
        "step": found.step,
        "of": found.of,
        "line": found.line,
        "action": found.call.shown(),
        "false": [_conjunct(each) for each in found.false],
        "because": [_conjunct(each) for each in found.because],
        "differences": [
            {"part": at(path), "specification": "" if ours is None else to_json(ours), "run": to_json(theirs)}
            for path, ours, theirs in narrowed(found.differences)
        ],
        "allowed": {name: [[to_json(each) for each in one] for one in those] for name, those in found.allowed.items()},
        "states": found.states,
        "state": {name: to_json(value) for name, value in found.state.items()},
    }


def _conjunct(found: Conjunct) -> Json:
    return {
        "module": found.module,
        "line": found.line,
        "text": found.text,
        "given": found.given,
        "code": found.code,
    }


def _allowed(found: Stopped) -> Iterator[str]:
    """The action of the step first."""
    for name in sorted(found.allowed, key=lambda each: (each != found.call.operator, each)):
        choices = found.allowed[name]
        shown = ", ".join(applied(name, [*map(pretty, one)]) for one in choices[:MOST])
        more = f", and {len(choices) - MOST} more" if len(choices) > MOST else ""
        yield f"{shown}{more}"


def _state(state: Mapping[str, Value], constants: Constants) -> Iterator[str]:
    names = tuple(state)
    changed = [
        (path, value)
        for name, nothing in zip(names, bare_state(constants, names), strict=True)
        for path, value in parts((name,), nothing, state[name])
    ]
    for path, value in changed[:STATE]:
        yield f"{at(path)} = {pretty(value)}"
    if len(changed) > STATE:
        yield f"and {len(changed) - STATE} more parts"
