"""Attack 24: one machine joins under many names at once, so that every honest node is busy with it.

One of the names is admitted, and the others are duplicates: each costs its whole deposit, and pays the attestors.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

import pytest
from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Job, Outcome, Stage
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import JoinNode
from leo_ref.core.values import AccountId, JobId, NodeId
from tests.attacks.chain import FEW, FUNDS, Chain, parties, party, shown

NAMES: Final = 3
HONEST: Final = tuple(parties("honest node", 2 * NAMES))
MACHINE: Final = party("one machine")
ALL: Final = 10 * len(HONEST)
QUICK: Final = evolve(
    FEW,
    total_credit=ALL,
    tau=ALL,
    join_floor_numerator=0,
    monitor_reward=0,
    apply_window=2,
    enrol_window=2,
    answer_window=2,
    confirm_window=6,
)
"""Everybody is drawn for every join; how groups come together is another attack."""
ticking = import_module("leo_ref.ledger.tick")


def twins() -> list[Keys]:
    """The machine under other names."""
    return [evolve(MACHINE, name=keys.name, account=keys.account) for keys in parties("name", NAMES)]


def played() -> tuple[Chain, list[Keys], list[JobId]]:
    """All joins, to their ends; each has two attestors, who do all that they owe."""
    names = twins()
    chain = Chain(QUICK, dict.fromkeys(HONEST, 10), names)
    chain.party |= {keys.name: keys for keys in names}
    jobs = [JobId(chain.must(keys, JoinNode(identity=evolve(shown(MACHINE), owner=keys.name)))) for keys in names]
    chain.until(jobs[0], Stage.APPLY)
    serving = {job: HONEST[2 * number : 2 * number + 2] for number, job in enumerate(jobs)}
    for job, attestors in serving.items():
        assert chain.apply_all(job, attestors) == list(attestors)
    for stage in (Stage.ENROL, Stage.CONFIRM):
        chain.until(jobs[0], stage)
        for job, attestors in serving.items():
            for keys in attestors:
                chain.attest(job, keys)
            if stage is Stage.ENROL:
                chain.replied(job)
    chain.until(jobs[0], Stage.SETTLED)
    return chain, names, jobs


def wages(chain: Chain, job: JobId) -> list[int]:
    settled = chain.state.jobs[job]
    return [settled.payouts[AccountId(node)] - QUICK.join_deposit for node in settled.group]


def test_every_name_costs_a_deposit_and_pays_its_attestors() -> None:
    chain, names, jobs = played()
    outcomes = sorted(str(chain.state.jobs[job].outcome) for job in jobs)
    assert outcomes == [str(Outcome.ADMITTED), *[str(Outcome.DUPLICATE)] * (NAMES - 1)]
    share = (QUICK.join_deposit - QUICK.join_fee) // 2
    assert all(wages(chain, job) == [share, share] for job in jobs)
    active = [keys for keys in names if chain.state.nodes[NodeId(keys.name)].status is Status.ACTIVE]
    assert [keys.name for keys in active] == [min(keys.name for keys in names)]
    assert {chain.state.nodes[NodeId(keys.name)].status for keys in names if keys not in active} == {Status.LEFT}
    spent = sum(chain.start.accounts[AccountId(keys.name)].balance for keys in names)
    assert NAMES * (FUNDS) - spent == NAMES * QUICK.join_deposit


def test_were_duplicates_undecided_their_attestors_would_work_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Callable[[Job, Outcome], Job] = ticking.settled_as

    def undecided(job: Job, outcome: Outcome) -> Job:
        return kept(job, Outcome.UNDECIDED if outcome is Outcome.DUPLICATE else outcome)

    monkeypatch.setattr(ticking, "settled_as", undecided)
    chain, _, jobs = played()
    unpaid = [job for job in jobs if chain.state.jobs[job].outcome is Outcome.UNDECIDED]
    assert len(unpaid) == NAMES - 1
    assert all(wages(chain, job) == [0, 0] for job in unpaid)
