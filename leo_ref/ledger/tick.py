"""The tick that ends a block (§4). Specification: ``Block.tla``.

Every job whose window closed moves, settled jobs pay, credit is normalised, nodes without credit are suspended, and
the draws of jobs held by this block open: all at once, from the state before the tick, in no order of jobs.
"""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rules.course import ends_as, goes_on
from leo_ref.rules.credit import normalised
from leo_ref.rules.selection import close_draw, open_draw
from leo_ref.rules.settlement import Settlement, settlement
from leo_ref.rules.vouching import join_outcome
from leo_ref.state.job import Job, Join, Outcome, Stage, Task
from leo_ref.state.ledger import State, credited
from leo_ref.state.node import Node, Status
from leo_ref.state.service import Service
from leo_ref.values import JobId, NodeId, ServiceId


def settled(job: Job, outcome: Outcome) -> Job:
    """The job when it has ended."""
    return evolve(job, stage=Stage.SETTLED, outcome=outcome, escrow=0)


def moved(params: Parameters, height: int, block_hash: bytes, job: Job) -> Job:
    """A job after the tick of the block at ``height``; one held by this block waits for its snapshot."""
    if job.stage in (Stage.POSTED, Stage.SETTLED):
        return job
    if job.stage is Stage.APPLY:
        return close_draw(params, height, block_hash, job) if height >= job.deadline else job
    if not isinstance(job.terms, Task):
        return settled(job, join_outcome(params, job)) if height >= job.deadline else job
    outcome = ends_as(params, height, job)
    return goes_on(params, height, block_hash, job, job.terms) if outcome is None else settled(job, outcome)


def tick(params: Parameters, state: State, block_hash: bytes) -> State:
    """The state after the block with this hash is finished."""
    height = state.height + 1
    jobs, accounts, services, burned = state.jobs, state.accounts, state.services, state.burned
    settled: list[tuple[Job, Outcome, Settlement]] = []
    posted: list[JobId] = []
    for name, job in state.jobs.items():
        if job.stage is Stage.POSTED:
            posted.append(name)
        after = moved(params, height, block_hash, job)
        if after is job:
            continue
        jobs = jobs.set(name, after)
        if after.outcome is not None:
            settled.append((job, after.outcome, settlement(params, job, after.outcome)))
        elif job.stage is Stage.APPLY and after.stage is Stage.APPLY:
            for node in job.group:
                accounts = credited(accounts, node, job.terms.deposit)
    for job, outcome, result in settled:
        burned += result.burned
        for account, amount in result.payouts:
            accounts = credited(accounts, account, amount)
        services = services_after(services, job, outcome, result.bond)
    finished = evolve(
        state,
        height=height,
        block_hash=block_hash,
        accounts=accounts,
        nodes=nodes_after(params, state, settled),
        services=services,
        jobs=jobs,
        burned=burned,
    )
    opened = {name: open_draw(params, finished, jobs[name]) for name in posted}
    return evolve(finished, jobs=jobs.update(opened)) if opened else finished


def services_after(services: Map[ServiceId, Service], job: Job, outcome: Outcome, bond: int) -> Map[ServiceId, Service]:
    """The services after a job was settled: what it held of a bond goes back; one at fault is withdrawn."""
    if not isinstance(job.terms, Task):
        return services
    service = services[job.terms.service]
    live = service.live and outcome is not Outcome.SERVICE_FAULT
    return services.set(job.terms.service, evolve(service, live=live, bond=service.bond + bond))


def nodes_after(params: Parameters, state: State, settled: list[tuple[Job, Outcome, Settlement]]) -> Map[NodeId, Node]:
    """Credit and status of every node after the settled jobs; only active nodes earn."""
    statuses = {name: node.status for name, node in state.nodes.items()}
    held = {name: node.credit if node.status is Status.ACTIVE else 0 for name, node in state.nodes.items()}
    changes: dict[NodeId, int] = {}
    for _, _, result in settled:
        for name, amount in result.earned:
            changes[name] = changes.get(name, 0) + amount
        for name, amount in result.lost:
            changes[name] = changes.get(name, 0) - amount
    for name, change in changes.items():
        if statuses[name] is Status.ACTIVE:
            held[name] = max(0, held[name] + change)
    for job, outcome, _ in settled:
        if isinstance(job.terms, Join):
            admitted = outcome is Outcome.ADMITTED
            statuses[job.terms.candidate] = Status.ACTIVE if admitted else Status.LEFT
            held[job.terms.candidate] = params.join_credit if admitted else 0
    nodes = state.nodes
    for name, credit in normalised(params, Map(held)).items():
        node = nodes[name]
        active = statuses[name] is Status.ACTIVE
        status = Status.SUSPENDED if active and credit == 0 else statuses[name]
        if status is not node.status or credit != node.credit:
            nodes = nodes.set(name, evolve(node, status=status, credit=credit))
    return nodes
