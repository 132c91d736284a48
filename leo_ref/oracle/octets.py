"""Requests on octets: strict parsing, decoding of documents, digests (§2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import AttrsInstance

from leo_ref.core.encoding import NUMBER_MOST, JsonValue, digest, encode, from_octets, parse
from leo_ref.core.encoding.refusal import printable
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.ledger.block import Block
from leo_ref.ledger.genesis import Genesis, genesis_hash
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields

DOCUMENTS: Final[Mapping[str, type[AttrsInstance]]] = {
    "block": Block,
    "genesis": Genesis,
    "state": State,
    "transaction": Transaction,
}
"""What has canonical octets of its own."""


def decode_octets(request: dict[str, JsonValue]) -> Answer:
    """``decode``: the value of canonical octets; of a document also its name."""
    fields = Fields(request, "type", "octets")
    kind = fields.one_of("type", "value", *DOCUMENTS)
    given = fields.octets("octets")
    if kind == "value":
        value = parse(given)
        return refused(value) if isinstance(value, Rejection) else ok({"value": value})
    document = from_octets(DOCUMENTS[kind], given)
    if isinstance(document, Rejection):
        return refused(document)
    if isinstance(document, State):
        return ok({"value": encode(document)})
    return ok({"value": encode(document), "name": name_of(document).hex()})


def name_of(document: AttrsInstance) -> bytes:
    """The 32 octets by which the ledger knows the document: id of a transaction, hash of a block or genesis."""
    match document:
        case Transaction():
            return signing_digest(document.sender, document.counter, document.body)
        case Block():
            return document.hash
        case Genesis():
            return genesis_hash(document)
        case _:
            raise AssertionError("a document of a known kind")


def make_digest(request: dict[str, JsonValue]) -> Answer:
    """``digest``: SHA-256(domain, 0x00, canonical octets of the value)."""
    fields = Fields(request, "domain", "value")
    domain, value = fields.text("domain"), fields.any("value")
    if not domain.isascii() or "\0" in domain:
        raise BadRequest(RequestFault.WRONG_FIELD, "domain is ASCII without NUL")
    if not _has_octets(value):
        raise BadRequest(RequestFault.WRONG_FIELD, f"value has numbers up to {NUMBER_MOST} and Unicode text only")
    return ok(digest(domain, value).hex())


def _has_octets(value: object) -> bool:
    """Whether a value that json or a caller made has canonical octets."""
    match value:
        case None | bool():
            return True
        case int():
            return abs(value) <= NUMBER_MOST
        case str():
            return printable(value) == value
        case list() | tuple():
            return all(map(_has_octets, value))
        case dict():
            keys = all(isinstance(key, str) and _has_octets(key) for key in value)
            return keys and all(map(_has_octets, value.values()))
        case _:
            return False
