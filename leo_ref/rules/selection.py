"""The draw of the execution group (§6): snapshot, claims, rounds. Specification: ``Selection.tla``."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import NO_PLACES, Job, Outcome, Part, Place, Stage, Task, Terms
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import Apply
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.committee import elected, weight
from leo_ref.rules.credit import after_lie
from leo_ref.rules.find import job_in
from leo_ref.rules.verifiers import Verifiers


def parties(terms: Terms) -> tuple[str, ...]:
    """The accounts that may not serve in the job, nor any node of theirs.

    In a join only the candidate: it names its owner itself, and could so keep the nodes of another from attesting.
    """
    if isinstance(terms, Task):
        return terms.owner, terms.service_owner
    return (terms.candidate,)


def least_credit(terms: Terms) -> int:
    """The least credit, in base units, with which a node may serve."""
    return terms.requirement.min_credit if isinstance(terms, Task) else 0


def weights(state: State) -> Map[NodeId, int]:
    """The snapshot of a round that opens now: the credit of every active node, whatever the job asks for.

    Whoever is busy, too poor or a party weighs as well: a draw among the others would be worth more to them.
    """
    active = ((name, node.credit) for name, node in state.nodes.items() if node.status is Status.ACTIVE)
    return Map({name: credit for name, credit in active if credit > 0})


def old_enough(params: Parameters, since: int, posted: int) -> bool:
    """Whether a node registered in block ``since`` may serve in a job of block ``posted``, as far as its key goes."""
    return since + params.lookback <= posted


def obstacle(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
    """What keeps a node of the snapshot out of the job now, or None: the conditions of §6, in their order."""
    node, excluded = state.nodes[name], parties(job.terms)
    if node.status is not Status.ACTIVE:
        return reject(Code.NODE_NOT_ACTIVE, status=node.status.value)
    if node.credit < least_credit(job.terms):
        return reject(Code.CREDIT_TOO_LOW, credit=str(node.credit), needed=str(least_credit(job.terms)))
    if not old_enough(params, node.since, job.posted):
        return reject(Code.KEY_TOO_NEW, since=str(node.since), posted=str(job.posted))
    if name in excluded or node.identity.owner in excluded:
        return reject(Code.NODE_OF_PARTY, node=name)
    if state.busy(name):
        return reject(Code.NODE_BUSY, node=name)
    deposit = job.terms.deposit
    if state.balance(name) < deposit:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(name)), needed=str(deposit))
    return None


def apply(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> State | Rejection:
    """Claim a place. A claim that does not hold is applied as a lie: no place, and credit is lost at once."""
    name = NodeId(sender)
    job = job_in(state, body.job, Stage.APPLY)
    if isinstance(job, Rejection):
        return job
    if body.round != job.round:
        return reject(Code.WRONG_ROUND, given=body.round, expected=job.round)
    if name not in job.snapshot:
        return reject(Code.NOT_IN_SNAPSHOT, node=name)
    if name in job.group or name in job.liars:
        return reject(Code.ALREADY_APPLIED, node=name)
    found = obstacle(params, state, job, name)
    if found is not None:
        return found
    given, shown = body.encryption_keys, body.certificates
    if given.task == given.service:
        return reject(Code.KEY_FOR_BOTH, node=name)
    if not all(verifiers.certified(state, name, given.of(part), shown.of(part)) for part in Part):
        return reject(Code.KEY_NOT_CERTIFIED, node=name)
    ticket = verifiers.ticket(state, body.job, name, body.proof)
    if ticket is None:
        node = state.nodes[name]
        poorer = evolve(node, credit=after_lie(node.credit, params.forged_claim_penalty))
        lied = evolve(job, liars=job.liars | {name})
        return evolve(state, nodes=state.nodes.set(name, poorer)).with_job(body.job, lied)
    place = Place(j=ticket.j, beta=ticket.beta, encryption_keys=given)
    deposit = job.terms.deposit
    joined = evolve(job, group=job.group.set(name, place), escrow=job.escrow + deposit)
    return evolve(state, accounts=credited(state.accounts, sender, -deposit)).with_job(body.job, joined)


def watching(job: Job) -> list[NodeId]:
    """The members that will not execute: in a task all but the one that leads, in a join everybody."""
    leader = elected(job.group) if isinstance(job.terms, Task) and job.group else None
    return [node for node in job.group if node != leader]


def floor(params: Parameters, *, elects: bool) -> tuple[int, int]:
    """The share of tau that the J of those who watch must pass, as numerator and denominator. Only a task elects."""
    if elects:
        return params.floor_numerator, params.floor_denominator
    return params.join_floor_numerator, params.join_floor_denominator


def group_stands(params: Parameters, job: Job) -> bool:
    """Whether the group may close: it has its least number of members, and its monitors' J is above the floor.

    A join has no executor: it needs one member less, and all its members count, against a floor of its own.
    """
    least = params.min_group if isinstance(job.terms, Task) else params.min_group - 1
    if len(job.group) < least:
        return False
    numerator, denominator = floor(params, elects=isinstance(job.terms, Task))
    return weight(job, watching(job)) * denominator > numerator * job.terms.tau


def open_round(params: Parameters, state: State, snapshot: Map[NodeId, int], job: Job) -> Job:
    """The next round of a draw, with an empty group.

    ``state`` is the one after the block that opens it, and ``snapshot`` its :func:`weights`, the same for all jobs.
    """
    return evolve(
        job,
        stage=Stage.APPLY,
        round=job.round + 1,
        deadline=state.height + params.apply_window,
        beacon=state.beacon,
        snapshot=snapshot,
        group=NO_PLACES,
        escrow=job.escrow - len(job.group) * job.terms.deposit,
    )


def close_draw(params: Parameters, height: int, beacon: bytes, job: Job) -> Job | None:
    """The apply window of a job closed: the group stands, or no round is left. None where another round opens.

    ``height`` and ``beacon`` are those of the block whose tick this is.
    """
    if group_stands(params, job):
        if isinstance(job.terms, Task):
            executor, deadline = elected(job.group), height + params.ready_window
            return evolve(job, stage=Stage.READY, deadline=deadline, executor=executor, beacon=beacon)
        deadline = height + params.enrol_window + params.answer_window
        return evolve(job, stage=Stage.ENROL, deadline=deadline, beacon=beacon)
    if job.round < params.rounds:
        return None
    return evolve(job, stage=Stage.SETTLED, outcome=Outcome.UNFILLED)
