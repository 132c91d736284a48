"""A run in the words of the specification: where it begins, each step that it took, and what is known of the state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import frozen

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.values import Value, in_order, pretty

Path: TypeAlias = tuple[Value, ...]
"""A variable's name, and arguments of functions in it: ``("job", "t1", "stage")``."""

Leaves: TypeAlias = tuple[tuple[Path, Value], ...]
"""What is known of a state."""

UNKNOWN: Final = None
"""An argument that is not known: any value of its domain."""

ANY_CODE: Final = "*"
"""In the place of a refusal's code: it is not known."""


@frozen
class SpecCall:
    """An operator of the specification with its arguments, and what makes it a step of ``Leo``."""

    operator: str
    arguments: tuple[Value | None, ...] = ()
    within: str = ""
    """The operator around it: ``OnLedger``, ``OffLedger``, or none."""
    refused: str = ""
    """The code of a refusal, or ``ANY_CODE``; empty for a step that was taken."""
    domains: tuple[tuple[Value, ...], ...] = ()
    """For each argument the values that it may have; needed only where one is unknown."""

    def text(self, prefix: str = "", arguments: tuple[str, ...] | None = None) -> str:
        """The step in TLA+; ``prefix`` names an instance, and stands before each operator."""
        if arguments is None and UNKNOWN in self.arguments:
            bound = [f"x{number}" if each is UNKNOWN else pretty(each) for number, each in enumerate(self.arguments)]
            sets = [
                f"x{number} \\in {pretty(frozenset(self.domains[number]))}"
                for number, each in enumerate(self.arguments)
                if each is UNKNOWN
            ]
            return f"(\\E {', '.join(sets)} : {self.text(prefix, tuple(bound))})"
        written = (
            [pretty(each) for each in self.arguments if each is not UNKNOWN] if arguments is None else [*arguments]
        )
        if self.refused:
            refusal = applied(f"{prefix}{self.operator}Refusal", written)
            return f"{prefix}Refused({refusal}, {refusal if self.refused == ANY_CODE else pretty(self.refused)})"
        call = applied(f"{prefix}{self.operator}", written)
        return f"{prefix}{self.within}({call})" if self.within else call

    def shown(self) -> str:
        """The call for people."""
        words = ["?" if each is UNKNOWN else pretty(each) for each in self.arguments]
        call = applied(self.operator, words)
        return f"{call} refused" + (f": {self.refused}" if self.refused != ANY_CODE else "") if self.refused else call


def applied(operator: str, arguments: list[str]) -> str:
    """An operator with its arguments, in TLA+."""
    return f"{operator}({', '.join(arguments)})" if arguments else operator


@frozen
class SpecStep:
    """A step, and what is known of the state after it: all variables, or some parts."""

    call: SpecCall
    line: int
    """The line of the file that tells of it; from a run that is in no file, the number of the step."""
    state: tuple[Value, ...] | None = None
    """The values of all variables."""
    known: Leaves = ()
    """What is known where ``state`` is not."""


@frozen(kw_only=True)
class SpecRun:
    """A run."""

    constants: Constants
    variables: tuple[str, ...]
    starts: tuple[tuple[Value, ...], ...]
    """The states that it may begin with; of a run of the reference it is one."""
    steps: tuple[SpecStep, ...]

    @property
    def byzantine(self) -> frozenset[Value]:
        """The coalitions of the first states."""
        place = self.variables.index("byzantine")
        return frozenset(start[place] for start in self.starts)

    def up_to(self, steps: int) -> SpecRun:
        """The first so many steps of it."""
        return SpecRun(constants=self.constants, variables=self.variables, starts=self.starts, steps=self.steps[:steps])


def parts(path: Path, before: Value, after: Value) -> Iterator[tuple[Path, Value]]:
    """The innermost parts in which two values differ, each with what it is afterwards."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        was, now = dict(before[1]), dict(after[1])
        if was.keys() == now.keys():
            for argument, value in in_order(after[1]):
                yield from parts((*path, argument), was[argument], value)
            return
    if type(before) is not type(after) or before != after:
        yield path, after


def at(path: Path) -> str:
    """A part of a variable in TLA+."""
    return str(path[0]) + "".join(f"[{pretty(argument)}]" for argument in path[1:])


def following(path: Path) -> str:
    """The same part in the next state."""
    return f"{path[0]}'" + "".join(f"[{pretty(argument)}]" for argument in path[1:])
