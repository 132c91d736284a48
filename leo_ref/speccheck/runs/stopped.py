"""Where a run stopped, and why: what TLC says of the state behind which no step of the run is one of ``Leo``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from pathlib import Path as File
from tempfile import TemporaryDirectory
from typing import Final

from attrs import evolve, field, frozen

from leo_ref.speccheck.runs.behaviour import UNKNOWN, Leaves, Path, SpecCall, SpecRun, SpecStep, applied, parts
from leo_ref.speccheck.runs.conjuncts import ARM, FALSE, Conjunct, Probe
from leo_ref.speccheck.runs.module import RUN, STEP, write
from leo_ref.speccheck.tlc.dump import read_graph
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.result import TlcResult
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.tree import read_modules
from leo_ref.speccheck.tlc.values import Value, function, is_sequence, pretty
from leo_ref.speccheck.wide.actions import domains
from leo_ref.speccheck.wide.text import Definitions, configuration, constant_lines, state_lines

NAME: Final = "Stopped"
ASKED: Final = "asked"
ALLOWED: Final = "allowed"
ROOT: Final = "LeoTrace"
CHOICES: Final = 64
"""How many values for unknown arguments are looked at."""


@frozen(kw_only=True)
class Stopped:
    """The first step of a run that is none of ``Leo``, and what TLC says of it."""

    step: int
    """Its number, from 1."""
    of: int
    """How many steps the run has."""
    line: int
    call: SpecCall
    state: dict[str, Value]
    """The state before it."""
    states: int
    """In how many states the run may be there; this is one of them."""
    false: tuple[Conjunct, ...]
    """The first guard that is false, or all effects that are."""
    because: tuple[Conjunct, ...]
    """Behind a guard: what gave the refusal."""
    differences: tuple[tuple[Path, Value | None, Value], ...]
    """Behind effects: each part, what the specification has there (None where there is no such part), what is known."""
    allowed: dict[str, tuple[tuple[Value, ...], ...]] = field(factory=dict)
    """By operator, the arguments with which the specification takes a step in that state."""


def stopped(behaviour: SpecRun, jar: Jar, library: File | None = None) -> Stopped | None:
    """Where a run stops, and why; nothing for one that is a behaviour.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    reached, states = deepest(behaviour, jar, library)
    if reached == len(behaviour.steps):
        return None
    step, state = behaviour.steps[reached], states[0]
    calls = [evolve(step.call, arguments=arguments) for arguments in _arguments(step.call)]
    modules = read_modules(ROOT, library or specification(), jar)
    probe = Probe(modules)
    guards = [probe.guards(call) for call in calls[:1]]
    result, afters = _asked(behaviour, state, [*guards, *_allowed(behaviour)], step.call, jar, library)
    printed = _printed(result)
    before = dict(zip(behaviour.variables, state, strict=True))
    found = Stopped(
        step=reached + 1,
        of=len(behaviour.steps),
        line=step.line,
        call=step.call,
        state=before,
        states=len(states),
        false=_chosen(probe, printed, FALSE),
        because=_chosen(probe, printed, ARM),
        differences=(),
        allowed=_grouped(printed),
    )
    if not afters:
        return found
    after = dict(zip(behaviour.variables, afters[0], strict=True))
    facts = _known(behaviour, step)
    differences = tuple((path, _part(after, path), value) for path, value in facts if _part(after, path) != value)
    false = _effects(behaviour, state, overridden(after, facts), calls[0], probe, jar, library)
    return evolve(found, false=false, because=(), differences=differences)


def deepest(behaviour: SpecRun, jar: Jar, library: File | None = None) -> tuple[int, list[tuple[Value, ...]]]:
    """How many steps of a run TLC takes, and the states that it may then be in."""
    with TemporaryDirectory(prefix="leo-run-") as name:
        folder = File(name)
        files, dump = write(folder, [behaviour], invariants=False, library=library), folder / "run.dot"
        result = run(files, jar=jar, dump=dump, check_deadlock=False, brief=True)
        graph = read_graph(dump, states=result.distinct, edges=result.edges, prefix="")
    places = [graph.variables.index(each) for each in behaviour.variables]
    at = graph.variables.index(STEP)
    steps = {state: state[at] for state in graph.states}
    most = max(step for step in steps.values() if isinstance(step, int))
    assert RUN in graph.variables
    return most, [tuple(state[place] for place in places) for state, step in steps.items() if step == most]


def _arguments(call: SpecCall) -> list[tuple[Value, ...]]:
    """The arguments of a call, with some choices for those that are not known."""
    options = [(each,) if each is not UNKNOWN else call.domains[number] for number, each in enumerate(call.arguments)]
    found: list[tuple[Value, ...]] = []
    for chosen in product(*options):
        found.append(chosen)
        if len(found) == CHOICES:
            break
    return found


def _written(
    behaviour: SpecRun, lines: Iterable[str], following: str, folder: File, library: File | None
) -> ModelFiles:
    """A module that takes one step from a state."""
    files = ModelFiles(folder / f"{NAME}.tla", folder / f"{NAME}.cfg", (library or specification(),))
    text = [
        f"---- MODULE {NAME} ----",
        "\\* Written by `leo check`; not to be edited.",
        f"EXTENDS {ROOT}",
        f"VARIABLE {ASKED}",
        *constant_lines(behaviour.constants, behaviour.byzantine),
        *lines,
        following,
        "====",
        "",
    ]
    files.module.write_text("\n".join(text), encoding="utf-8")
    config = configuration(behaviour.constants, "Begin", "Next", ("Probe",))
    files.config.write_text(config, encoding="utf-8")
    return files


def _begin(behaviour: SpecRun, state: tuple[Value, ...]) -> list[str]:
    definitions = Definitions()
    lines = state_lines(definitions, behaviour.variables, state)
    return [*definitions.lines(), "Begin ==", f"  /\\ {ASKED} = FALSE", *(f"  {line}" for line in lines)]


def _asked(
    behaviour: SpecRun, state: tuple[Value, ...], probes: list[str], call: SpecCall, jar: Jar, library: File | None
) -> tuple[TlcResult, list[tuple[Value, ...]]]:
    """What the probes print in a state, and the states to which the call leads from there."""
    lines = [*_begin(behaviour, state), "Probe ==", f"  \\/ {ASKED}", "  \\/ /\\ TRUE"]
    lines += [f"     /\\ {probe}" for probe in probes]
    following = f"Next == {ASKED} = FALSE /\\ {ASKED}' = TRUE /\\ {call.text()}"
    with TemporaryDirectory(prefix="leo-stopped-") as name:
        folder = File(name)
        files, dump = _written(behaviour, lines, following, folder, library), folder / "stopped.dot"
        result = run(files, jar=jar, dump=dump, check_deadlock=False, brief=True)
        graph = read_graph(dump, states=result.distinct, edges=result.edges, prefix="")
    places = [graph.variables.index(each) for each in behaviour.variables]
    mark = graph.variables.index(ASKED)
    return result, [tuple(after[place] for place in places) for after in graph.states if after[mark]]


def _effects(
    behaviour: SpecRun,
    before: tuple[Value, ...],
    after: dict[str, Value],
    call: SpecCall,
    probe: Probe,
    jar: Jar,
    library: File | None,
) -> tuple[Conjunct, ...]:
    """The conjuncts that do not hold of these two states."""
    lines = [*_begin(behaviour, before), "Probe == TRUE", "After =="]
    lines += [f"  /\\ {name}' = {pretty(value)}" for name, value in after.items()]
    effects = probe.effects(call)
    following = f"Next == {ASKED} = FALSE /\\ {ASKED}' = TRUE /\\ After /\\ {effects}"
    with TemporaryDirectory(prefix="leo-stopped-") as name:
        files = _written(behaviour, lines, following, File(name), library)
        result = run(files, jar=jar, check_deadlock=False, brief=True)
    return _chosen(probe, _printed(result), FALSE)


def _allowed(behaviour: SpecRun) -> list[str]:
    """What prints every step that the specification takes, by action and arguments."""
    found = []
    for name, sets in domains(behaviour.constants).items():
        bound = [f"x{number}" for number in range(len(sets))]
        quantified = ", ".join(f"{x} \\in {pretty(frozenset(values))}" for x, values in zip(bound, sets, strict=True))
        printed = ", ".join([f'"{ALLOWED}"', f'"{name}"', *bound])
        one = f'{applied(f"{name}Refusal", bound)} # "OK" \\/ PrintT(<<{printed}>>)'
        found.append(f"(\\A {quantified} : {one})" if bound else f"({one})")
    return found


def _printed(result: TlcResult) -> list[list[Value]]:
    """The sequences that were printed, in order."""
    found = []
    for value in result.printed:
        if isinstance(value, tuple) and is_sequence(value[1]):
            items = dict(value[1])
            found.append([items[number] for number in range(1, len(items) + 1)])
    return found


def _chosen(probe: Probe, printed: list[list[Value]], what: str) -> tuple[Conjunct, ...]:
    """The conjuncts that were printed as this."""
    numbers = dict.fromkeys(items[1] for items in printed if items[0] == what)
    return tuple(probe.conjuncts[number] for number in numbers if isinstance(number, int))


def _grouped(printed: list[list[Value]]) -> dict[str, tuple[tuple[Value, ...], ...]]:
    """The steps that are allowed, by action."""
    found: dict[str, dict[tuple[Value, ...], None]] = {}
    for items in printed:
        if items[0] == ALLOWED:
            found.setdefault(str(items[1]), {})[tuple(items[2:])] = None
    return {name: tuple(arguments) for name, arguments in sorted(found.items())}


def _known(behaviour: SpecRun, step: SpecStep) -> Leaves:
    """What is known of the state after a step, part by part."""
    if step.state is None:
        return step.known
    return tuple(((name,), value) for name, value in zip(behaviour.variables, step.state, strict=True))


def _part(state: dict[str, Value], path: Path) -> Value | None:
    """The value of a part; None where there is no such part."""
    value: Value | None = state[str(path[0])]
    for argument in path[1:]:
        value = dict(value[1]).get(argument) if isinstance(value, tuple) else None
    return value


def overridden(state: dict[str, Value], facts: Leaves) -> dict[str, Value]:
    """The state with what is known in the place of what it has."""
    found = dict(state)
    for path, value in facts:
        name = str(path[0])
        found[name] = _with(found[name], path[1:], value)
    return found


def _with(value: Value, path: Path, part: Value) -> Value:
    """The value with another part."""
    if not path:
        return part
    pairs = dict(value[1]) if isinstance(value, tuple) else {}
    pairs[path[0]] = _with(pairs.get(path[0], function(())), path[1:], part)
    return function(pairs.items())


def narrowed(differences: Iterable[tuple[Path, Value | None, Value]]) -> list[tuple[Path, Value | None, Value]]:
    """The innermost parts that differ."""
    found: list[tuple[Path, Value | None, Value]] = []
    for path, ours, theirs in differences:
        if ours is None:
            found.append((path, ours, theirs))
            continue
        changed = dict(parts(path, ours, theirs))
        was = dict(parts(path, theirs, ours))
        found += [(place, was[place], value) for place, value in changed.items()]
    return found
