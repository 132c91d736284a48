"""Attack 16: a join that names the endorsement key of another, to keep it out; and a TPM that is not there.

The ledger cannot see whose a key is, so naming it holds nothing. Whoever has not both keys in one machine cannot open
what an attestor makes for them: one honest attestor is enough, whatever the others say.
"""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.attestation.identity.challenge import answer_from, secret_of
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.job import Job, Join, Outcome, Stage
from leo_ref.core.state.node import LIVE, Status
from leo_ref.core.state.transaction import AnswerCredential, ChallengeCandidate, ConfirmCandidate, JoinNode, Show
from leo_ref.core.values import JobId, NodeId
from leo_ref.parties.attestor import opening
from leo_ref.rules import enrolment
from tests.attacks.chain import EVERYBODY, FEW, HONEST, Chain, party, shown

THIEF, VICTIM = party("thief"), party("victim")
QUICK: Final = evolve(
    FEW,
    tau=EVERYBODY,
    join_floor_numerator=0,
    join_credit=7,
    monitor_reward=0,
    apply_window=2,
    enrol_window=2,
    answer_window=2,
    confirm_window=6,
)
"""How groups come together is another attack."""


def chain() -> Chain:
    """Five nodes with fourteen votes each, and the two."""
    return Chain(QUICK, dict.fromkeys(HONEST, 14), (THIEF, VICTIM))


def stolen() -> JoinNode:
    """The thief's join with the victim's endorsement key."""
    return JoinNode(identity=evolve(shown(THIEF), endorsement_key=shown(VICTIM).endorsement_key))


def enrolling(played: Chain, keys: Keys, body: JoinNode, attestors: tuple[Keys, ...]) -> JobId:
    """The join with these attestors, in ENROL."""
    name = JobId(played.must(keys, body))
    played.until(name, Stage.APPLY)
    assert played.apply_all(name, attestors) == list(attestors)
    played.until(name, Stage.ENROL)
    return name


def admitted(played: Chain, attestors: tuple[Keys, ...]) -> Job:
    """The victim's own join."""
    name = enrolling(played, VICTIM, JoinNode(identity=shown(VICTIM)), attestors)
    for keys in attestors:
        played.attest(name, keys)
    assert played.replied(name) == len(attestors)
    played.until(name, Stage.CONFIRM)
    for keys in attestors:
        played.attest(name, keys)
    return played.until(name, Stage.SETTLED)


def show(played: Chain, name: JobId) -> None:
    """The candidate shows whatever it likes."""
    played.must(THIEF, Show(job=name, evidence=played.evidence(name, Phase.BEFORE, None, Finding.PASS)))


def test_a_victim_joins_while_another_join_names_its_key() -> None:
    played = chain()
    name = enrolling(played, THIEF, stolen(), HONEST[:2])
    assert admitted(played, HONEST[2:4]).outcome is Outcome.ADMITTED
    assert played.state.nodes[NodeId(VICTIM.name)].status is Status.ACTIVE
    assert played.until(name, Stage.SETTLED).outcome is Outcome.REFUSED
    assert played.refusal(THIEF, stolen()) is Code.EK_IN_USE


def test_were_a_key_held_by_who_names_it_the_victim_would_be_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leo_ref.rules.admission.HOLDING", LIVE)
    played = chain()
    played.must(THIEF, stolen())
    played.end_block()
    assert played.refusal(VICTIM, JoinNode(identity=shown(VICTIM))) is Code.EK_IN_USE


@pytest.mark.parametrize("answers", [True, False])
def test_one_honest_attestor_keeps_a_tpm_out_that_is_not_there(*, answers: bool) -> None:
    """Four of five attestors are the thief's friends: they tell it their secrets, and confirm."""
    played = chain()
    name = enrolling(played, THIEF, stolen(), HONEST)
    honest, friends = HONEST[0], HONEST[1:]
    for keys in HONEST:
        played.attest(name, keys)
    me = NodeId(THIEF.name)
    for keys in HONEST if answers else friends:
        secret = opened_by(played, name, keys) if keys in friends else bytes(32)
        given = answer_from(me, name, NodeId(keys.name), secret)
        played.must(THIEF, AnswerCredential(job=name, attestor=NodeId(keys.name), answer=given))
    show(played, name)
    played.until(name, Stage.CONFIRM)
    for keys in friends:
        played.attest(name, keys)
    assert len(played.state.jobs[name].confirmed) == len(friends)
    before = played.balance(honest)
    played.attest(name, honest)
    played.end_block()
    assert played.state.jobs[name].outcome is Outcome.REFUSED
    wage = (QUICK.join_deposit - QUICK.join_fee) // len(HONEST)
    assert played.balance(honest) == before + QUICK.join_deposit + wage


def opened_by(played: Chain, name: JobId, keys: Keys) -> bytes:
    """What a friend tells of its secret."""
    challenge = played.verifiers.challenge(played.state, name, NodeId(keys.name))
    return secret_of(challenge, opening(played.position(name, keys), challenge).seed)


def test_without_proofs_the_friends_would_have_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolment, "proved", lambda job, _: job)
    played = chain()
    name = enrolling(played, THIEF, stolen(), HONEST)
    for keys in HONEST:
        played.attest(name, keys)
    for keys in HONEST[1:]:
        given = answer_from(NodeId(THIEF.name), name, NodeId(keys.name), opened_by(played, name, keys))
        played.must(THIEF, AnswerCredential(job=name, attestor=NodeId(keys.name), answer=given))
    show(played, name)
    played.until(name, Stage.CONFIRM)
    for keys in HONEST:
        played.attest(name, keys)
    assert played.until(name, Stage.SETTLED).outcome is Outcome.ADMITTED


def test_what_one_attestor_published_opens_no_copy_of_its_credential() -> None:
    """A copyist posts another's credential, and later the other's seed: it is its own lie, and blames nobody."""
    played = chain()
    name = enrolling(played, VICTIM, JoinNode(identity=shown(VICTIM)), HONEST[:3])
    honest, copyist = HONEST[0], HONEST[1]
    played.attest(name, honest)
    played.attest(name, HONEST[2])
    credential = played.state.jobs[name].credentials[NodeId(honest.name)]
    played.must(copyist, ChallengeCandidate(job=name, credential=credential))
    assert played.replied(name) == 3
    played.until(name, Stage.CONFIRM)
    played.attest(name, honest)
    played.attest(name, HONEST[2])
    position = played.position(name, honest)
    copied = opening(position, played.verifiers.challenge(played.state, name, NodeId(honest.name)))
    played.must(copyist, ConfirmCandidate(job=name, opening=copied))
    assert played.state.jobs[name].liars == {NodeId(copyist.name)}
    assert played.until(name, Stage.SETTLED).outcome is Outcome.ADMITTED


def test_two_names_of_one_machine_are_one_node() -> None:
    """Whoever has the keys joins under two names at once: at the same tick one of them is admitted."""
    played = chain()
    twin = evolve(VICTIM, name=THIEF.name, account=THIEF.account)
    played.party[THIEF.name] = twin
    names = [
        JobId(played.must(keys, JoinNode(identity=evolve(shown(VICTIM), owner=keys.name)))) for keys in (VICTIM, twin)
    ]
    served: Map[JobId, tuple[Keys, ...]] = Map({names[0]: HONEST[:2], names[1]: HONEST[2:4]})
    played.until(names[0], Stage.APPLY)
    for name in names:
        played.apply_all(name, served[name])
    for stage in (Stage.ENROL, Stage.CONFIRM):
        played.until(names[0], stage)
        for name in names:
            for keys in served[name]:
                played.attest(name, keys)
            if stage is Stage.ENROL:
                assert played.replied(name) == len(served[name])
    played.until(names[0], Stage.SETTLED)
    jobs = [played.state.jobs[name] for name in names]
    outcomes = {job.terms.candidate: job.outcome for job in jobs if isinstance(job.terms, Join)}
    first, second = sorted(outcomes)
    assert (outcomes[first], outcomes[second]) == (Outcome.ADMITTED, Outcome.DUPLICATE)
