"""Attack 7: a task that is worth nothing makes every honest node busy; the next one is drawn among the attacker's.

Before the attack the coalition has three tenths of all credit. Without the two rules it has every member and every vote
of the second task; with them no group comes together, and the owner has its payment back less the fee.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection
from leo_ref.rules import selection
from leo_ref.state.job import Outcome, Stage
from leo_ref.state.ledger import State
from leo_ref.values import LEO, JobId, NodeId
from tests.attacks.chain import ALICE, Chain, parties

PARAMS = Parameters(apply_window=2, ready_window=40, rounds=3)
HONEST, COALITION = parties("honest", 7), parties("attacker", 6)
CREDIT = {**dict.fromkeys(HONEST, 100), **dict.fromkeys(COALITION, 50)}


def played() -> tuple[Chain, JobId, int]:
    """The honest serve in a task whose executor does nothing; then Alice's task comes; her LEO before it."""
    chain = Chain(PARAMS, CREDIT)
    idle = chain.post("idle", tau=1000)
    chain.end_block()
    assert len(chain.apply_all(idle, HONEST)) == len(HONEST)
    chain.end_block(2)
    assert chain.state.jobs[idle].stage is Stage.READY
    before = chain.state.balance(ALICE.name)
    name = chain.post("wanted", tau=10)
    chain.end_block()
    for _ in range(PARAMS.rounds):
        if chain.state.jobs[name].stage is not Stage.APPLY:
            break
        for keys in HONEST:
            refused = chain.send(keys, chain.claim(name, chain.proof(name, keys)))
            assert isinstance(refused, Rejection)
            assert refused.code in (Code.NODE_BUSY, Code.NOT_IN_SNAPSHOT)
        chain.apply_all(name, COALITION)
        chain.end_block(PARAMS.apply_window)
    return chain, name, before


def test_who_makes_the_others_busy_has_its_share_of_votes_and_no_group() -> None:
    chain, name, before = played()
    job = chain.state.jobs[name]
    assert job.outcome is Outcome.UNFILLED
    assert chain.state.balance(ALICE.name) == before - PARAMS.gas_fee
    for keys in COALITION:
        assert chain.state.balance(keys.name) == 1000 * LEO
    assert chain.share(COALITION) == pytest.approx(0.3)


def free_nodes_weigh(state: State) -> Map[NodeId, int]:
    return Map({name: node.credit for name, node in state.nodes.items() if not state.busy(name)})


def no_floor(job: Any, nodes: Any) -> int:
    del job, nodes
    return 10**6


@pytest.mark.parametrize("rule", ["weights", "weight"])
def test_without_either_rule_the_group_is_the_coalitions(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without: dict[str, Callable[..., Any]] = {"weights": free_nodes_weigh, "weight": no_floor}
    monkeypatch.setattr(selection, rule, without[rule])
    chain, name, _ = played()
    job = chain.state.jobs[name]
    assert job.stage is Stage.READY
    assert set(job.group) <= {NodeId(keys.name) for keys in COALITION}
