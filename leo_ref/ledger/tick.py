"""The tick that ends a block (§4). Specification: ``Block.tla``.

Every job whose window closed moves, settled jobs pay, credit is normalised, nodes without credit are suspended, and
rounds of draws open: all at once, from the state before the tick, in no order of jobs.
"""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Join, Outcome, Stage, Task
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.node import Node, Status
from leo_ref.core.state.service import Service
from leo_ref.core.values import JobId, NodeId, ServiceId
from leo_ref.rules.course import ends_as, goes_on
from leo_ref.rules.credit import joining_credit, normalised
from leo_ref.rules.enrolment import held_by_others, join_ends_as, join_goes_on
from leo_ref.rules.selection import close_draw, open_round, weights
from leo_ref.rules.settlement import Settlement, ended, settlement


def settled_as(job: Job, outcome: Outcome) -> Job:
    """The job when it has ended, before it pays."""
    return evolve(job, stage=Stage.SETTLED, outcome=outcome)


def moved(params: Parameters, height: int, beacon: bytes, job: Job) -> Job | None:
    """A job after the tick of the block at ``height``; itself where nothing happens to it.

    None where a round of its draw opens, which needs the finished block.
    """
    due = height >= job.deadline
    if job.stage is Stage.SETTLED:
        return job
    if job.stage is Stage.POSTED:
        return None if due else job
    if job.stage is Stage.APPLY:
        return close_draw(params, height, beacon, job) if due else job
    if not isinstance(job.terms, Task):
        outcome = join_ends_as(height, job)
        return join_goes_on(params, height, job) if outcome is None else settled_as(job, outcome)
    outcome = ends_as(height, job)
    return goes_on(params, height, beacon, job, job.terms) if outcome is None else settled_as(job, outcome)


def tick(params: Parameters, state: State, block_hash: bytes, beacon: bytes) -> State:
    """The state after the block with this hash and this beacon is finished."""
    height = state.height + 1
    jobs, accounts, services, burned = state.jobs, state.accounts, state.services, state.burned
    settled: list[tuple[Job, Outcome, Settlement]] = []
    opening: list[JobId] = []
    kept_out = held_by_others(state, height)
    for name, job in state.jobs.items():
        after = settled_as(job, Outcome.DUPLICATE) if name in kept_out else moved(params, height, beacon, job)
        if after is job:
            continue
        if after is None:
            opening.append(name)
            for node in job.group:
                accounts = credited(accounts, node, job.terms.deposit)
            continue
        jobs = jobs.set(name, after)
        if after.outcome is not None:
            result = settlement(params, job, after.outcome)
            jobs = jobs.set(name, ended(job, after.outcome, result))
            settled.append((job, after.outcome, result))
    for job, outcome, result in settled:
        burned += result.burned
        for account, amount in result.payouts:
            accounts = credited(accounts, account, amount)
        if isinstance(job.terms, Task):
            services = returned(services, job.terms, outcome, result)
    for service in services.values():
        if not service.live:
            accounts = credited(accounts, service.owner, service.bond)
    services = services.update(
        {name: evolve(service, bond=0) for name, service in services.items() if service.bond and not service.live}
    )
    finished = evolve(
        state,
        height=height,
        block_hash=block_hash,
        beacon=beacon,
        accounts=accounts,
        nodes=nodes_after(params, state, settled),
        services=services,
        jobs=jobs,
        burned=burned,
    )
    if not opening:
        return finished
    snapshot = weights(finished)
    opened = {name: open_round(params, finished, snapshot, jobs[name]) for name in opening}
    return evolve(finished, jobs=jobs.update(opened))


def returned(
    services: Map[ServiceId, Service], task: Task, outcome: Outcome, result: Settlement
) -> Map[ServiceId, Service]:
    """The services after a task gave back what it held of a bond; one found at fault is withdrawn."""
    service = services[task.service]
    live = service.live and outcome is not Outcome.SERVICE_FAULT
    return services.set(task.service, evolve(service, live=live, bond=service.bond + result.bond))


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
    newcomer = joining_credit(params, [held[name] for name in held if statuses[name] is Status.ACTIVE])
    for job, outcome, _ in settled:
        if isinstance(job.terms, Join):
            admitted = outcome is Outcome.ADMITTED
            statuses[job.terms.candidate] = Status.ACTIVE if admitted else Status.LEFT
            held[job.terms.candidate] = newcomer if admitted else 0
    nodes = state.nodes
    for name, credit in normalised(params, Map(held)).items():
        node = nodes[name]
        stays_active = node.status is statuses[name] is Status.ACTIVE
        status = Status.SUSPENDED if stays_active and credit == 0 else statuses[name]
        if status is not node.status or credit != node.credit:
            log = b"" if status is Status.LEFT else node.log
            nodes = nodes.set(name, evolve(node, status=status, credit=credit, log=log))
    return nodes
