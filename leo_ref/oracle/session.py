"""What a conversation has set up so far."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.speccheck.model import Model
from leo_ref.speccheck.world import World
from leo_ref.transcript.beginning import NO_BEGINNINGS, Beginnings

NO_MODELS: Final[Map[str, Model]] = Map()


@frozen
class LastState:
    """The state of the last step, read: many steps are asked from one state."""

    model: Model
    octets: str
    """As JSON, so that no later change of the caller's objects is mistaken for it."""
    world: World


@frozen
class Session:
    """What a conversation has set up so far: models, by the request ``model``. ``Session()`` is an empty one."""

    models: Map[str, Model] = NO_MODELS
    beginnings: Beginnings = NO_BEGINNINGS
    """Those of the last transcript: answers are the same without them, and come later."""
    last_state: LastState | None = None
    """That of the last step: answers are the same without it, and come later."""
