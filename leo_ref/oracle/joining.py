"""Requests on who wants to join (§5): a candidate's keys, and the challenges that attestors put to it."""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.identity.attributes import attestation_key
from leo_ref.attestation.identity.candidate import candidate_of
from leo_ref.attestation.identity.chain import Trust
from leo_ref.attestation.identity.challenge import (
    CredentialChallenge,
    answer_of,
    judge_answer,
    made,
    recomputed,
    secret_of,
)
from leo_ref.attestation.identity.randomness import judge_randomness
from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.values import Digest, JobId, NodeId
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fields import Fields
from leo_ref.oracle.identity import Second, all_octets, endorsement_of, templates_of
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import Hash


def candidate(request: dict[str, JsonValue]) -> Answer:
    """``candidate``: the keys of a candidate, by which the ledger knows them."""
    fields = Fields(request, "chain", "endorsement", "public", "roots", "templates", "at")
    found = candidate_of(
        all_octets(fields, "chain"),
        fields.octets("endorsement"),
        fields.octets("public"),
        Trust(roots=all_octets(fields, "roots"), lists_required=False),
        templates_of(fields),
        fields.of(Second, "at"),
    )
    if isinstance(found, Rejection):
        return refused(found)
    return ok(
        {
            "template": found.endorsement.template.title,
            "endorsement_key": found.endorsement.digest.hex(),
            "attestation_key": found.attestation.digest.hex(),
            "qualified_name": found.attestation.qualified_name.hex(),
        }
    )


ASKED: Final = ("job", "attestor", "candidate", "endorsement", "public")
"""The fields of a challenge."""


def _challenge(fields: Fields) -> CredentialChallenge | Rejection:
    """A challenge to these keys, believed; the attestation key below the endorsement key."""
    endorsement = endorsement_of(fields, "endorsement")
    if isinstance(endorsement, Rejection):
        return endorsement
    public = fields.octets("public")
    key = attestation_key(public, names.of(Hash.SHA256, public), endorsement.qualified_name)
    if isinstance(key, Rejection):
        return key
    return CredentialChallenge(
        job=fields.of(JobId, "job"),
        attestor=fields.of(NodeId, "attestor"),
        candidate=fields.of(NodeId, "candidate"),
        endorsement=endorsement,
        name=key.name,
    )


def challenge_made(request: dict[str, JsonValue]) -> Answer:
    """``challenge_made``: an attestor's credential, what is in it, and what the candidate posts then."""
    fields = Fields(request, *ASKED, "seed", "randomness")
    opening = Opening(seed=fields.of(Digest, "seed"), randomness=fields.octets("randomness"))
    challenge = _challenge(fields)
    if isinstance(challenge, Rejection):
        return refused(challenge)
    refusal = judge_randomness(challenge.endorsement, opening.randomness)
    if refusal is not None:
        return refused(refusal)
    secret = secret_of(challenge, opening.seed)
    answer = answer_of(challenge, secret)
    return ok({"credential": encode(made(challenge, opening)), "found": secret.hex(), "answer": answer.hex()})


def challenge_opened(request: dict[str, JsonValue]) -> Answer:
    """``challenge_opened``: what was in a credential that is made again, and was answered."""
    fields = Fields(request, *ASKED, "blob", "secret", "seed", "randomness", "answer")
    credential = Credential(blob=fields.octets("blob"), secret=fields.octets("secret"))
    opening = Opening(seed=fields.of(Digest, "seed"), randomness=fields.octets("randomness"))
    given = fields.of(Digest | None, "answer")
    challenge = _challenge(fields)
    if isinstance(challenge, Rejection):
        return refused(challenge)
    secret = recomputed(challenge, credential, opening)
    if isinstance(secret, Rejection):
        return refused(secret)
    refusal = judge_answer(challenge, secret, given)
    return ok(secret.hex()) if refusal is None else refused(refusal)
