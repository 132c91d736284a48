"""What a trace comes to."""

from __future__ import annotations

from enum import Enum, unique

from attrs import frozen

from leo_ref.core.values import AccountId
from leo_ref.speccheck.runs.stopped import Stopped


@unique
class Why(Enum):
    """Why a run is not shown to be a behaviour of ``Leo``."""

    STEP_REFUSED = "The specification has no such step, or one that leads to another state."
    PROPERTY_VIOLATED = "The state after the step violates a property."
    NO_TASK = "Nobody posted a task, and Leo is about one."
    TOO_LARGE = "The votes of a draw are more than TLC's integers hold."
    OTHERWISE = "Over symbols, in the units of the trace, the reference decides otherwise than the ledger did."


@frozen
class Rejected:
    """The first step that does not hold."""

    line: int
    """The line of the transcript that tells of it."""
    step: int
    """The number of the step, from 1; 0 where TLC was not asked."""
    action: str
    """The step, in TLA+."""
    why: Why
    detail: str
    stopped: Stopped | None = None
    """What TLC says of the step and of the state before it."""

    def __str__(self) -> str:
        at = f"line {self.line}" + (f", step {self.step}, {self.action}" if self.step else "")
        return f"{at}: {self.why.name}: {self.why.value}" + (f" {self.detail}" if self.detail else "")


@frozen(kw_only=True)
class Accepted:
    """The run is a behaviour of ``Leo``."""

    steps: int
    leo_unit: int
    """Base units of LEO that are one in the trace."""
    credit_unit: int
    """Base units of credit that are one in the trace."""
    unbound: tuple[AccountId, ...]
    """Accounts that did what the protocol forbids them, or left undone what it asks of them."""
    untold: int
    """Refused transactions that the specification has no words for: envelopes, certificates, things never created."""
    seconds: float
    """What TLC took."""
