"""A kill at a random moment; ``./leo dev kills`` does as many as you like."""

from __future__ import annotations

from tests.adapters.deployment.kills import TARGETS, run


def test_after_a_kill_a_rerun_works_and_nothing_is_left() -> None:
    (kill,) = run(1, 1000)
    assert kill.target in TARGETS
    assert kill.is_well, kill
