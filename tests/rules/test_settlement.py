"""§12: what was put in comes out, to the unit, in whatever way a job ends; and nobody gains by another's fault."""

from __future__ import annotations

from collections import Counter

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Outcome, Part, Place, Requirement, Stage, Task
from leo_ref.core.values import LEO, AccountId, NodeId, ServiceId
from leo_ref.rules.course import ends_as
from leo_ref.rules.enrolment import join_ends_as
from leo_ref.rules.settlement import Settlement, group_pay, liars, settlement, wage
from tests.rules.jobs import closed_joins, closed_tasks, parameters

Ended = tuple[Parameters, Job, Outcome, Settlement]


@st.composite
def tasks_settled(draw: st.DrawFn) -> Ended:
    params = draw(parameters)
    job = draw(closed_tasks(params))
    outcome = ends_as(job.deadline, job)
    assume(outcome is not None)
    assert outcome is not None
    return params, job, outcome, settlement(params, job, outcome)


@st.composite
def joins_settled(draw: st.DrawFn) -> Ended:
    params = draw(parameters)
    job = draw(closed_joins(params))
    outcome = join_ends_as(job.deadline, job)
    assume(outcome is not None)
    assert outcome is not None
    if outcome is Outcome.ADMITTED and draw(st.booleans()):
        outcome = Outcome.DUPLICATE
    return params, job, outcome, settlement(params, job, outcome)


def received(result: Settlement) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for name, amount in result.payouts:
        amounts[name] += amount
    return amounts


def terms(job: Job) -> Task:
    assert isinstance(job.terms, Task)
    return job.terms


@given(tasks_settled() | joins_settled())
def test_what_was_put_in_comes_out(ended: Ended) -> None:
    params, job, _, result = ended
    paid = sum(amount for _, amount in result.payouts)
    assert paid + result.bond + result.burned == job.escrow
    assert min(amount for _, amount in result.payouts) >= 0
    assert result.burned >= (params.gas_fee if isinstance(job.terms, Task) else params.join_fee * job.round)


@given(tasks_settled() | joins_settled())
def test_liars_and_an_executor_at_fault_lose_their_deposits_and_nobody_else(ended: Ended) -> None:
    _, job, outcome, result = ended
    back = received(result)
    for node in job.group:
        guilty = node == job.executor and outcome is Outcome.EXECUTOR_FAULT
        if node in liars(job) or guilty:
            assert back[node] == 0
        else:
            assert back[node] >= job.terms.deposit


@given(tasks_settled())
def test_owners_have_what_the_table_says(ended: Ended) -> None:
    params, job, outcome, result = ended
    task, got = terms(job), received(result)
    released = Part.SERVICE in job.keys
    earns = outcome is Outcome.DONE or (released and outcome in (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT))
    refund = {
        Outcome.DONE: 0,
        Outcome.OWNER_FAULT: 0 if released else task.price,
        Outcome.UNDECIDED: task.payment - params.gas_fee,
    }.get(outcome, task.payment)
    due = task.price if earns else 0
    if task.owner == task.service_owner:
        assert got[task.owner] == due + refund
    else:
        assert (got[task.service_owner], got[task.owner]) == (due, refund)
    assert result.bond == (0 if outcome is Outcome.SERVICE_FAULT else task.hold)


@given(tasks_settled())
def test_one_wage_whoever_else_is_paid(ended: Ended) -> None:
    params, job, outcome, result = ended
    got = received(result)
    wages = {got[node] - job.terms.deposit for node in job.group if node != job.executor and node not in liars(job)}
    assert wages <= {0, wage(params, job, outcome)}
    alone = evolve(job, approved=frozenset(), confirmed=frozenset(), challenged=Map(), answered=frozenset())
    assert wage(params, alone, outcome) == wage(params, job, outcome)


@given(tasks_settled())
def test_nobody_gains_by_anothers_fault(ended: Ended) -> None:
    params, job, _, result = ended
    task, got = terms(job), received(result)
    if task.owner == task.service_owner:
        assert got[task.owner] <= task.payment + task.price
    else:
        assert got[task.owner] <= task.payment
        assert got[task.service_owner] <= task.price
    for node in job.group:
        earned = group_pay(params, task) // 2 if node == job.executor else wage(params, job, Outcome.DONE)
        assert got[node] <= task.deposit + earned


@given(joins_settled())
def test_a_join_is_settled_as_the_table_says(ended: Ended) -> None:
    params, job, outcome, result = ended
    got, deposit = received(result), job.terms.deposit
    left = deposit - params.join_fee * job.round
    worked = {
        Outcome.ADMITTED: set(job.confirmed),
        Outcome.DUPLICATE: set(job.confirmed),
        Outcome.REFUSED: set(job.credentials),
    }
    paid = worked.get(outcome, set()) - job.liars
    assert got["c1"] == (left if outcome is Outcome.UNDECIDED else 0)
    for node in job.group:
        back = 0 if node in job.liars else deposit
        assert got[node] == back + (left // len(job.group) if node in paid else 0)
    assert dict(result.earned) == dict.fromkeys(paid, params.monitor_reward)
    spoke = set(job.credentials) if job.stage is Stage.ENROL else job.confirmed | job.liars
    absent = set() if job.provers else set(job.group) - spoke
    assert dict(result.lost) == dict.fromkeys(absent, params.absence_penalty)


@given(parameters, st.integers(1, 3))
def test_a_join_without_a_group_has_cost_the_fee_of_every_round(params: Parameters, rounds: int) -> None:
    terms = Join(candidate=NodeId("c1"), deposit=params.join_deposit, tau=4)
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    job = Job(terms=terms, stage=Stage.APPLY, round=rounds, escrow=0, group=Map({NodeId("n1"): place}))
    result = settlement(params, job, Outcome.UNFILLED)
    assert result.burned == params.join_fee * rounds
    assert received(result) == {"c1": params.join_deposit - result.burned, "n1": params.join_deposit}
    assert result.earned == result.lost == ()


@given(tasks_settled() | joins_settled())
def test_credit_moves_for_members_only_and_no_liar_is_absent(ended: Ended) -> None:
    _, job, outcome, result = ended
    gainers = {node for node, amount in result.earned if amount}
    losers = {node for node, amount in result.lost if amount}
    assert not gainers & losers
    assert gainers | losers <= set(job.group) - liars(job)
    if outcome in (Outcome.UNDECIDED, Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT):
        assert not gainers
    if outcome in (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT):
        assert losers <= {job.executor}


def test_the_example_of_the_text() -> None:
    """§12: ten nodes, P = 10 LEO, S = 3 LEO: three for the executor, 33333333 units each, three units and F burned."""
    params = Parameters()
    members = [NodeId(f"n{index}") for index in range(10)]
    task = Task(
        owner=AccountId("alice"),
        service=ServiceId("s1"),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=10 * LEO,
        deposit=8 * LEO,
        tau=10,
        run_window=32,
        result_limit=2**20,
        service_owner=AccountId("bob"),
        price=3 * LEO,
        hold=2 * LEO,
    )
    job = Job(
        terms=task,
        stage=Stage.CONFIRM,
        escrow=10 * LEO + 2 * LEO + 10 * 8 * LEO,
        group=Map({node: Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS) for node in members}),
        executor=members[0],
        keys=Map(dict.fromkeys(Part, b"")),
        requested=bytes(32),
        confirmed=frozenset(members[1:]),
    )
    result = settlement(params, job, Outcome.DONE)
    got = received(result)
    assert (got["bob"], got["alice"], got["n0"]) == (3 * LEO, 0, 11 * LEO)
    assert {got[node] for node in members[1:]} == {8 * LEO + 33333333}
    assert (result.burned, result.bond) == (LEO + 3, 2 * LEO)
