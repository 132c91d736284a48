"""What many tasks do to the credit of honest nodes (§13): the draw, the election, settlement and scaling by the rules.

Every node applies for every task and does its work, one task settles in a block, and nobody joins or leaves. Random
values are hashes.
"""

from __future__ import annotations

from hashlib import shake_256
from typing import Final

import numpy as np
from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Outcome, Place, Stage, Task
from leo_ref.core.values import LEO, NodeId
from leo_ref.draw.sortition import BETA_LENGTH, sortition
from leo_ref.explain import Situation, read_snapshot
from leo_ref.measure.bench.workers import Progressed, on_processes
from leo_ref.measure.statistics.population import seed_of
from leo_ref.rules.committee import elected
from leo_ref.rules.credit import normalised
from leo_ref.rules.selection import group_stands
from leo_ref.rules.settlement import settlement

TAU: Final = 10
"""The votes that a task asks for."""

SURELY: Final = 1 - 1e-9
"""Random values below this part of the chance of no votes have none, whatever floats round."""


@frozen
class GrowthStart:
    """Who begins."""

    nodes: int
    richest: float
    """Share of all credit of the first node; the others have as much as one another."""


STARTS: Final = (
    GrowthStart(12, 1 / 12),
    GrowthStart(100, 1 / 100),
    GrowthStart(1000, 1 / 1000),
    GrowthStart(12, 1 / 2),
    GrowthStart(100, 1 / 5),
)


@frozen
class Life:
    """Some number of tasks from a start."""

    seed: str
    start: GrowthStart
    tasks: int


@frozen(kw_only=True)
class Grown:
    """What came of it; shares of one."""

    start: GrowthStart
    tasks: int
    done: int
    """Tasks that found a group, in any of their rounds."""
    members: int
    """Members of all groups."""
    credit: tuple[int, ...]
    """Of every node in the end, base units."""
    executions: tuple[int, ...]
    """Of every node."""

    @property
    def top_credit(self) -> float:
        """The share of the richest node."""
        return max(self.credit) / sum(self.credit)

    @property
    def top_executions(self) -> float:
        """The share of whoever executed most."""
        return max(self.executions) / max(1, self.done)


def gini(values: tuple[int, ...]) -> float:
    """0 where all have the same, near 1 where one has everything."""
    ordered, whole = sorted(values), sum(values)
    if whole == 0:
        return 0.0
    return sum((2 * place - len(ordered) - 1) * value for place, value in enumerate(ordered, 1)) / len(ordered) / whole


def growth(seed: str, tasks: int, processes: int, report: Progressed = lambda _done, _all: None) -> tuple[Grown, ...]:
    """Every start, the same for a seed on any number of processes.

    Raises:
        BenchFailure: ``WORKER_LOST``.
    """
    lives = [Life(seed, start, tasks) for start in STARTS]
    return tuple(on_processes(live, lives, processes, report))


def live(life: Life) -> Grown:
    """All tasks of a life, one after the other."""
    params = Parameters()
    names = [
        NodeId(seed_of(life.seed, "node of", life.start.nodes, number).hex()) for number in range(life.start.nodes)
    ]
    first = int(life.start.richest * params.total_credit)
    others = (params.total_credit - first) // max(1, life.start.nodes - 1)
    held = normalised(params, Map({name: first if name == names[0] else others for name in names}))
    job, executions, done, members = task_of(), dict.fromkeys(names, 0), 0, 0
    for task in range(life.tasks):
        group = drawn(params, job, held, seed_of(life.seed, "life", life.start.nodes, str(life.start.richest), task))
        if group is None:
            continue
        done, members = done + 1, members + len(group)
        executor = elected(group)
        executions[executor] += 1
        earned = dict(held)
        for name, credit in earnings(params, job, group, executor):
            earned[name] += credit
        held = normalised(params, Map(earned))
    return Grown(
        start=life.start,
        tasks=life.tasks,
        done=done,
        members=members,
        credit=tuple(held[name] for name in names),
        executions=tuple(executions[name] for name in names),
    )


def drawn(params: Parameters, job: Job, held: Map[NodeId, int], seed: bytes) -> Map[NodeId, Place] | None:
    """The group of the first round in which one stands; None where none does."""
    names, total, tau = sorted(held), sum(held.values()), job.terms.tau
    weights = np.array([held[name] for name in names], dtype=np.float64)
    nothing = np.exp(weights * np.log1p(-tau / total)) * SURELY
    for number in range(params.rounds):
        octets = shake_256(seed + bytes([number])).digest(BETA_LENGTH * len(names))
        leading = np.frombuffer(octets, dtype=">u8")[:: BETA_LENGTH // 8] / 2.0**64
        places = {}
        for index in np.flatnonzero(leading >= nothing).tolist():
            beta = octets[BETA_LENGTH * index : BETA_LENGTH * (index + 1)]
            j = sortition(beta, held[names[index]], total, tau)
            if j > 0:
                places[names[index]] = Place(j=j, beta=beta, encryption_keys=NO_ENCRYPTION_KEYS)
        if group_stands(params, evolve(job, group=Map(places))):
            return Map(places)
    return None


def earnings(
    params: Parameters, job: Job, group: Map[NodeId, Place], executor: NodeId
) -> tuple[tuple[NodeId, int], ...]:
    """What settlement gives everybody where the executor works and all monitors confirm."""
    confirmed = frozenset(group) - {executor}
    closed = evolve(job, stage=Stage.CONFIRM, group=group, executor=executor, confirmed=confirmed)
    return settlement(params, closed, Outcome.DONE).earned


def task_of(tau: int = TAU) -> Job:
    """A task as a snapshot has it, with a price and a payment."""
    file: JsonValue = {
        "height": "0",
        "beacon": "00" * 32,
        "job": "00" * 32,
        "task": {"tau": tau, "min_credit": "0", "owner": "11" * 32, "service_owner": "22" * 32},
        "nodes": {},
    }
    read = read_snapshot(canonical(file))
    assert isinstance(read, Situation), read
    terms = read.job.terms
    assert isinstance(terms, Task), terms
    return evolve(read.job, terms=evolve(terms, payment=10 * LEO, price=3 * LEO, deposit=8 * LEO))
