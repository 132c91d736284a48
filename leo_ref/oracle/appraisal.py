"""Requests on answers of a TPM, on the policies by which they are appraised, and on two answers at once (§8)."""

from __future__ import annotations

from attrs import frozen

from leo_ref.attestation.appraisal.answer import Answer as Shown
from leo_ref.attestation.appraisal.answer import published
from leo_ref.attestation.appraisal.bundle import Asked, Bundle, Exchange, appraise_bundle, enrolled_key
from leo_ref.attestation.appraisal.judge import Compared
from leo_ref.attestation.appraisal.phases import Look, Phases, answered
from leo_ref.attestation.appraisal.policy import Policy, sound
from leo_ref.core.encoding import JsonValue, decode, from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.values import Count, JobId, NodeId
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields, octets


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
        logs=published_logs(fields),
    )
    found = appraise_bundle(fields.of(Policy, "policy"), bundle)
    if isinstance(found, Rejection):
        return refused(found)
    if found.refusal is not None:
        return refused(found.refusal)
    return ok({"finding": found.finding.value, "compared": [_document(one) for one in found.compared]})


@frozen(kw_only=True)
class AnsweredQuestion:
    """A question and the envelope that answers it."""

    question: Asked
    evidence: Evidence


def phases(request: dict[str, JsonValue]) -> Answer:
    """``phases``: what the signed answers to one monitor show, in the order in which they came."""
    names = ("policy", "public", "qualified_parent", "subject", "job", "round", "monitor", "phases", "answers", "logs")
    fields = Fields(request, *names)
    policy, logs = fields.of(Policy, "policy"), published_logs(fields)
    refusal = sound(policy)
    if isinstance(refusal, Rejection):
        return refused(refusal)
    seen = Phases(
        job=fields.of(JobId, "job"),
        round=fields.of(Count, "round"),
        monitor=fields.of(NodeId, "monitor"),
        subject=fields.of(NodeId, "subject"),
        had=fields.of(tuple[Phase, ...], "phases"),
        key=enrolled_key(fields.octets("public"), fields.octets("qualified_parent")),
    )
    for one in fields.of(tuple[AnsweredQuestion, ...], "answers"):
        asked = one.question
        if (asked.job, asked.round, asked.monitor) != (seen.job, seen.round, seen.monitor):
            raise BadRequest(RequestFault.WRONG_FIELD, "answers are to questions of this monitor in this job and round")
        further = answered(seen, policy, one.question, one.evidence, published(*logs))
        if isinstance(further, Rejection):
            return refused(further)
        seen = further
    return ok([_shown(look) for look in seen.looks])


def _shown(look: Look) -> JsonValue:
    """Phase, finding, and the code where it failed."""
    refusal = look.appraisal.refusal
    code = () if refusal is None else (refusal.code.name,)
    return [look.asked.phase.value, look.appraisal.finding.value, *code]


def published_logs(fields: Fields) -> tuple[bytes, ...]:
    """The field ``logs``."""
    return tuple(octets(log, "logs") for log in fields.of(tuple[str, ...], "logs"))


def _document(one: Compared) -> JsonValue:
    """Check, given and expected value, the last left out where it is the same."""
    return [one.check.name, one.given] if one.given == one.expected else [one.check.name, one.given, one.expected]
