"""What a newcomer and its attestors may do wrong in a join (§14), for the table of :mod:`leo_ref.demo.faults`."""

from __future__ import annotations

from hashlib import sha256

from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.state.transaction import AnswerCredential, Body, ChallengeCandidate
from leo_ref.core.values import NodeId
from leo_ref.demo.twist import Twist, posting
from leo_ref.parties.chain import Chain
from leo_ref.rules.committee import monitors


def guessing(newcomer: Keys) -> Twist:
    """Without the TPM that it names nobody opens a credential: the newcomer makes its answers up."""

    def guessed(_chain: Chain, body: Body) -> Body:
        assert isinstance(body, AnswerCredential), body
        return evolve(body, answer=sha256(body.answer).digest())

    return posting(newcomer, AnswerCredential, guessed)


def spoiling(attestor: Keys) -> Twist:
    """The attestor with the lowest name changes an octet of its credential, so that no TPM opens it."""

    def spoiled(chain: Chain, body: Body) -> Body:
        assert isinstance(body, ChallengeCandidate), body
        if NodeId(attestor.name) != min(monitors(chain.state.jobs[body.job])):
            return body
        blob = body.credential.blob
        return evolve(body, credential=evolve(body.credential, blob=blob[:-1] + bytes([blob[-1] ^ 1])))

    return posting(attestor, ChallengeCandidate, spoiled)
