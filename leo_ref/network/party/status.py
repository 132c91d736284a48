"""How a party's process stands, for people, programs and Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from attrs import frozen
from immutables import Map

from leo_ref.core.state.job import Job, Join, Stage, Task
from leo_ref.core.state.ledger import EMPTY
from leo_ref.core.state.transaction import Body
from leo_ref.core.values import AccountId, Amount, Count, Credit, Digest, Height, JobId, NodeId, ServiceId
from leo_ref.network.party.process import PartyProcess
from leo_ref.network.party.role import Role
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.transcript.line import state_digest


@frozen(kw_only=True)
class PartyStatus:
    """At one moment."""

    account: AccountId
    role: Role
    height: Height
    block: Digest
    """The hash of the newest block that the party has applied."""
    state: Digest
    """The digest of the state after it, in the domain leo/state."""
    balance: Amount
    credit: Credit | None
    """Null where the party is no node of the ledger."""
    peers: Count
    """Accounts that are connected."""
    running: bool
    """Whether its machine runs a program."""
    jobs: Map[JobId, Stage]
    """Open jobs in which it has a part."""
    outstanding: tuple[Body, ...]
    """Transactions that people ordered and the ledger does not have yet."""
    service: ServiceId | None
    """What a service owner offers, once it is on the ledger."""
    result: bool
    """Whether a result is there."""


def status_of(process: PartyProcess, role: Role, peers: int) -> PartyStatus:
    """The status of a process."""
    party = process.party
    me, state = party.keys.name, party.chain.state
    node = state.nodes.get(NodeId(me))
    return PartyStatus(
        account=me,
        role=role,
        height=state.height,
        block=state.block_hash,
        state=state_digest(state),
        balance=state.accounts.get(me, EMPTY).balance,
        credit=None if node is None else node.credit,
        peers=peers,
        running=process.is_running(),
        jobs=Map({name: job.stage for name, job in state.jobs.items() if job.open and me in parts_of(job)}),
        outstanding=party.outstanding,
        service=party.service() if isinstance(party, ServiceOwner) and party.order is not None else None,
        result=isinstance(party, TaskOwner) and party.result is not None,
    )


def parts_of(job: Job) -> set[str]:
    """The accounts that have a part in a job."""
    group = {str(name) for name in job.group}
    match job.terms:
        case Task(owner=owner, service_owner=service_owner):
            return group | {owner, service_owner}
        case Join(candidate=candidate):
            return group | {candidate}
    assert_never(job.terms)


def metrics(status: PartyStatus, counters: Mapping[str, int]) -> str:
    """Numbers in the text format of Prometheus, 0.0.4."""
    gauges = {
        "height": status.height,
        "peers": status.peers,
        "running": int(status.running),
        "open_jobs": len(status.jobs),
        "balance_units": status.balance,
    }
    lines = [f"# TYPE leo_party_{name} gauge\nleo_party_{name} {value}\n" for name, value in gauges.items()]
    for name, value in sorted(counters.items()):
        what, _, about = name.partition(":")
        label = f'{{about="{about}"}}' if about else ""
        lines.append(f"leo_party_{what.replace('-', '_')}_total{label} {value}\n")
    return "".join(lines)
