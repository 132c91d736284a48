"""Proofs and lies: what a task remembers of those who said something that octets decide (§10, §11).

Specification: ``Proof.tla``.
"""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.credit import after_lie


def proved(job: Job, outcome: Outcome) -> Job:
    """The job after a proof. The first one decides: the order is that of the transactions in their block."""
    return evolve(job, proven=job.proven or outcome)


def lied(params: Parameters, state: State, name: JobId, job: Job, node: NodeId) -> State:
    """The state after a monitor lied: credit is lost at once, the deposit at settlement; it has not confirmed."""
    liar = state.nodes[node]
    poorer = evolve(liar, credit=after_lie(liar.credit, params.monitor_penalty))
    marked = evolve(job, liars=job.liars | {node}, confirmed=job.confirmed - {node})
    return evolve(state, nodes=state.nodes.set(node, poorer)).with_job(name, marked)
