"""Attack 27: two tasks for many votes, whose data each half of the nodes gets, keep all of them busy and end unfilled.

A node serves in one open job, and it claims only where it has the data. Each task reaches half of the votes that it
asks for, so its group does not stand; its members are free again when its last round is over. README.md, Limits, says
what it costs: the attacker two fees, and the owner of a task that was posted with them its own. A later task waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.values import LEO, JobId
from tests.attacks.chain import ALICE, BOB, CAROL, FUNDS, Chain, least, parties, posting

LIMITS: Final = " ".join((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split())
TAU: Final = 100
FEW_VOTES: Final = 20
PRICE: Final = 1 * LEO
PARAMS: Final = Parameters(total_credit=500)
"""The rest is as deployments have it: five rounds, a floor of half of tau."""
NODES: Final = parties("node", 10)
"""Each has a tenth of all credit: ten votes of a hundred on average, and none in one of 20,000 draws."""
HALVES: Final = (NODES[:5], NODES[5:])


def played(delay: int = 0, *, attacked: bool = True) -> tuple[Chain, list[JobId], JobId]:
    """Carol's two tasks on Bob's service, and Alice's in a later block; who was drawn claims Carol's first."""
    chain = Chain(PARAMS, dict.fromkeys(NODES, 50))
    service = chain.offer(BOB, PRICE, 100 * LEO)
    salts = ("one", "two") if attacked else ()
    bodies = [posting(service, *least(PARAMS, PRICE, TAU), TAU, salt) for salt in salts]
    large = [JobId(chain.must(CAROL, body)) for body in bodies]
    chain.end_block(delay)
    wanted = JobId(chain.must(ALICE, posting(service, *least(PARAMS, PRICE, FEW_VOTES), FEW_VOTES)))
    reached = {**dict(zip(large, HALVES, strict=False)), wanted: NODES}
    while chain.state.jobs[wanted].stage in (Stage.POSTED, Stage.APPLY):
        for name, nodes in reached.items():
            if chain.state.jobs[name].stage is Stage.APPLY:
                chain.apply_all(name, nodes)
        chain.end_block()
    return chain, large, wanted


def test_without_them_the_task_has_its_group_in_the_first_round() -> None:
    chain, _, wanted = played(attacked=False)
    assert chain.state.jobs[wanted].stage is Stage.READY
    assert chain.state.jobs[wanted].round == 1


def test_two_fees_keep_a_task_of_the_same_block_without_a_group() -> None:
    chain, large, wanted = played()
    jobs = [chain.state.jobs[name] for name in (*large, wanted)]
    assert {(job.outcome, job.round) for job in jobs} == {(Outcome.UNFILLED, PARAMS.rounds)}
    assert FUNDS - chain.balance(CAROL) == 2 * LEO
    assert FUNDS - chain.balance(ALICE) == 1 * LEO
    assert {chain.balance(keys) for keys in NODES} == {FUNDS}, "whoever was kept busy lost nothing"
    assert f"Two tasks with tau {TAU}, whose data each half of the nodes gets," in LIMITS
    assert "keep the nodes busy for five rounds at 2 LEO" in LIMITS
    assert PARAMS.rounds == 5


@pytest.mark.parametrize("delay", [1, 20])
def test_a_task_that_comes_later_is_drawn_when_they_are_over(delay: int) -> None:
    chain, large, wanted = played(delay)
    assert {chain.state.jobs[name].outcome for name in large} == {Outcome.UNFILLED}
    over = PARAMS.lookback + 1 + PARAMS.draw_delay + PARAMS.rounds * PARAMS.apply_window
    assert chain.state.jobs[wanted].stage is Stage.READY
    assert chain.state.height > over
