"""The ledgers that the worst transactions come to: those of the vectors' task, with many nodes and many open jobs."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.imprint import PATH_MOST
from leo_ref.core.state.job import Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Piece
from leo_ref.core.values import JobId, NodeId
from leo_ref.sealing.context import DataContext
from leo_ref.sealing.imprint import chunk_of, imprint_of
from leo_ref.sealing.payload import PLAINTEXT_MOST, seal
from leo_ref.vectors.ledger.deployment import ALICE, KEY, NODES
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import whole_task

NODES_MANY: Final = 10_000
JOBS_MANY: Final = 1_000


def at() -> Scene:
    """The group of the task."""
    return whole_task().at


def many(state: State) -> State:
    """The state among many other nodes and open jobs, the weights of the task's draw included."""
    name = at().name
    job, (one, *_) = state.jobs[name], NODES
    there = state.nodes[one.id]
    others = {NodeId(_hash(f"node {number}")): number for number in range(NODES_MANY)}
    nodes = state.nodes.update(
        {node: evolve(there, endorsement=number.to_bytes(32, "big")) for node, number in others.items()}
    )
    snapshot = job.snapshot.update(dict.fromkeys(others, there.credit))
    elsewhere = evolve(job, group=Map({node: job.group[place] for node, place in zip(others, job.group, strict=False)}))
    jobs = {JobId(_hash(f"job {number}")): elsewhere for number in range(JOBS_MANY)}
    return evolve(state, nodes=nodes, jobs=state.jobs.update(jobs)).with_job(name, evolve(job, snapshot=snapshot))


def _hash(what: str) -> str:
    return sha256(what.encode()).hexdigest()


def beginning(stage: Stage) -> State:
    """The ledger at the beginning of a stage of the task."""
    return many(whole_task().states[stage])


def longest_pieces(state: State) -> Iterator[tuple[str, Piece, Task]]:
    """A chunk that does not open and one that does, in payloads as long as may be, with the task that names them."""
    terms = state.jobs[at().name].terms
    assert isinstance(terms, Task), "it is a task"
    context = DataContext(owner=ALICE.account, service=terms.service)
    sound = seal(KEY[Part.TASK], context, bytes(PLAINTEXT_MOST))
    for what, payload in (
        ("a chunk that does not open", bytes([sound[0] ^ 1]) + sound[1:]),
        ("a chunk that opens", sound),
    ):
        chunk, path = chunk_of(payload, 0)
        assert len(path) == PATH_MOST, "as long as may be"
        yield what, Piece(index=0, chunk=chunk, path=path), evolve(terms, data=imprint_of(payload))
