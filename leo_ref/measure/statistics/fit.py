"""Counts beside what is expected of them: chi-square."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen
from scipy.stats import chi2

from leo_ref.measure.statistics.exact import Distribution

LEAST_EXPECTED: Final = 5.0
"""Cells of which fewer are expected are joined with their neighbours."""


@frozen
class Cell:
    """One count."""

    label: str
    observed: int
    expected: float


@frozen
class Fit:
    """How well counts fit: the chance of a worse fit is ``p`` where the expectation is right."""

    name: str
    cells: tuple[Cell, ...]
    statistic: float
    degrees: int
    p: float


def fit(name: str, cells: Iterable[Cell]) -> Fit:
    """Pearson's chi-square over cells that are joined where little is expected; their sums must agree."""
    joined = _joined(list(cells))
    statistic = sum((cell.observed - cell.expected) ** 2 / cell.expected for cell in joined)
    return _fit(name, joined, statistic, len(joined) - 1)


def numbers(name: str, observed: Iterable[int], exact: Distribution) -> Fit:
    """Observed numbers beside their exact distribution."""
    counts = Counter(observed)
    size = counts.total()
    last = max(len(exact.numerators) - 1, *counts)
    return fit(
        name, [Cell(str(number), counts[number], size * exact.probability(number)) for number in range(last + 1)]
    )


def sums(name: str, cells: Sequence[Cell], variance: float) -> Fit:
    """Independent sums, each of variance ``variance`` times its expectation; none follows from the others."""
    statistic = sum((cell.observed - cell.expected) ** 2 / (cell.expected * variance) for cell in cells)
    return _fit(name, cells, statistic, len(cells))


def _fit(name: str, cells: Sequence[Cell], statistic: float, degrees: int) -> Fit:
    return Fit(name, tuple(cells), statistic, degrees, float(chi2.sf(statistic, degrees)))


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """From the left, and what is left over with the last one."""
    joined: list[Cell] = []
    waiting: list[Cell] = []
    for cell in cells:
        waiting.append(cell)
        if sum(each.expected for each in waiting) >= LEAST_EXPECTED:
            joined.append(_one(waiting))
            waiting = []
    if waiting and joined:
        waiting.insert(0, joined.pop())
    return [*joined, _one(waiting)] if waiting else joined


def _one(cells: Sequence[Cell]) -> Cell:
    first, last = cells[0].label.partition(" to ")[0], cells[-1].label.rpartition(" to ")[2]
    label = first if first == last else f"{first} to {last}"
    return Cell(label, sum(cell.observed for cell in cells), sum(cell.expected for cell in cells))
