"""§12: what was put in comes out, to the unit, in whatever way a job ends; and nobody gets another's part."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rules.confirmation import join_outcome, missing_key_outcome, task_outcome
from leo_ref.rules.settlement import Settlement, settlement
from leo_ref.state.job import (
    NO_ENCRYPTION_KEYS,
    Heard,
    Job,
    Join,
    Outcome,
    Part,
    Place,
    Requirement,
    Stage,
    Task,
)
from leo_ref.values import LEO, AccountId, NodeId, ServiceId
from tests.ledger.invariants import more_than_half
from tests.rules.jobs import closed_joins, closed_tasks, parameters


def outcome_of(params: Parameters, job: Job) -> Outcome:
    if isinstance(job.terms, Join):
        return join_outcome(params, job)
    return missing_key_outcome(job) if job.stage is Stage.KEYS else task_outcome(params, job)


@st.composite
def settled(draw: st.DrawFn) -> tuple[Parameters, Job, Outcome, Settlement]:
    params = draw(parameters)
    job = draw(closed_tasks(params) | closed_joins(params))
    outcome = outcome_of(params, job)
    return params, job, outcome, settlement(params, job, outcome)


def received(result: Settlement) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for name, amount in result.payouts:
        amounts[name] += amount
    return amounts


Ended = tuple[Parameters, Job, Outcome, Settlement]


@given(settled())
def test_payouts_and_burn_are_the_escrow(ended: Ended) -> None:
    _, job, _, result = ended
    assert sum(amount for _, amount in result.payouts) + result.burned == job.escrow


@given(settled())
def test_nothing_is_negative_and_the_fee_is_always_burned(ended: Ended) -> None:
    params, job, _, result = ended
    assert min(amount for _, amount in result.payouts) >= 0
    assert result.burned >= (params.gas_fee if isinstance(job.terms, Task) else 0)


@given(settled())
def test_liars_and_only_the_guilty_lose_their_deposits(ended: Ended) -> None:
    _, job, outcome, result = ended
    back = received(result)
    for node in job.group:
        if job.verdicts.get(node) is Heard.LIE:
            assert back[node] == 0
        elif node != job.executor:
            assert back[node] >= job.terms.deposit
        elif outcome is Outcome.EXECUTOR_FAULT:
            assert back[node] == 0
        elif outcome is not Outcome.UNDECIDED:
            assert back[node] >= job.terms.deposit


@given(settled())
def test_a_released_service_is_paid_unless_it_is_at_fault(ended: Ended) -> None:
    """Bob gets S once his key is on the ledger; Alice pays more than F only for work done or her own fault."""
    params, job, outcome, result = ended
    if not isinstance(job.terms, Task):
        return
    got = received(result)
    due = job.terms.price if Part.SERVICE in job.keys and outcome is not Outcome.SERVICE_FAULT else 0
    refund = job.terms.payment - params.gas_fee
    if outcome is Outcome.DONE:
        refund = 0
    if outcome is Outcome.OWNER_FAULT:
        refund = 0 if Part.SERVICE in job.keys else job.terms.price
    if job.terms.owner == job.terms.service_owner:
        assert got[job.terms.owner] == due + refund
    else:
        assert got[job.terms.service_owner] == due
        assert got[job.terms.owner] == refund


@given(settled())
def test_equal_monitors_get_equal_shares_and_dust_is_less_than_a_share(ended: Ended) -> None:
    _, job, _, result = ended
    got = received(result)
    shares = {got[node] for node in job.group if node != job.executor} - {0, job.terms.deposit}
    assert len(shares) <= 1


@given(settled())
def test_only_members_gain_or_lose_credit_and_nobody_both(ended: Ended) -> None:
    _, job, outcome, result = ended
    gainers = [node for node, amount in result.earned if amount]
    losers = [node for node, amount in result.lost if amount]
    assert len(set(gainers) | set(losers)) == len(gainers) + len(losers)
    assert set(gainers) | set(losers) <= set(job.group)
    liars = {node for node, said in job.verdicts.items() if said is Heard.LIE}
    assert not liars & (set(gainers) | set(losers))
    absent = set(job.group) - {job.executor} - set(job.verdicts)
    assert set(losers) <= absent | {job.executor}
    if outcome is not Outcome.DONE:
        assert job.executor not in gainers
    if outcome in (Outcome.UNDECIDED, Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT):
        assert gainers == []


@given(settled())
def test_the_outcome_is_the_first_rule_that_holds(ended: Ended) -> None:
    """§11, §5 in their own order, counted anew."""
    _, job, outcome, _ = ended

    def saying(*said: Heard) -> set[NodeId]:
        return {node for node, verdict in job.verdicts.items() if verdict in said}

    if job.stage is Stage.KEYS:
        expected = Outcome.OWNER_FAULT if Part.TASK not in job.keys else Outcome.SERVICE_FAULT
    elif saying(Heard.FAIL):
        expected = Outcome.REFUSED if isinstance(job.terms, Join) else Outcome.EXECUTOR_FAULT
    elif saying(Heard.BAD_TASK_KEY):
        expected = Outcome.OWNER_FAULT
    elif saying(Heard.BAD_SERVICE_KEY):
        expected = Outcome.SERVICE_FAULT
    elif more_than_half(job, saying(Heard.PASS)):
        expected = Outcome.ADMITTED if isinstance(job.terms, Join) else Outcome.DONE
    elif more_than_half(job, saying(Heard.SILENT)):
        expected = Outcome.REFUSED if isinstance(job.terms, Join) else Outcome.EXECUTOR_FAULT
    else:
        expected = Outcome.UNDECIDED
    assert outcome is expected


def ten(verdicts: dict[str, Heard], *, requested: bool = True) -> Job:
    """The example of §12: ten members, nine of them monitors, P = 10 LEO, S = 3 LEO, D = 3 LEO."""
    members = [NodeId(f"m{index}") for index in range(10)]
    task = Task(
        owner=AccountId("alice"),
        service=ServiceId("s1"),
        data=bytes(32),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=10 * LEO,
        deposit=3 * LEO,
        tau=10,
        service_owner=AccountId("bob"),
        price=3 * LEO,
    )
    return Job(
        terms=task,
        stage=Stage.CONFIRM,
        escrow=40 * LEO,
        group=Map({node: Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS) for node in members}),
        executor=members[0],
        ready=frozenset(members[1:]),
        keys=Map(dict.fromkeys(Part, b"")),
        requested=bytes(32) if requested else None,
        verdicts=Map({NodeId(node): said for node, said in verdicts.items()}),
    )


EXAMPLES = {
    # verdicts of m1..m9, outcome, bob, alice, executor m0, m1, m9, burned: by hand from the table of §12
    "done": ("P" * 9, Outcome.DONE, 300000000, 0, 600000000, 333333333, 333333333, 100000003),
    "done, one absent": ("P" * 8 + "-", Outcome.DONE, 300000000, 0, 600000000, 337500000, 300000000, 100000000),
    "done, one lied": ("P" * 8 + "L", Outcome.DONE, 300000000, 0, 750000000, 356250000, 0, 100000000),
    "executor's fault": (
        "F" + "S" * 8,
        Outcome.EXECUTOR_FAULT,
        300000000,
        900000000,
        0,
        300000000,
        300000000,
        100000000,
    ),
    "undecided": ("P" * 4 + "-" * 5, Outcome.UNDECIDED, 300000000, 900000000, 0, 300000000, 300000000, 100000000),
    "owner's fault": ("T" * 9, Outcome.OWNER_FAULT, 300000000, 0, 600000000, 333333333, 333333333, 100000003),
    "service's fault": ("B" * 9, Outcome.SERVICE_FAULT, 0, 900000000, 300000000, 300000000, 300000000, 100000000),
}
LETTERS = {
    "P": Heard.PASS,
    "F": Heard.FAIL,
    "S": Heard.SILENT,
    "L": Heard.LIE,
    "T": Heard.BAD_TASK_KEY,
    "B": Heard.BAD_SERVICE_KEY,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_table_to_the_unit(name: str) -> None:
    letters, outcome, bob, alice, executor, first, last, burned = EXAMPLES[name]
    said = {f"m{index}": LETTERS[letter] for index, letter in enumerate(letters, start=1) if letter != "-"}
    job = ten(said)
    assert task_outcome(Parameters(), job) is outcome
    result = settlement(Parameters(), job, outcome)
    got = received(result)
    assert (got["bob"], got["alice"], got["m0"], got["m1"], got["m9"]) == (bob, alice, executor, first, last)
    assert result.burned == burned


def test_the_executor_gets_the_smaller_half_of_an_odd_pool() -> None:
    """P = 15, F = 1, S = 3, D = 4 units: of the pool of 11 the executor has 5, nine monitors none, and 6 burn."""
    params = evolve(Parameters(), gas_fee=1)
    job = ten({f"m{index}": Heard.PASS for index in range(1, 10)})
    terms = job.terms
    assert isinstance(terms, Task)
    small = evolve(job, terms=evolve(terms, payment=15, price=3, deposit=4), escrow=55)
    result = settlement(params, small, Outcome.DONE)
    got = received(result)
    assert (got["bob"], got["alice"], got["m0"], got["m1"], result.burned) == (3, 0, 9, 4, 7)
    one = evolve(small, verdicts=Map({NodeId("m1"): Heard.BAD_TASK_KEY}))
    got = received(settlement(params, one, Outcome.OWNER_FAULT))
    assert (got["m0"], got["m1"], got["m2"]) == (9, 10, 4)
