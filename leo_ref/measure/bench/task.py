"""One task drawn among many nodes: every node proves, hashes and counts its votes; then all winners are verified.

Nodes have 1 to 64 credits, so that there are 64 different weights; each process computes the thresholds of each weight
once for every piece of its work, and that is part of the time. Making the keys is timed apart: a node has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from os import getpid
from statistics import fmean
from time import perf_counter, thread_time
from typing import Final

from attrs import frozen

from leo_ref.core.values import CREDIT, JobId, NodeId
from leo_ref.draw import keys, ticket, vrf
from leo_ref.draw.sortition import thresholds
from leo_ref.draw.ticket import Ticket
from leo_ref.measure.bench.draw import floor, seed
from leo_ref.measure.bench.workers import Progressed, on_processes

TAU: Final = 10
MOST_CREDIT: Final = 64
PIECE: Final = 2_500
"""Nodes that a process takes at a time."""

BLOCK: Final = 10
"""Nodes between two scalar multiplications, with which they are compared."""

FLOORS: Final = 50
"""Different scalar multiplications."""


@frozen
class NodeRange:
    """A range of nodes, in a network of ``nodes``."""

    first: int
    beyond: int
    nodes: int


@frozen
class Won:
    """A node with votes, and its proof."""

    node: int
    proof: bytes


@frozen(kw_only=True)
class PieceDone:
    """What a process says of a piece. Times in seconds."""

    process: int
    making_keys: float
    drawing: float
    work: float
    """Of that, the time of the processor, less that of the multiplications in between."""
    multiplication: float
    """The processor's time for one scalar multiplication, among the nodes."""
    won: tuple[Won, ...]


@frozen(kw_only=True)
class TaskDrawn:
    """A whole draw. Times in seconds."""

    nodes: int
    processes: int
    seconds: float
    """Until the last process had drawn its nodes, without the making of keys."""
    key_seconds: float
    """The same for making the keys."""
    verify_seconds: float
    """Verifying all winners, one after the other in one process."""
    node_us: float
    """Microseconds of a processor for one node."""
    node_cost: float
    """The same in scalar multiplications."""
    winners: int
    votes: int
    expected_votes: int
    total: int
    """Credit of all nodes, in base units."""


def weight(node: int) -> int:
    """The credit of a node, in base units."""
    return (1 + node % MOST_CREDIT) * CREDIT


def total(nodes: int) -> int:
    """The credit of ``nodes`` nodes, in base units."""
    whole, rest = divmod(nodes, MOST_CREDIT)
    return (whole * MOST_CREDIT * (MOST_CREDIT + 1) // 2 + rest * (rest + 1) // 2) * CREDIT


def message(node: int) -> bytes:
    """The alpha of a node for the task."""
    name = NodeId(seed(f"name of node {node}").hex())
    return ticket.alpha(sha256(b"leo bench: block").digest(), JobId(seed("task").hex()), 1, name)


def draw(nodes: int, processes: int, report: Progressed = lambda _done, _all: None) -> TaskDrawn:
    """The task drawn among ``nodes`` nodes, and its winners verified.

    Raises:
        BenchFailure: ``WORKER_LOST``.
    """
    size = min(PIECE, -(-nodes // processes))
    pieces = [NodeRange(first, min(first + size, nodes), nodes) for first in range(0, nodes, size)]
    done = on_processes(draw_piece, pieces, processes, report)
    won = [each for piece in done for each in piece.won]
    public_keys = [keys.secret(_seed(each.node)).public_key for each in won]
    began = perf_counter()
    tickets = [_verified(each, key, nodes) for each, key in zip(won, public_keys, strict=True)]
    verify_seconds = perf_counter() - began
    work = sum(piece.work for piece in done)
    multiplication = fmean(piece.multiplication for piece in done)
    return TaskDrawn(
        nodes=nodes,
        processes=processes,
        seconds=_longest(done, lambda piece: piece.drawing),
        key_seconds=_longest(done, lambda piece: piece.making_keys),
        verify_seconds=verify_seconds,
        node_us=work / nodes * 1e6,
        node_cost=work / nodes / multiplication,
        winners=len(won),
        votes=sum(each.j for each in tickets),
        expected_votes=TAU,
        total=total(nodes),
    )


def draw_piece(piece: NodeRange) -> PieceDone:
    """What each node of a piece does on its own machine; after every few nodes, one scalar multiplication."""
    multiply, whole = floor(FLOORS), total(piece.nodes)
    began = perf_counter()
    secrets = [keys.secret(_seed(node)) for node in range(piece.first, piece.beyond)]
    keys_made, worked, multiplying = perf_counter(), thread_time(), 0.0
    kept = {credit * CREDIT: thresholds(credit * CREDIT, whole, TAU) for credit in range(1, MOST_CREDIT + 1)}
    won = []
    for place, own in enumerate(secrets):
        transcript = vrf.transcript(own, message(piece.first + place))
        proof = transcript.proof
        if kept[weight(piece.first + place)].votes(transcript.beta) > 0:
            won.append(Won(piece.first + place, proof))
        if place % BLOCK == 0:
            before = thread_time()
            multiply(place // BLOCK % FLOORS)
            multiplying += thread_time() - before
    multiplications = -(-len(secrets) // BLOCK)
    return PieceDone(
        process=getpid(),
        making_keys=keys_made - began,
        drawing=perf_counter() - keys_made,
        work=thread_time() - worked - multiplying,
        multiplication=multiplying / multiplications,
        won=tuple(won),
    )


def _seed(node: int) -> bytes:
    return seed(f"node {node}")


def _verified(won: Won, public_key: bytes, nodes: int) -> Ticket:
    found = ticket.verified(public_key, message(won.node), won.proof, weight(won.node), total(nodes), TAU)
    assert isinstance(found, Ticket), "what a node won can be verified"
    return found


def _longest(done: Sequence[PieceDone], of: Callable[[PieceDone], float]) -> float:
    """The seconds of the process that took longest."""
    seconds: dict[int, float] = {}
    for piece in done:
        seconds[piece.process] = seconds.get(piece.process, 0.0) + of(piece)
    return max(seconds.values())
