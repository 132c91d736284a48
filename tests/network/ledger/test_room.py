"""What may wait: no flood takes the room of others. And when nobody is kept by a block that comes early."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.transaction import Approve
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.ledger import genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.ledger.documents import Presence
from leo_ref.network.ledger.presence import awaited, expectation, may_come_early, present
from leo_ref.network.ledger.problem import ServiceCode
from leo_ref.network.ledger.room import SENDER_OCTETS, SENDER_SHARE, SENDER_TRANSACTIONS, Held, Room, Rooms, room_of
from leo_ref.parties.keys import transaction
from tests.network.ledger.world import ANN, BEN, EVE, document, transfer

STATE = genesis(verifiers_of(document()), document())
assert isinstance(STATE, State)


def name(number: int) -> bytes:
    return number.to_bytes(32, "big")


def test_a_sender_takes_no_more_than_its_part() -> None:
    rooms = Rooms()
    own = Held(Room.OTHERS, ANN.name, 200)
    for number in range(SENDER_TRANSACTIONS):
        assert rooms.refusal(own) is None
        rooms.put(name(number), own)
    assert rooms.refusal(own) is ServiceCode.SENDER_FULL
    assert rooms.refusal(Held(Room.OTHERS, BEN.name, 200)) is None
    rooms.take(name(0))
    assert rooms.refusal(own) is None
    assert rooms.refusal(Held(Room.OTHERS, BEN.name, SENDER_OCTETS + 1)) is ServiceCode.SENDER_FULL


def test_strangers_share_a_room_of_their_own_and_nobody_else_s() -> None:
    rooms = Rooms()
    for number in range(10_000):
        held = Held(Room.STRANGERS, account(number), 200)
        if rooms.refusal(held) is None:
            rooms.put(name(number), held)
    assert rooms.by_room[Room.STRANGERS].transactions == Room.STRANGERS.transactions
    assert rooms.refusal(Held(Room.STRANGERS, EVE.name, 200)) is ServiceCode.POOL_FULL
    assert rooms.refusal(Held(Room.OTHERS, ANN.name, 200)) is None
    assert rooms.refusal(Held(Room.AWAITED, ANN.name, 200)) is None


def account(number: int) -> AccountId:
    return AccountId(number.to_bytes(32, "little").hex())


def test_some_accounts_do_not_fill_a_room_by_themselves() -> None:
    rooms = Rooms()
    for sender in range(200):
        for number in range(SENDER_TRANSACTIONS):
            held = Held(Room.OTHERS, account(sender), 200)
            if rooms.refusal(held) is None:
                rooms.put(name(sender * 100 + number), held)
    assert rooms.by_room[Room.OTHERS].transactions < Room.OTHERS.transactions
    assert rooms.refusal(Held(Room.OTHERS, ANN.name, 200)) is None
    assert rooms.by_sender[account(199)].transactions == SENDER_SHARE


def test_what_was_put_and_taken_leaves_nothing() -> None:
    rooms = Rooms()
    rooms.put(name(1), Held(Room.AWAITED, ANN.name, 7))
    rooms.take(name(1))
    rooms.take(name(1))
    assert (rooms.held, rooms.by_sender) == ({}, {})
    assert all(load.transactions == load.octets == 0 for load in rooms.by_room.values())


JOB = JobId("11" * 32)
CANDIDATE = NodeId(EVE.name)


def joining(stage: Stage = Stage.CONFIRM) -> State:
    """The ledger with a join of Eve's, whose attestor is Ann."""
    assert isinstance(STATE, State)
    identity = Identity(owner=EVE.name, endorsement_key=b"", attestation_key=b"", vrf_key=bytes(32))
    node = Node(identity=identity, endorsement=bytes(32), status=Status.ACTIVE, credit=1, since=0)
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    ann = NodeId(ANN.name)
    job = Job(terms=Join(candidate=CANDIDATE, deposit=0, tau=10), stage=stage, escrow=0, group=Map({ann: place}))
    return evolve(STATE, jobs=Map({JOB: job}), nodes=Map({ann: node, CANDIDATE: node}))


def test_where_a_transaction_waits() -> None:
    assert isinstance(STATE, State)
    assert room_of(STATE, transfer(ANN, 0)) is Room.OTHERS
    assert room_of(STATE, transfer(EVE, 0)) is Room.STRANGERS
    assert room_of(STATE, transaction(ANN, 0, Approve(job=JOB))) is Room.OTHERS, "nobody posted such a job"
    assert room_of(joining(), transaction(ANN, 0, Approve(job=JOB))) is Room.AWAITED
    assert room_of(joining(Stage.SETTLED), transaction(ANN, 0, Approve(job=JOB))) is Room.OTHERS
    assert room_of(joining(), transaction(BEN, 0, Approve(job=JOB))) is Room.OTHERS, "an account without a node"
    assert room_of(joining(), transfer(ANN, 0)) is Room.OTHERS


def said(who: Keys, height: int = 0, *, idle: bool = True, running: bool = False) -> dict[AccountId, Presence]:
    return {who.name: present(who, bytes(32), height, 0, idle=idle, running=running)}


def test_a_block_comes_early_when_everybody_is_idle_and_there_is_something_to_do() -> None:
    state = joining()
    assert awaited(state) == {ANN.name, EVE.name}
    everybody = {**said(ANN), **said(EVE)}
    assert may_come_early(expectation(state), everybody, has_ready=False)
    assert not may_come_early(expectation(state), said(ANN), has_ready=True), "of Eve something is waited for"
    assert not may_come_early(expectation(state), {**everybody, **said(BEN, idle=False)}, has_ready=True)
    assert not may_come_early(expectation(state), {**everybody, **said(BEN, running=True)}, has_ready=True)
    assert not may_come_early(expectation(state), {**said(ANN), **said(EVE, height=1)}, has_ready=True), (
        "about another height"
    )
    assert not may_come_early(expectation(state), {}, has_ready=True)
    assert isinstance(STATE, State)
    assert not may_come_early(expectation(STATE), said(ANN), has_ready=False), "there is nothing to do"
    assert may_come_early(expectation(STATE), said(ANN), has_ready=True)
    assert awaited(joining(Stage.POSTED)) == frozenset()
    assert awaited(joining(Stage.SETTLED)) == frozenset()
