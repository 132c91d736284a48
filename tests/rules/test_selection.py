"""§6: who may be drawn, one reason at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.draw.ticket import Ticket
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, reject
from leo_ref.rules import selection
from leo_ref.rules.selection import eligible
from leo_ref.state.job import Job, Join, Place, Requirement, Stage, Task, Terms
from leo_ref.state.ledger import Account, State
from leo_ref.state.node import Identity, Node, Status
from leo_ref.state.transaction import Apply
from leo_ref.values import AccountId, JobId, NodeId, ServiceId
from tests.ledger.people import PeopleVerifiers

PARAMS = evolve(Parameters(), lookback=2)
HEIGHT = 10
NODE = NodeId("n1")


def node(owner: str = "n1", status: Status = Status.ACTIVE, credit: int = 5, since: int = 0) -> Node:
    identity = Identity(owner=AccountId(owner), endorsement_key=bytes(32), attestation_key=bytes(32), vrf_key=bytes(32))
    return Node(identity=identity, status=status, credit=credit, since=since)


def state(nodes: dict[NodeId, Node], jobs: dict[JobId, Job] | None = None) -> State:
    return State(
        height=HEIGHT, block_hash=bytes(32), beacon=bytes(64), accounts=Map(), nodes=Map(nodes), jobs=Map(jobs or {})
    )


def task(min_credit: int = 5, owner: str = "alice", service_owner: str = "bob") -> Task:
    return Task(
        owner=AccountId(owner),
        service=ServiceId("s1"),
        data=bytes(32),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=min_credit),
        payment=10,
        deposit=3,
        tau=10,
        service_owner=AccountId(service_owner),
        price=3,
    )


def join(candidate: str = "c1") -> Join:
    return Join(candidate=NodeId(candidate), deposit=2, tau=10)


def serving(stage: Stage) -> dict[JobId, Job]:
    place = Place(j=1, beta=bytes(64), encryption_key=b"")
    return {JobId("t0"): Job(terms=task(), stage=stage, escrow=0, group=Map({NODE: place}))}


CASES: dict[str, tuple[State, Terms, bool]] = {
    "a plain node": (state({NODE: node()}), task(), True),
    "credit exactly the least": (state({NODE: node(credit=5)}), task(5), True),
    "credit one unit below": (state({NODE: node(credit=4)}), task(5), False),
    "no credit, none asked": (state({NODE: node(credit=0)}), task(0), False),
    "registered long enough, to the block": (state({NODE: node(since=HEIGHT - 2)}), task(), True),
    "registered one block too late": (state({NODE: node(since=HEIGHT - 1)}), task(), False),
    "joining": (state({NODE: node(status=Status.JOINING)}), task(), False),
    "suspended": (state({NODE: node(status=Status.SUSPENDED)}), task(), False),
    "left": (state({NODE: node(status=Status.LEFT)}), task(), False),
    "the task's owner": (state({NODE: node()}), task(owner="n1"), False),
    "the service's owner": (state({NODE: node()}), task(service_owner="n1"), False),
    "a node of the task's owner": (state({NODE: node(owner="alice")}), task(), False),
    "a node of the service's owner": (state({NODE: node(owner="bob")}), task(), False),
    "a node of somebody else": (state({NODE: node(owner="carol")}), task(), True),
    "serving elsewhere": (state({NODE: node()}, serving(Stage.APPLY)), task(), False),
    "served elsewhere before": (state({NODE: node()}, serving(Stage.SETTLED)), task(), True),
    "the candidate": (state({NODE: node()}), join(candidate="n1"), False),
    "a node of the candidate": (state({NODE: node(owner="c1")}), join(), False),
    "anybody else, in a join": (state({NODE: node()}), join(), True),
}


@pytest.mark.parametrize("name", CASES)
def test_one_reason_at_a_time(name: str) -> None:
    ledger, terms, expected = CASES[name]
    assert dict(eligible(PARAMS, ledger, terms)) == ({NODE: ledger.nodes[NODE].credit} if expected else {})


nodes = st.builds(
    node,
    owner=st.sampled_from(["alice", "bob", "carol", "n1"]),
    status=st.sampled_from(Status),
    credit=st.integers(0, 6),
    since=st.integers(HEIGHT - 3, HEIGHT),
)
ledgers = st.dictionaries(st.sampled_from([NodeId(f"n{index}") for index in range(1, 7)]), nodes, max_size=6)
requirements: dict[str, Callable[[int], Terms]] = {"task": task, "join": lambda _: join()}


@given(ledgers, st.sampled_from(sorted(requirements)), st.integers(0, 6))
def test_each_node_is_judged_alone_and_weighs_its_credit(members: dict[NodeId, Node], kind: str, least: int) -> None:
    terms = requirements[kind](least)
    together = dict(eligible(PARAMS, state(members), terms))
    alone: dict[NodeId, int] = {}
    for name, member in members.items():
        alone.update(eligible(PARAMS, state({name: member}), terms))
    assert together == alone
    assert all(together[name] == members[name].credit > 0 for name in together)


class AlwaysDrawn(PeopleVerifiers):
    """FAKE draw and certificate: everybody wins one vote with a certified key."""

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        return Ticket(1, bytes(64))

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        return True


@pytest.mark.parametrize(("since", "code"), [(5, None), (6, Code.NOT_ELIGIBLE)])
def test_who_joined_anew_is_not_the_node_of_the_snapshot(since: int, code: Code | None) -> None:
    """The block at height 5 holds the job; its second round closes at 5 + 2 windows of 3 blocks."""
    drawn = Job(
        terms=task(), stage=Stage.APPLY, round=2, deadline=11, escrow=10, snapshot=Map({NODE: 9}), beacon=bytes(64)
    )
    before = evolve(state({NODE: node(since=since)}), accounts=Map({AccountId(NODE): Account(3)}))
    before = before.with_job(JobId("t9"), drawn)
    claim = Apply(job=JobId("t9"), round=2, proof=b"", encryption_key=b"", certificate=b"")
    after = selection.apply(Parameters(apply_window=3), AlwaysDrawn(), before, AccountId(NODE), claim)
    if code is None:
        assert isinstance(after, State)
        assert NODE in after.jobs[JobId("t9")].group
    else:
        assert after == reject(code, node=NODE)
