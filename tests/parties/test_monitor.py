"""A monitor and the result: what it takes for one, and when it asks for it on the ledger, which costs its wage."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.transaction import AskResult, Confirm
from leo_ref.parties import monitor
from leo_ref.parties.monitor import Monitor
from leo_ref.parties.position import Position
from leo_ref.rules.result import last_to_ask
from leo_ref.sealing.result import result_digest
from tests.parties.test_node import RUNNING, SHOWN, chain, shown
from tests.software.one_task import EXECUTOR, JOB, MONITOR, STATE, TASK, TASK_JOB

PARAMS = Parameters()
SEALED, OTHER_OCTETS = b"the sealed result", b"something else"
OPENED = STATE.height
"""The height of the block whose tick opened CONFIRM."""
CONFIRM = evolve(
    TASK_JOB, stage=Stage.CONFIRM, requested=result_digest(SEALED), deadline=OPENED + PARAMS.confirm_window
)
LOOKED = Monitor(finding=Finding.PASS, evidence=shown(RUNNING).shown)


def at(job: Job, height: int = OPENED) -> Position:
    here = chain(job)
    return Position(MONITOR, evolve(here, state=evolve(here.state, height=height)), JOB)


def test_what_is_handed_over_early_counts_once_the_ledger_says_that_it_is_the_result() -> None:
    early = monitor.on_delivery(at(SHOWN), LOOKED, SEALED)
    assert not early.sealed
    assert monitor.on_block(at(CONFIRM), early).sealed == SEALED
    wrong = monitor.on_delivery(at(SHOWN), early, OTHER_OCTETS)
    assert monitor.on_block(at(CONFIRM), wrong).sealed == b""
    assert monitor.on_delivery(at(CONFIRM), wrong, SEALED).sealed == SEALED


@pytest.mark.parametrize("stage", [Stage.READY, Stage.APPROVE, Stage.KEYS])
def test_nothing_is_kept_as_a_result_before_the_job_runs(stage: Stage) -> None:
    assert monitor.on_delivery(at(evolve(RUNNING, stage=stage)), LOOKED, SEALED) == LOOKED


def test_what_is_longer_than_a_result_may_be_is_not_kept() -> None:
    short = evolve(RUNNING, terms=evolve(TASK, result_limit=len(SEALED)))
    assert monitor.on_delivery(at(short), LOOKED, SEALED).handed == SEALED
    assert monitor.on_delivery(at(short), LOOKED, SEALED + b"!") == LOOKED


def test_only_a_monitor_keeps_a_result() -> None:
    executor = Position(EXECUTOR, chain(CONFIRM), JOB)
    assert monitor.on_delivery(executor, Monitor(), SEALED) == Monitor()
    assert monitor.on_delivery(at(CONFIRM), LOOKED, OTHER_OCTETS) == LOOKED


def test_a_monitor_waits_a_quarter_of_the_blocks_in_which_it_may_ask() -> None:
    last = last_to_ask(PARAMS, CONFIRM)
    asks = {height: monitor.bodies(at(CONFIRM, height), LOOKED) for height in range(OPENED, last + 2)}
    assert last == OPENED + 4
    assert {height for height, bodies in asks.items() if bodies == (AskResult(job=JOB),)} == {
        OPENED + 1,
        OPENED + 2,
        OPENED + 3,
    }


def test_whoever_holds_the_result_confirms_at_once_and_asks_nobody() -> None:
    holds = monitor.on_delivery(at(CONFIRM), LOOKED, SEALED)
    assert LOOKED.evidence is not None
    assert monitor.bodies(at(CONFIRM), holds) == (Confirm(job=JOB, evidence=LOOKED.evidence),)
    assert monitor.questions(at(CONFIRM), holds) == ()
    assert {item.to for item in monitor.questions(at(CONFIRM), LOOKED)} == set(CONFIRM.group) - {MONITOR.name}
