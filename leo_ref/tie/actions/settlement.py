"""The wrapper of ``MCSettlement``: what a monitor says of the one task at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.rules.confirmation import SHOWS
from leo_ref.state.job import Verdict
from leo_ref.state.transaction import Confirm
from leo_ref.tie.model import Act, Model, Step
from leo_ref.tie.symbolic import pieces_showing
from leo_ref.tie.world import World

LIE: Final = "LIE"


def say(model: Model, monitor: str, said: str) -> Act:
    """``MCSettlement!Say``: a verdict with fitting evidence, or as a lie FAIL resting on nothing."""
    verdict = Verdict.FAIL if said == LIE else Verdict(said)
    shown = "none" if said == LIE else SHOWS[verdict].value

    def act(world: World) -> Step:
        (name,) = world.ledger.jobs
        body = Confirm(job=name, verdict=verdict, evidence=pieces_showing(name, monitor, shown))
        return model.send(world, monitor, "", body)

    return act


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {"Say": say}
