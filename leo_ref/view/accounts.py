"""Accounts, nodes and totals of a height, each beside what it was a block before."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.values import AccountId, Amount, Count, Credit, NodeId, ServiceId

ROWS_MOST: Final = 1000
"""Accounts that are shown: nodes first, then those that changed."""


@frozen(kw_only=True)
class AccountRow:
    """An account; of a node, its status and credit too."""

    account: AccountId
    balance: Amount
    balance_before: Amount
    counter: Count
    status: Status | None
    """Null where the account is no node."""
    status_before: Status | None
    credit: Credit
    credit_before: Credit
    owner: AccountId | None
    """To whom a node answers."""
    busy: bool
    """Whether it has a place in an open job."""


@frozen(kw_only=True)
class Totals:
    """All LEO and all credit. The first is the sum of the next four."""

    supply: Amount
    held: Amount
    """In accounts."""
    escrow: Amount
    bonds: Amount
    burned: Amount
    credit: Credit


@frozen(kw_only=True)
class ServiceRow:
    """A service on the ledger."""

    service: ServiceId
    owner: AccountId
    price: Amount
    bond: Amount
    live: bool


def rows(before: State, after: State) -> tuple[AccountRow, ...]:
    """Every account, as many as are shown."""
    busy = {node for job in after.jobs.values() if job.open for node in job.group}
    names = sorted({AccountId(node) for node in after.nodes} | {*after.accounts})

    def rank(name: AccountId) -> tuple[bool, bool]:
        return NodeId(name) not in after.nodes, after.accounts.get(name) == before.accounts.get(name)

    shown = sorted(sorted(names, key=rank)[:ROWS_MOST], key=lambda name: (NodeId(name) not in after.nodes, name))
    return tuple(_row(before, after, name, is_busy=NodeId(name) in busy) for name in shown)


def _row(before: State, after: State, name: AccountId, *, is_busy: bool) -> AccountRow:
    node, earlier, account = after.nodes.get(NodeId(name)), before.nodes.get(NodeId(name)), after.accounts.get(name)
    return AccountRow(
        account=name,
        balance=after.balance(name),
        balance_before=before.balance(name),
        counter=0 if account is None else account.counter,
        status=None if node is None else node.status,
        status_before=None if earlier is None else earlier.status,
        credit=0 if node is None else node.credit,
        credit_before=0 if earlier is None else earlier.credit,
        owner=None if node is None else node.identity.owner,
        busy=is_busy,
    )


def totals(state: State) -> Totals:
    """The sums of a state."""
    held = sum(account.balance for account in state.accounts.values())
    escrow = sum(job.escrow for job in state.jobs.values())
    bonds = sum(service.bond for service in state.services.values())
    return Totals(
        supply=held + escrow + bonds + state.burned,
        held=held,
        escrow=escrow,
        bonds=bonds,
        burned=state.burned,
        credit=sum(node.credit for node in state.nodes.values()),
    )


def services(state: State) -> tuple[ServiceRow, ...]:
    """The services that a task may use, or could once."""
    return tuple(
        ServiceRow(service=name, owner=each.owner, price=each.offer.price, bond=each.bond, live=each.live)
        for name, each in sorted(state.services.items())
    )[:ROWS_MOST]
