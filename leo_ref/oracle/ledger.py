"""Requests on the ledger of real octets (§4).

Signatures and draws are real; quotes and certificates are those of ``leo_ref.attestation.evidence``, in software.
"""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue, encode, from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Deployment, Genesis, apply, apply_block, genesis
from leo_ref.ledger.deployment import fault
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields


def deployed(fields: Fields) -> Deployment:
    """The field ``deployment``: one in which blocks can be made."""
    deployment = fields.of(Deployment, "deployment")
    refusal = fault(deployment)
    if refusal is not None:
        raise BadRequest(RequestFault.WRONG_FIELD, f"deployment: {refusal}")
    return deployment


def first_state(request: dict[str, JsonValue]) -> Answer:
    """``genesis``: the state before the first block."""
    start = from_octets(Genesis, Fields(request, "octets").octets("octets"))
    state = start if isinstance(start, Rejection) else genesis(verifiers_of(start), start)
    return refused(state) if isinstance(state, Rejection) else ok(encode(state))


def transaction(request: dict[str, JsonValue]) -> Answer:
    """``transaction``: the state after it."""
    fields = Fields(request, "deployment", "state", "octets")
    deployment, state = deployed(fields), fields.of(State, "state")
    sent = from_octets(Transaction, fields.octets("octets"))
    if isinstance(sent, Rejection):
        return refused(sent)
    after = apply(deployment.parameters, verifiers_of(deployment), state, sent)
    return refused(after) if isinstance(after, Rejection) else ok(encode(after))


def block(request: dict[str, JsonValue]) -> Answer:
    """``block``: the state after all of its transactions and its tick."""
    fields = Fields(request, "deployment", "state", "octets")
    deployment, state = deployed(fields), fields.of(State, "state")
    sent = from_octets(Block, fields.octets("octets"))
    if isinstance(sent, Rejection):
        return refused(sent)
    after = apply_block(deployment, verifiers_of(deployment), state, sent)
    return refused(after) if isinstance(after, Rejection) else ok(encode(after))
