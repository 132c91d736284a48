"""What people ordered and the ledger does not have yet: transactions that no duty of a party asks for (§4 to §6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, assert_never

from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.node import HOLDING
from leo_ref.core.state.transaction import Body, Leave, Transfer, WithdrawService
from leo_ref.core.values import NodeId
from leo_ref.ledger import execute
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import LeaveOrder, TransferOrder, WithdrawOrder

Outstanding: TypeAlias = tuple[Body, ...]
OutstandingOrder: TypeAlias = TransferOrder | WithdrawOrder | LeaveOrder


def body_of(order: OutstandingOrder) -> Transfer | WithdrawService | Leave:
    """The transaction that was ordered."""
    match order:
        case TransferOrder(to=to, amount=amount):
            return Transfer(to=to, amount=amount)
        case WithdrawOrder(service=service):
            return WithdrawService(service=service)
        case LeaveOrder():
            return Leave()
    assert_never(order)


def added(outstanding: Outstanding, order: OutstandingOrder) -> Outstanding:
    """With the order. Each order to transfer counts; who withdraws or leaves twice does it once."""
    body = body_of(order)
    return outstanding if body in outstanding and not isinstance(body, Transfer) else (*outstanding, body)


def after_block(outstanding: Outstanding, keys: Keys, chain: Chain) -> Outstanding:
    """Without what the newest block did, be it by one of these transactions or otherwise."""
    if not outstanding or chain.newest is None:
        return outstanding
    left = list(outstanding)
    for each in chain.newest.transactions:
        if each.sender == keys.name and isinstance(each.body, Transfer) and each.body in left:
            left.remove(each.body)
    return tuple(body for body in left if not _is_done(body, keys, chain))


def _is_done(body: Body, keys: Keys, chain: Chain) -> bool:
    match body:
        case WithdrawService(service=service):
            return service in chain.state.services and not chain.state.services[service].live
        case Leave():
            node = chain.state.nodes.get(NodeId(keys.name))
            return node is None or node.status not in HOLDING
        case _:
            return False


def refusal(chain: Chain, keys: Keys, before: Iterable[Body], wanted: Body) -> Rejection | None:
    """Why the party's own ledger would refuse a transaction behind those ``before``; None where it would not."""
    state = chain.state
    for body in before:
        after = execute(chain.params, chain.verifiers, state, keys.name, "0" * 64, body)
        state = state if isinstance(after, Rejection) else after
    found = execute(chain.params, chain.verifiers, state, keys.name, "0" * 64, wanted)
    return found if isinstance(found, Rejection) else None
