"""Attack 9: seventy machines join, and what each begins with is a fixed part of all credit.

Before the attack the newcomers have nothing. With a fixed credit they have nearly half of all there is, however many
the others are; with half the mean of the others they have what their number gives them, and with the defaults three
hundredths.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module

import pytest
from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import JoinNode
from leo_ref.core.values import JobId, NodeId
from tests.attacks.chain import Chain, parties, shown

AT_A_TIME = 10
NEWCOMERS = parties("newcomer", 70)
DEFAULTS = Parameters()
QUICK = evolve(
    DEFAULTS,
    min_group=2,
    tau=1000,
    join_floor_numerator=0,
    apply_window=2,
    enrol_window=2,
    answer_window=2,
    confirm_window=6,
    monitor_reward=0,
    lookback=0,
)
"""One attestor admits; how groups come together is another attack."""


def joined(params: Parameters, honest: list[Keys]) -> Chain:
    """All newcomers join, ten at a time, each with one attestor."""
    chain = Chain(params, dict.fromkeys(honest, 1), NEWCOMERS)
    for first in range(0, len(NEWCOMERS), AT_A_TIME):
        now = NEWCOMERS[first : first + AT_A_TIME]
        names = [JobId(chain.must(keys, JoinNode(identity=shown(keys)))) for keys in now]
        chain.until(names[0], Stage.APPLY)
        serving: dict[JobId, Keys] = {}
        for name in names:
            drawn = (keys for keys in honest if keys not in serving.values() and chain.apply_all(name, [keys]))
            serving[name] = next(drawn)
        chain.end_block(params.apply_window)
        for name, keys in serving.items():
            chain.attest(name, keys)
            assert chain.replied(name) == 1
        chain.end_block(params.enrol_window + params.answer_window)
        for name, keys in serving.items():
            chain.attest(name, keys)
        chain.end_block(params.confirm_window)
        assert all(chain.state.jobs[name].outcome is Outcome.ADMITTED for name in names)
    assert all(chain.state.nodes[NodeId(keys.name)].status is Status.ACTIVE for keys in NEWCOMERS)
    return chain


def test_seventy_joins_among_twelve_with_the_defaults() -> None:
    chain = joined(QUICK, parties("honest", 12))
    assert 0.02 < chain.share(NEWCOMERS) < 0.03


def test_seventy_joins_weigh_less_than_half_as_many_of_the_others() -> None:
    """A hundredth of all credit each, but for the mean: seventy of two hundred and seventy have an eighth."""
    greedy = evolve(QUICK, join_credit=QUICK.total_credit // 100)
    chain = joined(greedy, parties("honest", 200))
    assert 0.12 < chain.share(NEWCOMERS) < 0.16
    mean = greedy.total_credit / 270
    assert all(chain.state.nodes[NodeId(keys.name)].credit < mean for keys in NEWCOMERS)


def test_without_the_mean_seventy_joins_have_nearly_half_of_all_credit(monkeypatch: pytest.MonkeyPatch) -> None:
    def absolute(params: Parameters, active: Collection[int]) -> int:
        del active
        return params.join_credit

    monkeypatch.setattr(import_module("leo_ref.ledger.tick"), "joining_credit", absolute)
    greedy = evolve(QUICK, join_credit=QUICK.total_credit // 100)
    assert joined(greedy, parties("honest", 200)).share(NEWCOMERS) > 0.48
