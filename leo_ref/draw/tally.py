"""What a group comes to: from the votes of a coalition and those of all others to whether it stands and whose it is."""

from __future__ import annotations

from itertools import accumulate

from attrs import frozen

from leo_ref.draw.sums import Table


@frozen(kw_only=True)
class Setting:
    """What a round is drawn with."""

    total: int
    """W, base units of credit."""
    tau: int
    members: int
    """The least members of a group that stands."""
    votes: int
    """The least J of its monitors."""
    elects: bool
    """Whether a member executes; in a join all members are monitors."""


@frozen
class Tally:
    """How likely the group stands, and the coalition has half of the J of its monitors, and more than half."""

    stands: int = 0
    half: int = 0
    quorum: int = 0

    def plus(self, other: Tally) -> Tally:
        """Of one or the other."""
        return Tally(self.stands + other.stands, self.half + other.half, self.quorum + other.quorum)


def tally(setting: Setting, ours: Table, theirs: Table, our_executor: int = 0, their_executor: int = 0) -> Tally:
    """All pairs of votes, less those that are an executor's; in units of a product of two probabilities."""
    fewer = [_fewer(theirs, max(0, setting.members - members)) for members in range(len(ours))]
    stands = half = quorum = 0
    for members, row in enumerate(ours):
        below = fewer[members]
        end = len(below) - 1
        for votes, chance in enumerate(row):
            if chance == 0:
                continue
            monitors = votes - our_executor
            first = min(max(0, setting.votes - monitors + their_executor), end)
            equal = min(max(first, monitors + their_executor), end)
            beyond = min(max(first, monitors + their_executor + 1), end)
            stands += chance * (below[end] - below[first])
            half += chance * (below[beyond] - below[first])
            quorum += chance * (below[equal] - below[first])
    return Tally(stands, half, quorum)


def _fewer(table: Table, members: int) -> list[int]:
    """For each number of votes the probability of fewer, with so many members at least."""
    columns = [sum(column) for column in zip(*table[members:], strict=True)] or [0] * len(table[0])
    return [0, *accumulate(columns)]


def minus(table: Table, part: Table) -> Table:
    """What is in ``table`` and not in ``part``, where roundings may have made the part the greater."""
    return [
        [max(0, whole - less) for whole, less in zip(row, rows, strict=True)]
        for row, rows in zip(table, part, strict=True)
    ]


def nobody_of(table: Table) -> Table:
    """Only what has no member."""
    return [[chance if members == 0 else 0 for chance in row] for members, row in enumerate(table)]


def mass(table: Table) -> int:
    """Everything in it."""
    return sum(map(sum, table))
