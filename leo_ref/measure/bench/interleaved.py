"""Two things timed by turns, so that whatever else the machine does slows both alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns

from attrs import frozen

Timed = Callable[[int], object]
"""Something done with input number i."""


@frozen
class Ratio:
    """How much longer a subject takes than the floor under it."""

    ratio: float
    """Of sums over all inputs, each input counting with its median over all passes."""

    least: float
    most: float
    """The least and the greatest ratio of a single pass."""

    subject_us: float
    """Microseconds of one operation."""
    floor_us: float


def ratio(floor: Timed, subject: Timed, inputs: int, passes: int, operations: int = 1) -> Ratio:
    """Times ``floor`` and ``subject`` on each of ``inputs`` inputs by turns, in ``passes`` passes.

    Medians leave out the passes in which the machine did something else; sums keep what costs more on some inputs.
    One call of ``subject`` does ``operations`` operations.
    """
    floors: list[list[int]] = [[] for _ in range(inputs)]
    subjects: list[list[int]] = [[] for _ in range(inputs)]
    floor(0)
    subject(0)
    with without_collections():
        for _ in range(passes):
            for number in range(inputs):
                began = perf_counter_ns()
                floor(number)
                between = perf_counter_ns()
                subject(number)
                subjects[number].append(perf_counter_ns() - between)
                floors[number].append(between - began)
    over, under = sum(median(times) for times in subjects) / operations, sum(median(times) for times in floors)
    each = [
        sum(pass_subjects) / operations / sum(pass_floors)
        for pass_subjects, pass_floors in zip(zip(*subjects, strict=True), zip(*floors, strict=True), strict=True)
    ]
    return Ratio(over / under, min(each), max(each), over / inputs / 1000, under / inputs / 1000)


@contextmanager
def without_collections() -> Iterator[None]:
    """No garbage collection falls into what is timed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
