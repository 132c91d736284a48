"""Attack 20: questions and answers at the last moment, and questions that nobody needs.

Before the attack an honest executor has done its work. Monitors who have their answers already all ask again on the
ledger, in the last block that takes a question, or all ask for a result that they hold; the executor answers in the
last block that takes an answer, behind whatever else is in it. Where a question is due before it could be answered, or
the run ends with one open, that costs the executor its deposit.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from leo_ref.attestation.evidence.nonce import asking
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Outcome, Stage, Task
from leo_ref.core.state.transaction import AskResult, Challenge, GiveResult
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules import challenge, course
from leo_ref.rules.challenge import watched_until
from leo_ref.rules.result import last_to_ask
from tests.attacks.chain import ALICE, FEW, FUNDS, HONEST
from tests.attacks.software import RESULT, SoftwareChain, begun


def asked(chain: SoftwareChain, name: JobId, monitor: Keys) -> Challenge:
    """The monitor's question about the run."""
    job = chain.state.jobs[name]
    return Challenge(job=name, proof=asking(monitor.vrf, name, job, Phase.DURING, NodeId(monitor.name)))


def to(chain: SoftwareChain, height: int) -> None:
    """Empty blocks until the next one has this height."""
    chain.end_block(height - 1 - chain.state.height)


def running(**terms: Any) -> tuple[SoftwareChain, JobId]:
    """Both right keys are on the ledger; the next block is the last in which a monitor may ask."""
    chain = begun()
    name = chain.task(**terms)
    job = chain.keyed(name)
    assert isinstance(job.terms, Task)
    to(chain, watched_until(FEW, job, job.terms))
    return chain, name


def test_all_ask_in_the_last_block_and_are_answered_in_the_last() -> None:
    """The shortest run that a task may have leaves the executor room for it."""
    chain, name = running(run_window=FEW.watch_window + 2 * FEW.answer_window + 16)
    executor, monitors = chain.executor(name), chain.monitors(name)
    for monitor in monitors:
        chain.must(monitor, asked(chain, name, monitor))
    chain.end_block()
    assert chain.refusal(monitors[0], asked(chain, name, monitors[0])) is Code.ALREADY_CHALLENGED
    due = max(chain.state.jobs[name].challenged.values())
    assert chain.refusal(executor, chain.requesting(name)) is Code.CHALLENGE_OPEN
    to(chain, due)
    assert chain.state.jobs[name].stage is Stage.RUN
    for monitor in reversed(monitors):
        chain.must(executor, chain.answer(name, monitor))
    chain.must(executor, chain.requesting(name))
    chain.end_block()
    assert chain.state.jobs[name].stage is Stage.CONFIRM
    for monitor in monitors:
        chain.confirm(name, monitor)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.DONE
    assert all(chain.balance(one) > FUNDS for one in (executor, *monitors))


def test_nobody_asks_once_the_watch_is_over() -> None:
    chain, name = running()
    chain.end_block()
    for monitor in chain.monitors(name):
        assert chain.refusal(monitor, asked(chain, name, monitor)) is Code.WATCH_OVER


def test_one_question_unanswered_is_enough_and_pays_those_who_worked() -> None:
    chain, name = running()
    executor, monitors = chain.executor(name), chain.monitors(name)
    for monitor in monitors:
        chain.must(monitor, asked(chain, name, monitor))
    for monitor in monitors[1:]:
        chain.must(executor, chain.answer(name, monitor))
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(executor) == FUNDS - job.terms.deposit
    assert chain.balance(ALICE) == FUNDS
    assert all(chain.balance(monitor) > FUNDS for monitor in monitors)


def test_a_request_and_an_answer_behind_it_wait_for_each_other() -> None:
    """In one block: the request is refused as long as a question is open, and taken behind its answer."""
    chain, name = running()
    executor, monitor = chain.executor(name), chain.monitors(name)[0]
    chain.must(monitor, asked(chain, name, monitor))
    chain.end_block()
    refused = chain.send(executor, chain.requesting(name))
    assert not isinstance(refused, str)
    assert refused.code is Code.CHALLENGE_OPEN
    chain.must(executor, chain.answer(name, monitor))
    chain.must(executor, chain.requesting(name))
    twice = chain.send(executor, chain.answer(name, monitor))
    assert not isinstance(twice, str)
    assert twice.code is Code.NOT_CHALLENGED


def test_all_ask_for_the_result_in_the_last_block_and_it_is_given_in_the_last() -> None:
    chain, name = running()
    chain.request(name)
    executor, monitors = chain.executor(name), chain.monitors(name)
    to(chain, last_to_ask(FEW, chain.state.jobs[name]))
    for monitor in monitors:
        chain.must(monitor, AskResult(job=name))
    chain.end_block()
    assert chain.refusal(executor, GiveResult(job=name, result=RESULT + b"!")) is Code.RESULT_OTHER
    assert chain.refusal(monitors[0], GiveResult(job=name, result=RESULT)) is Code.NOT_EXECUTOR
    to(chain, max(chain.state.jobs[name].asked.values()))
    chain.must(executor, GiveResult(job=name, result=RESULT))
    chain.end_block()
    assert chain.refusal(executor, GiveResult(job=name, result=RESULT)) is Code.RESULT_GIVEN
    to(chain, chain.state.jobs[name].deadline)
    for monitor in monitors:
        chain.confirm(name, monitor)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.DONE
    assert chain.balance(executor) > FUNDS
    assert all(chain.balance(monitor) == FUNDS for monitor in monitors), "asking does not pay"


def test_nobody_asks_for_the_result_when_it_can_be_given_no_more() -> None:
    chain, name = running()
    chain.request(name)
    to(chain, last_to_ask(FEW, chain.state.jobs[name]) + 1)
    for monitor in chain.monitors(name):
        assert chain.refusal(monitor, AskResult(job=name)) is Code.ASK_OVER


def test_a_result_that_is_withheld_costs_the_executor_all_that_it_staked() -> None:
    """One monitor without the result is enough, and the others' votes do not help."""
    chain, name = running()
    chain.request(name)
    executor, (alone, *friends) = chain.executor(name), chain.monitors(name)
    chain.must(alone, AskResult(job=name))
    for friend in friends:
        chain.confirm(name, friend)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(executor) == FUNDS - job.terms.deposit
    assert chain.balance(alone) > FUNDS
    assert chain.balance(ALICE) == FUNDS


def test_where_a_question_is_due_at_once_an_honest_executor_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    def due_at_once(height: int, due: Any) -> bool:
        return any(height >= when - FEW.answer_window for when in due)

    monkeypatch.setattr(course, "unanswered", due_at_once)
    chain, name = running()
    executor, monitor = chain.executor(name), chain.monitors(name)[0]
    chain.must(monitor, asked(chain, name, monitor))
    chain.end_block()
    job = chain.state.jobs[name]
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(executor) == FUNDS - job.terms.deposit


def test_where_a_question_comes_after_the_watch_an_honest_executor_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has measured the result by then, and nothing about the run can be shown any more."""
    monkeypatch.setattr(challenge, "watched_until", lambda *arguments: arguments[1].deadline)
    chain, name = running()
    chain.end_block(2)
    executor, monitor = chain.executor(name), chain.monitors(name)[0]
    chain.must(monitor, asked(chain, name, monitor))
    ended = chain.answered(name, Phase.DURING, monitor, chain.log(name, Phase.AFTER))
    after = chain.send(executor, evolve(chain.answer(name, monitor), evidence=ended))
    assert not isinstance(after, str)
    assert after.code is Code.EVIDENCE_FAILS
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.EXECUTOR_FAULT
    assert all(chain.balance(one) >= FUNDS for one in HONEST if one is not executor)
