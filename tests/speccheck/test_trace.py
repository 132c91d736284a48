"""Recorded runs are behaviours of Leo, honest or not; a step that is none is found, and the line that tells of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.state.job import Part
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import OfferService, ReleaseKey, signing_digest
from leo_ref.core.values import CREDIT, LEO, ServiceId
from leo_ref.ledger import genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.message import OfferOrder, Sent, TaskOrder
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Start
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.speccheck.abstraction import function
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.trace.check import Trace, ask, trace_of
from leo_ref.speccheck.trace.units import Units, units_of
from leo_ref.speccheck.trace.verdict import Accepted, Rejected, Why
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.fault import Broken, Fault
from leo_ref.transcript.recorder import recorder_of
from tests.parties.simulator.deployment import (
    ALICES,
    BOB,
    CODE,
    EVERYBODY,
    PARAMS,
    beginning,
    deployment,
    recorded,
    run,
    seed_of,
    with_faulty,
)
from tests.parties.simulator.test_faults import (
    HEAVIEST,
    LIGHTEST,
    accusing,
    answers_nobody,
    failing,
    keeps_the_result,
    mute_once_shown,
    other_code,
    rebooting,
    withheld,
    wrong_key,
)

QUIET = Plan(seed=b"1")


def traced(start: Start, plan: Plan = QUIET, blocks: int = 44, nodes: int = 5) -> Trace:
    """The trace of a run of a deployment."""
    found = trace_of(recorded(run(start, plan, blocks), nodes))
    assert isinstance(found, Trace), found
    return found


def deviating(trace: Trace) -> set[str]:
    """The accounts that are not bound to the protocol, in full."""
    long = {short: name for name, short in trace.names.accounts.items()}
    return {long[short] for short in trace.played.byzantine}


RUNS: dict[str, tuple[Callable[[], Start], Plan, set[str]]] = {
    "honest": (deployment, QUIET, set()),
    "everything twice": (deployment, Plan(seed=b"2", duplicate=900), set()),
    "executor crashes": (deployment, Plan(seed=b"1", crashes=Map({str(HEAVIEST.name): 650})), {HEAVIEST.name}),
    "monitor crashes": (deployment, Plan(seed=b"1", crashes=Map({str(LIGHTEST.name): 650})), {LIGHTEST.name}),
    "nobody drawn": (lambda: deployment(tau=1), QUIET, set()),
    "Alice's key is wrong": (
        lambda: with_faulty(deployment(), ALICES[0], wrong_key(ALICES[0], Part.TASK)),
        QUIET,
        {ALICES[0].name},
    ),
    "Bob's key is wrong": (lambda: with_faulty(deployment(), BOB, wrong_key(BOB, Part.SERVICE)), QUIET, {BOB.name}),
    "Alice keeps her key": (
        lambda: with_faulty(deployment(), ALICES[0], withheld(ALICES[0], ReleaseKey)),
        QUIET,
        {ALICES[0].name},
    ),
    "reboot": (lambda: with_faulty(deployment(), HEAVIEST, rebooting), QUIET, {HEAVIEST.name}),
    "other code": (lambda: with_faulty(deployment(), HEAVIEST, other_code), QUIET, {HEAVIEST.name}),
    "no result": (lambda: with_faulty(deployment(), HEAVIEST, keeps_the_result), QUIET, {HEAVIEST.name}),
    "no answers": (lambda: with_faulty(deployment(), HEAVIEST, answers_nobody), QUIET, {HEAVIEST.name}),
    "failing answers": (lambda: with_faulty(deployment(), HEAVIEST, failing), QUIET, {HEAVIEST.name}),
    "silence": (lambda: with_faulty(deployment(), HEAVIEST, mute_once_shown), QUIET, {HEAVIEST.name}),
    "a monitor lies": (lambda: with_faulty(deployment(), LIGHTEST, accusing), QUIET, {LIGHTEST.name}),
}


@pytest.mark.parametrize(("start", "plan", "expected"), RUNS.values(), ids=RUNS.keys())
def test_every_run_is_told_in_the_actions_of_leo_and_names_who_deviates(
    start: Callable[[], Start], plan: Plan, expected: set[str]
) -> None:
    trace = traced(start(), plan)
    assert deviating(trace) == expected
    assert trace.units == Units(leo=100, credit=10**5)


@settings(max_examples=8, deadline=None)
@given(
    st.builds(
        lambda seed, most, drop: Plan(seed=seed, delay=(1, most), drop=drop, duplicate=200),
        st.binary(max_size=4),
        st.sampled_from([20, 120, 250]),
        st.sampled_from([0, 30, 250]),
    ),
    st.sampled_from([8, 20, EVERYBODY]),
    st.integers(1, 2),
)
def test_so_can_runs_through_storms(plan: Plan, tau: int, tasks: int) -> None:
    traced(deployment(tasks=tasks, tau=tau), plan, 44)


@pytest.mark.parametrize("name", ["reboot", "Bob's key is wrong", "a monitor lies", "nobody drawn"])
def test_tlc_takes_runs_with_faults(name: str, jar: Jar) -> None:
    start, plan, _ = RUNS[name]
    verdict = ask(traced(start(), plan), jar)
    assert isinstance(verdict, Accepted), verdict


def test_tlc_takes_a_storm_over_two_tasks(jar: Jar) -> None:
    plan = Plan(seed=b"3", delay=(1, 120), drop=30, duplicate=200)
    verdict = ask(traced(deployment(tau=20, tasks=2), plan, 44), jar)
    assert isinstance(verdict, Accepted), verdict


def in_base_units() -> tuple[OpeningEntry, Start]:
    """A deployment whose amounts TLC can hold as they are: a LEO has 100 units, a credit one."""
    less = Units(leo=LEO // 100, credit=CREDIT).parameters(PARAMS)
    document = beginning(4)
    document = evolve(
        document,
        parameters=less,
        balances=Map(dict.fromkeys(document.balances, 10000)),
        nodes=Map({name: evolve(node, credit=node.credit // CREDIT) for name, node in document.nodes.items()}),
    )
    state = genesis(verifiers_of(document), document)
    assert isinstance(state, State), state
    start = deployment(nodes=4)
    parties = start.parties
    for name, party in parties.items():
        assert isinstance(party, Node | TaskOwner | ServiceOwner)
        parties = parties.set(
            name, evolve(party, chain=evolve(party.chain, deployment=document.deployment, state=state))
        )
    offer = OfferOrder(code=CODE, image=seed_of("image"), price=300, bond=200)
    bob = parties[BOB.name]
    assert isinstance(bob, ServiceOwner)
    body = OfferService(offer=bob.ordered(offer).offer(), bond=200)
    service = ServiceId(signing_digest(BOB.name, 0, body).hex())
    orders = tuple(
        (time, Sent(sent.to, evolve(sent.message, service=service, payment=1001, deposit=801, tau=less.total_credit)))
        if isinstance(sent.message, TaskOrder)
        else (time, Sent(sent.to, offer))
        for time, sent in start.orders
    )
    opening = OpeningEntry(genesis=document, names=Map())
    return opening, evolve(start, deployment=document.deployment, state=state, parties=parties, orders=orders)


@pytest.fixture(scope="module")
def exact() -> Trace:
    """A run that TLC checks to the base unit."""
    opening, start = in_base_units()
    recorder, lines = recorder_of(opening).begun()
    written = [*lines]
    for frame in run(start, QUIET, 44):
        recorder, lines = recorder.frame(frame)
        written += lines
    trace = trace_of([*written, *recorder.closed()[1]])
    assert isinstance(trace, Trace), trace
    assert trace.units == Units(leo=1, credit=1)
    return trace


def test_tlc_takes_a_run_to_the_base_unit(exact: Trace, jar: Jar) -> None:
    verdict = ask(exact, jar)
    assert isinstance(verdict, Accepted), verdict
    assert verdict.unbound == ()
    end = dict(zip(exact.played.variables, exact.played.steps[-1].values, strict=True))
    assert end["burned"] == 100 + 301 - 150 - 3 * 50  # the fee, and what is left of half of 301 among three


def test_a_corrupted_state_is_found_at_its_step(exact: Trace, jar: Jar) -> None:
    number = len(exact.played.steps) * 2 // 3
    step = exact.played.steps[number]
    index = exact.played.variables.index("balance")
    balance = mapping(step.values[index])
    balance[min(balance)] += 1
    values = (*step.values[:index], function(balance), *step.values[index + 1 :])
    steps = (*exact.played.steps[:number], evolve(step, values=values), *exact.played.steps[number + 1 :])
    verdict = ask(evolve(exact, played=evolve(exact.played, steps=steps)), jar)
    assert isinstance(verdict, Rejected)
    assert (verdict.why, verdict.step, verdict.line) == (Why.STEP_REFUSED, number + 1, step.action.line)


def test_another_action_is_found_at_its_step(exact: Trace, jar: Jar) -> None:
    """A confirmation with evidence that no honest executor signs."""
    number = next(at for at, step in enumerate(exact.played.steps) if step.action.name == "GiveConfirmation")
    step = exact.played.steps[number]
    action = evolve(step.action, arguments=(step.action.arguments[0], "fail"))
    steps = (*exact.played.steps[:number], evolve(step, action=action), *exact.played.steps[number + 1 :])
    verdict = ask(evolve(exact, played=evolve(exact.played, steps=steps)), jar)
    assert isinstance(verdict, Rejected)
    assert (verdict.why, verdict.step, verdict.action) == (Why.STEP_REFUSED, number + 1, action.expression)


def test_a_violated_property_is_named(exact: Trace, jar: Jar) -> None:
    index = exact.played.variables.index("status")
    status = mapping(exact.played.start[index])
    status[min(status)] = "SUSPENDED"
    start = (*exact.played.start[:index], function(status), *exact.played.start[index + 1 :])
    verdict = ask(evolve(exact, played=evolve(exact.played, start=start)), jar)
    assert isinstance(verdict, Rejected)
    assert (verdict.why, verdict.line) == (Why.PROPERTY_VIOLATED, 0)
    assert "OnlyMembersHoldCredit" in verdict.detail


def test_a_transcript_that_does_not_verify_is_no_trace() -> None:
    lines = recorded(run(deployment(nodes=3), QUIET, 6), 3)
    broken = trace_of(lines[:-1])
    assert isinstance(broken, Broken)
    assert broken.fault is Fault.ENDS_EARLY


def test_a_run_without_a_task_is_named() -> None:
    rejected = trace_of(recorded(run(deployment(tasks=0), QUIET, 4)))
    assert isinstance(rejected, Rejected)
    assert rejected.why is Why.NO_TASK


def test_units_are_the_least_that_do() -> None:
    opening = OpeningEntry(genesis=beginning(3), names=Map())
    units = units_of(opening)
    supply = sum(opening.genesis.balances.values())
    assert supply // units.leo < 2**31 <= supply * 10 // units.leo
    assert 2 * (PARAMS.total_credit // units.credit) ** 2 < 2**31
