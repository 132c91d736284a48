"""A difference between two graphs, as text for people: the way to it, then the two sides beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.speccheck.tlc.compare import Difference, DifferenceKind, Refusal, Visit
from leo_ref.speccheck.tlc.graph import State
from leo_ref.speccheck.tlc.values import Value, is_record, pretty

MOST: Final = 12
"""How many actions, or states, are shown of those that differ."""


def render(difference: Difference, bare: State | None = None) -> str:
    """The difference in lines: each step of the path with the variables that it changes, then what each side does.

    Of the first state all is shown, or what differs from a ``bare`` one.
    """
    lines = [f"Specification and reference differ: {difference.kind.value}."]
    if difference.kind is DifferenceKind.VARIABLES:
        lines.append(f"  specification: {', '.join(difference.variables)}")
        lines.append(f"  reference:     {', '.join(difference.reference_variables)}")
        return "\n".join(lines)
    before = bare
    for number, visit in enumerate(difference.path):
        lines.append(f"{number}. {visit.label or 'initial state'}")
        lines += _changes(difference.variables, before, visit.state, "   ")
        before = visit.state
    if difference.path:
        lines.append("There:")
    if difference.kind is DifferenceKind.STEP or difference.kind is DifferenceKind.REFUSAL:
        lines += _actions(difference, before)
    elif difference.kind is DifferenceKind.VALUE:
        ours, theirs = difference.missing[0].state, difference.extra[0].state
        lines += _named("specification", difference.variables, None, ours)
        lines += _named("reference", difference.variables, None, theirs)
    else:
        for side, visits in (("specification", difference.missing), ("reference", difference.extra)):
            for visit in visits[:MOST]:
                lines += _named(f"only the {side} has", difference.variables, None, visit.state)
            if len(visits) > MOST:
                lines.append(f"  and {len(visits) - MOST} more that only the {side} has")
    return "\n".join(lines)


def _actions(difference: Difference, before: State | None) -> list[str]:
    """Action by action, TLC's answer above the reference's."""
    answers = {refusal.label: refusal for refusal in difference.refusals}
    visits = (*difference.missing, *difference.extra)
    labels = sorted({visit.label for visit in visits} | answers.keys())
    lines: list[str] = []
    for label in labels[:MOST]:
        lines.append(f"  {label}")
        answer = answers.get(label, Refusal(label, None, None))
        for side, steps, code in (
            ("TLC allows", difference.missing, answer.spec),
            ("the reference does", difference.extra, answer.reference),
        ):
            lines += _side(side, [visit for visit in steps if visit.label == label], code, difference.variables, before)
    if len(labels) > MOST:
        lines.append(f"  and {len(labels) - MOST} more actions")
    return lines


def _side(
    side: str, steps: list[Visit], code: str | None, variables: tuple[str, ...], before: State | None
) -> list[str]:
    known = "" if code is None else f" [{code}]"
    if not steps:
        return [f"    {side}: nothing that the other side does not{known}"]
    lines = []
    for visit in steps:
        lines.append(f"    {side}:{known}")
        lines += _changes(variables, before, visit.state, "      ")
    return lines


def _named(title: str, variables: tuple[str, ...], before: State | None, after: State) -> list[str]:
    return [f"  {title}:", *_changes(variables, before, after, "    ")]


def _changes(variables: tuple[str, ...], before: State | None, after: State, indent: str) -> list[str]:
    """What changed inside of which variable, old and new; all variables if there is no state before."""
    if before is None:
        return [f"{indent}{name} = {pretty(value)}" for name, value in zip(variables, after, strict=True)]
    lines = [
        f"{indent}{path}: {pretty(old)} -> {pretty(new)}"
        for name, was, now in zip(variables, before, after, strict=True)
        for path, old, new in _parts(name, was, now)
    ]
    return lines or [f"{indent}nothing changes"]


def _parts(path: str, old: Value, new: Value) -> Iterator[tuple[str, Value, Value]]:
    """The innermost fields in which two values differ, each with its path; records only, the rest is shown whole."""
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple) and is_record(old[1]) and is_record(new[1]):
        was, now = dict(old[1]), dict(new[1])
        if was.keys() == now.keys():
            for field in sorted(was):
                yield from _parts(f"{path}.{field}", was[field], now[field])
            return
    yield path, old, new
