"""What the chances of a round come to over all rounds of a job (§6): the next one opens where no group stands.

Rounds are alike: the same nodes are free with the same credit, and each has random values of its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import frozen

from leo_ref.draw.risk import Chance, Round

CERTAINLY: Final = Fraction(1)


@frozen(kw_only=True)
class Outlook:
    """The probabilities of a job that has so many rounds left."""

    unfilled: Chance
    """No group stands."""
    unfilled_without: Chance
    """No group stands, and the coalition claims nothing."""
    executor: Chance
    half: Chance
    quorum: Chance
    captured: Chance
    whole: Chance
    captured_at_most: Fraction
    """Captured by a coalition that claims last, and nothing where it would not capture the group.

    It has another round where the group of the others does not stand without it; no way to choose its claims does
    better, since the more it claims the sooner a group stands and the sooner it has the executor and the quorum.
    """


def outlook(found: Round, rounds: int) -> Outlook:
    """Over ``rounds`` rounds, each with these probabilities."""
    again = _not(found.stands)
    return Outlook(
        unfilled=_power(again, rounds),
        unfilled_without=_power(_not(found.alone), rounds),
        executor=_once(found.executor, again, rounds),
        half=_once(found.half, again, rounds),
        quorum=_once(found.quorum, again, rounds),
        captured=_once(found.captured, again, rounds),
        whole=_once(found.whole, again, rounds),
        captured_at_most=min(CERTAINLY, _once(found.captured, _not(found.alone), rounds).high),
    )


def _not(chance: Chance) -> Chance:
    return Chance(1 - chance.high, 1 - chance.value, 1 - chance.low)


def _power(chance: Chance, rounds: int) -> Chance:
    return Chance(chance.low**rounds, chance.value**rounds, chance.high**rounds)


def _once(chance: Chance, again: Chance, rounds: int) -> Chance:
    """In one of the rounds, as long as there is another."""
    low, value, high = (
        each * sum((more**number for number in range(rounds)), Fraction(0))
        for each, more in (
            (chance.low, again.low),
            (chance.value, again.value),
            (chance.high, again.high),
        )
    )
    return Chance(low, value, min(CERTAINLY, high))
