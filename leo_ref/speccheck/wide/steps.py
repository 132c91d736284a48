"""One step from many states: every successor and every refusal, TLC's and the reference's."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.compare import Difference, compare
from leo_ref.speccheck.tlc.dump import REFUSAL, read_graph
from leo_ref.speccheck.tlc.graph import State, StateGraph
from leo_ref.speccheck.tlc.ground import PREFIX
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.values import Function, Value
from leo_ref.speccheck.wide.actions import WideAction, actions
from leo_ref.speccheck.wide.constants import constants
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.wide.start import anywhere, fresh
from leo_ref.speccheck.wide.text import Definitions, configuration, constant_lines, state_lines
from leo_ref.speccheck.wide.walk import Visited, walk, world
from leo_ref.speccheck.world import World

NAME: Final = "WideSteps"
STEPPED: Final = "stepped"
"""The variable that keeps TLC from a second step."""

EACH: Final = 12
"""How many choices of its arguments an action has in a model."""

SHORT: Final = 5
"""States of a run that begins anywhere: the longer it is, the more of its jobs are over."""

LONG: Final = 40
"""States of a run that begins with a new ledger."""

NOTHING: Final[Function] = ("fn", frozenset())


@frozen
class OneStep:
    """States of one random model, and all that may be tried in them."""

    constants: Constants
    model: Model
    actions: list[WideAction]
    visited: list[Visited]
    """No state twice."""

    def graph(self) -> StateGraph:
        """The reference's answers: a graph of paths of one step."""
        projection = Projection(self.model)
        names = tuple(sorted([*projection.variables, STEPPED]))
        place = names.index(STEPPED)
        graph = StateGraph(names)

        def node(there: World, *, stepped: bool) -> int:
            values = projection(there)
            state = (*values[:place], stepped, *values[place:])
            return graph.add_state(state, initial=not stepped, refusals=NOTHING if stepped else None)

        for visit in self.visited:
            source = node(visit.world, stepped=False)
            codes = []
            for action, after in visit.tried:
                codes.append((action.label, after if isinstance(after, str) else "OK"))
                if not isinstance(after, str):
                    graph.add_edge(source, action.label, node(after, stepped=True))
            graph.refusals[source] = ("fn", frozenset(codes))
        return graph


def states_of(*seed: str | int, states: int) -> OneStep:
    """So many states of the random model that follows from a seed."""
    fixed = constants(*seed)
    model = model_of(fixed)
    every = actions(model, Dice(*seed, "actions"), EACH)
    projection = Projection(model)
    found: dict[State, Visited] = {}
    number = 0
    while len(found) < states:
        number += 1
        dice = Dice(*seed, "run", number)
        new = dice.odds(10)
        start = world(model, dice, (fresh if new else anywhere)(dice, fixed), apart=not new)
        for visit in walk(every, dice, start, LONG if new else SHORT):
            if len(found) < states:
                found.setdefault(projection(visit.world), visit)
    return OneStep(fixed, model, every, list(found.values()))


def module(sampled: OneStep) -> str:
    """The module of which TLC takes one step from every state."""
    projection, definitions = Projection(sampled.model), Definitions()
    begin = ["Begin =="]
    for visit in sampled.visited:
        first, *others = state_lines(definitions, projection.variables, projection(visit.world))
        begin += [f"  \\/ {first}", *(f"     {line}" for line in others)]
    adversaries: frozenset[Value] = frozenset({visit.world.byzantine for visit in sampled.visited})
    lines = [
        f"---- MODULE {NAME} ----",
        "\\* Written by `leo check --steps`; not to be edited.",
        "EXTENDS LeoTrace",
        "",
    ]
    lines += [*constant_lines(sampled.constants, adversaries), "", f"VARIABLES {REFUSAL}, {STEPPED}", "", "Refusals =="]
    for number, action in enumerate(sampled.actions):
        lines.append(f"  {',' if number else '['} {action.label} |-> {action.refusal}")
    lines += ["  ]", "", f"Stepped == {STEPPED} = FALSE /\\ {STEPPED}' = TRUE /\\ {REFUSAL}' = << >>", ""]
    lines += [f"{PREFIX}{action.label} == Stepped /\\ {action.expression}" for action in sampled.actions]
    lines += ["", *definitions.lines(), "", *begin, ""]
    lines += [f"Init == Begin /\\ {STEPPED} = FALSE /\\ {REFUSAL} = Refusals", "", "Next =="]
    return "\n".join([*lines, *(f"  \\/ {PREFIX}{action.label}" for action in sampled.actions), "====", ""])


def asked(sampled: OneStep, jar: Jar, library: Path | None = None) -> StateGraph:
    """TLC's answers, a graph like the reference's; ``library`` is a specification that is not the project's.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    with TemporaryDirectory(prefix="leo-steps-") as name:
        folder = Path(name)
        files = ModelFiles(folder / f"{NAME}.tla", folder / f"{NAME}.cfg", (library or specification(),))
        files.module.write_text(module(sampled), encoding="utf-8")
        files.config.write_text(configuration(sampled.constants, "Init", "Next"), encoding="utf-8")
        dump = folder / "steps.dot"
        result = run(files, jar=jar, dump=dump, check_deadlock=False, brief=True)
        return read_graph(dump, states=result.distinct, edges=result.edges, prefix=PREFIX)


def difference(sampled: OneStep, jar: Jar, library: Path | None = None) -> Difference | None:
    """The first difference between TLC's answers and the reference's; nothing if there is none."""
    return compare(asked(sampled, jar, library), sampled.graph())
