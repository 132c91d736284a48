"""A speed beside the speed of what is under it, in one run."""

from __future__ import annotations

from attrs import frozen

from leo_ref.measure.bench.interleaved import Timed, ratio


@frozen(kw_only=True)
class Speed:
    """How many operations there are while what is under them is done once (a rate over a rate)."""

    name: str
    beside: str
    """What is under it, in words."""
    found: float
    """The median of all passes."""
    least: float
    most: float
    us: float
    """Microseconds of one operation."""
    beside_us: float
    target: float | None
    """At least; None where there is none."""
    octets: int | None = None
    """That one operation reads, where that is of interest."""

    @property
    def is_met(self) -> bool:
        """Whether the target, if there is one, is met."""
        return self.target is None or self.found >= self.target

    @property
    def megabytes(self) -> float | None:
        """Millions of octets a second."""
        return None if self.octets is None else self.octets / self.us


@frozen(kw_only=True)
class SpeedRow:
    """What is measured, and what it is held against; one call of each does ``operations`` operations."""

    name: str
    beside: str
    subject: Timed
    floor: Timed
    inputs: int
    target: float | None = None
    operations: int = 1
    octets: int | None = None


def speed(row: SpeedRow, passes: int) -> Speed:
    """Times both by turns. The rates' ratio is that of the times turned over, so the two change places."""
    found = ratio(row.subject, row.floor, row.inputs, passes)
    return Speed(
        name=row.name,
        beside=row.beside,
        found=found.ratio,
        least=found.least,
        most=found.most,
        us=found.floor_us / row.operations,
        beside_us=found.subject_us / row.operations,
        target=row.target,
        octets=row.octets,
    )
