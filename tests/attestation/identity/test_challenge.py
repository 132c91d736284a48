"""Challenges: what is made again is the same for everybody, and nothing else is taken for it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key
from leo_ref.attestation.identity.challenge import (
    CredentialChallenge,
    answer_of,
    judge_answer,
    made,
    recomputed,
    secret_of,
)
from leo_ref.attestation.identity.credential import judge_widths
from leo_ref.attestation.identity.randomness import drawn, width
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import BLOB_MOST, ENCRYPTED_MOST, RANDOMNESS_MOST, Credential, Opening
from leo_ref.core.values import JobId, NodeId
from leo_ref.tcg import public as publics
from leo_ref.tcg.public import Public
from leo_ref.vectors.identity.challenges import KEYS
from leo_ref.vectors.identity.credentials import endorsement_of
from leo_ref.vectors.identity.participants import FRESH_OCTETS, NODE, OTHER_NODE, seed
from leo_ref.vectors.identity.recorded import OCTETS

JOBS = JobId(seed("a job").hex()), JobId(seed("another job").hex())
ATTESTORS = NodeId(seed("an attestor").hex()), NodeId(seed("another attestor").hex())
SEEDS = seed("a seed"), seed("another seed")


def key(name: str, above: str) -> AttestationKey:
    octets = OCTETS[name]
    public = publics.parse(octets)
    assert isinstance(public, Public)
    found = attestation_key(octets, publics.name(public), endorsement_of(above).qualified_name)
    assert isinstance(found, AttestationKey)
    return found


def challenge(kind: int = 0) -> CredentialChallenge:
    _, above, below = KEYS[kind]
    return CredentialChallenge(
        job=JOBS[0],
        attestor=ATTESTORS[0],
        candidate=NODE,
        endorsement=endorsement_of(above),
        name=key(below, above).name,
    )


def opening(asked: CredentialChallenge) -> Opening:
    return Opening(seed=SEEDS[0], randomness=drawn(asked.endorsement, FRESH_OCTETS))


ALL = pytest.mark.parametrize("kind", range(len(KEYS)))


@ALL
def test_it_is_made_again(kind: int) -> None:
    asked = challenge(kind)
    published = opening(asked)
    posted = made(asked, published)
    secret = recomputed(asked, posted, published)
    assert secret == secret_of(asked, published.seed)
    assert isinstance(secret, bytes)
    assert judge_answer(asked, secret, answer_of(asked, secret)) is None


@ALL
def test_nothing_is_wider_than_what_is_said_to_be_the_most(kind: int) -> None:
    asked = challenge(kind)
    posted = made(asked, opening(asked))
    assert len(posted.blob) <= BLOB_MOST
    assert len(posted.secret) <= ENCRYPTED_MOST
    assert width(asked.endorsement) <= RANDOMNESS_MOST


def test_the_most_is_reached() -> None:
    widest = [made(challenge(kind), opening(challenge(kind))) for kind in range(len(KEYS))]
    assert max(len(posted.blob) for posted in widest) == BLOB_MOST
    assert max(len(posted.secret) for posted in widest) == ENCRYPTED_MOST
    assert max(width(challenge(kind).endorsement) for kind in range(len(KEYS))) == RANDOMNESS_MOST


@ALL
@given(st.data())
@settings(max_examples=60)
def test_no_other_octets_are(kind: int, data: st.DataObject) -> None:
    asked = challenge(kind)
    published = opening(asked)
    posted = made(asked, published)
    part = data.draw(st.sampled_from(["blob", "secret"]))
    octets = getattr(posted, part)
    bit = data.draw(st.integers(0, 8 * len(octets) - 1))
    changed = (int.from_bytes(octets, "big") ^ 1 << bit).to_bytes(len(octets), "big")
    ends = reject(Code.CREDENTIAL_MADE_OTHERWISE, part=part)
    assert recomputed(asked, evolve(posted, **{part: changed}), published) == ends
    length = data.draw(st.integers(0, 300).filter(lambda length: length != len(octets)))
    cut = evolve(posted, **{part: (octets + bytes(300))[:length]})
    ends = reject(Code.CREDENTIAL_WIDTH, part=part, expected=len(octets), length=length)
    assert judge_widths(asked.endorsement, cut) == ends
    assert recomputed(asked, cut, published) == ends


OTHERS: dict[str, Any] = {"job": JOBS[1], "attestor": ATTESTORS[1], "name": key("ak_rsassa", "ek_p256").name}
"""Another value for each fact on which a credential depends; all but the endorsement key. Any: of several kinds."""


@pytest.mark.parametrize("field", OTHERS)
def test_a_credential_is_of_one_job_one_attestor_and_one_key(field: str) -> None:
    asked = challenge()
    published = opening(asked)
    other = evolve(asked, **{field: OTHERS[field]})
    refusal = recomputed(other, made(asked, published), published)
    assert refusal == reject(Code.CREDENTIAL_MADE_OTHERWISE, part="blob")


def test_every_challenge_has_a_secret_and_an_answer_of_its_own() -> None:
    asked = challenge()
    facts: list[tuple[Any, Any, Any, Any]] = [  # Any: names of several kinds
        (job, attestor, candidate, start)
        for job in JOBS
        for attestor in ATTESTORS
        for candidate in (NODE, OTHER_NODE)
        for start in SEEDS
    ]
    secrets, answers = set(), set()
    for job, attestor, candidate, start in facts:
        which = evolve(asked, job=job, attestor=attestor, candidate=candidate)
        secret = secret_of(which, start)
        secrets.add(secret)
        answers.add(answer_of(which, secret))
    assert (len(secrets), len(answers)) == (8, 16), "the secret is no candidate's: a job has one"
    assert not secrets & answers


def test_exchanged_names_are_other_names() -> None:
    asked = challenge()
    exchanged = evolve(asked, job=JobId(asked.attestor), attestor=NodeId(asked.job))
    assert secret_of(asked, SEEDS[0]) != secret_of(exchanged, SEEDS[0])
    exchanged = evolve(asked, candidate=asked.attestor, attestor=asked.candidate)
    assert answer_of(asked, SEEDS[0]) != answer_of(exchanged, SEEDS[0])


def test_what_is_wrong_first_is_named() -> None:
    asked = challenge()
    good = opening(asked)
    posted = made(asked, good)
    wrongs: list[tuple[Credential, Opening]] = [
        (Credential(posted.blob[1:], posted.secret[1:]), evolve(good, randomness=b"\xff" * 33)),
        (evolve(posted, secret=posted.secret[1:]), evolve(good, randomness=b"\xff" * 33)),
        (Credential(bytes(70), bytes(70)), evolve(good, randomness=b"\xff" * 33)),
        (Credential(bytes(70), bytes(70)), evolve(good, randomness=b"\xff" * 32)),
        (Credential(bytes(70), bytes(70)), good),
        (evolve(posted, secret=bytes(70)), good),
    ]
    found = []
    for credential, published in wrongs:
        refusal = recomputed(asked, credential, published)
        assert isinstance(refusal, Rejection)
        found.append((refusal.code, *refusal.values[:1]))
    assert found == [
        (Code.CREDENTIAL_WIDTH, "blob"),
        (Code.CREDENTIAL_WIDTH, "secret"),
        (Code.CREDENTIAL_WIDTH, "randomness"),
        (Code.CREDENTIAL_SCALAR,),
        (Code.CREDENTIAL_MADE_OTHERWISE, "blob"),
        (Code.CREDENTIAL_MADE_OTHERWISE, "secret"),
    ]


def test_only_the_right_answer_is_no_proof() -> None:
    asked = challenge()
    secret = secret_of(asked, SEEDS[0])
    right = answer_of(asked, secret)
    assert judge_answer(asked, secret, right) is None
    assert judge_answer(asked, secret, None) == reject(Code.CREDENTIAL_UNANSWERED)
    for wrong in (secret, bytes(32), right[:-1] + bytes([right[-1] ^ 1]), secret_of(asked, SEEDS[1])):
        assert judge_answer(asked, secret, wrong) == reject(Code.CREDENTIAL_ANSWER_WRONG)
