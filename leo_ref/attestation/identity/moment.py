"""Moments as whole seconds since 1970-01-01 00:00 UTC, the only form in which this package knows time."""

from __future__ import annotations

from typing import Final, Protocol

EPOCH_DAY: Final = 719_163
"""1970-01-01 as a day of the proleptic Gregorian calendar in which 0001-01-01 is day 1."""

MOMENT_MOST: Final = 253_402_300_799
"""9999-12-31 23:59:59: "no well-defined end" (RFC 5280, 4.1.2.5)."""


class Moment(Protocol):
    """What the library says of a moment in UTC."""

    @property
    def hour(self) -> int:
        """0 to 23."""

    @property
    def minute(self) -> int:
        """0 to 59."""

    @property
    def second(self) -> int:
        """0 to 59."""

    def toordinal(self) -> int:
        """The day."""


def seconds(moment: Moment) -> int:
    """The moment in seconds; negative before 1970."""
    return (moment.toordinal() - EPOCH_DAY) * 86_400 + moment.hour * 3_600 + moment.minute * 60 + moment.second
