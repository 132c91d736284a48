"""Requests on the questions that evidence answers (§8)."""

from __future__ import annotations

from typing import Annotated

from leo_ref.attestation.evidence import nonce
from leo_ref.core.encoding import JsonValue
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import AtMost, Count, JobId, NodeId
from leo_ref.oracle.answers import Answer, ok
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields
from leo_ref.parties.monitor import moment


def make_nonce(request: dict[str, JsonValue]) -> Answer:
    """``nonce``: the digest of a question."""
    fields = Fields(request, "beacon", "job", "round", "phase", "node")
    beacon = fields.of(Annotated[bytes, AtMost(64)], "beacon")
    job, number = fields.of(JobId, "job"), fields.of(Count, "round")
    return ok(nonce.question(beacon, job, number, fields.of(Phase, "phase"), fields.of(NodeId, "node")).hex())


def make_moment(request: dict[str, JsonValue]) -> Answer:
    """``moment``: how many blocks behind the one that opened RUN a monitor asks."""
    fields = Fields(request, "proof", "blocks")
    blocks = fields.of(Count, "blocks")
    if blocks == 0:
        raise BadRequest(RequestFault.WRONG_FIELD, "blocks is above zero")
    return ok(moment(fields.octets("proof"), blocks))
