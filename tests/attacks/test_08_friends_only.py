"""Attack 8: a task asks for credit that only the owner's friends have, so that only friends serve and earn.

Before the attack the friends have a quarter of all credit, in nodes that are richer than the others. Without the two
rules they have the task to themselves, its pay and its credit; with them the owner loses the fee, and nobody earns. Nor
is credit to be had for the fee alone, by a task of one vote that is worth nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import LEO, JobId, NodeId
from tests.attacks.chain import ALICE, BOB, FEW, Chain, parties, posting
from tests.attacks.chain import HONEST as FEW_HONEST

PARAMS = Parameters(apply_window=2, rounds=12, join_deposit=12 * LEO)
HONEST, FRIENDS = parties("honest", 15), parties("friend", 4)
CREDIT = {**dict.fromkeys(HONEST, 60), **dict.fromkeys(FRIENDS, 75)}
ASKED = PARAMS.total_credit * 70 // sum(CREDIT.values())


def played() -> tuple[Chain, JobId, int]:
    """Alice's task for friends, until its draw is over; her LEO before it."""
    chain = Chain(PARAMS, CREDIT)
    before = chain.balance(ALICE)
    name = chain.post("friends", tau=10, min_credit=ASKED)
    chain.until(name, Stage.APPLY)
    for _ in range(PARAMS.rounds):
        if chain.state.jobs[name].stage is not Stage.APPLY:
            break
        refused = chain.send(HONEST[0], chain.claim(name, chain.proof(name, HONEST[0])))
        assert isinstance(refused, Rejection)
        assert refused.code in (Code.CREDIT_TOO_LOW, Code.NOT_IN_SNAPSHOT)
        chain.apply_all(name, FRIENDS)
        chain.end_block(PARAMS.apply_window)
    return chain, name, before


def test_a_task_for_friends_only_finds_no_group() -> None:
    chain, name, before = played()
    assert chain.state.jobs[name].outcome is Outcome.UNFILLED
    assert chain.balance(ALICE) == before - PARAMS.gas_fee
    assert chain.share(FRIENDS) == pytest.approx(0.25)


def the_rich_weigh(state: State) -> Map[NodeId, int]:
    return Map({name: node.credit for name, node in state.nodes.items() if node.credit >= ASKED})


def no_floor(job: Any, nodes: Any) -> int:
    del job, nodes
    return 10**6


RULES: Final[Mapping[str, tuple[str, Callable[..., Any]]]] = {
    "weights": ("leo_ref.ledger.tick", the_rich_weigh),
    "weight": ("leo_ref.rules.selection", no_floor),
}
"""Where each of the two rules is asked, and what is asked without it."""


@pytest.mark.parametrize("rule", RULES)
def test_without_either_rule_the_friends_have_it_to_themselves(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, without = RULES[rule]
    monkeypatch.setattr(import_module(module), rule, without)
    chain, name, _ = played()
    job = chain.state.jobs[name]
    assert job.stage is Stage.READY
    assert set(job.group) <= {NodeId(keys.name) for keys in FRIENDS}


def test_credit_is_not_farmed_at_one_leo() -> None:
    """With one vote at S = G = 0 credit costs the fee: at least the least votes are paid."""
    chain = Chain(FEW, dict.fromkeys(FEW_HONEST, 1))
    body = posting(chain.offer(BOB, 0, 2 * LEO), 1 * LEO, 1 * LEO, tau=1)
    assert chain.refusal(ALICE, body) is Code.TAU_OUT_OF_RANGE
    assert chain.refusal(ALICE, evolve(body, tau=FEW.min_tau)) is Code.PAYMENT_TOO_LOW
    assert chain.refusal(ALICE, evolve(body, tau=FEW.min_tau, payment=2 * LEO - 1)) is Code.PAYMENT_TOO_LOW
    taken = evolve(body, tau=FEW.min_tau, payment=2 * LEO, deposit=3 * LEO // 2)
    assert chain.posted(ALICE, taken) in chain.state.jobs
