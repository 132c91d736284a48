"""Every question that the page asks of a sample, and the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, stdev
from typing import Final

from attrs import frozen

from leo_ref.core.values import CREDIT
from leo_ref.measure.statistics import exact, fit
from leo_ref.measure.statistics.exact import Distribution
from leo_ref.measure.statistics.fit import Cell, Fit
from leo_ref.measure.statistics.population import OWNER_CREDIT, OWNERS_OF_A_SPLIT, SPLITS, TAU, TOTAL, weight_of
from leo_ref.measure.statistics.sample import DrawnTask, Sample

MIN_GROUP: Final = 3
"""Smaller groups are not closed (§6), so nobody is paid."""

FOLLOWED: Final = 40
"""Votes up to which an owner's distributions are compared; more have a probability below 2^-150."""

UNBELIEVABLE: Final = 1e-6
"""Below this a p-value says that the draw is not what it should be; among a few tests none falls there by chance."""


@frozen(kw_only=True)
class Owners:
    """What an owner has on average of a task, for one way to split its credit."""

    keys: int
    votes: float
    expected_votes: float
    votes_error: float
    """One standard deviation of ``votes``."""
    members: float
    expected_members: float
    executor: float
    """The share of tasks in which one of its keys is elected."""
    expected_executor: float
    executor_error: float
    pool: float
    """The share of the pool that its keys are paid where every task is DONE (§12)."""
    pool_error: float
    from_one_key: tuple[int, int]
    """(n, k): the exact distribution of its votes and that of a single key differ by at most n / 2^k."""


@frozen(kw_only=True)
class Findings:
    """The answers."""

    draws: int
    tasks: int
    votes: tuple[Fit, ...]
    """Of single keys, by the number of keys that their owner has."""
    members: Fit
    total_votes: Fit
    credit: Fit
    """Votes of each key over all tasks."""
    owners_votes: tuple[Fit, ...]
    """Votes of an owner's keys together, beside those of a single key with all its credit."""
    executors: Fit
    owners: tuple[Owners, ...]

    @property
    def fits(self) -> tuple[Fit, ...]:
        """Every test that was made."""
        return (*self.votes, self.members, self.total_votes, self.credit, *self.owners_votes, self.executors)

    @property
    def is_well(self) -> bool:
        """Whether all fits can be believed."""
        return all(each.p >= UNBELIEVABLE for each in self.fits)


def findings(found: Sample) -> Findings:
    """All answers for a sample."""
    of_weight = {weight_of(keys): exact.votes(weight_of(keys), TOTAL, TAU) for keys in SPLITS}
    return Findings(
        draws=found.draws,
        tasks=len(found.drawn),
        votes=tuple(_votes(found, keys, of_weight[weight_of(keys)]) for keys in SPLITS),
        members=_members(found, of_weight),
        total_votes=fit.numbers(
            "votes of a group", (sum(task.votes) for task in found.drawn), exact.votes(TOTAL, TOTAL, TAU)
        ),
        credit=_credit(found),
        owners_votes=tuple(_owners_votes(found, keys, of_weight[OWNER_CREDIT]) for keys in SPLITS if keys > 1),
        executors=_executors(found, of_weight),
        owners=_owners(found, of_weight),
    )


def _votes(found: Sample, keys: int, expected: Distribution) -> Fit:
    numbers = _with_keys(found, keys)
    observed = (task.votes[number] for task in found.drawn for number in numbers)
    return fit.numbers(f"votes of a key with {weight_of(keys) / CREDIT:g} credits", observed, expected)


def _members(found: Sample, of_weight: dict[int, Distribution]) -> Fit:
    expected = exact.together([exact.is_drawn(of_weight[node.weight]) for node in found.nodes], len(found.nodes))
    observed = (sum(j > 0 for j in task.votes) for task in found.drawn)
    return fit.numbers("members of a group", observed, expected)


def _credit(found: Sample) -> Fit:
    """A key's votes over all tasks are binomial: as many trials as tasks times credit, each won with TAU / TOTAL."""
    sums = [sum(votes) for votes in zip(*(task.votes for task in found.drawn), strict=True)]
    cells = [
        Cell(f"{number} ({node.keys})", total, len(found.drawn) * node.weight * TAU / TOTAL)
        for number, (node, total) in enumerate(zip(found.nodes, sums, strict=True))
    ]
    return fit.sums("votes of each key, by its credit", cells, 1 - TAU / TOTAL)


def _owners_votes(found: Sample, keys: int, expected: Distribution) -> Fit:
    observed = [votes for owner in _owners_with(found, keys) for votes in _votes_of(found, owner)]
    return fit.numbers(f"votes of an owner with {keys} keys, as if it had one", observed, expected)


def _executors(found: Sample, of_weight: dict[int, Distribution]) -> Fit:
    """Of the tasks in which somebody won: how many keys its owner has whose key is elected."""
    chances = _chances(of_weight)
    nobody = exact.votes(TOTAL, TOTAL, TAU).probability(0)
    elected = Counter(found.nodes[task.executor].keys for task in found.drawn if task.executor is not None)
    size = elected.total()
    cells = [
        Cell(str(keys), elected[keys], size * OWNERS_OF_A_SPLIT * keys * chances[keys] / (1 - nobody))
        for keys in SPLITS
    ]
    return fit.fit("executors, by the keys of their owner", cells)


def _owners(found: Sample, of_weight: dict[int, Distribution]) -> tuple[Owners, ...]:
    chances, tasks = _chances(of_weight), len(found.drawn)
    whole, expected_votes = of_weight[OWNER_CREDIT], OWNER_CREDIT * TAU / TOTAL
    cases = tasks * OWNERS_OF_A_SPLIT
    elected = Counter(found.nodes[task.executor].keys for task in found.drawn if task.executor is not None)
    rows = []
    for keys in SPLITS:
        numbers, own = _with_keys(found, keys), of_weight[weight_of(keys)]
        chance = keys * chances[keys]
        shares = [_share(found, task, owner) for owner in _owners_with(found, keys) for task in found.drawn]
        rows.append(
            Owners(
                keys=keys,
                votes=sum(task.votes[number] for task in found.drawn for number in numbers) / cases,
                expected_votes=expected_votes,
                votes_error=(expected_votes * (1 - TAU / TOTAL) / cases) ** 0.5,
                members=sum(task.votes[number] > 0 for task in found.drawn for number in numbers) / cases,
                expected_members=keys * (1 - own.probability(0)),
                executor=elected[keys] / cases,
                expected_executor=chance,
                executor_error=(chance * (1 - chance) / cases) ** 0.5,
                pool=fmean(shares),
                pool_error=stdev(shares) / cases**0.5,
                from_one_key=exact.difference(exact.together([own] * keys, FOLLOWED), whole),
            )
        )
    return tuple(rows)


def _share(found: Sample, task: DrawnTask, owner: int) -> float:
    """Of the pool: half is the executor's, the rest is divided evenly among the monitors."""
    members = [number for number, j in enumerate(task.votes) if j > 0]
    if task.executor is None or len(members) < MIN_GROUP:
        return 0.0
    monitors = sum(found.nodes[number].owner == owner for number in members if number != task.executor)
    return (found.nodes[task.executor].owner == owner) / 2 + monitors / (2 * (len(members) - 1))


def _chances(of_weight: dict[int, Distribution]) -> dict[int, float]:
    """The chance of a key to be elected, by the number of keys that its owner has."""
    by_weight = exact.executor_chances({weight_of(keys): OWNERS_OF_A_SPLIT * keys for keys in SPLITS}, of_weight)
    return {keys: by_weight[weight_of(keys)] for keys in SPLITS}


def _with_keys(found: Sample, keys: int) -> list[int]:
    """The nodes whose owner has so many keys."""
    return [number for number, node in enumerate(found.nodes) if node.keys == keys]


def _owners_with(found: Sample, keys: int) -> Sequence[int]:
    return sorted({node.owner for node in found.nodes if node.keys == keys})


def _votes_of(found: Sample, owner: int) -> list[int]:
    numbers = [number for number, node in enumerate(found.nodes) if node.owner == owner]
    return [sum(task.votes[number] for number in numbers) for task in found.drawn]
