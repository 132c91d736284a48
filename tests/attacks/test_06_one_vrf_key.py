"""Attack 6: many nodes with one VRF key draw one value, and a victim's key under another name replays its proof.

Before the attack the coalition has a tenth of all credit, or a node that was not drawn. Without the node in alpha it
has a majority of J in some draws of a hundred, or a place for the victim's votes; with it the votes of its share, and a
lie.
"""

from __future__ import annotations

from typing import Any

import pytest

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Stage
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import sortition
from leo_ref.draw.ticket import alpha
from tests.attacks import chain as playground
from tests.attacks.chain import Chain, named, parties, party, with_key_of

PARAMS = Parameters(apply_window=2)
ONE_KEY = [with_key_of(keys, party("the one key")) for keys in parties("clone", 20)]
HONEST = parties("honest", 6)
DRAWS = 120


def majorities(message: Any) -> int:
    """In how many of the draws twenty nodes of one key, with half a hundredth of all credit each, pass half of tau."""
    own, won = secret(ONE_KEY[0].vrf), 0
    for number in range(DRAWS):
        beacon, job = named(f"beacon {number}"), JobId(named("job").hex())
        betas: dict[bytes, bytes] = {}
        votes = 0
        for keys in ONE_KEY:
            asked = message(beacon, job, 1, NodeId(keys.name))
            beta = betas.setdefault(asked, vrf.transcript(own, asked).beta)
            votes += sortition(beta, 5, 1000, 10)
        won += votes > 5
    return won


def test_one_key_in_many_nodes_is_many_draws() -> None:
    assert majorities(lambda beacon, job, number, _: alpha(beacon, job, number, NodeId(""))) >= 2
    assert majorities(alpha) == 0


def test_nodes_of_one_key_have_values_of_their_own_on_the_ledger() -> None:
    chain = Chain(PARAMS, {**dict.fromkeys(ONE_KEY, 5), **dict.fromkeys(HONEST, 150)})
    name = chain.post("first", tau=200)
    chain.until(name, Stage.APPLY)
    placed = chain.apply_all(name, ONE_KEY)
    chain.end_block()
    group = chain.state.jobs[name].group
    assert 2 <= len(placed) < len(ONE_KEY), "some are drawn, and not all at once"
    assert len({place.beta for place in group.values()}) == len(placed)


def victim_and_thief() -> tuple[Chain, JobId, bytes]:
    victim = HONEST[0]
    thief = with_key_of(party("thief"), victim)
    chain = Chain(PARAMS, dict.fromkeys([*HONEST, thief], 100))
    name = chain.post("victim", tau=1000)
    chain.until(name, Stage.APPLY)
    proof = chain.proof(name, victim)
    assert isinstance(chain.send(victim, chain.claim(name, proof)), str)
    return chain, name, proof


def test_a_proof_of_a_victims_key_is_a_lie_under_another_name() -> None:
    chain, name, proof = victim_and_thief()
    thief = NodeId(party("thief").name)
    before = chain.state.nodes[thief].credit
    assert isinstance(chain.send(with_key_of(party("thief"), HONEST[0]), chain.claim(name, proof)), str)
    chain.end_block()
    assert thief not in chain.state.jobs[name].group
    assert chain.state.jobs[name].liars == {thief}
    assert chain.state.nodes[thief].credit < before
    again = chain.send(party("thief"), chain.claim(name, proof))
    assert isinstance(again, Rejection)
    assert again.code is Code.ALREADY_APPLIED


def test_without_the_node_in_alpha_the_thief_has_the_victims_votes(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_nobody(beacon: bytes, job: JobId, number: int, _: NodeId) -> bytes:
        return alpha(beacon, job, number, NodeId(""))

    monkeypatch.setattr("leo_ref.attestation.verifiers.proofs.alpha", of_nobody)
    monkeypatch.setattr(playground, "alpha", of_nobody)
    chain, name, proof = victim_and_thief()
    assert isinstance(chain.send(with_key_of(party("thief"), HONEST[0]), chain.claim(name, proof)), str)
    group = chain.state.jobs[name].group
    assert group[NodeId(party("thief").name)].beta == group[NodeId(HONEST[0].name)].beta
