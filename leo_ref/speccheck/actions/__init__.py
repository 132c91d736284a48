"""What each action of the models does in the reference, under the name it has in the specification.

A maker takes the model and the action's arguments and returns the ground action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, Final

from attrs import frozen

from leo_ref.speccheck.actions import attestation, block, candidacy, election, ledger
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.tlc.values import Value, pretty

MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    **ledger.MAKERS,
    **election.MAKERS,
    **attestation.MAKERS,
    **candidacy.MAKERS,
    **block.MAKERS,
}


@frozen
class Ground:
    """A ground action of a model."""

    label: str
    """Name and arguments, as on the edges of both graphs."""
    name: str
    arguments: tuple[Value, ...]
    act: Act
    wrapped: bool
    """Whether the action becomes a step of its model only inside the model's operator ``Wrap``."""

    @property
    def expression(self) -> str:
        """The action, in TLA+."""
        return f"Wrap({self._applied(self.name)})" if self.wrapped else self._applied(self.name)

    @property
    def refusal(self) -> str:
        """The code with which it is refused, in TLA+."""
        return self._applied(f"{self.name}Refusal")

    def _applied(self, operator: str) -> str:
        arguments = ", ".join(pretty(argument) for argument in self.arguments)
        return f"{operator}({arguments})" if self.arguments else operator


def word(argument: Value) -> str:
    """An argument as part of a label."""
    if isinstance(argument, frozenset):
        return "".join(sorted(map(str, argument))) or "nobody"
    return str(argument).upper() if isinstance(argument, bool) else str(argument)


def ground_actions(model: Model) -> list[Ground]:
    """All ground actions of a model, in the order of their names and arguments."""
    grounds = []
    wrapped = model.constants.more.get("Wrapped", frozenset())
    if not isinstance(wrapped, frozenset):
        raise TypeError("Wrapped is a set")
    for name, domains in sorted(model.constants.actions.items()):
        if name not in MAKERS:
            raise TieFailure(Failure.ACTION_UNKNOWN, f"It is {name}.", "Add it to leo_ref/speccheck/actions.")
        for arguments in product(*domains):
            chosen: tuple[Any, ...] = arguments
            label = "_".join([name, *map(word, chosen)])
            grounds.append(Ground(label, name, chosen, MAKERS[name](model, *chosen), name in wrapped))
    return grounds
