"""Values and constants of a random model in TLA+."""

from __future__ import annotations

from typing import Final

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.runs.leo import NAMED, values_of
from leo_ref.speccheck.tlc.values import Value, in_order, pretty

LARGE: Final = 60
"""Characters of a value that gets a name."""


class Definitions:
    """Large values as definitions: each is written once, and TLC reads it once."""

    def __init__(self) -> None:
        """No definition yet."""
        self._names: dict[str, str] = {}

    def named(self, value: Value) -> str:
        """The value in TLA+; what is large in it, or all of it, by names."""
        if not isinstance(value, tuple):
            return pretty(value)
        parts = [
            (argument, self.named(result) if isinstance(result, tuple) else pretty(result))
            for argument, result in in_order(value[1])
        ]
        if parts and all(isinstance(argument, str) for argument, _ in parts):
            text = "[" + ", ".join(f"{argument} |-> {result}" for argument, result in parts) + "]"
        else:
            text = pretty(value)
        return text if len(text) < LARGE else self.text(text)

    def text(self, text: str) -> str:
        """The name of an expression that is said often."""
        return self._names.setdefault(text, f"Value{len(self._names) + 1}")

    def lines(self) -> list[str]:
        """The definitions, each behind those that it uses."""
        return [f"{name} == {text}" for text, name in self._names.items()]


def constant_lines(constants: Constants, adversaries: frozenset[Value]) -> list[str]:
    """Definitions of the constants of ``Leo``."""
    return [f"The{name} == {pretty(value)}" for name, value in values_of(constants, adversaries).items()]


def configuration(constants: Constants, init: str, following: str, invariants: tuple[str, ...] = ()) -> str:
    """A configuration that takes these definitions."""
    lines = ["CONSTANTS", *(f"  {name} <- The{name}" for name in NAMED)]
    lines += [f"  {name} = {pretty(constants.more[name])}" for name in ("Subject", "Attested", "Synchronous")]
    lines += [f"INIT {init}", f"NEXT {following}"]
    return "\n".join([*lines, *(["INVARIANTS", *(f"  {name}" for name in invariants)] if invariants else []), ""])


def state_lines(definitions: Definitions, variables: tuple[str, ...], values: tuple[Value, ...]) -> list[str]:
    """A state as conjuncts."""
    return [f"/\\ {name} = {definitions.named(value)}" for name, value in zip(variables, values, strict=True)]
