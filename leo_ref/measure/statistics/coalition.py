"""Coalitions: their chances as computed (:mod:`leo_ref.draw.risk`), beside tasks drawn and elected by the rules.

Random values are hashes.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from hashlib import shake_256
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Place
from leo_ref.core.values import NodeId
from leo_ref.draw.risk import Chance, Round, round_of
from leo_ref.draw.rounds import Outlook, outlook
from leo_ref.draw.sortition import BETA_LENGTH, Thresholds, thresholds
from leo_ref.explain.risk import setting
from leo_ref.measure.bench.workers import Progressed, on_processes
from leo_ref.measure.statistics.growth import task_of
from leo_ref.measure.statistics.population import seed_of
from leo_ref.rules.committee import elected
from leo_ref.rules.selection import group_stands

EVENTS: Final = ("executor", "half", "quorum", "captured", "whole", "unfilled")
"""What a task may come to; not all of them exclude one another."""

TAUS: Final = (10, 20, 50, 100, 200)
SHARES: Final = (Fraction(10, 100), Fraction(20, 100), Fraction(33, 100))
AWAY: Final = (Fraction(0), Fraction(30, 100), Fraction(50, 100))
"""Shares of the credit of honest nodes that is busy or kept away."""

JOIN_SHARES: Final = (Fraction(10, 100), Fraction(20, 100), Fraction(30, 100), Fraction(33, 100))
"""Shares of coalitions that attest."""

NODES: Final = 100
KEYS: Final = (1, 2, 5, 20, 100)
"""Into how many nodes a coalition may divide its credit."""

HONEST: Final = (12, 20, 100, 1000)


@frozen
class WeightedNetwork:
    """Nodes by their weights."""

    name: str
    tau: int
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    """Of the others, those that may apply."""
    away: int = 0
    """Weight of those that may not."""

    @property
    def total(self) -> int:
        """W."""
        return sum(self.ours) + sum(self.theirs) + self.away


@cache
def computed(network: WeightedNetwork, rounds: int | None = None) -> Outlook:
    """The chances over all rounds that a task has, or so many."""
    params = Parameters()
    asked = setting(params, network.total, network.tau, elects=True)
    return outlook(round_of(asked, network.ours, network.theirs), params.rounds if rounds is None else rounds)


def attested(network: WeightedNetwork) -> Round:
    """The chances of one round of a join among these nodes, who all claim what they win."""
    asked = setting(Parameters(), network.total, network.tau, elects=False)
    return round_of(asked, network.ours, network.theirs)


def befriended(network: WeightedNetwork) -> Chance:
    """That a round of a join is the coalition's alone, since nobody else is free."""
    return attested(evolve(network, theirs=(), away=network.away + sum(network.theirs))).stands


def alike(share: Fraction, away: Fraction, tau: int, nodes: int = NODES, keys: int | None = None) -> WeightedNetwork:
    """Nodes with the same credit each; the coalition's share in as many keys as it has nodes, or in ``keys``."""
    total = Parameters().total_credit
    ours = int(share * nodes) if keys is None else keys
    honest = nodes - int(share * nodes)
    busy = int(away * honest)
    each = int((1 - share) * total) // honest
    return WeightedNetwork(
        f"{float(share):.0%} of {nodes}",
        tau,
        (int(share * total) // ours,) * ours if ours else (),
        (each,) * (honest - busy),
        each * busy,
    )


CREDIT_UNIT: Final = 10**9

DRAWN: Final = (
    alike(Fraction(20, 100), Fraction(0), 10),
    alike(Fraction(33, 100), Fraction(30, 100), 10),
    alike(Fraction(33, 100), Fraction(0), 20),
    WeightedNetwork(
        "two of 12 nodes with 1 to 12 parts of credit",
        10,
        (7 * CREDIT_UNIT, 12 * CREDIT_UNIT),
        tuple(part * CREDIT_UNIT for part in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)),
    ),
    WeightedNetwork(
        "three of 9 nodes, two of them away",
        30,
        (3 * CREDIT_UNIT, 5 * CREDIT_UNIT, 4 * CREDIT_UNIT),
        (2 * CREDIT_UNIT, 6 * CREDIT_UNIT, 4 * CREDIT_UNIT, 9 * CREDIT_UNIT),
        8 * CREDIT_UNIT,
    ),
)
"""Networks whose chances are also drawn."""


@frozen
class TaskRange:
    """Some of the tasks of a network."""

    seed: str
    network: WeightedNetwork
    first: int
    beyond: int


@frozen
class Counted:
    """How often what happened, beside its chance."""

    network: WeightedNetwork
    tasks: int
    seen: tuple[int, ...]
    """For each of ``EVENTS``."""
    chances: tuple[float, ...]

    @property
    def errors(self) -> tuple[float, ...]:
        """One standard deviation of each share."""
        return tuple((chance * (1 - chance) / self.tasks) ** 0.5 for chance in self.chances)

    @property
    def deviations(self) -> tuple[float, ...]:
        """How many standard deviations each share is off; where hardly any is expected, one more is no surprise."""
        return tuple(
            max(0.0, abs(seen - chance * self.tasks) - 1) / max(1.0, error * self.tasks)
            for seen, chance, error in zip(self.seen, self.chances, self.errors, strict=True)
        )


PIECE: Final = 1000
UNBELIEVABLE: Final = 5.0
"""Standard deviations that do not happen."""


def counted(
    seed: str, tasks: int, processes: int, report: Progressed = lambda _done, _all: None
) -> tuple[Counted, ...]:
    """Every network of ``DRAWN``, the same for a seed on any number of processes.

    Raises:
        BenchFailure: ``WORKER_LOST``.
    """
    pieces = [
        TaskRange(seed, network, first, min(first + PIECE, tasks))
        for network in DRAWN
        for first in range(0, tasks, PIECE)
    ]
    seen = on_processes(draw_piece, pieces, processes, report)
    found = []
    for network in DRAWN:
        own = [each for piece, each in zip(pieces, seen, strict=True) if piece.network is network]
        answer = computed(network)
        chances = tuple(float(getattr(answer, event).value) for event in EVENTS)
        found.append(Counted(network, tasks, tuple(map(sum, zip(*own, strict=True))), chances))
    return tuple(found)


def draw_piece(piece: TaskRange) -> tuple[int, ...]:
    """How often each of ``EVENTS`` happens in the tasks of a piece."""
    network = piece.network
    kept = {weight: thresholds(weight, network.total, network.tau) for weight in {*network.ours, *network.theirs}}
    seen = [0] * len(EVENTS)
    for task in range(piece.first, piece.beyond):
        for number, happened in enumerate(outcome(network, kept, seed_of(piece.seed, network.name, network.tau, task))):
            seen[number] += happened
    return tuple(seen)


def outcome(network: WeightedNetwork, kept: dict[int, Thresholds], seed: bytes) -> tuple[bool, ...]:
    """One task: its rounds until a group stands, and whose it is."""
    params, weights = Parameters(), (*network.ours, *network.theirs)
    task = task_of(network.tau)
    for number in range(params.rounds):
        octets = shake_256(seed + bytes([number])).digest(BETA_LENGTH * len(weights))
        group = {}
        for node, weight in enumerate(weights):
            beta = octets[BETA_LENGTH * node : BETA_LENGTH * (node + 1)]
            j = kept[weight].votes(beta)
            if j > 0:
                group[NodeId(f"{node:064x}")] = Place(j=j, beta=beta, encryption_keys=NO_ENCRYPTION_KEYS)
        if group_stands(params, evolve(task, group=Map(group))):
            executor = elected(group)
            own = {name for name in group if int(name, 16) < len(network.ours)}
            ours = sum(group[name].j for name in own - {executor})
            theirs = sum(place.j for name, place in group.items() if name not in own and name != executor)
            leads = executor in own
            return leads, ours >= theirs, ours > theirs, leads and ours > theirs, own == group.keys(), False
    return False, False, False, False, False, True
