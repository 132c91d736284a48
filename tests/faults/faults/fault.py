"""What a fault is, and the modules in which functions are replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.rules import market, selection

sound_apply = selection.apply
sound_post_task = market.post_task
After = State | Rejection


@frozen(kw_only=True)
class Fault:
    """One fault, as small as it can be written."""

    name: str
    was: str
    """What the simulators did."""
    patches: tuple[tuple[str, str, Callable[..., Any]], ...]
    """Module, name in it, replacement."""
    caught_by: tuple[str, ...]
    """The check that runs, then the invariants that it must find broken; a model's graph must differ in any case."""


SELECTION = "leo_ref.rules.selection"
CONFIRMATION = "leo_ref.rules.confirmation"
CHALLENGE = "leo_ref.rules.challenge"
COURSE = "leo_ref.rules.course"
DISPUTE = "leo_ref.rules.dispute"
FIND = "leo_ref.rules.find"
PROOF = "leo_ref.rules.proof"
RESULT = "leo_ref.rules.result"
SETTLEMENT = "leo_ref.rules.settlement"
MARKET = "leo_ref.rules.market"
RELEASE = "leo_ref.rules.release"
ADMISSION = "leo_ref.rules.admission"
TICK = "leo_ref.ledger.tick"
ENVELOPE = "leo_ref.ledger.apply"
BLOCK = "leo_ref.ledger.block"


def fault(name: str, was: str, module: str, attribute: str, replacement: Callable[..., Any], *caught_by: str) -> Fault:
    """A fault of one replaced function."""
    return Fault(name=name, was=was, patches=((module, attribute, replacement),), caught_by=caught_by)
