"""A few kills at random moments; ``./leo dev kills`` does as many as you like."""

from __future__ import annotations

from tests.adapters.deployment.kills import TARGETS, run

FEW = 2


def test_after_kills_a_rerun_works_and_nothing_is_left() -> None:
    kills = run(FEW, 1000)
    assert {kill.target for kill in kills} <= set(TARGETS)
    assert all(kill.is_well for kill in kills), kills
