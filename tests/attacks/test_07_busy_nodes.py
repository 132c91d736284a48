"""Attack 7: a task that is worth nothing makes every honest node busy; the next one is drawn among the attacker's.

Before the attack the coalition has three tenths of all credit, and a LEO. Without the weight of all credit, or without
the floor, it has every member and every vote of the second task. With them no group comes together, and the owner has
its payment back less the fee; and once its group stands, a task for so many votes costs its posters the pay for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import pytest
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Outcome, Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import LEO, JobId, NodeId, ServiceId
from tests.attacks.chain import ALICE, BOB, CAROL, EVERYBODY, FEW, FUNDS, Chain, least, parties, posting
from tests.attacks.chain import HONEST as FEW_HONEST

PARAMS = Parameters(apply_window=2, ready_window=40, rounds=3)
HONEST, COALITION = parties("honest", 7), parties("attacker", 6)
CREDIT = {**dict.fromkeys(HONEST, 100), **dict.fromkeys(COALITION, 50)}


def played() -> tuple[Chain, JobId, int]:
    """The honest serve in a task whose executor does nothing; then Alice's task comes; her LEO before it."""
    chain = Chain(PARAMS, CREDIT)
    idle = chain.post("idle", tau=1000)
    chain.until(idle, Stage.APPLY)
    assert len(chain.apply_all(idle, HONEST)) == len(HONEST)
    assert chain.until(idle, Stage.READY).stage is Stage.READY
    before = chain.balance(ALICE)
    name = chain.post("wanted", tau=10)
    chain.until(name, Stage.APPLY)
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
    assert chain.balance(ALICE) == before - PARAMS.gas_fee
    for keys in COALITION:
        assert chain.balance(keys) == FUNDS
    assert chain.share(COALITION) == pytest.approx(0.3)


def free_nodes_weigh(state: State) -> Map[NodeId, int]:
    return Map({name: node.credit for name, node in state.nodes.items() if not state.busy(name)})


def no_floor(job: Any, nodes: Any) -> int:
    del job, nodes
    return 10**6


RULES: Final[Mapping[str, tuple[str, Callable[..., Any]]]] = {
    "weights": ("leo_ref.ledger.tick", free_nodes_weigh),
    "weight": ("leo_ref.rules.selection", no_floor),
}
"""Where each of the two rules is asked, and what is asked without it."""


@pytest.mark.parametrize("rule", RULES)
def test_without_either_rule_the_group_is_the_coalitions(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, without = RULES[rule]
    monkeypatch.setattr(import_module(module), rule, without)
    chain, name, _ = played()
    job = chain.state.jobs[name]
    assert job.stage is Stage.READY
    assert set(job.group) <= {NodeId(keys.name) for keys in COALITION}


def begun(price: int, bond: int) -> tuple[Chain, ServiceId]:
    """Five honest nodes, and Bob's service."""
    chain = Chain(FEW, dict.fromkeys(FEW_HONEST, 1))
    return chain, chain.offer(BOB, price, bond)


def test_one_leo_makes_nobody_busy() -> None:
    """Votes for everybody, at S = D = 0."""
    chain, service = begun(0, 101 * LEO)
    for deposit in (0, 1 * LEO):
        assert chain.refusal(ALICE, posting(service, 1 * LEO, deposit, 1000)) is Code.PAYMENT_TOO_LOW
    assert chain.refusal(ALICE, posting(service, 101 * LEO - 1, 60 * LEO, 1000)) is Code.PAYMENT_TOO_LOW
    assert chain.refusal(ALICE, posting(service, 101 * LEO, 0, 1000)) is Code.DEPOSIT_TOO_LOW


@pytest.mark.parametrize("withheld", [Part.TASK, Part.SERVICE])
def test_who_withholds_a_key_pays_for_the_votes(withheld: Part) -> None:
    """Alice and Bob are one, with no node: whichever key is missing, fee and least pay for the votes are gone."""
    price = 7 * LEO
    chain, service = begun(price, 20 * LEO)
    name = chain.posted(ALICE, posting(service, *least(FEW, price, EVERYBODY), EVERYBODY))
    chain.group(name)
    chain.ready(name)
    if withheld is Part.SERVICE:
        chain.release(name, ALICE, Part.TASK)
    else:
        chain.release(name, BOB, Part.SERVICE)
    outcome = chain.until(name, Stage.SETTLED).outcome
    assert outcome is (Outcome.OWNER_FAULT if withheld is Part.TASK else Outcome.SERVICE_FAULT)
    chain.end_block()
    left = chain.balance(ALICE) + chain.balance(BOB) + chain.state.services[service].bond
    assert left == 2 * FUNDS - LEO - EVERYBODY * FEW.vote_pay


def test_one_bond_stands_for_one_task_at_a_time() -> None:
    """Else one bond answers for the keys of all tasks that are posted before the first is settled."""
    price = 7 * LEO
    chain, service = begun(price, 9 * LEO)
    body = posting(service, *least(FEW, price, EVERYBODY), EVERYBODY)
    chain.posted(ALICE, body)
    assert chain.refusal(CAROL, body) is Code.BOND_TOO_LOW
