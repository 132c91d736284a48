"""Attacks on posting and on settlement: each was to be had for next to nothing, and is refused or costs its price."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.rejections import Code
from leo_ref.state.job import Outcome, Part, Stage, Task, Verdict
from leo_ref.state.transaction import OfferService, Transfer, WithdrawService
from leo_ref.values import LEO, ServiceId
from tests.attacks.market import EVERYBODY, FUNDS, PARAMS, Table, least, posting
from tests.ledger.moves import monitors_of, offer
from tests.ledger.people import PERSON, account

HOUR = 3600


def test_a_slow_program_takes_no_honest_executors_deposit() -> None:
    """Alice and Bob are one: S is nearly all of D, and the program runs for an hour. No window makes that a task."""
    table = Table(price=50 * LEO, bond=100 * LEO, owner="alice")
    payment, deposit = least(50 * LEO, EVERYBODY)
    slow = posting(table.service, payment, deposit, EVERYBODY, HOUR)
    for window in (0, 32, PARAMS.max_run_window):
        assert table.refusal("alice", evolve(slow, run_window=window)) is Code.TIME_LIMIT_TOO_LONG
    enough = 2 * (HOUR + PARAMS.handling) // PARAMS.seconds_per_block + PARAMS.watch_window + 2 * PARAMS.answer_window
    assert table.refusal("alice", evolve(slow, run_window=enough)) is Code.RUN_WINDOW_TOO_LONG


def test_a_task_that_is_taken_leaves_its_executor_twice_the_time() -> None:
    """The longest program of the longest run: an executor that needs all of it is paid."""
    table = Table(price=50 * LEO, bond=100 * LEO, owner="alice")
    payment, deposit = least(50 * LEO, EVERYBODY)
    longest = (PARAMS.max_run_window - PARAMS.watch_window - 2 * PARAMS.answer_window) * PARAMS.seconds_per_block
    limit = longest // 2 - PARAMS.handling
    body = evolve(posting(table.service, payment, deposit, EVERYBODY, limit), run_window=PARAMS.max_run_window)
    one_more = evolve(body, requirement=evolve(body.requirement, time_limit=limit + 1))
    assert table.refusal("alice", one_more) is Code.TIME_LIMIT_TOO_LONG
    name = table.post("alice", body)
    table.group(name)
    table.ready(name)
    table.key(name, "alice", Part.TASK)
    table.key(name, "alice", Part.SERVICE)
    job = table.until(name, Stage.RUN)
    table.blocks(PARAMS.watch_window - 1)
    table.blocks(2 * (limit + PARAMS.handling) // PARAMS.seconds_per_block)
    table.request(name)
    for monitor in monitors_of(job):
        table.confirm(name, monitor, Verdict.PASS)
    assert table.until(name, Stage.SETTLED).outcome is Outcome.DONE
    assert table.balance(PERSON[str(job.executor)]) > FUNDS


@pytest.mark.parametrize(("payment", "deposit"), [(101 * LEO, 101 * LEO + 1), (2 * LEO, 52 * LEO)])
def test_no_executor_stakes_more_than_the_owner(payment: int, deposit: int) -> None:
    table = Table(price=0, bond=2 * LEO)
    refused = table.refusal("alice", posting(table.service, payment, deposit))
    assert refused is Code.DEPOSIT_TOO_HIGH


def test_one_leo_makes_nobody_busy() -> None:
    """tau 1000 at S = D = 0, the key withheld: it drew every node, and the next task was drawn among one's own."""
    table = Table(price=0, bond=101 * LEO)
    for deposit in (0, 1 * LEO):
        assert table.refusal("alice", posting(table.service, 1 * LEO, deposit, 1000)) is Code.PAYMENT_TOO_LOW
    assert table.refusal("alice", posting(table.service, 101 * LEO - 1, 60 * LEO, 1000)) is Code.PAYMENT_TOO_LOW
    assert table.refusal("alice", posting(table.service, 101 * LEO, 0, 1000)) is Code.DEPOSIT_TOO_LOW


@pytest.mark.parametrize("withheld", [Part.TASK, Part.SERVICE])
def test_who_withholds_a_key_pays_for_the_votes(withheld: Part) -> None:
    """Alice and Bob are one, with no node: whichever key is missing, fee and least pay for the votes are gone."""
    price = 7 * LEO
    table = Table(price=price, bond=20 * LEO)
    payment, deposit = least(price, EVERYBODY)
    name = table.post("alice", posting(table.service, payment, deposit, EVERYBODY))
    table.group(name)
    table.ready(name)
    if withheld is Part.SERVICE:
        table.key(name, "alice", Part.TASK)
    else:
        table.key(name, "bob", Part.SERVICE)
    outcome = table.until(name, Stage.SETTLED).outcome
    assert outcome is (Outcome.OWNER_FAULT if withheld is Part.TASK else Outcome.SERVICE_FAULT)
    table.blocks(1)
    bond = table.game.state.services[table.service].bond
    assert table.balance("alice") + table.balance("bob") + bond == 2 * FUNDS - LEO - EVERYBODY * PARAMS.vote_pay


def test_one_bond_stands_for_one_task_at_a_time() -> None:
    """Else one bond answers for the keys of all tasks that are posted before the first is settled."""
    price = 7 * LEO
    table = Table(price=price, bond=9 * LEO)
    payment, deposit = least(price, EVERYBODY)
    body = posting(table.service, payment, deposit, EVERYBODY)
    table.post("alice", body)
    assert table.refusal("carol", body) is Code.BOND_TOO_LOW


def test_credit_is_not_farmed_at_one_leo() -> None:
    """Self-dealing with one vote at S = G = 0 earned credit for the fee alone: at least the least votes are paid."""
    table = Table(price=0, bond=2 * LEO)
    body = posting(table.service, 1 * LEO, 1 * LEO, tau=1)
    assert table.refusal("alice", body) is Code.TAU_OUT_OF_RANGE
    assert table.refusal("alice", evolve(body, tau=PARAMS.min_tau)) is Code.PAYMENT_TOO_LOW
    assert table.refusal("alice", evolve(body, tau=PARAMS.min_tau, payment=2 * LEO - 1)) is Code.PAYMENT_TOO_LOW
    taken = evolve(body, tau=PARAMS.min_tau, payment=2 * LEO, deposit=3 * LEO // 2)
    assert table.post("alice", taken) in table.game.state.jobs


def paid(table: Table, verdicts: list[Verdict | None]) -> dict[str, int]:
    """What each monitor gains in a task that ends so; ``None`` is silence on the ledger."""
    payment, deposit = least(3 * LEO, EVERYBODY)
    name = table.post("alice", posting(table.service, payment + 5, deposit + 3, EVERYBODY))
    table.group(name)
    job = table.ready(name)
    before = {monitor: table.balance(PERSON[monitor]) for monitor in monitors_of(job)}
    table.key(name, "alice", Part.TASK)
    table.key(name, "bob", Part.SERVICE)
    job = table.request(name)
    assert isinstance(job.terms, Task)
    for monitor, verdict in zip(monitors_of(job), verdicts, strict=True):
        if verdict is not None:
            table.confirm(name, monitor, verdict)
    table.until(name, Stage.SETTLED)
    back = job.terms.deposit
    return {monitor: table.balance(PERSON[monitor]) - had - back for monitor, had in before.items()}


def test_silence_of_others_pays_nobody_more() -> None:
    """Four monitors work; where two are silent, or starved by the executor, the others have the same wage."""
    full = [*paid(Table(bond=20 * LEO), [Verdict.PASS] * 4).values()]
    assert len(set(full)) == 1
    some = [*paid(Table(bond=20 * LEO), [None, Verdict.PASS, Verdict.PASS, Verdict.PASS]).values()]
    assert some == [0, *full[1:]]


def test_work_pays_better_than_silence_and_no_fault_pays_better_than_work() -> None:
    full = [*paid(Table(bond=20 * LEO), [Verdict.PASS] * 4).values()]
    one = [*paid(Table(bond=20 * LEO), [Verdict.FAIL, None, None, None]).values()]
    assert one == [full[0], 0, 0, 0]
    blamed = [*paid(Table(bond=20 * LEO), [Verdict.BAD_SERVICE_KEY, None, None, None]).values()]
    assert all(0 < gain <= wage for gain, wage in zip(blamed, full, strict=True))
    undecided = [*paid(Table(bond=20 * LEO), [Verdict.SILENT, None, None, None]).values()]
    assert undecided == [0, 0, 0, 0]


def test_who_has_nothing_offers_nothing() -> None:
    """An account with 0 LEO filled blocks with services, which stay in the state for ever."""
    table = Table()
    table.send("carol", Transfer(to=account("bob"), amount=table.balance("carol")))
    table.blocks(1)
    free = OfferService(offer=offer(0), bond=0)
    assert table.refusal("carol", free) is Code.BOND_TOO_LOW
    assert table.refusal("carol", evolve(free, bond=2 * LEO)) is Code.BALANCE_TOO_LOW
    assert table.refusal("bob", evolve(free, bond=2 * LEO - 1)) is Code.BOND_TOO_LOW


def test_what_is_put_on_the_ledger_in_a_block_is_paid_for_in_it() -> None:
    """Withdrawing gives the bond back at the tick only: a block holds no more services than the balance pays for."""
    table = Table()
    table.send("carol", Transfer(to=account("bob"), amount=table.balance("carol") - 5 * LEO))
    for price in (1, 2):
        name = table.send("carol", OfferService(offer=offer(price), bond=2 * LEO))
        table.send("carol", WithdrawService(service=ServiceId(name)))
    assert table.balance("carol") == LEO
    table.blocks(1)
    assert table.balance("carol") == 5 * LEO
