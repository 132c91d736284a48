"""§6: who weighs in a draw, who may serve, and when a group stands: one reason at a time."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import (
    NO_ENCRYPTION_KEYS,
    EncryptionKeys,
    Job,
    Join,
    Outcome,
    Place,
    Requirement,
    Stage,
    Task,
    Terms,
)
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.transaction import Apply, Certificates
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.draw.ticket import Ticket
from leo_ref.rules import selection
from leo_ref.rules.selection import close_draw, group_stands, obstacle, open_round, weights
from leo_ref.rules.settlement import ended, settlement
from tests.ledger.participants import ParticipantVerifiers

PARAMS = Parameters(lookback=2, apply_window=3, ready_window=4, confirm_window=5, rounds=6, forged_claim_penalty=1)
HEIGHT = 13
POSTED = 10
NODE = NodeId("n1")
NAME = JobId("t9")
BEACON = b"beacon of the tick"
KEYS, CERTIFICATES = EncryptionKeys(task=b"task", service=b"service"), Certificates(task=b"", service=b"")
CLAIM = Apply(job=NAME, round=2, proof=b"", encryption_keys=KEYS, certificates=CERTIFICATES)


def node(owner: str = "n1", status: Status = Status.ACTIVE, credit: int = 5, since: int = 0) -> Node:
    identity = Identity(owner=AccountId(owner), endorsement_key=bytes(32), attestation_key=bytes(32), vrf_key=bytes(32))
    return Node(identity=identity, endorsement=bytes(32), status=status, credit=credit, since=since)


def state(nodes: dict[NodeId, Node], jobs: dict[JobId, Job] | None = None, balance: int = 3) -> State:
    accounts = Map({AccountId(name): Account(balance) for name in nodes})
    return State(
        height=HEIGHT, block_hash=bytes(32), beacon=b"b" * 64, accounts=accounts, nodes=Map(nodes), jobs=Map(jobs or {})
    )


def task(min_credit: int = 5, owner: str = "alice", service_owner: str = "bob", tau: int = 7) -> Task:
    return Task(
        run_window=32,
        result_limit=2**20,
        hold=0,
        owner=AccountId(owner),
        service=ServiceId("s1"),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=min_credit),
        payment=10,
        deposit=3,
        tau=tau,
        service_owner=AccountId(service_owner),
        price=3,
    )


def join(candidate: str = "c1", tau: int = 7) -> Join:
    return Join(candidate=NodeId(candidate), deposit=2, tau=tau)


def drawn(terms: Terms, **others: Any) -> Job:  # the fields of a job
    """A job in the second round of its draw."""
    fields: dict[str, Any] = {"stage": Stage.APPLY, "posted": POSTED, "round": 2, "deadline": 19, "escrow": 10}
    return Job(terms=terms, snapshot=Map({NODE: 9}), **{**fields, **others})


def serving(stage: Stage) -> dict[JobId, Job]:
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    return {JobId("t0"): Job(terms=task(), stage=stage, posted=1, escrow=0, group=Map({NODE: place}))}


CASES: dict[str, tuple[State, Terms, Code | None]] = {
    "a plain node": (state({NODE: node()}), task(), None),
    "credit exactly the least": (state({NODE: node(credit=5)}), task(5), None),
    "credit one unit below": (state({NODE: node(credit=4)}), task(5), Code.CREDIT_TOO_LOW),
    "no credit left, none asked": (state({NODE: node(credit=0)}), task(0), None),
    "registered long enough, to the block": (state({NODE: node(since=POSTED - 2)}), task(), None),
    "registered one block too late": (state({NODE: node(since=POSTED - 1)}), task(), Code.KEY_TOO_NEW),
    "registered since the job was posted": (state({NODE: node(since=POSTED + 1)}), task(), Code.KEY_TOO_NEW),
    "joining": (state({NODE: node(status=Status.JOINING)}), task(), Code.NODE_NOT_ACTIVE),
    "suspended": (state({NODE: node(status=Status.SUSPENDED)}), task(), Code.NODE_NOT_ACTIVE),
    "left": (state({NODE: node(status=Status.LEFT)}), task(), Code.NODE_NOT_ACTIVE),
    "the task's owner": (state({NODE: node()}), task(owner="n1"), Code.NODE_OF_PARTY),
    "the service's owner": (state({NODE: node()}), task(service_owner="n1"), Code.NODE_OF_PARTY),
    "a node of the task's owner": (state({NODE: node(owner="alice")}), task(), Code.NODE_OF_PARTY),
    "a node of the service's owner": (state({NODE: node(owner="bob")}), task(), Code.NODE_OF_PARTY),
    "a node of somebody else": (state({NODE: node(owner="carol")}), task(), None),
    "serving elsewhere": (state({NODE: node()}, serving(Stage.APPLY)), task(), Code.NODE_BUSY),
    "served elsewhere before": (state({NODE: node()}, serving(Stage.SETTLED)), task(), None),
    "one unit short of the deposit": (state({NODE: node()}, balance=2), task(), Code.BALANCE_TOO_LOW),
    "the candidate": (state({NODE: node()}), join(candidate="n1"), Code.NODE_OF_PARTY),
    "a node of the candidate": (state({NODE: node(owner="c1")}), join(), Code.NODE_OF_PARTY),
    "anybody else, in a join": (state({NODE: node(credit=0)}), join(), None),
}


class AlwaysDrawn(ParticipantVerifiers):
    """FAKE draw and certificate: everybody wins one vote with a certified key."""

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        return Ticket(1, bytes(64))

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        return True


class NeverDrawn(AlwaysDrawn):
    """FAKE: no claim holds."""

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        return None


@pytest.mark.parametrize("name", CASES)
def test_one_condition_at_a_time(name: str) -> None:
    """Who is kept out is refused, whatever its proof; that is no lie, and costs nothing."""
    ledger, terms, expected = CASES[name]
    before = ledger.with_job(NAME, drawn(terms))
    for verifiers in (AlwaysDrawn(), NeverDrawn()):
        after = selection.apply(PARAMS, verifiers, before, AccountId(NODE), CLAIM)
        if expected is None:
            assert isinstance(after, State)
            assert obstacle(PARAMS, before, before.jobs[NAME], NODE) is None
        else:
            assert isinstance(after, Rejection)
            assert after.code is expected
            assert obstacle(PARAMS, before, before.jobs[NAME], NODE) == after


ORDER = (
    Code.WRONG_ROUND,
    Code.NOT_IN_SNAPSHOT,
    Code.ALREADY_APPLIED,
    Code.NODE_NOT_ACTIVE,
    Code.CREDIT_TOO_LOW,
    Code.KEY_TOO_NEW,
    Code.NODE_OF_PARTY,
    Code.NODE_BUSY,
    Code.BALANCE_TOO_LOW,
)


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_the_first_check_that_fails_names_the_refusal(first: int) -> None:
    """Everything is wrong from the check on, and nothing before it."""
    wrong = frozenset(ORDER[first:])
    member = node(
        owner="alice" if Code.NODE_OF_PARTY in wrong else "n1",
        status=Status.SUSPENDED if Code.NODE_NOT_ACTIVE in wrong else Status.ACTIVE,
        credit=4 if Code.CREDIT_TOO_LOW in wrong else 5,
        since=POSTED - 1 if Code.KEY_TOO_NEW in wrong else POSTED - 2,
    )
    ledger = state(
        {NODE: member},
        serving(Stage.RUN) if Code.NODE_BUSY in wrong else None,
        balance=2 if Code.BALANCE_TOO_LOW in wrong else 3,
    )
    job = drawn(task(), liars=frozenset({NODE}) if Code.ALREADY_APPLIED in wrong else frozenset())
    if Code.NOT_IN_SNAPSHOT in wrong:
        job = evolve(job, snapshot=Map())
    claim = evolve(CLAIM, round=1 if Code.WRONG_ROUND in wrong else 2)
    refused = selection.apply(PARAMS, NeverDrawn(), ledger.with_job(NAME, job), AccountId(NODE), claim)
    assert isinstance(refused, Rejection)
    assert refused.code is ORDER[first]


def test_a_forged_claim_of_the_rich_costs_a_tenth() -> None:
    for credit, left in ((6, 5), (19, 18), (20, 18), (400, 360)):
        before = state({NODE: node(credit=credit)}).with_job(NAME, drawn(task()))
        after = selection.apply(PARAMS, NeverDrawn(), before, AccountId(NODE), CLAIM)
        assert isinstance(after, State)
        assert after.nodes[NODE].credit == left
        assert after.jobs[NAME].liars == {NODE}


nodes = st.builds(
    node,
    owner=st.sampled_from(["alice", "bob", "carol", "n1"]),
    status=st.sampled_from(Status),
    credit=st.integers(0, 6),
    since=st.integers(HEIGHT - 3, HEIGHT),
)
ledgers = st.dictionaries(st.sampled_from([NodeId(f"n{index}") for index in range(1, 7)]), nodes, max_size=6)


@given(ledgers, st.sampled_from([task(3), join()]), st.booleans())
def test_every_active_node_weighs_its_credit_whatever_the_job(
    members: dict[NodeId, Node], terms: Terms, busy: bool
) -> None:
    """Parties, the busy, the poor and the new weigh too: W does not depend on whom a job keeps out."""
    ledger = state(members, serving(Stage.KEYS) if busy else None)
    active = {
        name: there.credit for name, there in members.items() if there.status is Status.ACTIVE and there.credit > 0
    }
    assert dict(weights(ledger)) == active
    opened = open_round(PARAMS, ledger, weights(ledger), drawn(terms))
    assert dict(opened.snapshot) == active


def test_a_round_opens_with_an_empty_group_and_the_beacon_of_its_block() -> None:
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    job = drawn(task(), escrow=16, group=Map({NODE: place, NodeId("n2"): place}), liars=frozenset({NodeId("n3")}))
    opened = open_round(PARAMS, state({NODE: node(credit=4)}), Map({NODE: 4}), job)
    assert opened == evolve(
        job, round=3, deadline=16, beacon=b"b" * 64, snapshot=Map({NODE: 4}), group=Map(), escrow=10
    )


def group(*votes: int) -> Map[NodeId, Place]:
    names = [NodeId(f"n{index}") for index in range(1, len(votes) + 1)]
    return Map(
        {
            name: Place(j=j, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
            for name, j in zip(names, votes, strict=True)
        }
    )


@pytest.mark.parametrize(
    ("terms", "votes", "stands"),
    [
        (task(), (4, 2, 2), True),  # monitors: 4 of 7, more than half
        (task(), (9, 2, 1), False),  # monitors: 3, whatever the executor has
        (task(), (3, 3, 1, 1), True),
        (task(), (9, 9), False),  # a member short
        (task(tau=8), (4, 2, 2), False),  # exactly half
        (task(tau=8), (4, 3, 2), True),
        (join(), (3, 3), True),  # all of a join's group count: 6 of 7, more than three quarters
        (join(), (3, 2), False),
        (join(), (9,), False),  # a member short
        (join(tau=8), (3, 3), False),  # exactly three quarters
        (join(tau=8), (4, 3), True),
        (task(), (), False),
        (join(), (), False),
    ],
)
def test_a_group_stands_with_its_members_and_more_than_the_floors_share_of_tau(
    terms: Terms, votes: tuple[int, ...], stands: bool
) -> None:
    job = drawn(terms, group=group(*votes))
    assert group_stands(PARAMS, job) is stands
    closed = close_draw(PARAMS, 19, BEACON, job)
    if stands:
        assert closed is not None
        following = Stage.READY if isinstance(terms, Task) else Stage.ENROL
        enrolment = PARAMS.enrol_window + PARAMS.answer_window
        window = PARAMS.ready_window if isinstance(terms, Task) else enrolment
        executor = NODE if isinstance(terms, Task) else None
        assert (closed.stage, closed.deadline, closed.executor) == (following, 19 + window, executor)
        assert closed.beacon == BEACON
    else:
        assert closed is None
        last = close_draw(PARAMS, 19, BEACON, evolve(job, round=PARAMS.rounds))
        assert last is not None
        assert (last.stage, last.outcome) == (Stage.SETTLED, Outcome.UNFILLED)
        kept = ended(job, Outcome.UNFILLED, settlement(PARAMS, job, Outcome.UNFILLED))
        assert (kept.stage, kept.outcome, kept.escrow) == (Stage.SETTLED, Outcome.UNFILLED, 0)


def test_the_floor_is_a_share_of_the_jobs_own_tau() -> None:
    params = evolve(PARAMS, floor_numerator=2, floor_denominator=3, tau=1000)
    for tau, stands in ((5, True), (6, False), (1000, False)):
        assert group_stands(params, drawn(task(tau=tau), group=group(5, 3, 1))) is stands


def test_tasks_and_joins_have_a_floor_each() -> None:
    params = evolve(PARAMS, floor_numerator=1, floor_denominator=3, join_floor_numerator=4, join_floor_denominator=5)
    for votes, task_stands, join_stands in (
        ((4, 1, 2), False, False),
        ((4, 2, 2), True, False),
        ((5, 2, 2), True, True),
    ):
        assert group_stands(params, drawn(task(tau=10), group=group(*votes))) is task_stands
        assert group_stands(params, drawn(join(tau=10), group=group(*votes))) is join_stands


def test_what_a_refusal_reports() -> None:
    poor = state({NODE: node(credit=4, since=POSTED - 1)})
    assert obstacle(PARAMS, poor, drawn(task()), NODE) == reject(Code.CREDIT_TOO_LOW, credit="4", needed="5")
    new = obstacle(PARAMS, poor, drawn(join()), NODE)
    assert new == reject(Code.KEY_TOO_NEW, since=str(POSTED - 1), posted=str(POSTED))
