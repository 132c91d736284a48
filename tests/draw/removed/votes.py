"""Votes, tickets, the election among them, and who may draw at all (§6, §7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import comb
from typing import Any

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Job, Place
from leo_ref.core.state.ledger import State
from leo_ref.core.values import NodeId
from leo_ref.draw import sortition as votes
from leo_ref.draw import ticket, vrf
from leo_ref.draw.binomial import Binomial
from leo_ref.draw.suite import Suite
from leo_ref.rules import selection
from tests.draw.removed.entry import Removed
from tests.draw.slow_binomial import SPACE
from tests.vectors.removed import Patch

sound_sortition, sound_obstacle = votes.sortition, selection.obstacle
Sortition = Callable[[bytes, int, int, int], int]


def drawing(sortition: Sortition) -> list[Patch]:
    """Other votes, wherever votes are counted."""
    return [("leo_ref.oracle.draw", "sortition", sortition), ("leo_ref.draw.ticket", "sortition", sortition)]


def open_below(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The comparison is < below and <= above."""
    number = int.from_bytes(beta, "big")
    return sound_sortition((max(number, 1) - 1).to_bytes(64, "big"), weight, total, tau)


def rounded_down(distribution: Binomial, _bits: int) -> Iterator[tuple[int, int]]:
    """Thresholds as floors: one lower, except where they are whole."""
    chance, below = Fraction(distribution.won, distribution.parts), Fraction(0)
    for k in range(distribution.weight + 1):
        below += comb(distribution.weight, k) * chance**k * (1 - chance) ** (distribution.weight - k)
        yield int(below * SPACE), 0


def backwards(beta: bytes, weight: int, total: int, tau: int) -> int:
    return sound_sortition(beta[::-1], weight, total, tau)


def half(beta: bytes, weight: int, total: int, tau: int) -> int:
    return sound_sortition(beta[:32] + bytes(32), weight, total, tau)


def unlimited(beta: bytes, weight: int, total: int, tau: int) -> int:
    """p = tau / W also where that is above one, and the sums that come of it."""
    if tau <= total:
        return sound_sortition(beta, weight, total, tau)
    number, chance, below = int.from_bytes(beta, "big"), Fraction(tau, total), Fraction(0)
    for k in range(weight):
        below += comb(weight, k) * chance**k * (1 - chance) ** (weight - k)
        if number < below * SPACE:
            return k
    return weight


def in_doubles(beta: bytes, weight: int, total: int, tau: int) -> int:
    """As the first simulators drew: a float is compared with sums of floats, up to the first above it."""
    fraction, chance, below = int.from_bytes(beta, "big") / SPACE, min(tau / total, 1.0), 0.0
    for k in range(weight + 1):
        below += comb(weight, k) * chance**k * (1 - chance) ** (weight - k)
        if fraction < below:
            return k
    return weight + 1


def rounded(beta: bytes, weight: int, total: int, tau: int) -> int:
    """The nearest double of b / 2^512, and exact sums."""
    nearest = int(Fraction(int.from_bytes(beta, "big") / SPACE) * SPACE)
    return sound_sortition(min(nearest, SPACE - 1).to_bytes(64, "big"), weight, total, tau)


def one_less(beta: bytes, weight: int, total: int, tau: int) -> int:
    return max(0, sound_sortition(beta, weight, total, tau) - 1)


def certain(beta: bytes, weight: int, total: int, tau: int) -> int:
    """Who has no weight has a vote where p is one."""
    return sound_sortition(beta, max(weight, 1), total, tau)


def unverified(
    _key: bytes, _alpha: bytes, octets: bytes, weight: int, total: int, tau: int, suite: Suite = Suite.TAI
) -> ticket.Ticket | Rejection:
    """The random value is the one that the proof claims."""
    beta = vrf.proof_to_hash(octets, suite)
    return beta if isinstance(beta, Rejection) else ticket.ticket(beta, weight, total, tau)


def votes_first(
    key: bytes, alpha: bytes, octets: bytes, weight: int, total: int, tau: int, suite: Suite = Suite.TAI
) -> ticket.Ticket | Rejection:
    """Whether there is anything to win is asked before whether it is won honestly."""
    claimed = unverified(key, alpha, octets, weight, total, tau, suite)
    sound = vrf.verify(key, alpha, octets, suite)
    return sound if isinstance(sound, Rejection) and isinstance(claimed, ticket.Ticket) else claimed


def any_ticket(beta: bytes, weight: int, total: int, tau: int) -> ticket.Ticket | Rejection:
    return ticket.Ticket(sound_sortition(beta, weight, total, tau), beta)


def electing(order: Callable[[Mapping[NodeId, Place], NodeId], Any]) -> list[Patch]:  # what is compared, of any type
    return [("leo_ref.oracle.rules", "elected", lambda group: min(group, key=lambda node: order(group, node)))]


def looking_back(more: Callable[[int], int]) -> list[Patch]:
    """Another lookback than the parameters have."""

    def obstacle(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
        return sound_obstacle(evolve(params, lookback=more(params.lookback)), state, job, name)

    return [("leo_ref.rules.selection", "obstacle", obstacle)]


def without(code: Code) -> list[Patch]:
    """One condition is not asked; the later ones are not either."""

    def obstacle(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
        found = sound_obstacle(params, state, job, name)
        return None if found is not None and found.code is code else found

    return [("leo_ref.rules.selection", "obstacle", obstacle)]


VOTES = "draw.sortition.sortition"

DRAWN = (
    Removed(
        check="a random value on a threshold has the votes above it",
        where=VOTES,
        clause="§6, CDF(j - 1) <= b / 2^512",
        without="compares with < where <= is written",
        differs=[
            "draw/sortition/tie-at",
            "draw/sortition/w8-W16-tau8-votes?-next",
            "draw/sortition/w4-W*-votes?-next",
            "draw/sortition/hundred-credits-votes*-next",
        ],
        patches=drawing(open_below),
    ),
    Removed(
        check="a threshold that is no whole number is rounded up",
        where="draw.binomial.thresholds",
        clause="§6, b / 2^512 < CDF(j)",
        without="rounds down, and gives a vote too many",
        differs=["draw/sortition/w3-W7-tau2-votes?-last", "draw/sortition/w50-W950-tau10-votes?-last"],
        patches=[("leo_ref.draw.sortition", "intervals", rounded_down)],
    ),
    Removed(
        check="the random value is a big-endian integer",
        where=VOTES,
        clause="§6",
        without="reads it backwards",
        differs=["draw/sortition/first-octet", "draw/sortition/last-octet", "draw/sortition/double-known-*"],
        patches=drawing(backwards),
    ),
    Removed(
        check="all 64 octets of the random value count",
        where=VOTES,
        clause="§6",
        without="is decided by the first 32",
        differs=["draw/sortition/second-half-above", "draw/sortition/double-511-above"],
        patches=drawing(half),
    ),
    Removed(
        check="p is at most one",
        where="draw.binomial.binomial",
        clause="§6",
        without="sums chances below zero and above one",
        differs=["draw/sortition/certain-tau11-least", "draw/sortition/certain-tau9007199254740991-*"],
        patches=drawing(unlimited),
    ),
    Removed(
        check="the comparison is exact, and j at most w",
        where=VOTES,
        clause="§6",
        without="computes in doubles: to the wrong side of a threshold, and to more votes than there is weight",
        differs=[
            "draw/sortition/double-53-below",
            "draw/sortition/double-128-below",
            "draw/sortition/w50-W950-tau10-votes0-last",
            "draw/sortition/double-all-ones",
            "draw/sortition/double-256-ones",
            "draw/sortition/double-64-ones",
        ],
        patches=drawing(in_doubles),
    ),
    Removed(
        check="the random value is not rounded",
        where=VOTES,
        clause="§6",
        without="makes a double of it, and only then compares exactly",
        differs=[
            "draw/sortition/double-known-*",
            "draw/sortition/double-64-above",
            "draw/sortition/w50-W950-tau10-votes0-next",
        ],
        patches=drawing(rounded),
    ),
    Removed(
        check="j is the first whose CDF is above, not the last whose CDF is below",
        where=VOTES,
        clause="§6",
        without="counts from one below",
        differs=[
            "draw/sortition/all-win",
            "draw/sortition/certain",
            "draw/tickets/[ell2-]drawn",
            "draw/tickets/tau-is-total",
        ],
        patches=drawing(one_less),
    ),
    Removed(
        check="no weight has no vote, though p be one",
        where=VOTES,
        clause="§6",
        without="gives a vote to whoever asks",
        accepts=["draw/tickets/[ell2-]no-weight-certain"],
        differs=["draw/sortition/no-weight-certainty-*"],
        patches=drawing(certain),
    ),
    Removed(
        check="a ticket needs a proof",
        where="draw.ticket.verified",
        clause="§6",
        without="believes the random value that a proof claims",
        accepts=[
            "draw/tickets/[ell2-]forged",
            "draw/tickets/[ell2-]forged-other-key",
            "draw/tickets/[ell2-]forged-false-gamma",
            "draw/tickets/[ell2-]forged-key-mixed-order",
            "draw/tickets/[ell2-]replayed-*",
        ],
        patches=[("leo_ref.draw.ticket", "verified", unverified)],
    ),
    Removed(
        check="the proof is judged before the votes",
        where="draw.ticket.verified",
        clause="§6, order of the checks",
        without="gives NOT_DRAWN for a lie",
        differs=["draw/tickets/[ell2-]forged-other-key-no-weight", "draw/tickets/[ell2-]forged-false-gamma-no-weight"],
        patches=[("leo_ref.draw.ticket", "verified", votes_first)],
    ),
    Removed(
        check="a ticket has a vote",
        where="draw.ticket.ticket",
        clause="§6",
        without="gives places in the group to those who were not drawn",
        accepts=[
            "draw/tickets/[ell2-]not-drawn",
            "draw/tickets/[ell2-]weight-0",
            "draw/tickets/[ell2-]no-weight-certain",
        ],
        patches=[("leo_ref.draw.ticket", "ticket", any_ticket)],
    ),
    Removed(
        check="the most votes are elected",
        where="rules.committee.elected",
        clause="§7",
        without="compares votes as texts",
        differs=["rules/elect/nine-and-ten"],
        patches=electing(lambda group, node: ([-ord(d) for d in str(group[node].j)], group[node].beta, node)),
    ),
    Removed(
        check="among equal votes the lowest random value is elected",
        where="rules.committee.elected",
        clause="§7",
        without="lets the lowest id win, which its owner may have searched for",
        differs=["rules/elect/equal-j", "rules/elect/beta-is-an-integer"],
        patches=electing(lambda group, node: (-group[node].j, node)),
    ),
    Removed(
        check="random values are compared as big-endian integers",
        where="rules.committee.elected",
        clause="§7",
        without="reads them backwards",
        differs=["rules/elect/beta-is-an-integer"],
        patches=electing(lambda group, node: (-group[node].j, group[node].beta[::-1], node)),
    ),
    Removed(
        check="among equal random values the lowest id is elected",
        where="rules.committee.elected",
        clause="§7",
        without="elects whoever comes first or last",
        differs=["rules/elect/equal-beta"],
        patches=electing(lambda group, node: (-group[node].j, group[node].beta, [-ord(digit) for digit in node])),
    ),
    Removed(
        check="a key is registered some blocks before the job",
        where="rules.selection.obstacle",
        clause="§6",
        without="draws nodes that chose their key when they saw the job coming",
        accepts=["ledger/lookback/apply-late", "ledger/lookback/apply-later"],
        patches=looking_back(lambda _: 0),
    ),
    Removed(
        check="a key that is exactly old enough counts",
        where="rules.selection.obstacle",
        clause="§6",
        without="asks for one block more",
        differs=["ledger/lookback/apply-in-time", "ledger/lookback/apply-late-for-the-first-only"],
        patches=looking_back(lambda lookback: lookback + 1),
    ),
    Removed(
        check="a key that is one block too new does not count",
        where="rules.selection.obstacle",
        clause="§6",
        without="asks for one block less",
        accepts=["ledger/lookback/apply-late", "ledger/lookback/apply-later-again"],
        patches=looking_back(lambda lookback: lookback - 1),
    ),
    Removed(
        check="who joined anew is not the node of the snapshot",
        where="rules.selection.obstacle",
        clause="§6",
        without="lets a new key draw in an old job",
        accepts=["ledger/lookback/apply-joined-anew"],
        patches=without(Code.KEY_TOO_NEW),
    ),
)
