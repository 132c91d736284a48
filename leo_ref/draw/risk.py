"""How likely a coalition of nodes gets a group into its hands, and a group does not stand (§6, §7, §9).

Every node draws its votes for itself (:mod:`leo_ref.draw.binomial`). The executor has the most votes, among equals the
lowest random value; the monitors are all others. A group stands if it has its least number of members and its monitors
their least J.

The best node lies in a cell: a number of votes and a range of random values. All nodes behind a cell make one
distribution for the coalition and one for the others. Where both have nodes in the cell of the best, either may
execute. An answer is therefore an interval that holds the exact probability, and a value in it: the middle,
extrapolated from the cells and from cells twice as wide, whose middle is off by about four times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from attrs import evolve, fields, frozen

from leo_ref.draw.binomial import BETA_BITS, CERTAIN
from leo_ref.draw.sortition import Thresholds, thresholds
from leo_ref.draw.sums import BITS, ONE, Packing, Sums, Table
from leo_ref.draw.tally import Setting, Tally, mass, minus, nobody_of, tally

CELLS: Final = 8
"""Ranges into which the random values of each number of votes are divided; then each is halved."""

NOTHING: Final = ONE >> 72
"""Where less than this is behind a cell, it is not followed."""

RARE: Final = Fraction(1, 64)
"""Of fewer nodes than that with a number of votes, two hardly ever have it; one cell is enough for them."""

ROUNDED: Final = Fraction(1, 1 << 50)
"""More than all roundings together: each is below 2^-96, and there are less than 2^46."""

WHOLE: Final = 1 << 2 * BITS
"""One, in the units of a tally."""


@frozen
class Chance:
    """A probability: certainly from ``low`` to ``high``, and near ``value``."""

    low: Fraction
    value: Fraction
    high: Fraction


NEVER: Final = Chance(Fraction(0), Fraction(0), Fraction(0))


@frozen(kw_only=True)
class Round:
    """The probabilities of one round in which every node claims what it wins."""

    stands: Chance
    """The group stands. In all that follow it does."""
    executor: Chance
    """A node of the coalition executes."""
    half: Chance
    """The coalition has half of the J of the monitors or more: there is no quorum without it."""
    quorum: Chance
    """It has more than half: a quorum by itself."""
    captured: Chance
    """It has the quorum and the executor."""
    whole: Chance
    """It has every member: nobody else sees the run, nor holds the result."""
    alone: Chance
    """The group stands even if the coalition claims nothing."""


@frozen
class Cut:
    """Behind it: nodes with fewer votes, and those with as many and a random value that is not below ``value``."""

    votes: int
    value: int
    halves: bool
    """Whether it lies in the middle of a wider cell."""


@frozen
class Behind:
    """The votes of the coalition and of all others that have no node before the cut."""

    cut: Cut
    ours: Table
    theirs: Table


def round_of(setting: Setting, coalition: Sequence[int], others: Sequence[int], cells: int = CELLS) -> Round:
    """The probabilities for nodes of these weights, in base units; nodes that may not apply are in neither."""
    assert setting.total > setting.tau, "where every unit wins, nothing is drawn"
    assert setting.members > 0, "a group has a member"
    free = sum(coalition) + sum(others)
    assert free <= setting.total, "W is the credit of all"
    kept = {weight: thresholds(weight, setting.total, setting.tau) for weight in {*coalition, *others}}
    packing = Packing(len(thresholds(free, setting.total, setting.tau).values), setting.members)
    nobody = packing.table(packing.nobody)

    def behind(cut: Cut) -> Behind:
        ours, theirs = (packing.table(_behind(packing, kept, Counter(group), cut)) for group in (coalition, others))
        return Behind(cut, ours, theirs)

    if not setting.elects:
        return _without_executor(setting, behind(Cut(packing.most, 0, halves=False)), nobody)
    fine = []
    for cut in _cuts(Counter({kept[weight]: count for weight, count in Counter([*coalition, *others]).items()}), cells):
        fine.append(behind(cut))
        if mass(fine[-1].theirs) < NOTHING:
            break
    coarse = [each for each in fine[:-1] if not each.cut.halves]
    return _extrapolated(_with_executor(setting, [*coarse, fine[-1]], nobody), _with_executor(setting, fine, nobody))


def _behind(packing: Packing, kept: Mapping[int, Thresholds], group: Counter[int], cut: Cut) -> Sums:
    """The votes of a group that has all its nodes behind the cut."""
    found = packing.nobody
    for weight, count in group.items():
        found = packing.times(found, packing.power(packing.node(_chances(kept[weight], cut)), count))
    return found


def _chances(node: Thresholds, cut: Cut) -> list[int]:
    """For each number of votes, the probability that a node has it and is behind the cut."""
    found = [_step(node, votes, 0) for votes in range(cut.votes)]
    return [step >> BETA_BITS - BITS for step in (*found, _step(node, cut.votes, cut.value))]


def _step(node: Thresholds, votes: int, value: int) -> int:
    """How many random values, none below ``value``, give so many votes."""
    return max(0, _threshold(node, votes) - max(value, _threshold(node, votes - 1)))


def _threshold(node: Thresholds, votes: int) -> int:
    """ceil(2^512 CDF(votes)); what is beyond the kept ones makes no difference here."""
    if votes < 0:
        return 0
    return node.values[votes] if votes < len(node.values) else CERTAIN


def _cuts(nodes: Counter[Thresholds], cells: int) -> Iterator[Cut]:
    """From one with all nodes behind it to one that has only those without votes; every cell is halved."""
    for votes in range(max((len(node.values) for node in nodes), default=1) - 1, 0, -1):
        first = min(_threshold(node, votes - 1) for node in nodes)
        last = max(_threshold(node, votes) for node in nodes)
        expected = Fraction(sum(count * _step(node, votes, 0) for node, count in nodes.items()), CERTAIN)
        halves = 2 * cells if expected > RARE else 1
        for half in range(halves):
            yield Cut(votes, first + (last - first) * half // halves, halves=half % 2 == 1)
    yield Cut(0, 0, halves=False)


def _with_executor(setting: Setting, cuts: Sequence[Behind], nobody: Table) -> Round:
    """The sum over all cells: the best is of the coalition, or of the others, or in this cell both have one."""
    executes = monitors = if_executes = if_monitors = whole = alone = Tally()
    for near, far in pairwise(cuts):
        votes = near.cut.votes
        ours, theirs = minus(near.ours, far.ours), minus(near.theirs, far.theirs)
        executes = executes.plus(tally(setting, ours, far.theirs, our_executor=votes))
        monitors = monitors.plus(tally(setting, far.ours, theirs, their_executor=votes))
        if_executes = if_executes.plus(tally(setting, ours, theirs, our_executor=votes))
        if_monitors = if_monitors.plus(tally(setting, ours, theirs, their_executor=votes))
        whole = whole.plus(tally(setting, ours, nobody_of(far.theirs), our_executor=votes))
        alone = alone.plus(tally(setting, nobody, theirs, their_executor=votes))
    lowest, highest = executes.plus(monitors).plus(if_executes), executes.plus(monitors).plus(if_monitors)
    unseen = WHOLE - mass(cuts[0].ours) * mass(cuts[0].theirs)
    if cuts[-1].cut.votes > 0:
        unseen += mass(cuts[-1].theirs) * ONE
    return Round(
        stands=_bounds(lowest.stands, lowest.stands, unseen),
        executor=_bounds(executes.stands, executes.stands + if_executes.stands, unseen),
        half=_bounds(lowest.half, highest.half, unseen),
        quorum=_bounds(lowest.quorum, highest.quorum, unseen),
        captured=_bounds(executes.quorum, executes.quorum + if_executes.quorum, unseen),
        whole=_bounds(whole.stands, whole.stands, unseen),
        alone=_bounds(alone.stands, alone.stands, unseen),
    )


def _without_executor(setting: Setting, votes: Behind, nobody: Table) -> Round:
    """All members are monitors."""
    found, alone = tally(setting, votes.ours, votes.theirs), tally(setting, nobody, votes.theirs)
    whole = tally(setting, votes.ours, nobody_of(votes.theirs))
    unseen = WHOLE - mass(votes.ours) * mass(votes.theirs)
    return Round(
        stands=_bounds(found.stands, found.stands, unseen),
        executor=NEVER,
        half=_bounds(found.half, found.half, unseen),
        quorum=_bounds(found.quorum, found.quorum, unseen),
        captured=NEVER,
        whole=_bounds(whole.stands, whole.stands, unseen),
        alone=_bounds(alone.stands, alone.stands, unseen),
    )


def _bounds(low: int, high: int, unseen: int) -> Chance:
    """What was summed, with what was not and the roundings."""
    least = max(Fraction(0), Fraction(low, WHOLE) - ROUNDED)
    most = min(Fraction(1), Fraction(high + unseen, WHOLE) + ROUNDED)
    return Chance(least, (least + most) * Fraction(1, 2), most)


def _extrapolated(coarse: Round, fine: Round) -> Round:
    """The finer of the two, with the values that both lead to."""
    found = {}
    for name in (each.name for each in fields(Round)):
        near: Chance = getattr(fine, name)
        far: Chance = getattr(coarse, name)
        value = near.value + (near.value - far.value) * Fraction(1, 3)
        found[name] = evolve(near, value=min(max(near.low, value), near.high))
    return Round(**found)
