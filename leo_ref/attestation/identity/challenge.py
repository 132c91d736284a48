"""A challenge of an attestor (§5): a credential that only the candidate's TPM opens, and anybody makes again later.

The attestor posts a credential over a secret that comes from its seed; the candidate posts the digest of what its TPM
found in it; then the attestor publishes seed and randomness. Whoever reads along makes the credential again
(:func:`recomputed`): if it is another one, the attestor lied. If it is the same, the TPM with this endorsement key
opens it where this attestation key is loaded, so a wrong answer or none (:func:`judge_answer`) is proof against the
candidate.

Secret and answer name job and attestor, and the answer its candidate: what was opened, answered or published for one
challenge is of no use for another. The answer is a digest, so that it says nothing of a secret to those who do not
have it, and a credential that was copied from another attestor cannot be opened by its copyist.
"""

from __future__ import annotations

from typing import Annotated, Final

from attrs import frozen

from leo_ref.attestation.identity.credential import judge_widths, make_credential
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.attestation.identity.randomness import judge_randomness
from leo_ref.core.encoding import digest
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.values import Digest, Exactly, JobId, NodeId

SECRET_DOMAIN: Final = "leo/challenge-secret"
ANSWER_DOMAIN: Final = "leo/challenge-answer"


@frozen(kw_only=True)
class CredentialChallenge:
    """Who asks whom, and for which keys."""

    job: JobId
    attestor: NodeId
    candidate: NodeId
    endorsement: Endorsement
    name: Annotated[bytes, Exactly(34)]
    """Of the attestation key."""


def secret_of(challenge: CredentialChallenge, seed: Digest) -> Digest:
    """What the credential holds."""
    asked: dict[str, str] = {"attestor": challenge.attestor, "job": challenge.job}
    return digest(SECRET_DOMAIN, {**asked, "seed": seed.hex()})


def answer_of(challenge: CredentialChallenge, secret: Digest) -> Digest:
    """What the candidate posts when its TPM has found ``secret``."""
    return answer_from(challenge.candidate, challenge.job, challenge.attestor, secret)


def answer_from(candidate: NodeId, job: JobId, attestor: NodeId, secret: Digest) -> Digest:
    """The answer of a candidate to an attestor, as it knows it without its own keys."""
    asked: dict[str, str] = {"attestor": attestor, "candidate": candidate, "job": job}
    return digest(ANSWER_DOMAIN, {**asked, "secret": secret.hex()})


def made(challenge: CredentialChallenge, opening: Opening) -> Credential:
    """The credential to post; ``opening`` is the attestor's, fresh and secret, its randomness fit for the key."""
    secret = secret_of(challenge, opening.seed)
    return make_credential(challenge.endorsement, challenge.name, secret, opening.randomness)


def recomputed(challenge: CredentialChallenge, credential: Credential, opening: Opening) -> Digest | Rejection:
    """The secret in the credential, if it is the one that ``opening`` makes; otherwise the attestor lied.

    Rejections, in this order: ``CREDENTIAL_WIDTH`` of ``blob``, ``secret`` and ``randomness``, ``CREDENTIAL_SCALAR``,
    ``CREDENTIAL_MADE_OTHERWISE`` with the first ``part`` that differs, ``blob`` or ``secret``.
    """
    endorsement = challenge.endorsement
    refusal = judge_widths(endorsement, credential) or judge_randomness(endorsement, opening.randomness)
    if refusal is not None:
        return refusal
    expected = made(challenge, opening)
    if credential.blob != expected.blob:
        return reject(Code.CREDENTIAL_MADE_OTHERWISE, part="blob")
    if credential.secret != expected.secret:
        return reject(Code.CREDENTIAL_MADE_OTHERWISE, part="secret")
    return secret_of(challenge, opening.seed)


def judge_answer(challenge: CredentialChallenge, secret: Digest, given: Digest | None) -> Rejection | None:
    """What a candidate's answer proves against it, where ``secret`` is from :func:`recomputed`; None if it is right.

    Rejections: ``CREDENTIAL_UNANSWERED``, ``CREDENTIAL_ANSWER_WRONG``.
    """
    if given is None:
        return reject(Code.CREDENTIAL_UNANSWERED)
    if given != answer_of(challenge, secret):
        return reject(Code.CREDENTIAL_ANSWER_WRONG)
    return None
