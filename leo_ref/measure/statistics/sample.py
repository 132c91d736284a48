"""Draws: for each task every node computes its random value; its votes and the executor follow from the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Place
from leo_ref.core.values import JobId
from leo_ref.draw import edwards, keys, ticket, vrf
from leo_ref.draw.keys import Secret
from leo_ref.draw.sortition import Thresholds
from leo_ref.draw.suite import encode_to_curve
from leo_ref.measure.bench.workers import Progressed, on_processes
from leo_ref.measure.statistics.population import DrawingKey, kept, population, seed_of
from leo_ref.rules.committee import elected

PIECE: Final = 50
"""Tasks that a process takes at a time."""


@frozen
class DrawnTask:
    """One task."""

    votes: bytes
    """The votes of every node, an octet each."""
    executor: int | None
    """The number of the node elected; None where nobody won."""


@frozen
class Sample:
    """Many tasks, drawn among the same nodes."""

    nodes: tuple[DrawingKey, ...]
    drawn: tuple[DrawnTask, ...]

    @property
    def draws(self) -> int:
        """How many random values that took."""
        return len(self.nodes) * len(self.drawn)


@frozen
class SeedRange:
    """Some of the tasks of a seed."""

    seed: str
    first: int
    beyond: int


def sample(seed: str, draws: int, processes: int, report: Progressed = lambda _done, _all: None) -> Sample:
    """As many whole tasks as ``draws`` draws need, the same for a seed on any number of processes.

    Raises:
        BenchFailure: ``WORKER_LOST``.
    """
    nodes = population(seed)
    tasks = -(-draws // len(nodes))
    pieces = [SeedRange(seed, first, min(first + PIECE, tasks)) for first in range(0, tasks, PIECE)]
    drawn = on_processes(draw_piece, pieces, processes, report)
    return Sample(nodes, tuple(task for piece in drawn for task in piece))


def draw_piece(piece: SeedRange) -> list[DrawnTask]:
    """The tasks of a piece."""
    nodes = population(piece.seed)
    secrets = [keys.secret(seed_of(piece.seed, "key", node.name)) for node in nodes]
    thresholds = kept(nodes)
    drawn = []
    for task in range(piece.first, piece.beyond):
        beacon, job = seed_of(piece.seed, "block", task), JobId(seed_of(piece.seed, "task", task).hex())
        alphas = [ticket.alpha(beacon, job, 1, node.name) for node in nodes]
        drawn.append(outcome(nodes, thresholds, random_values(secrets, alphas)))
    return drawn


def random_values(secrets: Sequence[Secret], alphas: Sequence[bytes]) -> list[bytes]:
    """What proofs of each node's alpha would show, without the rest of the proofs: Gamma, hashed (RFC 9381, 5.2)."""
    points = edwards.eightfold(
        [encode_to_curve(vrf.TAI, own.public_key, alpha) for own, alpha in zip(secrets, alphas, strict=True)]
    )
    gammas = []
    for own, h in zip(secrets, points, strict=True):
        gamma = edwards.coordinates(edwards.multiply(own.scalar, h))
        assert gamma is not None, "a product lies on the curve"
        gammas.append(gamma)
    return [vrf.beta(vrf.TAI, eight_gamma) for eight_gamma in edwards.eightfold(gammas)]


def outcome(nodes: Sequence[DrawingKey], thresholds: Mapping[int, Thresholds], values: Sequence[bytes]) -> DrawnTask:
    """Votes (§6) and executor (§7) where the nodes have these random values."""
    votes = [thresholds[node.weight].votes(value) for node, value in zip(nodes, values, strict=True)]
    group = {
        node.name: Place(j=j, beta=value, encryption_keys=NO_ENCRYPTION_KEYS)
        for node, j, value in zip(nodes, votes, values, strict=True)
        if j > 0
    }
    if not group:
        return DrawnTask(bytes(votes), None)
    executor = elected(group)
    return DrawnTask(bytes(votes), next(number for number, node in enumerate(nodes) if node.name == executor))
