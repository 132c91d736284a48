"""One request, one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle import (
    appraisal,
    draw,
    identity,
    joining,
    ledger,
    logs,
    models,
    nonces,
    octets,
    payload,
    pcr,
    rules,
    tcg,
    transcripts,
)
from leo_ref.oracle.answers import Answer, error
from leo_ref.oracle.fault import MISSHAPEN, BadRequest, RequestFault
from leo_ref.oracle.greeting import greet
from leo_ref.oracle.session import Session

HANDLERS: Final[Mapping[str, Callable[[dict[str, JsonValue]], Answer]]] = {
    "alpha": draw.make_alpha,
    "appraise": appraisal.appraise,
    "attestation_key": identity.judge_attestation_key,
    "attestation_policy": appraisal.attestation_policy,
    "block": ledger.block,
    "chunk": payload.judge_chunk,
    "candidate": joining.candidate,
    "challenge_made": joining.challenge_made,
    "challenge_opened": joining.challenge_opened,
    "decode": octets.decode_octets,
    "decryption_key": identity.judge_decryption_key,
    "digest": octets.make_digest,
    "ek_chain": identity.ek_chain,
    "elect": rules.elect,
    "endorsement_key": identity.endorsement_key,
    "enrolled": identity.enrolled,
    "enrolment_answer": identity.enrolment_answer,
    "enrolment_begin": identity.enrolment_begin,
    "event_log": logs.event_log,
    "genesis": ledger.first_state,
    "ima_log": logs.ima_log,
    "imprint": payload.make_imprint,
    "key_certification": identity.key_certification,
    "make_credential": identity.credential,
    "merkle_path": payload.make_path,
    "merkle_places": payload.find_places,
    "merkle_root": payload.make_root,
    "moment": nonces.make_moment,
    "nonce": nonces.make_nonce,
    "normalise": rules.normalise,
    "outcome": rules.outcome,
    "phases": appraisal.phases,
    "quorum": rules.quorum,
    "raw_opening": identity.raw_opening,
    "released_key": identity.released_key,
    "settle": rules.settle,
    "sortition": draw.draw_votes,
    "ticket": draw.draw_ticket,
    "tpm_attest": tcg.read_attest,
    "tpm_creation": tcg.read_creation,
    "tpm_nv": tcg.read_nv,
    "tpm_pcr_digest": pcr.make_pcr_digest,
    "tpm_policy": pcr.make_policy,
    "tpm_public": tcg.read_public,
    "tpm_qualified_name": tcg.make_qualified_name,
    "tpm_selections": pcr.read_selections,
    "tpm_signature": tcg.verify_signature,
    "transaction": ledger.transaction,
    "vrf_prove": draw.prove,
    "vrf_transcript": draw.transcribe,
    "vrf_verify": draw.verify,
}
"""The requests that need no session, by name."""


def answer(session: Session, request: JsonValue) -> tuple[Session, Answer]:
    """The answer to one request, and the session for the next one.

    ``request`` is one of the JSON objects of ``docs/conformance.md``; octets in it are lower-case hexadecimal. The
    answer is an object with one member: ``ok`` with the result, ``refused`` with code and values of a rejection, or
    ``error`` where the request itself is wrong. No request raises. A session holds the models that were set up and
    how the last transcript began; other requests need none.
    """
    try:
        if not isinstance(request, dict):
            raise BadRequest(RequestFault.NOT_AN_OBJECT, "")
        match request.get("request"):
            case "hello":
                return session, greet(request)
            case "model":
                return models.set_up(session, request)
            case "step":
                return models.step(session, request)
            case "path":
                return session, models.path(session, request)
            case "transcript":
                return transcripts.judge(session, request)
            case str(name) if name in HANDLERS:
                return session, HANDLERS[name](request)
            case other:
                raise BadRequest(RequestFault.UNKNOWN_REQUEST, repr(other))
    except BadRequest as bad:
        return session, error(bad)
    except MISSHAPEN as contradiction:
        return session, error(BadRequest(RequestFault.BAD_STATE, repr(contradiction)))
