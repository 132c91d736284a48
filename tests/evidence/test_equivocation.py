"""Two answers to one question: who signed both cannot deny it, and nobody else can make it look so."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.encoding import from_octets, to_octets
from leo_ref.evidence.envelope import enveloped
from leo_ref.evidence.equivocation import QUESTION, Equivocation, proved
from leo_ref.rejections import Code, Rejection
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.values import JobId, NodeId
from tests.evidence.bench import ANOTHER_JOB, EXECUTOR, OTHER, answer, resigned

NODE = NodeId(EXECUTOR.name)
FIRST = answer(Phase.BEFORE)
SECOND = answer(Phase.BEFORE, clock=6)
PROOF = Equivocation(node=NODE, first=FIRST, second=SECOND)

CHANGES: dict[str, Any] = {
    "job": ANOTHER_JOB,
    "round": 3,
    "phase": Phase.AFTER,
    "monitor": NodeId(OTHER.name),
    "nonce_proof": b"another",
    "quote": b"another",
    "log": (),
    "signature": bytes(64),
}


def code(proof: Equivocation) -> Code | None:
    found = proved(proof)
    return found.code if isinstance(found, Rejection) else None


def test_two_signed_answers_are_a_proof_and_a_document() -> None:
    assert proved(PROOF) is PROOF
    assert proved(evolve(PROOF, first=SECOND, second=FIRST)) is not None
    assert from_octets(Equivocation, to_octets(PROOF)) == PROOF


@settings(max_examples=200)
@given(
    first=st.sets(st.sampled_from(list(CHANGES))),
    second=st.sets(st.sampled_from(list(CHANGES))),
    signers=st.tuples(*[st.sampled_from([EXECUTOR.account, OTHER.account, None])] * 2),
)
def test_it_proves_exactly_two_signed_answers_to_one_question_that_differ(
    first: set[str], second: set[str], signers: tuple[bytes | None, bytes | None]
) -> None:
    pieces = []
    for fields, seed in zip((first, second), signers, strict=True):
        piece = evolve(FIRST, **{name: CHANGES[name] for name in sorted(fields)})
        pieces.append(piece if seed is None else enveloped(seed, piece))
    one, other = pieces
    signed = [
        seed == EXECUTOR.account or (seed is None and not fields)
        for fields, seed in zip((first, second), signers, strict=True)
    ]
    question = all(getattr(one, name) == getattr(other, name) for name in QUESTION)
    differ = evolve(one, signature=b"") != evolve(other, signature=b"")
    found = proved(Equivocation(node=NODE, first=one, second=other))
    assert (not isinstance(found, Rejection)) == (question and differ and all(signed))


@pytest.mark.parametrize("field", QUESTION)
def test_an_honest_node_answers_many_questions(field: str) -> None:
    other = resigned(evolve(SECOND, **{field: CHANGES[field]}))
    found = proved(evolve(PROOF, second=other))
    assert isinstance(found, Rejection)
    assert (found.code, found.values) == (Code.EQUIVOCATION_OTHER_QUESTION, (field,))


def test_another_signature_makes_no_other_answer() -> None:
    assert code(evolve(PROOF, second=evolve(FIRST, signature=bytes(64)))) is Code.EQUIVOCATION_SAME_ANSWER


@pytest.mark.parametrize("which", ["first", "second"])
def test_both_are_signed_by_the_node_that_is_accused(which: str) -> None:
    piece: Evidence = getattr(PROOF, which)
    for forged in (evolve(piece, signature=b""), enveloped(OTHER.account, piece), evolve(piece, log=())):
        shown = evolve(PROOF, first=forged) if which == "first" else evolve(PROOF, second=forged)
        found = proved(shown)
        assert isinstance(found, Rejection)
        assert (found.code, found.values) == (Code.EQUIVOCATION_NOT_SIGNED, (which,))
    assert code(evolve(PROOF, node=NodeId(OTHER.name))) is Code.EQUIVOCATION_NOT_SIGNED


def test_the_answers_of_two_jobs_are_none() -> None:
    other = answer(Phase.BEFORE, name=JobId(ANOTHER_JOB), clock=6)
    assert code(evolve(PROOF, second=other)) is Code.EQUIVOCATION_OTHER_QUESTION
