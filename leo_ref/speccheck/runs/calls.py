"""The steps of ``Leo`` by the names that actions have on both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.speccheck.actions import MAKERS, attestation, ledger
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.runs.behaviour import SpecCall
from leo_ref.speccheck.tlc.values import Value

STEPS: Final = {"Announce": "Hear", "Elect": "Decide"}
"""Actions that are another operator's as steps of ``Leo``."""

REFUSALS: Final = {"Hear": "Announce", "Decide": "Elect", "Claim": "Apply"}
"""Steps whose refusals have another name."""

PASS_TIME: Final = "PassTime"
CLAIM: Final = "Claim"
APPLY: Final = "Apply"


@frozen
class Tried:
    """An action with its arguments, on both sides."""

    step: SpecCall
    """As the specification has it where it is taken."""
    act: Act

    def call(self, code: str = "") -> SpecCall:
        """As the specification has it, taken or refused with this code."""
        if not code:
            return evolve(self.step, refused="")
        return SpecCall(REFUSALS.get(self.step.operator, self.step.operator), self.step.arguments, refused=code)


def call_of(name: str, arguments: tuple[Value, ...]) -> SpecCall:
    """The step of ``Leo``.

    ``Claim`` is a claim in the attested task, which an honest node makes only where it was true.
    """
    within = "OnLedger" if name in ledger.MAKERS else ""
    if name in attestation.MAKERS or name == PASS_TIME:
        within = "OffLedger"
    return SpecCall(STEPS.get(name, name), arguments, within)


def tried(model: Model, name: str, arguments: tuple[Any, ...]) -> Tried:
    """The action of a model."""
    maker: Callable[..., Act] = MAKERS["EndBlock" if name == PASS_TIME else name]
    given = (arguments[0], *arguments[2:]) if name == CLAIM else arguments
    return Tried(call_of(name, arguments), maker(model, *given))
