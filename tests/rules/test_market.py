"""§6: what a service asks for, what a task may ask for, and in what order a task that may not be posted is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Outcome, Part, Requirement, Stage, Task
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.state.transaction import OfferService, PostTask, WithdrawService
from leo_ref.core.values import AccountId, JobId, ServiceId
from leo_ref.ledger import tick
from leo_ref.rules.market import offer_service, post_task, withdraw_service

PARAMS: Final = Parameters(
    gas_fee=3,
    tau=7,
    min_tau=6,
    max_tau=11,
    vote_pay=2,
    watch_window=9,
    answer_window=5,
    max_run_window=41,
    seconds_per_block=13,
    handling=17,
    max_result=1000,
)
ALICE, BOB, CAROL = AccountId("alice"), AccountId("bob"), AccountId("carol")
SERVICE, TASK, GONE = ServiceId("s1"), JobId("t1"), ServiceId("s0")
OFFER: Final = Offer(
    code=Imprint(length=3000, root=bytes(32)),
    image=bytes(32),
    price=29,
    key_commitment=bytes(32),
    least_tau=7,
    least_result_limit=100,
    least_time_limit=19,
)
# F = 3, S = 29, tau = 8: P is at least 3 + 29 + 16 = 48. With P = 51, G = 19, and D is at least 3 + 29 + 10 = 42. The
# time: 2 (t + 17) <= (28 - 9 - 10) 13 = 117, so t is at most 41. The task holds 3 + 16 = 19.
BODY: Final = PostTask(
    service=SERVICE,
    data=Imprint(length=200_000, root=bytes(32)),
    key_commitment=bytes(32),
    result_key=b"",
    requirement=Requirement(min_credit=0, time_limit=41),
    payment=51,
    deposit=42,
    tau=8,
    run_window=28,
    result_limit=1000,
)
HELD: Final = 19
STATE: Final = State(
    height=4,
    block_hash=bytes(32),
    beacon=bytes(64),
    accounts=Map({ALICE: Account(51), BOB: Account(100)}),
    nodes=Map(),
    services=Map(
        {
            SERVICE: Service(owner=BOB, offer=OFFER, live=True, bond=HELD),
            GONE: Service(owner=BOB, offer=OFFER, live=False, bond=HELD),
        }
    ),
)


def with_time(limit: int) -> Requirement:
    return Requirement(min_credit=0, time_limit=limit)


def with_bond(bond: int) -> State:
    return evolve(STATE, services=STATE.services.set(SERVICE, evolve(STATE.services[SERVICE], bond=bond)))


def posted(state: State, body: PostTask = BODY) -> State | Rejection:
    return post_task(PARAMS, state, ALICE, TASK, body)


def test_a_task_at_every_limit_is_posted_and_holds_its_part_of_the_bond() -> None:
    after = posted(STATE)
    assert isinstance(after, State)
    job = after.jobs[TASK]
    assert isinstance(job.terms, Task)
    assert (job.stage, job.escrow, job.terms.hold) == (Stage.POSTED, 51 + HELD, HELD)
    assert (job.terms.run_window, job.terms.result_limit) == (28, 1000)
    assert (job.terms.service_owner, job.terms.price) == (BOB, 29)
    assert (after.balance(ALICE), after.services[SERVICE].bond) == (0, 0)


# A limit that is missed by one, and the code; in the order of the checks.
MISSED: Final[Mapping[str, tuple[dict[str, Any], Code, tuple[object, ...]]]] = {
    "unknown": ({"service": ServiceId("s2")}, Code.NO_SUCH_SERVICE, ("s2",)),
    "withdrawn": ({"service": GONE}, Code.SERVICE_NOT_LIVE, ("s0",)),
    "fewer votes than the service's": ({"tau": 6}, Code.TERMS_NOT_MET, ("least_tau", 6, 7)),
    "a shorter result than the service's": (
        {"result_limit": 99},
        Code.TERMS_NOT_MET,
        ("least_result_limit", 99, 100),
    ),
    "less time than the service's": (
        {"requirement": with_time(18)},
        Code.TERMS_NOT_MET,
        ("least_time_limit", 18, 19),
    ),
    "too many votes": ({"tau": 12}, Code.TAU_OUT_OF_RANGE, (12, 6, 11)),
    "too little for the votes": ({"payment": 47}, Code.PAYMENT_TOO_LOW, ("47", "48")),
    "a deposit that pays no wages": ({"deposit": 41}, Code.DEPOSIT_TOO_LOW, ("41", "42")),
    "a deposit above the payment": ({"deposit": 52}, Code.DEPOSIT_TOO_HIGH, ("52", "51")),
    "a run too long": ({"run_window": 42}, Code.RUN_WINDOW_TOO_LONG, (42, 41)),
    "a result too long": ({"result_limit": 1001}, Code.RESULT_LIMIT_TOO_HIGH, (1001, 1000)),
    "a program too long": ({"requirement": with_time(42)}, Code.TIME_LIMIT_TOO_LONG, (42, 28)),
    "a run too short": ({"run_window": 27}, Code.TIME_LIMIT_TOO_LONG, (41, 27)),
}


@pytest.mark.parametrize("name", MISSED)
def test_each_limit_is_refused_where_it_is_missed_by_one(name: str) -> None:
    changes, code, values = MISSED[name]
    refused = posted(STATE, evolve(BODY, **changes))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (code, values)


def test_the_least_votes_of_the_deployment_hold_where_the_service_asks_for_none() -> None:
    service = Service(owner=BOB, offer=evolve(OFFER, least_tau=0), live=True, bond=HELD)
    free = evolve(STATE, services=Map({SERVICE: service}))
    assert isinstance(posted(free, evolve(BODY, tau=6)), State)
    refused = posted(free, evolve(BODY, tau=5))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.TAU_OUT_OF_RANGE, (5, 6, 11))


def test_bond_and_balance_are_asked_for_last_and_in_this_order() -> None:
    poor = evolve(with_bond(HELD - 1), accounts=STATE.accounts.set(ALICE, Account(50)))
    refused = posted(poor)
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BOND_TOO_LOW, ("18", "19"))
    refused = posted(evolve(poor, services=STATE.services))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BALANCE_TOO_LOW, ("50", "51"))
    late = posted(poor, evolve(BODY, run_window=27))
    assert isinstance(late, Rejection)
    assert late.code is Code.TIME_LIMIT_TOO_LONG


BOTH: Final = (
    # Wrong in two ways: the first code is the answer.
    ({"service": GONE, "tau": 6}, Code.SERVICE_NOT_LIVE),
    ({"tau": 6, "result_limit": 99}, Code.TERMS_NOT_MET),
    ({"tau": 12, "requirement": with_time(18)}, Code.TERMS_NOT_MET),
    ({"tau": 12, "payment": 0}, Code.TAU_OUT_OF_RANGE),
    ({"payment": 47, "deposit": 0}, Code.PAYMENT_TOO_LOW),
    ({"payment": 47, "deposit": 48}, Code.PAYMENT_TOO_LOW),
    ({"deposit": 52, "run_window": 42}, Code.DEPOSIT_TOO_HIGH),
    ({"deposit": 41, "run_window": 42}, Code.DEPOSIT_TOO_LOW),
    ({"run_window": 42, "result_limit": 1001}, Code.RUN_WINDOW_TOO_LONG),
    ({"result_limit": 1001, "run_window": 27}, Code.RESULT_LIMIT_TOO_HIGH),
)


@pytest.mark.parametrize(("changes", "code"), BOTH)
def test_the_first_fault_is_the_answer(changes: dict[str, Any], code: Code) -> None:
    refused = posted(STATE, evolve(BODY, **changes))
    assert isinstance(refused, Rejection)
    assert refused.code is code


def test_an_offer_pays_a_bond_that_holds_a_task() -> None:
    least = 3 + 7 * 2
    body = OfferService(offer=OFFER, bond=least)
    after = offer_service(PARAMS, STATE, BOB, ServiceId("s3"), body)
    assert isinstance(after, State)
    assert (after.balance(BOB), after.services[ServiceId("s3")].bond) == (100 - least, least)
    refused = offer_service(PARAMS, STATE, CAROL, ServiceId("s3"), evolve(body, bond=least - 1))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BOND_TOO_LOW, ("16", "17"))
    lenient = evolve(body, offer=evolve(OFFER, least_tau=1), bond=3 + 6 * 2 - 1)
    refused = offer_service(PARAMS, STATE, BOB, ServiceId("s3"), lenient)
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BOND_TOO_LOW, ("14", "15"))
    refused = offer_service(PARAMS, STATE, CAROL, ServiceId("s3"), body)
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BALANCE_TOO_LOW, ("0", "17"))
    refused = offer_service(PARAMS, STATE, CAROL, SERVICE, evolve(body, bond=0))
    assert isinstance(refused, Rejection)
    assert refused.code is Code.ID_TAKEN


def settled(state: State, name: JobId, **changes: Any) -> State:
    """The state after the tick that ends the job; the group has one monitor."""
    job = evolve(state.jobs[name], deadline=state.height + 1, **changes)
    return tick(PARAMS, state.with_job(name, job), bytes(32), bytes(64))


def test_the_tick_pays_what_is_free_and_the_last_task_gives_the_rest_back() -> None:
    """A bond of 30: one task holds 19 of it. Withdrawn, 11 go back at the tick, and 19 when the task is over."""
    after = posted(with_bond(30))
    assert isinstance(after, State)
    gone = withdraw_service(after, BOB, WithdrawService(service=SERVICE))
    assert isinstance(gone, State)
    assert (gone.services[SERVICE].bond, gone.balance(BOB)) == (11, 100)
    closed = tick(PARAMS, evolve(gone, services=gone.services.delete(GONE)), bytes(32), bytes(64))
    assert (closed.services[SERVICE].bond, closed.balance(BOB)) == (0, 111)
    ended = settled(closed, TASK, stage=Stage.CONFIRM)
    assert ended.jobs[TASK].outcome is Outcome.UNDECIDED
    assert (ended.services[SERVICE].bond, ended.balance(BOB), ended.jobs[TASK].escrow) == (0, 130, 0)


def test_a_live_service_has_its_hold_back_for_the_next_task() -> None:
    after = posted(STATE)
    assert isinstance(after, State)
    ended = settled(after, TASK, stage=Stage.CONFIRM)
    assert (ended.services[SERVICE].bond, ended.services[SERVICE].live) == (HELD, True)


def test_a_service_at_fault_is_withdrawn_and_loses_what_the_task_held() -> None:
    after = posted(with_bond(30))
    assert isinstance(after, State)
    state = evolve(after, services=after.services.delete(GONE))
    ended = settled(state, TASK, stage=Stage.KEYS, keys=Map({Part.TASK: b"key"}))
    assert ended.jobs[TASK].outcome is Outcome.SERVICE_FAULT
    assert not ended.services[SERVICE].live
    assert (ended.services[SERVICE].bond, ended.balance(BOB), ended.balance(ALICE)) == (0, 111, 51)
    assert ended.burned == HELD


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 20), st.integers(0, 40))
def test_what_is_posted_can_pay_whomever_it_may_have_to(
    price: int, payment: int, deposit: int, tau: int, bond: int
) -> None:
    offer = evolve(OFFER, price=price, least_tau=0)
    services = Map({SERVICE: Service(owner=BOB, offer=offer, live=True, bond=bond)})
    state = evolve(STATE, services=services, accounts=Map({ALICE: Account(200)}))
    after = posted(state, evolve(BODY, payment=payment, deposit=deposit, tau=tau))
    pay = payment - PARAMS.gas_fee - price
    sound = (
        PARAMS.min_tau <= tau <= PARAMS.max_tau
        and pay >= tau * PARAMS.vote_pay
        and PARAMS.gas_fee + price + (pay + 1) // 2 <= deposit <= payment
        and bond >= PARAMS.gas_fee + tau * PARAMS.vote_pay
    )
    assert isinstance(after, State) == sound


def test_a_bond_of_two_tasks_holds_two() -> None:
    rich = evolve(with_bond(2 * HELD), accounts=STATE.accounts.set(ALICE, Account(200)))
    state: State | Rejection = rich
    for name in ("t1", "t2"):
        assert isinstance(state, State)
        state = post_task(PARAMS, state, ALICE, JobId(name), BODY)
    assert isinstance(state, State)
    refused = post_task(PARAMS, state, ALICE, JobId("t3"), BODY)
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values) == (Code.BOND_TOO_LOW, ("0", "19"))


LENGTHS: Final[Mapping[int, Code | None]] = {
    0: Code.PAYLOAD_LENGTH,
    15: Code.PAYLOAD_LENGTH,
    16: None,
    65552: None,
    65553: Code.PAYLOAD_LAST_CHUNK,
    65567: Code.PAYLOAD_LAST_CHUNK,
    65568: None,
    255 * 65552 + 15: Code.PAYLOAD_LAST_CHUNK,
    255 * 65552 + 16: None,
    2**24: None,
    2**24 + 1: Code.PAYLOAD_LENGTH,
    256 * 65552 + 1: Code.PAYLOAD_LENGTH,
}


def code_of(after: State | Rejection) -> Code | None:
    return after.code if isinstance(after, Rejection) else None


@pytest.mark.parametrize("length", LENGTHS)
def test_code_and_data_are_payloads(length: int) -> None:
    imprint = Imprint(length=length, root=bytes(32))
    offer = OfferService(offer=evolve(OFFER, code=imprint), bond=17)
    assert code_of(offer_service(PARAMS, STATE, BOB, ServiceId("s3"), offer)) is LENGTHS[length]
    assert code_of(posted(STATE, evolve(BODY, data=imprint))) is LENGTHS[length]


def test_an_id_in_use_comes_before_the_imprint_and_the_service_after() -> None:
    short = Imprint(length=15, root=bytes(32))
    offer = OfferService(offer=evolve(OFFER, code=short), bond=0)
    assert code_of(offer_service(PARAMS, STATE, BOB, SERVICE, offer)) is Code.ID_TAKEN
    assert code_of(offer_service(PARAMS, STATE, BOB, ServiceId("s3"), offer)) is Code.PAYLOAD_LENGTH
    done = posted(STATE)
    assert isinstance(done, State)
    assert code_of(posted(done, evolve(BODY, data=short))) is Code.ID_TAKEN
    unknown = evolve(BODY, data=Imprint(length=65553, root=bytes(32)), service=ServiceId("s2"))
    assert code_of(posted(STATE, unknown)) is Code.PAYLOAD_LAST_CHUNK


def test_the_ledger_keeps_length_and_root() -> None:
    after = posted(STATE)
    assert isinstance(after, State)
    assert getattr(after.jobs[TASK].terms, "data", None) == BODY.data
