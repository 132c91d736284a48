"""What a conversation has set up so far."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.tie.model import Model

NO_MODELS: Final[Map[str, Model]] = Map()


@frozen
class Session:
    """The models by their names."""

    models: Map[str, Model] = NO_MODELS
