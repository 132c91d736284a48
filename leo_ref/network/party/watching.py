"""What each block brought an account and its jobs, and whether all is done that its people ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, TypeAlias

from attrs import evolve, frozen

from leo_ref.core.state.job import Job, Join, Outcome, Stage
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import JoinNode, PostTask, Transaction, Transfer, signing_digest
from leo_ref.core.values import AccountId, Amount, Count, Credit, Digest, Height, JobId, NodeId
from leo_ref.ledger import Block
from leo_ref.network.party.status import parts_of
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner

WELL = frozenset({Outcome.DONE, Outcome.ADMITTED})
"""How a job ends when nothing went wrong."""


@frozen(kw_only=True)
class AccountSeen:
    """How the account stands."""

    kind: ClassVar[str] = "account"
    height: Height
    balance: Amount
    status: Status | None
    """Null where it never asked to be a node."""
    credit: Credit | None


@frozen(kw_only=True)
class TransactionSeen:
    """A transaction of the account, to it, or in a job in which it has a part."""

    kind: ClassVar[str] = "transaction"
    height: Height
    transaction: Digest
    sender: AccountId
    body: str
    """Its kind."""
    job: JobId | None


@frozen(kw_only=True)
class StageSeen:
    """A job is in another stage or round; once it is settled, how it ended."""

    kind: ClassVar[str] = "stage"
    height: Height
    job: JobId
    stage: Stage
    round: Count
    outcome: Outcome | None
    received: Amount
    """What the account received when the job settled."""


@frozen(kw_only=True)
class WatchEnded:
    """Nothing is open any more."""

    kind: ClassVar[str] = "end"
    height: Height
    well: bool
    """Whether the job is DONE or ADMITTED, where there was one."""


Seen: TypeAlias = AccountSeen | TransactionSeen | StageSeen | WatchEnded


@frozen(kw_only=True)
class WatchSubject:
    """What is watched: an account with all its jobs, or one job, whoever has a part in it."""

    me: AccountId
    job: JobId | None = None

    def has(self, name: JobId, job: Job) -> bool:
        """Whether a job is watched."""
        return name == self.job if self.job is not None else self.me in parts_of(job)

    def at_first(self, state: State) -> Iterator[Seen]:
        """How all of it stands before the first block."""
        if self.job is None:
            yield standing(self.me, state)
        for name, job in sorted(state.jobs.items()):
            if self.has(name, job) and (job.open or self.job is not None):
                yield self._stage(state, name, job)

    def seen(self, before: State, block: Block, after: State) -> Iterator[Seen]:
        """What the block brought: transactions, then stages, then the account."""
        for each in block.transactions:
            if self._concerns(each, after):
                yield transaction_seen(after.height, each)
        for name, job in sorted(after.jobs.items()):
            old = before.jobs.get(name)
            if self.has(name, job) and (old is None or (old.stage, old.round) != (job.stage, job.round)):
                yield self._stage(after, name, job)
        now = standing(self.me, after)
        if self.job is None and now != evolve(standing(self.me, before), height=after.height):
            yield now

    def end(self, party: Node | Owner) -> WatchEnded | None:
        """Whether the job is settled, or nothing is open any more that people ordered; None while something is."""
        if self.job is None:
            return end_of(party)
        state = party.chain.state
        job = state.jobs.get(self.job)
        if job is None or job.open:
            return None
        return WatchEnded(height=state.height, well=job.outcome in WELL)

    def _concerns(self, each: Transaction, state: State) -> bool:
        name = job_of(each)
        if name is not None and name in state.jobs and self.has(name, state.jobs[name]):
            return True
        is_to = isinstance(each.body, Transfer) and each.body.to == self.me
        return self.job is None and (each.sender == self.me or is_to)

    def _stage(self, state: State, name: JobId, job: Job) -> StageSeen:
        return StageSeen(
            height=state.height,
            job=name,
            stage=job.stage,
            round=job.round,
            outcome=job.outcome,
            received=job.payouts.get(self.me, 0),
        )


def standing(me: AccountId, state: State) -> AccountSeen:
    """How an account stands in a state."""
    node = state.nodes.get(NodeId(me))
    return AccountSeen(
        height=state.height,
        balance=state.accounts.get(me, EMPTY).balance,
        status=None if node is None else node.status,
        credit=None if node is None else node.credit,
    )


def job_of(each: Transaction) -> JobId | None:
    """The job that a transaction is about, or that it makes."""
    if isinstance(each.body, PostTask | JoinNode):
        return JobId(signing_digest(each.sender, each.counter, each.body).hex())
    found: JobId | None = getattr(each.body, "job", None)
    return found


def transaction_seen(height: Height, each: Transaction) -> TransactionSeen:
    """A transaction of a block."""
    return TransactionSeen(
        height=height,
        transaction=signing_digest(each.sender, each.counter, each.body),
        sender=each.sender,
        body=each.body.kind,
        job=job_of(each),
    )


def end_of(party: Node | Owner) -> WatchEnded | None:
    """Whether nothing is open any more of what its people ordered; None while something is."""
    state = party.chain.state
    jobs = list[Job]()
    is_open = bool(party.outstanding)
    match party:
        case TaskOwner() if party.order is not None:
            name = party.task()
            jobs = [] if name is None else [state.jobs[name]]
            lacks = name is not None and state.jobs[name].outcome is Outcome.DONE and party.result is None
            is_open |= name is None or lacks
        case ServiceOwner() if party.order is not None:
            is_open |= party.service() is None
        case Node():
            joins = [
                job
                for job in state.jobs.values()
                if isinstance(job.terms, Join) and job.terms.candidate == NodeId(party.keys.name)
            ]
            jobs = [max(joins, key=lambda job: job.posted)] if joins else []
            is_open |= party.order is not None
    if is_open or any(job.open for job in jobs):
        return None
    return WatchEnded(height=state.height, well=all(job.outcome in WELL for job in jobs))
