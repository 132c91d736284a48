"""Requests on answers of a TPM, and on the policies by which they are appraised (§8)."""

from __future__ import annotations

from leo_ref.appraisal.answer import Answer as Shown
from leo_ref.appraisal.bundle import Asked, Bundle, Exchange, appraise_bundle
from leo_ref.appraisal.policy import Policy, sound
from leo_ref.appraisal.record import Compared
from leo_ref.encoding import JsonValue, decode, from_octets
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fields import Fields, octets
from leo_ref.rejections import Rejection


def attestation_policy(request: dict[str, JsonValue]) -> Answer:
    """``attestation_policy``: the policy in canonical octets, if it says what each register must hold."""
    policy = from_octets(Policy, Fields(request, "octets").octets("octets"))
    refusal = policy if isinstance(policy, Rejection) else sound(policy)
    return refused(refusal) if isinstance(refusal, Rejection) else ok(True)


def appraise(request: dict[str, JsonValue]) -> Answer:
    """``appraise``: what the last answer shows, and every value that was compared to find it."""
    fields = Fields(request, "policy", "public", "qualified_parent", "history", "question", "answer", "logs")
    shown = decode(Shown, fields.any("answer"))
    if isinstance(shown, Rejection):
        return refused(shown)
    bundle = Bundle(
        public=fields.octets("public"),
        qualified_parent=fields.octets("qualified_parent"),
        history=fields.of(tuple[Exchange, ...], "history"),
        question=fields.of(Asked, "question"),
        answer=shown,
        logs=tuple(octets(log, "logs") for log in fields.of(tuple[str, ...], "logs")),
    )
    found = appraise_bundle(fields.of(Policy, "policy"), bundle)
    if isinstance(found, Rejection):
        return refused(found)
    if found.refusal is not None:
        return refused(found.refusal)
    return ok({"finding": found.finding.value, "compared": [_told(one) for one in found.compared]})


def _told(one: Compared) -> JsonValue:
    """Check, given and expected value, the last left out where it is the same."""
    return [one.check.name, one.given] if one.given == one.expected else [one.check.name, one.given, one.expected]
