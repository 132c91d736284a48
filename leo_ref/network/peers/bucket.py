"""Token buckets: how much of something may happen over time."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from attrs import frozen

K = TypeVar("K", bound=Hashable)

REMEMBERED: Final = 4096
"""Buckets that are kept apart; the one that was used the longest ago is forgotten, and is full then."""


@frozen(kw_only=True)
class Rate:
    """At most ``burst`` at once, and ``per_second`` over time."""

    burst: float
    per_second: float


@frozen
class Bucket:
    """What is left at a time in seconds; below zero where more was taken than there was."""

    left: float
    at: float


def full(rate: Rate, now: float) -> Bucket:
    """A bucket from which nothing was taken."""
    return Bucket(rate.burst, now)


def taken(rate: Rate, bucket: Bucket, now: float, amount: float) -> tuple[Bucket, float]:
    """The bucket without ``amount``, and for how many seconds whoever took it has to wait."""
    left = _refilled(rate, bucket, now) - amount
    return Bucket(left, now), max(0.0, -left / rate.per_second)


def spared(rate: Rate, bucket: Bucket, now: float, amount: float) -> Bucket | None:
    """The bucket without ``amount``; None where it has less."""
    left = _refilled(rate, bucket, now) - amount
    return Bucket(left, now) if left >= 0 else None


def _refilled(rate: Rate, bucket: Bucket, now: float) -> float:
    return min(rate.burst, bucket.left + max(0.0, now - bucket.at) * rate.per_second)


class Buckets(Generic[K]):
    """A bucket for each of many."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[K, Bucket] = {}

    def spare(self, key: K, now: float, amount: float = 1) -> bool:
        """Take ``amount`` from somebody's bucket; False, and nothing is taken, where it has less."""
        bucket = self._buckets.pop(key, None) or full(self._rate, now)
        left = spared(self._rate, bucket, now, amount)
        self._buckets[key] = bucket if left is None else left
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        return left is not None
