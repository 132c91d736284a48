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
from leo_ref.sealing.imprint import Imprint
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


def outcome_of(job: Job) -> Outcome:
    if isinstance(job.terms, Join):
        return join_outcome(job)
    return missing_key_outcome(job) if job.stage is Stage.KEYS else task_outcome(job)


@st.composite
def settled(draw: st.DrawFn) -> tuple[Parameters, Job, Outcome, Settlement]:
    params = draw(parameters)
    job = draw(closed_tasks(params) | closed_joins(params))
    outcome = outcome_of(job)
    return params, job, outcome, settlement(params, job, outcome)


def received(result: Settlement) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for name, amount in result.payouts:
        amounts[name] += amount
    return amounts


Ended = tuple[Parameters, Job, Outcome, Settlement]


@given(settled())
def test_payouts_bond_and_burn_are_the_escrow(ended: Ended) -> None:
    _, job, _, result = ended
    assert sum(amount for _, amount in result.payouts) + result.bond + result.burned == job.escrow


@given(settled())
def test_nothing_is_negative_and_the_fee_is_always_burned(ended: Ended) -> None:
    params, job, _, result = ended
    assert min(amount for _, amount in result.payouts) >= 0
    assert result.burned >= (params.gas_fee if isinstance(job.terms, Task) else 0)


@given(settled())
def test_only_the_service_at_fault_loses_what_the_task_held_of_its_bond(ended: Ended) -> None:
    _, job, outcome, result = ended
    held = job.terms.hold if isinstance(job.terms, Task) else 0
    assert result.bond == (0 if outcome is Outcome.SERVICE_FAULT else held)


@given(settled())
def test_liars_and_only_the_guilty_lose_their_deposits(ended: Ended) -> None:
    _, job, outcome, result = ended
    back = received(result)
    for node in job.group:
        if job.verdicts.get(node) is Heard.LIE or (node == job.executor and outcome is Outcome.EXECUTOR_FAULT):
            assert back[node] == 0
        else:
            assert back[node] >= job.terms.deposit


@given(settled())
def test_liars_enrich_nobody(ended: Ended) -> None:
    """What a liar loses is burned: with its word left out everybody else is paid the same."""
    params, job, outcome, result = ended
    liars = {node for node, said in job.verdicts.items() if said is Heard.LIE}
    if not liars:
        return
    unheard = {node: said for node, said in job.verdicts.items() if node not in liars}
    truthful = evolve(job, verdicts=Map(unheard), ready=job.ready - liars)
    other = settlement(params, truthful, outcome)
    for node in liars - job.ready:
        assert received(other)[node] == job.terms.deposit
    assert {name: n for name, n in received(other).items() if name not in liars} == {
        name: n for name, n in received(result).items() if name not in liars
    }


@given(settled())
def test_a_released_service_is_paid_unless_it_is_at_fault(ended: Ended) -> None:
    """Bob gets S for work done or others' fault; Alice has all back where somebody else is at fault."""
    params, job, outcome, result = ended
    if not isinstance(job.terms, Task):
        return
    got = received(result)
    due = job.terms.price if Part.SERVICE in job.keys else 0
    if outcome in (Outcome.SERVICE_FAULT, Outcome.UNDECIDED):
        due = 0
    refund = {
        Outcome.DONE: 0,
        Outcome.EXECUTOR_FAULT: job.terms.payment,
        Outcome.SERVICE_FAULT: job.terms.payment,
        Outcome.UNDECIDED: job.terms.payment - params.gas_fee,
        Outcome.OWNER_FAULT: 0 if Part.SERVICE in job.keys else job.terms.price,
    }[outcome]
    if job.terms.owner == job.terms.service_owner:
        assert got[job.terms.owner] == due + refund
    else:
        assert got[job.terms.service_owner] == due
        assert got[job.terms.owner] == refund


def most_by_done(params: Parameters, job: Job) -> Counter[str]:
    """What DONE, or ADMITTED, gives each at most, by the letter of §12, and what it had locked."""
    most: Counter[str] = Counter()
    monitors = [node for node in job.group if node != job.executor]
    if isinstance(job.terms, Task):
        pay = job.terms.payment - params.gas_fee - job.terms.price
        wage = (pay - pay // 2) // len(monitors)
        most[job.terms.owner] += job.terms.payment
        most[job.terms.service_owner] += job.terms.price
        most[str(job.executor)] += job.terms.deposit + pay // 2
    else:
        wage = job.terms.deposit // len(monitors)
        most[job.terms.candidate] += job.terms.deposit
    for node in monitors:
        most[node] += job.terms.deposit + wage
    return most


@given(settled())
def test_nobody_gains_by_anothers_fault(ended: Ended) -> None:
    params, job, _, result = ended
    most = most_by_done(params, job)
    assert all(amount <= most[name] for name, amount in received(result).items())


@given(settled(), st.data())
def test_who_else_is_paid_changes_no_wage(ended: Ended, data: st.DataObject) -> None:
    """§12: one wage; a monitor more, or one fewer, that is paid leaves the others what they had."""
    params, job, outcome, result = ended
    others = sorted(node for node, said in job.verdicts.items() if said is not Heard.LIE)
    if job.stage is not Stage.CONFIRM or not others:
        return
    gone = data.draw(st.sampled_from(others))
    fewer = settlement(params, evolve(job, verdicts=job.verdicts.delete(gone), ready=job.ready - {gone}), outcome)
    assert {name: n for name, n in received(fewer).items() if name != gone} == {
        name: n for name, n in received(result).items() if name != gone
    }


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
    """The example of §12: ten members, nine of them monitors, P = 10 LEO, S = 3 LEO, D = 8 LEO, 2 LEO held."""
    members = [NodeId(f"m{index}") for index in range(10)]
    task = Task(
        run_window=32,
        result_limit=2**20,
        owner=AccountId("alice"),
        service=ServiceId("s1"),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=10 * LEO,
        deposit=8 * LEO,
        tau=10,
        service_owner=AccountId("bob"),
        price=3 * LEO,
        hold=2 * LEO,
    )
    return Job(
        terms=task,
        stage=Stage.CONFIRM,
        escrow=92 * LEO,
        group=Map({node: Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS) for node in members}),
        executor=members[0],
        ready=frozenset(members[1:]),
        keys=Map(dict.fromkeys(Part, b"")),
        requested=bytes(32) if requested else None,
        verdicts=Map({NodeId(node): said for node, said in verdicts.items()}),
    )


EXAMPLES = {
    # verdicts of m1..m9, outcome, bob, alice, executor m0, m1, m9, burned: by hand from the table of §12. Of G = 6 LEO
    # the executor has 3 LEO and each monitor 33333333 units. An executor at fault pays 1 LEO burned, S, and the wages.
    "done": ("P" * 9, Outcome.DONE, 300000000, 0, 1100000000, 833333333, 833333333, 100000003),
    "done, one absent": ("P" * 8 + "-", Outcome.DONE, 300000000, 0, 1100000000, 833333333, 800000000, 133333336),
    "done, one lied": ("P" * 8 + "L", Outcome.DONE, 300000000, 0, 1100000000, 833333333, 0, 933333336),
    "executor's fault": (
        "F" + "S" * 8,
        Outcome.EXECUTOR_FAULT,
        300000000,
        1000000000,
        0,
        833333333,
        833333333,
        200000003,
    ),
    "executor's fault, one heard": (
        "F" + "-" * 8,
        Outcome.EXECUTOR_FAULT,
        300000000,
        1000000000,
        0,
        833333333,
        800000000,
        466666667,
    ),
    "undecided": ("P" * 4 + "-" * 5, Outcome.UNDECIDED, 0, 900000000, 800000000, 800000000, 800000000, 100000000),
    "owner's fault": ("T" * 9, Outcome.OWNER_FAULT, 300000000, 0, 1100000000, 833333333, 833333333, 100000003),
    # 1 LEO of pay for ten votes among nine monitors is 11111111 units each, and less than a wage.
    "service's fault": ("B" * 9, Outcome.SERVICE_FAULT, 0, 1000000000, 800000000, 811111111, 811111111, 100000001),
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
    assert task_outcome(job) is outcome
    result = settlement(Parameters(), job, outcome)
    got = received(result)
    assert (got["bob"], got["alice"], got["m0"], got["m1"], got["m9"]) == (bob, alice, executor, first, last)
    assert result.burned == burned


def test_the_executor_gets_the_smaller_half_of_an_odd_pay() -> None:
    """P = 15, F = 1, S = 3, D = 10 units: of G = 11 the executor has 5, nine monitors none, and 6 burn."""
    params = evolve(Parameters(), gas_fee=1)
    job = ten({f"m{index}": Heard.PASS for index in range(1, 10)})
    terms = job.terms
    assert isinstance(terms, Task)
    small = evolve(job, terms=evolve(terms, payment=15, price=3, deposit=10, hold=0), escrow=115)
    result = settlement(params, small, Outcome.DONE)
    got = received(result)
    assert (got["bob"], got["alice"], got["m0"], got["m1"], result.burned) == (3, 0, 15, 10, 7)
    two = evolve(small, group=Map({name: small.group[name] for name in (NodeId(f"m{index}") for index in range(3))}))
    got = received(
        settlement(params, evolve(two, verdicts=Map({NodeId("m1"): Heard.BAD_TASK_KEY})), Outcome.OWNER_FAULT)
    )
    assert (got["m0"], got["m1"], got["m2"]) == (15, 13, 10)


def test_the_pay_of_a_service_at_fault_is_at_most_a_wage() -> None:
    """P = 10, F = 1, S = 3, tau = 10, nine monitors; a vote is worth 2 units, and G is 6: of 3 no monitor has one."""
    params = evolve(Parameters(), gas_fee=1, vote_pay=2)
    job = ten({f"m{index}": Heard.BAD_SERVICE_KEY for index in range(1, 10)})
    assert isinstance(job.terms, Task)
    small = evolve(job, terms=evolve(job.terms, payment=10, price=3, deposit=8, hold=21), escrow=111)
    result = settlement(params, small, Outcome.SERVICE_FAULT)
    assert (received(result)["m1"], result.burned) == (8, 21)
