"""The state of layer one (§4)."""

from __future__ import annotations

from typing import Annotated, Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.state.job import Job
from leo_ref.core.state.node import Node
from leo_ref.core.state.service import Service
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Digest, Height, JobId, NodeId, ServiceId


@frozen
class Account:
    """An account: base units of LEO, and the number of its transactions so far."""

    balance: Amount = 0
    """Base units of LEO."""
    counter: Count = 0
    """Transactions that the account has sent; the next one carries this number."""


EMPTY: Final = Account()
NO_SERVICES: Final[Map[ServiceId, Service]] = Map()
NO_JOBS: Final[Map[JobId, Job]] = Map()


@frozen(kw_only=True)
class State:
    """Everything layer one knows after a block, or in the midst of one.

    A node's account has the node's name. An account is stored from the first LEO it gets, or the first transaction it
    sends; in genesis, if it is listed.
    """

    height: Height
    """Height of the newest finished block."""
    block_hash: Digest
    """Hash of the newest finished block; at height 0 the genesis hash."""
    beacon: Annotated[bytes, AtMost(64)]
    """The randomness that came with the newest finished block; at height 0 the genesis hash."""
    accounts: Map[AccountId, Account]
    nodes: Map[NodeId, Node]
    services: Map[ServiceId, Service] = NO_SERVICES
    jobs: Map[JobId, Job] = NO_JOBS
    burned: Amount = 0
    """All LEO that was ever burned, base units."""

    def balance(self, account: AccountId | NodeId) -> int:
        """The account's LEO, in base units."""
        return self.accounts.get(AccountId(account), EMPTY).balance

    def busy(self, node: NodeId) -> bool:
        """Whether the node has a place in an open job (§6: one at a time)."""
        return any(node in job.group and job.open for job in self.jobs.values())

    def with_job(self, name: JobId, job: Job) -> State:
        """This state with one job put in or replaced."""
        return evolve(self, jobs=self.jobs.set(name, job))


def credited(accounts: Map[AccountId, Account], name: AccountId | NodeId, amount: int) -> Map[AccountId, Account]:
    """The accounts after ``amount`` base units (negative: taken) went to ``name``; nothing stores no account."""
    if amount == 0:
        return accounts
    account = accounts.get(AccountId(name), EMPTY)
    return accounts.set(AccountId(name), Account(account.balance + amount, account.counter))
