"""Joining and leaving (§5). Specification: ``Admission.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.state.job import Job, Join, Stage
from leo_ref.state.ledger import State, credited
from leo_ref.state.node import LIVE, Node, Status
from leo_ref.state.transaction import JoinNode
from leo_ref.values import AccountId, JobId, NodeId


def join(params: Parameters, state: State, sender: AccountId, name: JobId, body: JoinNode) -> State | Rejection:
    """Ask to become a node; the deposit goes into escrow, and the draw of attestors opens."""
    candidate = NodeId(sender)
    if name in state.jobs:
        return reject(Code.ID_TAKEN, id=name)
    before = state.nodes.get(candidate)
    if before is not None and before.status in (Status.JOINING, Status.ACTIVE):
        return reject(Code.NODE_IS_LIVE, status=before.status.value)
    if state.busy(candidate):
        return reject(Code.NODE_BUSY, node=candidate)
    shown = body.identity.endorsement_key
    if before is not None and before.identity.endorsement_key != shown:
        return reject(Code.EK_CHANGED, node=candidate)
    for other, node in state.nodes.items():
        same = node.identity.endorsement_key == shown
        if other != candidate and node.status in LIVE and same:
            return reject(Code.EK_IN_USE, node=other)
    deposit = params.join_deposit
    if state.balance(sender) < deposit:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(deposit))
    node = Node(identity=body.identity, status=Status.JOINING, credit=0, since=state.height + 1)
    terms = Join(candidate=candidate, deposit=deposit, tau=params.tau)
    job = Job(
        terms=terms,
        stage=Stage.POSTED,
        posted=state.height + 1,
        deadline=state.height + 1 + params.draw_delay,
        escrow=deposit,
    )
    return evolve(
        state,
        accounts=credited(state.accounts, sender, -deposit),
        nodes=state.nodes.set(candidate, node),
    ).with_job(name, job)


def leave(state: State, sender: AccountId) -> State | Rejection:
    """Stop being a node; only when it serves in no open job. The credit is gone."""
    name = NodeId(sender)
    node = state.nodes.get(name)
    if node is None:
        return reject(Code.NODE_NOT_LIVE, status="NONE")
    if node.status not in (Status.ACTIVE, Status.SUSPENDED):
        return reject(Code.NODE_NOT_LIVE, status=node.status.value)
    if state.busy(name):
        return reject(Code.NODE_BUSY, node=name)
    return evolve(state, nodes=state.nodes.set(name, evolve(node, status=Status.LEFT, credit=0)))
