"""Batches of questions with the reference's answers: the same for the same seed, levels and vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final, TypeAlias

from attrs import frozen

from leo_ref.fuzz import boundary
from leo_ref.fuzz.asking import Asking, Posed
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.levels import draw, ledger, models, octets, rules, trees
from leo_ref.fuzz.levels.variation import FIXED, varied
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.reached import Reached
from leo_ref.fuzz.tree import Json, number_of, places

Generator: TypeAlias = Callable[[Dice, Pool], Json]

GENERATORS: Final[Mapping[str, Generator]] = {
    "draw": draw.request,
    "encoding": octets.request,
    "ledger": ledger.request,
    "rules": rules.request,
    "sealing": trees.request,
}
"""Of the levels that have one; of the others the vectors are changed."""

SHARES: Final[Mapping[str, int]] = {"models": 8, "encoding": 3, "rules": 3}
"""Batches of a level among those of all; 1 of the others."""

SIZE: Final = 256
"""Questions of a batch; a boundary that was begun is finished."""
PATHS: Final = 8
"""Paths of a batch for whoever cannot set a state."""
RARE: Final = 3
"""Questions of a kind that came no more often are kept, and others are made from them."""
SEARCHED: Final = 6
"""Questions in a hundred from which a boundary is searched."""
GROWN: Final = 25
"""Transactions in a hundred whose state others begin with."""


@frozen
class QuestionBatch:
    """Questions of one level."""

    level: str
    number: int
    setting: Json
    """What sets their model up; None where there is none."""
    asked: list[Posed]


class QuestionSource:
    """Batches without end."""

    def __init__(
        self, seed: str, levels: Sequence[str], vectors: Mapping[str, Sequence[Json]], *, set_state: bool = True
    ) -> None:
        """Batches of these levels; ``vectors`` has requests by level, from which others are made.

        Without ``set_state`` of models only paths are asked, which begin where the model does.
        """
        self._set_state = set_state
        self.reached = Reached()
        self._seed = seed
        self._asking = Asking()
        self._pools = {level: Pool(vectors.get(level, ())) for level in levels}
        self._turns = [
            level
            for level in levels
            if level == "models" or self._pools[level].topics
            for _ in range(SHARES.get(level, 1))
        ]

    def batches(self) -> Iterator[QuestionBatch]:
        """One after the other; each level comes as often as its share says. None, if there is no level to ask."""
        for number in count() if self._turns else ():
            level = Dice(self._seed, "level", number).pick(self._turns)
            dice = Dice(self._seed, level, number)
            yield self._of_model(dice, number) if level == "models" else self._of(dice, level, number)

    def _of(self, dice: Dice, level: str, number: int) -> QuestionBatch:
        pool, asked = self._pools[level], list[Posed]()
        generator = GENERATORS.get(level, _changed)
        while len(asked) < SIZE:
            found = self._asking.ask(generator(dice, pool))
            if found is None or not self.reached.wants(dice, found.topic, found.end):
                continue
            self._take(found, asked, pool)
            if level == "ledger" and found.request["request"] == "transaction" and "ok" in found.answer:
                if dice.odds(GROWN):
                    pool.add({**found.request, "state": found.answer["ok"]})
            if dice.odds(SEARCHED):
                numbers = [
                    place
                    for place, value in places(found.request)
                    if place and place[0] not in FIXED and number_of(value) is not None
                ]
                if numbers:
                    for beside in boundary.search(dice, self._asking, self.reached, found, dice.pick(numbers)):
                        self._take(beside, asked, pool)
        return QuestionBatch(level, number, None, asked)

    def _of_model(self, dice: Dice, number: int) -> QuestionBatch:
        random, asked = models.RandomModel(self._seed, number), list[Posed]()
        ready = self._asking.ask(random.setting)
        assert ready is not None, "the constants of a random model are some"
        for _ in range(1 if self._set_state else PATHS):
            path = self._asking.ask(random.path(dice))
            assert path is not None, "a run of the reference is a path"
            self._take(path, asked, None)
        while self._set_state and len(asked) < SIZE:
            for request in random.steps(dice, self.reached):
                found = self._asking.ask(request)
                if found is None:
                    continue
                self._take(found, asked, None)
                numbers = models.numbers(request) if dice.odds(SEARCHED) else []
                if numbers:
                    for beside in boundary.search(dice, self._asking, self.reached, found, dice.pick(numbers)):
                        self._take(beside, asked, None)
        return QuestionBatch("models", number, random.setting, asked)

    def _take(self, found: Posed, asked: list[Posed], pool: Pool | None) -> None:
        asked.append(found)
        if self.reached.count(found) <= RARE and pool is not None:
            pool.add(found.request)


def _changed(dice: Dice, pool: Pool) -> Json:
    return varied(dice, pool, dice.pick(pool.topics))
