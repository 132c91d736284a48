"""Attack 3: Alice and Bob are one, and their program lasts longer than the run window of the task.

Before the attack an honest executor has staked a deposit that is nearly all price. Where run window and time limit are
not tied, and D may be more than P, the two have that deposit once the window is over. With the rules of §6 no such task
is posted; an executor of the slowest task that is taken has twice the time it needs, and is paid.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code
from leo_ref.core.state.job import Outcome, Part, Stage
from leo_ref.core.state.transaction import PostTask
from leo_ref.core.values import LEO
from leo_ref.rules import market
from tests.attacks.chain import ALICE, BOB, EVERYBODY, FEW, FUNDS, HONEST, Chain, least, posting

HOUR = 3600
PRICE = 50 * LEO


def lasting(body: PostTask, seconds: int, run_window: int) -> PostTask:
    """The task with these limits."""
    return evolve(body, requirement=evolve(body.requirement, time_limit=seconds), run_window=run_window)


def begun(bond: int = 100 * LEO) -> tuple[Chain, PostTask]:
    """A service whose price is nearly all that a task on it is worth, and the task."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(ALICE, PRICE, bond)
    return chain, posting(service, *least(FEW, PRICE, EVERYBODY), EVERYBODY)


def test_no_window_makes_an_hour_a_task() -> None:
    chain, body = begun()
    for window in (0, 32, FEW.max_run_window):
        assert chain.refusal(ALICE, lasting(body, HOUR, window)) is Code.TIME_LIMIT_TOO_LONG
    enough = 2 * (HOUR + FEW.handling) // FEW.seconds_per_block + FEW.watch_window + 2 * FEW.answer_window
    assert chain.refusal(ALICE, lasting(body, HOUR, enough)) is Code.RUN_WINDOW_TOO_LONG


def test_a_task_that_is_taken_leaves_its_executor_twice_the_time() -> None:
    """The longest program of the longest run: an executor that needs all of it is paid."""
    chain, body = begun()
    longest = (FEW.max_run_window - FEW.watch_window - 2 * FEW.answer_window) * FEW.seconds_per_block
    limit = longest // 2 - FEW.handling
    assert chain.refusal(ALICE, lasting(body, limit + 1, FEW.max_run_window)) is Code.TIME_LIMIT_TOO_LONG
    name = chain.posted(ALICE, lasting(body, limit, FEW.max_run_window))
    chain.group(name)
    chain.ready(name)
    chain.release(name, ALICE, Part.TASK)
    chain.release(name, ALICE, Part.SERVICE)
    chain.until(name, Stage.RUN)
    chain.end_block(FEW.watch_window - 1)
    chain.end_block(2 * (limit + FEW.handling) // FEW.seconds_per_block)
    chain.request(name)
    executor = chain.executor(name)
    for monitor in chain.monitors(name):
        chain.confirm(name, monitor)
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.DONE
    assert chain.balance(executor) > FUNDS


@pytest.mark.parametrize(("payment", "deposit"), [(101 * LEO, 101 * LEO + 1), (2 * LEO, 52 * LEO)])
def test_no_executor_stakes_more_than_the_owner(payment: int, deposit: int) -> None:
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(BOB, 0, 2 * LEO)
    assert chain.refusal(ALICE, posting(service, payment, deposit, 10)) is Code.DEPOSIT_TOO_HIGH


def test_without_the_tie_the_price_comes_out_of_an_honest_executors_deposit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program still runs when the window closes, and nothing can be requested."""

    def untied(params: Parameters, body: PostTask) -> Any:
        del params, body

    monkeypatch.setattr(market, "limits_fault", untied)
    chain, body = begun()
    name = chain.posted(ALICE, lasting(body, HOUR, 8))
    chain.group(name)
    chain.ready(name)
    chain.release(name, ALICE, Part.TASK)
    chain.release(name, ALICE, Part.SERVICE)
    chain.until(name, Stage.RUN)
    executor, deposit = chain.executor(name), body.deposit
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(executor) == FUNDS - deposit
    assert chain.balance(ALICE) + chain.state.services[body.service].bond == FUNDS + PRICE
