"""Many runs as one TLA+ module: a CASE on run and step.

Runs with the same constants extend the specification. For several sets of constants there is an instance of it for each
set, so that Java starts once for all of them. Most of the time goes into reading the text, so what is said often has a
name.

A run is a behaviour where every step of it is a step of its instance that leads to what is known of the state; the last
step says so. Where a run has no next step it just ends: nothing is told by a deadlock, for a run with unknown arguments
may be in several states at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.runs.behaviour import Path as Place
from leo_ref.speccheck.runs.behaviour import SpecRun, SpecStep, at, following, parts
from leo_ref.speccheck.runs.leo import INVARIANTS, NAMED, WORDS, values_of
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.values import Value, pretty
from leo_ref.speccheck.wide.text import Definitions, configuration, constant_lines, state_lines

NAME: Final = "Behaviours"
RUN: Final = "run"
STEP: Final = "step"
WHOLE: Final = "whole"
"""What a run prints that is a behaviour to its end."""

CONSERVED: Final = "Conserved"
HOLDS: Final = "Holds"
"""What stands before the name of an invariant, where it is said of all runs."""


def write(folder: Path, behaviours: Sequence[SpecRun], *, invariants: bool, library: Path | None = None) -> ModelFiles:
    """The module and its configuration, in ``folder``; ``library`` is a specification that is not the project's."""
    files = ModelFiles(folder / f"{NAME}.tla", folder / f"{NAME}.cfg", (library or specification(),))
    files.module.write_text(module(behaviours, invariants=invariants), encoding="utf-8")
    invariant = tuple(f"{HOLDS}{name}" for name in (*INVARIANTS, CONSERVED)) if invariants else ()
    files.config.write_text(_configuration(behaviours, invariant), encoding="utf-8")
    return files


def _configuration(behaviours: Sequence[SpecRun], invariants: tuple[str, ...]) -> str:
    if len(_shared(behaviours)) == 1:
        return configuration(behaviours[0].constants, "Begin", "Next", invariants)
    return "\n".join(["INIT Begin", "NEXT Next", *(f"INVARIANT {name}" for name in invariants), ""])


def module(behaviours: Sequence[SpecRun], *, invariants: bool) -> str:
    """The text of the module; runs are numbered from 1."""
    variables, definitions = behaviours[0].variables, Definitions()
    prefixes, lines = _prefixes(behaviours)
    begin, runs = ["Begin =="], list[str]()
    for number, behaviour in enumerate(behaviours, start=1):
        for start in behaviour.starts:
            begin.append(f"  \\/ /\\ {RUN} = {number} /\\ {STEP} = 0")
            begin += [f"     {line}" for line in state_lines(definitions, variables, start)]
        runs += _run(number, behaviour, prefixes[number - 1], definitions)
    head = [f"---- MODULE {NAME} ----", "\\* Written by `leo check`; not to be edited."]
    if len(_shared(behaviours)) == 1:
        head += ["EXTENDS LeoTrace", f"VARIABLES {RUN}, {STEP}"]
    else:
        head += ["EXTENDS Integers, Sequences, FiniteSets, TLC", f"VARIABLES {', '.join((*variables, RUN, STEP))}"]
    lines = [
        *head,
        *lines,
        "",
        *definitions.lines(),
        "",
        *begin,
        *runs,
        "",
        "Next ==",
        f"  /\\ {RUN}' = {RUN} /\\ {STEP}' = {STEP} + 1",
    ]
    lines += _cases("  /\\ ", RUN, [f"Run{number}" for number in range(1, len(behaviours) + 1)], 1)
    if invariants:
        for name in INVARIANTS:
            lines += [f"{HOLDS}{name} ==", *_cases("  ", RUN, [f"{each}{name}" for each in prefixes], 1)]
        sums = [f"{each}Supply = {_supply(one)}" for each, one in zip(prefixes, behaviours, strict=True)]
        lines += [f"{HOLDS}{CONSERVED} ==", *_cases("  ", RUN, sums, 1)]
    return "\n".join([*lines, "====", ""])


def _shared(behaviours: Sequence[SpecRun]) -> list[list[SpecRun]]:
    """The runs by their constants."""
    shared: dict[int, list[SpecRun]] = {}
    for one in behaviours:
        shared.setdefault(id(one.constants), []).append(one)
    return [*shared.values()]


def _prefixes(behaviours: Sequence[SpecRun]) -> tuple[list[str], list[str]]:
    """What stands before each run's operators, and the definitions of the constants."""
    shared, names, lines = _shared(behaviours), dict[int, str](), list[str]()
    for number, those in enumerate(shared, start=1):
        constants, byzantine = those[0].constants, frozenset[Value]().union(*(one.byzantine for one in those))
        if len(shared) == 1:
            return [""] * len(behaviours), ["", *constant_lines(constants, byzantine)]
        name = f"L{number}"
        values = values_of(constants, byzantine) | {word: constants.more[word] for word in WORDS}
        lines += ["", *(f"{name}{word} == {pretty(value)}" for word, value in values.items())]
        lines += [
            f"{name} == INSTANCE LeoTrace WITH {', '.join(f'{word} <- {name}{word}' for word in (*NAMED, *WORDS))}"
        ]
        names[id(constants)] = f"{name}!"
    return [names[id(one.constants)] for one in behaviours], lines


def _run(number: int, behaviour: SpecRun, prefix: str, definitions: Definitions) -> list[str]:
    """The steps of a run: which comes when, and what is then known."""
    steps, before = list[str](), behaviour.starts[0]
    for step in behaviour.steps:
        facts = known(behaviour.variables, before, step, definitions)
        steps.append(" /\\ ".join([step.call.text(prefix), *facts]))
        before = step.state or before
    if not steps:
        return ["", f"Run{number} == FALSE"]
    whole = f'({STEP} + 1 < {len(steps)} \\/ PrintT(<<"{WHOLE}", {number}>>))'
    return ["", f"Run{number} ==", f"  /\\ {STEP} < {len(steps)}", *_cases("  /\\ ", STEP, steps, 0), f"  /\\ {whole}"]


def known(variables: tuple[str, ...], before: tuple[Value, ...], step: SpecStep, definitions: Definitions) -> list[str]:
    """What is known of the state after a step, as conjuncts; of a whole state by what is other than before."""
    if step.state is None:
        return [leaf(place, value) for place, value in step.known]
    lines, kept = list[str](), list[str]()
    for name, was, value in zip(variables, before, step.state, strict=True):
        changes = list(parts((name,), was, value))
        if not changes:
            kept.append(name)
        elif changes[0][0] == (name,):
            lines.append(f"{name}' = {definitions.named(value)}")
        else:
            updates = (f"!{at(place)[len(name) :]} = {definitions.named(new)}" for place, new in changes)
            lines.append(f"{name}' = [{name} EXCEPT {', '.join(updates)}]")
    return [*lines, definitions.text(f"UNCHANGED <<{', '.join(kept)}>>")] if kept else lines


def leaf(place: Place, value: Value) -> str:
    """What is known of one part: that it is there, and its value."""
    there = (f"{pretty(place[end])} \\in DOMAIN {following(place[:end])}" for end in range(1, len(place)))
    return " /\\ ".join([*there, f"{following(place)} = {pretty(value)}"])


def _cases(indent: str, variable: str, values: Sequence[str], first: int) -> list[str]:
    """``CASE`` on a number that counts from ``first``."""
    arms = [f"{variable} = {number} -> {value}" for number, value in enumerate(values, start=first)]
    blank = " " * len(indent)
    return [f"{indent}CASE {arms[0]}", *(f"{blank}  [] {arm}" for arm in arms[1:])]


def _supply(behaviour: SpecRun) -> str:
    """All LEO of the first state, in which no job holds any."""
    first = dict(zip(behaviour.variables, behaviour.starts[0], strict=True))
    bonds = (mapping(service)["bond"] for service in mapping(first["service"]).values())
    return str(sum(mapping(first["balance"]).values()) + sum(bonds))
