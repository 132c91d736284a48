"""What people order: done once for each order, whatever is lost or repeated on the way."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.core.encoding import digest
from leo_ref.core.keys import keys_of
from leo_ref.core.rejections import Code
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import Apply, JoinNode, Leave, OfferService, Transaction, Transfer
from leo_ref.core.values import LEO, NodeId, ServiceId
from leo_ref.ledger import apply
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.party.role import chain_of
from leo_ref.parties.message import (
    LEDGER,
    JoinOrder,
    LeaveOrder,
    OfferOrder,
    Order,
    Outbox,
    Sent,
    TransferOrder,
    Wake,
    WithdrawOrder,
)
from leo_ref.parties.node import Node
from leo_ref.parties.outstanding import body_of, refusal
from leo_ref.parties.producer import block_on
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.task_owner import TaskOwner
from tests.parties.simulator.deployment import (
    ALICES,
    BOB,
    NODES,
    PRODUCER,
    beginning,
    deployment,
    run,
    software,
    the_task,
)

DOCUMENT = beginning(4)
CHAIN = chain_of(DOCUMENT)
CAROL = keys_of(digest("test", "carol")).name
OFFER = OfferOrder(code=b"code", image=bytes(32), price=LEO, bond=LEO)


def ordered(party: Any, *orders: Order) -> Any:
    for order in orders:
        party, _ = party.step(order)
    return party


def sent(outbox: Outbox) -> list[Transaction]:
    return [item.message for item in outbox if item.to == LEDGER and isinstance(item.message, Transaction)]


def further(party: Any, *, arrives: bool = True) -> Any:
    """The party after a block that holds what it sends, where that arrives."""
    party, outbox = party.step(Wake())
    taken, state = list[Transaction](), party.chain.state
    for each in sent(outbox) if arrives else []:
        after = apply(DOCUMENT.parameters, verifiers_of(DOCUMENT), state, each)
        if type(after) is type(state):
            taken.append(each)
            state = after
    block = block_on(DOCUMENT.deployment, PRODUCER, party.chain.state, tuple(taken))
    return party.step(block)[0]


@settings(max_examples=15, deadline=None)
@given(amounts=st.lists(st.sampled_from([1, 2, 5]), max_size=4), arrive=st.lists(st.booleans(), max_size=4))
def test_each_order_to_transfer_is_done_once(amounts: list[int], arrive: list[bool]) -> None:
    """Also two of one amount to one account, and whatever is lost."""
    party = TaskOwner(keys=BOB, chain=CHAIN)
    before = CHAIN.state.balance(BOB.name)
    for amount, arrives in zip(amounts, [*arrive, *[True] * 4], strict=False):
        party = further(ordered(party, TransferOrder(to=CAROL, amount=amount)), arrives=arrives)
    for _ in range(6):
        party = further(party)
    assert party.outstanding == ()
    assert party.chain.state.balance(CAROL) == sum(amounts)
    assert party.chain.state.balance(BOB.name) == before - sum(amounts)


def test_what_is_lost_is_sent_again_as_it_was() -> None:
    party, outbox = ordered(ServiceOwner(keys=BOB, chain=CHAIN), TransferOrder(to=CAROL, amount=3)).step(Wake())
    later = further(party, arrives=False)
    assert sent(later.step(Wake())[1]) == sent(outbox)


def test_a_withdrawn_service_is_offered_again_only_when_ordered() -> None:
    bob = further(ordered(ServiceOwner(keys=BOB, chain=CHAIN), OFFER))
    (first,) = bob.chain.state.services
    for _ in range(2):
        bob = further(ordered(bob, WithdrawOrder(service=first)))
        assert not bob.chain.state.services[first].live
    assert bob.outstanding == ()
    assert len(further(bob).chain.state.services) == 1
    again = further(further(ordered(bob, OFFER, OFFER)))
    (second,) = set(again.chain.state.services) - {first}
    assert again.chain.state.services[second].live
    assert again.service() == second


def test_a_service_that_nobody_knows_stays_outstanding() -> None:
    nobody = further(ordered(ServiceOwner(keys=BOB, chain=CHAIN), WithdrawOrder(service=ServiceId("0" * 64))))
    assert len(nobody.outstanding) == 1


def test_a_node_leaves_and_joins_again_once_for_each_order() -> None:
    node = Node(keys=NODES[0], chain=CHAIN, machine=software(NODES[0]))
    for _ in range(DOCUMENT.parameters.lookback):
        node = further(node)
    gone = further(ordered(node, LeaveOrder(), LeaveOrder()))
    me = NodeId(NODES[0].name)
    assert gone.chain.state.nodes[me].status is Status.LEFT
    assert gone.outstanding == ()
    assert not sent(gone.step(Wake())[1])
    joining = further(ordered(gone, JoinOrder(owner=BOB.name)))
    assert joining.chain.state.nodes[me].status is Status.JOINING
    assert joining.order is None, "a join that is refused is not asked for again by itself"


def test_the_newest_of_two_orders_counts() -> None:
    node = ordered(
        Node(keys=NODES[5], chain=CHAIN, machine=software(NODES[5])), LeaveOrder(), JoinOrder(owner=BOB.name)
    )
    assert (node.outstanding, node.order) == ((), JoinOrder(owner=BOB.name))
    node = ordered(node, TransferOrder(to=CAROL, amount=1), LeaveOrder())
    assert (node.outstanding, node.order) == ((Transfer(to=CAROL, amount=1), Leave()), None)


def test_who_wants_to_leave_serves_to_the_end_and_claims_no_more() -> None:
    """One node is ordered to leave while the draw is open, and one that has a place."""
    start = deployment(nodes=5)
    early, late = NODES[0].name, NODES[1].name
    orders = (*start.orders, (299, Sent(early, LeaveOrder())), (650, Sent(late, LeaveOrder())))
    frames = run(evolve(start, orders=orders), Plan(seed=b"leave"))
    bodies = [(each.sender, type(each.body)) for frame in frames if frame.block for each in frame.block.transactions]
    assert (early, Apply) not in bodies
    assert (early, Leave) in bodies[: len(bodies) // 2]
    task = the_task(frames)
    assert task.outcome is not None
    assert NodeId(late) in task.group
    assert frames[-1].state.nodes[NodeId(late)].status is Status.LEFT


def test_what_the_ledger_would_refuse_is_known_before() -> None:
    funds = CHAIN.state.balance(BOB.name)
    going = [Transfer(to=CAROL, amount=funds - 1)]

    def code(order: Any, before: Any = ()) -> Code | None:
        found = refusal(CHAIN, BOB, before, body_of(order))
        return None if found is None else found.code

    assert code(TransferOrder(to=CAROL, amount=funds)) is None
    assert code(TransferOrder(to=CAROL, amount=2), going) is Code.BALANCE_TOO_LOW
    assert code(TransferOrder(to=CAROL, amount=1), going) is None
    assert code(WithdrawOrder(service=ServiceId("0" * 64))) is Code.NO_SUCH_SERVICE
    assert code(LeaveOrder()) is Code.NODE_NOT_LIVE


def test_orders_beside_a_task_hold_up_nothing() -> None:
    start = deployment(nodes=5)
    alice = ALICES[0].name
    orders = (*start.orders, *((5 + number, Sent(alice, TransferOrder(to=CAROL, amount=7))) for number in range(2)))
    frames = run(evolve(start, orders=orders), Plan(seed=b"transfers", drop=100))
    assert the_task(frames).outcome is not None
    assert frames[-1].state.balance(CAROL) == 14


def test_kinds_of_bodies_are_those_of_orders() -> None:
    """A wrong party takes no order: nothing comes of it."""
    bob = ordered(ServiceOwner(keys=BOB, chain=CHAIN), LeaveOrder(), JoinOrder(owner=BOB.name))
    assert not sent(bob.step(Wake())[1])
    node = ordered(Node(keys=NODES[0], chain=CHAIN, machine=software(NODES[0])), OFFER)
    assert not [each for each in sent(node.step(Wake())[1]) if isinstance(each.body, OfferService | JoinNode)]
