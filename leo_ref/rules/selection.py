"""The draw of the execution group (§6): snapshot, claims, rounds. Specification: ``Selection.tla``."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, unique

from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import elected
from leo_ref.rules.credit import penalised
from leo_ref.rules.find import job_in, task_of
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.job import NO_PLACES, Job, Outcome, Place, Stage, Task, Terms
from leo_ref.state.ledger import State, credited
from leo_ref.state.node import Status
from leo_ref.state.transaction import Apply, Cancel
from leo_ref.values import AccountId, NodeId


def parties(terms: Terms) -> tuple[str, ...]:
    """The accounts that may not serve in the job, nor any node of theirs.

    In a join only the candidate: it names its owner itself, and could so keep the nodes of another from attesting.
    """
    if isinstance(terms, Task):
        return terms.owner, terms.service_owner
    return (terms.candidate,)


def least_credit(terms: Terms) -> int:
    """The least credit, in base units, with which a node may be drawn."""
    return max(1, terms.requirement.min_credit) if isinstance(terms, Task) else 1


@unique
class Obstacle(Enum):
    """Why a node may not be drawn for a job, in the order in which it is asked; the value says it to people."""

    NOT_ACTIVE = "The node is not active."
    CREDIT_TOO_LOW = "The node has no credit, or less than the task requires."
    BUSY = "The node has a place in an open job."
    KEY_TOO_NEW = "The node's VRF key was registered too short a time before the block that holds the job."
    PARTY = "The node or its owner is a party of the job."


def obstacle(params: Parameters, state: State, terms: Terms, name: NodeId) -> Obstacle | None:
    """What keeps a node out of a snapshot made now, or None; ``state`` is the one after the block with the job."""
    node, excluded = state.nodes[name], parties(terms)
    if node.status is not Status.ACTIVE:
        return Obstacle.NOT_ACTIVE
    if node.credit < least_credit(terms):
        return Obstacle.CREDIT_TOO_LOW
    if state.busy(name):
        return Obstacle.BUSY
    if node.since + params.lookback > state.height:
        return Obstacle.KEY_TOO_NEW
    if name in excluded or node.identity.owner in excluded:
        return Obstacle.PARTY
    return None


def eligible(params: Parameters, state: State, terms: Terms) -> Iterator[tuple[NodeId, int]]:
    """The nodes that may be drawn, with their weights; ``state`` is the one after the block that holds the job."""
    for name, node in state.nodes.items():
        if obstacle(params, state, terms, name) is None:
            yield name, node.credit


def held_at(params: Parameters, job: Job) -> int:
    """The height of the block that holds a job in its draw; who joined after it is not the node of the snapshot."""
    return job.deadline - job.round * params.apply_window


def apply(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> State | Rejection:
    """Claim a place. A claim that does not hold is applied as a lie: no place, and credit is lost at once."""
    name = NodeId(sender)
    job = job_in(state, body.job, Stage.APPLY)
    if isinstance(job, Rejection):
        return job
    if body.round != job.round:
        return reject(Code.WRONG_ROUND, given=body.round, expected=job.round)
    if name not in job.snapshot or state.nodes[name].since > held_at(params, job):
        return reject(Code.NOT_ELIGIBLE, node=name)
    if name in job.group or name in job.liars:
        return reject(Code.ALREADY_APPLIED, node=name)
    node = state.nodes[name]
    if node.status is not Status.ACTIVE:
        return reject(Code.NODE_NOT_ACTIVE, status=node.status.value)
    if state.busy(name):
        return reject(Code.NODE_BUSY, node=name)
    deposit = job.terms.deposit
    if state.balance(sender) < deposit:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(deposit))
    if not verifiers.certified(state, name, body.encryption_key, body.certificate):
        return reject(Code.KEY_NOT_CERTIFIED, node=name)
    ticket = verifiers.ticket(state, body.job, name, body.proof)
    if ticket is None:
        poorer = evolve(node, credit=penalised(node.credit, params.forged_claim_penalty))
        lied = evolve(job, liars=job.liars | {name})
        return evolve(state, nodes=state.nodes.set(name, poorer)).with_job(body.job, lied)
    place = Place(j=ticket.j, beta=ticket.beta, encryption_key=body.encryption_key)
    joined = evolve(job, group=job.group.set(name, place), escrow=job.escrow + deposit)
    return evolve(state, accounts=credited(state.accounts, sender, -deposit)).with_job(body.job, joined)


def cancel(params: Parameters, state: State, sender: AccountId, body: Cancel) -> State | Rejection:
    """Take a task back before its group closes: deposits go back, the gas fee is burned."""
    found = task_of(state, body.job)
    if isinstance(found, Rejection):
        return found
    job, task = found
    if task.owner != sender:
        return reject(Code.NOT_TASK_OWNER, sender=sender, owner=task.owner)
    if job.stage not in (Stage.POSTED, Stage.APPLY):
        return reject(Code.WRONG_STAGE, stage=job.stage.value)
    accounts = credited(state.accounts, sender, task.payment - params.gas_fee)
    for node in job.group:
        accounts = credited(accounts, node, task.deposit)
    ended = evolve(job, stage=Stage.SETTLED, outcome=Outcome.CANCELLED, escrow=0)
    return evolve(state, accounts=accounts, burned=state.burned + params.gas_fee).with_job(body.job, ended)


def group_is_full(params: Parameters, job: Job) -> bool:
    """Whether the group may close; a join has no executor and needs one member less."""
    least = params.min_group if isinstance(job.terms, Task) else params.min_group - 1
    return len(job.group) >= least


def open_draw(params: Parameters, state: State, job: Job) -> Job:
    """The block that held the job is finished, and ``state`` the one after it: snapshot, seed, first round."""
    return evolve(
        job,
        stage=Stage.APPLY,
        round=1,
        deadline=state.height + params.apply_window,
        seed=state.block_hash,
        snapshot=Map(eligible(params, state, job.terms)),
    )


def close_draw(params: Parameters, height: int, block_hash: bytes, job: Job) -> Job:
    """The apply window of a job closed: the group stands, or another round opens, or none is left.

    ``height`` and ``block_hash`` are those of the block whose tick this is.
    """
    if group_is_full(params, job):
        if isinstance(job.terms, Task):
            executor = elected(job.group)
            deadline = height + params.ready_window
            return evolve(job, stage=Stage.READY, deadline=deadline, executor=executor, seed=block_hash)
        return evolve(job, stage=Stage.CONFIRM, deadline=height + params.confirm_window)
    if job.round < params.rounds:
        return evolve(
            job,
            round=job.round + 1,
            deadline=height + params.apply_window,
            seed=block_hash,
            group=NO_PLACES,
            escrow=job.escrow - len(job.group) * job.terms.deposit,
        )
    return evolve(job, stage=Stage.SETTLED, outcome=Outcome.UNFILLED, escrow=0)
