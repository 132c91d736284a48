"""Decoders of the ledger (§4): transactions, blocks, states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha512
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.core.encoding import canonical, from_octets, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import Block, Deployment, Genesis, apply, apply_block, genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.vectors.case import expanded
from tests.fuzz.decoders.document import document
from tests.fuzz.decoders.vectors import sent
from tests.fuzz.judging import DECODING, Decoder, value
from tests.software import one_task
from tests.vectors.made import file

OF_GENESIS: Final = DECODING | {
    *(Code.PARAMETER_OUT_OF_RANGE, Code.PRODUCERS_OUT_OF_RANGE, Code.PRODUCER_AGAIN),
    *(Code.SUPPLY_TOO_LARGE, Code.EK_IN_USE, Code.IDENTITY_FAILS, Code.POLICY_REGISTERS),
}


def begun(octets: bytes) -> State | Rejection:
    """A genesis document, and the state that it begins with."""
    start = from_octets(Genesis, octets)
    return start if isinstance(start, Rejection) else genesis(verifiers_of(start), start)


@cache
def standing(name: str) -> tuple[Deployment, State]:
    """Deployment and state of a vector on the ledger."""
    family = file("ledger/task.json")
    (request,) = (vector["request"] for vector in family["vectors"] if vector["id"] == name)
    whole: Any = expanded(request, family["shared"])  # JSON, as the schemas have it
    deployment = from_octets(Deployment, canonical(whole["deployment"]))
    state = from_octets(State, canonical(whole["state"]))
    assert isinstance(deployment, Deployment), deployment
    assert isinstance(state, State), state
    return deployment, state


@frozen
class Believing(SoftwareVerifiers):
    """Takes every signature, and every beacon's proof, for good: what strangers sign is theirs to choose."""

    def signed(self, _signer: AccountId | NodeId, _message: bytes, _signature: bytes) -> bool:
        """Yes."""
        return True

    def beacon(self, _vrf_key: bytes, _message: bytes, proof: bytes) -> bytes | None:
        """The digest of the proof."""
        return sha512(proof).digest()


STANDING: Final = {
    "apply": "apply",
    "show": "show",
    "approve": "approve-1",
    "release_key": "key-task",
    "dispute_key": "answer",
    "challenge": "challenge",
    "answer": "answer",
    "accuse": "answer",
    "request_payment": "request",
    "ask_result": "ask-result",
    "give_result": "give-result",
}
"""Kind of a transaction -> where the vectors' task stands when one may come; it is in its confirm window for others."""


def applied(octets: bytes) -> State | Rejection:
    """A transaction, and the state after it; its counter is made right."""
    sent = from_octets(Transaction, octets)
    if isinstance(sent, Rejection):
        return sent
    deployment, state = standing("ledger/task/" + STANDING.get(sent.body.kind, "confirm-1"))
    counter = state.accounts.get(sent.sender, EMPTY).counter
    return apply(deployment.parameters, Believing(), state, evolve(sent, counter=counter))


def block_applied(octets: bytes) -> State | Rejection:
    """A block, and the state after it; its place in the chain is made right."""
    block = from_octets(Block, octets)
    if isinstance(block, Rejection):
        return block
    deployment, state = standing("ledger/task/confirm-1")
    placed = evolve(block, parent=state.block_hash, height=state.height + 1, producer=deployment.producers[0].account)
    return apply_block(deployment, Believing(), state, placed)


ON_LEDGER: Final = frozenset(Code)
"""A transaction may be refused with any code; which ones a rule has, its own tests say."""

DECODERS: Final[Mapping[str, Decoder]] = {
    "transaction": document(Transaction, *sent("transaction")),
    "block": document(Block, *sent("block")),
    "genesis document": document(Genesis, *sent("genesis")),
    "state": document(State, to_octets(one_task.STATE), to_octets(standing("ledger/task/confirm-1")[1])),
    "job": document(Job, to_octets(one_task.TASK_JOB), to_octets(one_task.JOIN_JOB)),
    "parameters": document(Parameters, to_octets(Parameters())),
    "ledger.genesis": Decoder(begun, value(State, codes=OF_GENESIS), sent("genesis")),
    "ledger.apply": Decoder(applied, value(State, codes=ON_LEDGER), sent("transaction")),
    "ledger.apply_block": Decoder(block_applied, value(State, codes=ON_LEDGER), sent("block")),
}
