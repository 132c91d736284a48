"""Joining, publishing a log, leaving (§5). Specification: ``Admission.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Join, Stage
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.node import HOLDING, LIVE, Node, Status
from leo_ref.core.state.transaction import JoinNode, PublishLog
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules.verifiers import Verifiers


def join(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, name: JobId, body: JoinNode
) -> State | Rejection:
    """Ask to become a node: the ledger checks who asks, the deposit goes into escrow, and a draw of attestors opens."""
    candidate = NodeId(sender)
    if name in state.jobs:
        return reject(Code.ID_TAKEN, id=name)
    before = state.nodes.get(candidate)
    if before is not None and before.status in LIVE:
        return reject(Code.NODE_IS_LIVE, status=before.status.value)
    deposit = params.join_deposit
    if state.balance(sender) < deposit:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(deposit))
    shown = verifiers.endorsed(state.height + 1, body.identity)
    if isinstance(shown, Rejection):
        return reject(Code.IDENTITY_FAILS, node=candidate, why=shown.code.name)
    if before is not None and before.endorsement != shown:
        return reject(Code.EK_CHANGED, node=candidate)
    for other, node in state.nodes.items():
        if node.endorsement == shown and node.status in HOLDING:
            return reject(Code.EK_IN_USE, node=other)
    joining = Node(identity=body.identity, endorsement=shown, status=Status.JOINING, credit=0, since=state.height + 1)
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
        nodes=state.nodes.set(candidate, joining),
    ).with_job(name, job)


def publish_log(state: State, sender: AccountId, body: PublishLog) -> State | Rejection:
    """Put the log of the node's current boot in the place of the last one; never while it serves."""
    name = NodeId(sender)
    node = state.nodes.get(name)
    if node is None or node.status not in LIVE:
        return reject(Code.NODE_NOT_LIVE, status="NONE" if node is None else node.status.value)
    if state.busy(name):
        return reject(Code.NODE_BUSY, node=name)
    return evolve(state, nodes=state.nodes.set(name, evolve(node, log=body.log)))


def leave(state: State, sender: AccountId) -> State | Rejection:
    """Stop being a node; only when it serves in no open job. Credit and log are gone."""
    name = NodeId(sender)
    node = state.nodes.get(name)
    if node is None or node.status not in HOLDING:
        return reject(Code.NODE_NOT_LIVE, status="NONE" if node is None else node.status.value)
    if state.busy(name):
        return reject(Code.NODE_BUSY, node=name)
    return evolve(state, nodes=state.nodes.set(name, evolve(node, status=Status.LEFT, credit=0, log=b"")))
