"""Attack 23: a cartel posts joins without a TPM until its friends have a group to themselves.

Honest nodes are kept busy elsewhere. A friend tells the candidate its secret, so one group of friends is enough; they
apply in the last block of a round, and only where their own votes make a group. So only the draws cost: each burns the
fee of a round, and one in so many is the friends' alone as `docs/statistics/risk.md` computes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import pytest
from attrs import evolve, frozen

from leo_ref.attestation.identity.challenge import answer_from, secret_of
from leo_ref.core.keys import Keys
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.transaction import AnswerCredential, JoinNode, Show
from leo_ref.core.values import LEO, JobId, NodeId
from leo_ref.draw.risk import round_of
from leo_ref.explain.risk import setting
from leo_ref.measure.statistics.coalition import alike, befriended
from leo_ref.parties.attestor import opening
from leo_ref.rules import selection, settlement
from tests.attacks.chain import Chain, parties, party, shown

FRIENDS: Final = tuple(parties("friend", 5))
BUSY: Final = tuple(parties("honest node", 5))
ADMISSIONS: Final = 3
DEFAULTS: Final = Parameters()
QUICK: Final = evolve(
    DEFAULTS,
    total_credit=10_000,
    join_credit=1,
    monitor_reward=0,
    apply_window=2,
    enrol_window=2,
    answer_window=2,
    confirm_window=6,
)
"""Half of all credit is the friends', so that the test is over soon; whatever the draw costs is as by default."""


@frozen
class Bill:
    """What a cartel had for its LEO."""

    rounds: int
    cost: int


def bill(params: Parameters) -> Bill:
    """So many admissions by friends alone, one join after the other."""
    thieves = parties("thief", 60)
    played = Chain(params, dict.fromkeys((*FRIENDS, *BUSY), 1), thieves)
    cartel = (*FRIENDS, *thieves)
    start = sum(map(played.balance, cartel))
    rounds = admissions = 0
    while admissions < ADMISSIONS:
        job = tried(played, thieves.pop())
        rounds += played.state.jobs[job].round
        admissions += played.state.jobs[job].outcome is Outcome.ADMITTED
    cost = start - sum(map(played.balance, cartel))
    assert cost == played.state.burned, "nobody else has anything of it"
    return Bill(rounds, cost)


def tried(played: Chain, thief: Keys) -> JobId:
    """One join with the endorsement key of a machine of somebody else's, to its end."""
    victim = party(f"victim of {thief.name}")
    stolen = evolve(shown(thief), endorsement_key=shown(victim).endorsement_key)
    name = JobId(played.must(thief, JoinNode(identity=stolen)))
    played.until(name, Stage.APPLY)
    while (job := played.state.jobs[name]).stage is Stage.APPLY:
        played.end_block(job.deadline - 1 - played.state.height)
        numerator, denominator = selection.floor(played.params, elects=False)
        if votes(played, name) * denominator > numerator * job.terms.tau:
            assert played.apply_all(name, FRIENDS)
        played.end_block()
    if job.open:
        attested(played, name, thief)
    return name


def votes(played: Chain, name: JobId) -> int:
    """What the friends drew in this round."""
    tickets = (
        played.verifiers.ticket(played.state, name, NodeId(keys.name), played.proof(name, keys)) for keys in FRIENDS
    )
    return sum(ticket.j for ticket in tickets if ticket is not None)


def attested(played: Chain, name: JobId, thief: Keys) -> None:
    """The friends challenge and tell, and the thief answers what it was told."""
    members = [keys for keys in FRIENDS if NodeId(keys.name) in played.state.jobs[name].group]
    for keys in members:
        played.attest(name, keys)
        challenge = played.verifiers.challenge(played.state, name, NodeId(keys.name))
        secret = secret_of(challenge, opening(played.position(name, keys), challenge).seed)
        answer = answer_from(NodeId(thief.name), name, NodeId(keys.name), secret)
        played.must(thief, AnswerCredential(job=name, attestor=NodeId(keys.name), answer=answer))
    played.must(thief, Show(job=name, evidence=played.evidence(name, Phase.BEFORE, None, Finding.PASS)))
    played.until(name, Stage.CONFIRM)
    for keys in members:
        played.attest(name, keys)
    assert played.until(name, Stage.SETTLED).outcome is Outcome.ADMITTED


def chance(params: Parameters) -> float:
    """That a round is the friends' alone."""
    each = params.total_credit // 10
    asked = setting(params, params.total_credit, params.tau, elects=False)
    return float(round_of(asked, (each,) * len(FRIENDS), ()).stands.value)


@pytest.fixture(scope="module")
def paid() -> Bill:
    return bill(QUICK)


def test_a_group_of_friends_costs_the_fee_of_every_draw_it_took(paid: Bill) -> None:
    fees = paid.rounds * QUICK.join_fee
    assert fees <= paid.cost < fees + ADMISSIONS * len(FRIENDS), "and some dust"
    assert paid.cost / ADMISSIONS > 5 * LEO
    expected = paid.rounds * chance(QUICK)
    assert abs(ADMISSIONS - expected) < 3 * expected**0.5, "as often as it is computed"


def test_without_the_fee_it_would_cost_nothing(paid: Bill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settlement, "fee", lambda *_: 0)
    free = bill(QUICK)
    assert free.rounds == paid.rounds
    assert free.cost < ADMISSIONS * len(FRIENDS)


def test_with_half_of_ten_votes_friends_would_be_alone_most_of_the_time() -> None:
    loose = bill(evolve(QUICK, tau=10, join_floor_numerator=1, join_floor_denominator=2))
    assert loose.cost < 3 * ADMISSIONS * LEO


@pytest.mark.parametrize(("percent", "least"), [(33, 700), (30, 1_900), (20, 200_000), (10, 10**9)])
def test_what_the_text_says_a_coalition_burns_on_average(percent: int, least: int) -> None:
    """README, Limits; `docs/statistics/risk.md`."""
    network = alike(Fraction(percent, 100), Fraction(0), DEFAULTS.tau)
    assert DEFAULTS.join_fee / befriended(network).value >= least * LEO
