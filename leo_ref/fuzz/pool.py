"""The questions from which others are made: those of the vectors, and new ones of kinds that are rare."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from leo_ref.fuzz.asking import topic_of
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.tree import Json

MOST: Final = 400
"""New questions that are kept of each topic; then the oldest goes."""


LONGEST: Final = 1 << 16
"""Characters of a request; what the vectors have beyond that is about limits, and takes long."""


class Pool:
    """Requests by topic."""

    def __init__(self, requests: Sequence[Json]) -> None:
        """A pool of these requests."""
        self._old: dict[str, list[Json]] = {}
        self._new: dict[str, list[Json]] = {}
        for request in requests:
            if len(json.dumps(request)) > LONGEST:
                continue
            self._old.setdefault(topic_of(request), []).append(request)

    @property
    def topics(self) -> list[str]:
        """What the requests are about."""
        return sorted(self._old)

    def pick(self, dice: Dice, topic: str) -> Json:
        """A request of a topic, every second one new."""
        new = self._new.get(topic)
        return dice.pick(new if new and dice.odds(50) else self._old[topic])

    def add(self, request: Json) -> None:
        """A question of a rare kind."""
        topic = topic_of(request)
        if topic in self._old:
            kept = self._new.setdefault(topic, [])
            kept.append(request)
            del kept[:-MOST]
