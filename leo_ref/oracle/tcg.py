"""Requests on the structures that a TPM writes (§5, §8, §9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, assert_never

from leo_ref.core.encoding import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields
from leo_ref.oracle.pcr import selections_json
from leo_ref.tcg import attest, creation, name, nv_index, public, signature
from leo_ref.tcg.attest import Certified, Created, NvContents, NvDigest, Quote

AnyAttest: TypeAlias = (
    attest.Attest[Quote]
    | attest.Attest[Certified]
    | attest.Attest[Created]
    | attest.Attest[NvContents]
    | attest.Attest[NvDigest]
)

KINDS: Final[Mapping[str, Callable[[bytes], AnyAttest | Rejection]]] = {
    "quote": attest.quote,
    "certify": attest.certified,
    "creation": attest.created,
    "nv": attest.nv_contents,
    "nv_digest": attest.nv_digest,
}


def read_public(request: dict[str, JsonValue]) -> Answer:
    """``tpm_public``: a key's public area, and its name."""
    read = public.parse(Fields(request, "octets").octets("octets"))
    if isinstance(read, Rejection):
        return refused(read)
    scheme = read.scheme
    key = read.key
    return ok(
        {
            "name": public.name(read).hex(),
            "name_hash": read.name_hash.title,
            "attributes": [bit.name.lower() for bit in public.Attribute if bit in read.attributes],
            "policy": read.policy.hex(),
            "aes_bits": read.aes_bits,
            "scheme": None
            if scheme is None
            else {
                "method": scheme.method.name.lower(),
                "hash": None if scheme.hash is None else scheme.hash.title,
            },
            "key": {"bits": key.bits, "exponent": key.exponent, "modulus": key.modulus.hex()}
            if isinstance(key, public.RsaKey)
            else {"curve": key.curve.name.lower(), "x": key.x.hex(), "y": key.y.hex()},
        }
    )


def make_qualified_name(request: dict[str, JsonValue]) -> Answer:
    """``tpm_qualified_name``: of a key below a hierarchy (a handle, 4 octets) or a parent (its qualified name)."""
    fields = Fields(request, "above", "name")
    above, own = fields.octets("above"), fields.octets("name")
    if name.algorithm_of(own) is None:
        raise BadRequest(RequestFault.WRONG_FIELD, "name is no name")
    if len(above) == creation.HANDLE_LENGTH:
        return ok(name.qualified_primary(int.from_bytes(above, "big"), own).hex())
    return ok(name.qualified_child(above, own).hex())


def read_attest(request: dict[str, JsonValue]) -> Answer:
    """``tpm_attest``: what a TPM signed, of the kind that the caller expects."""
    fields = Fields(request, "kind", "octets")
    read = KINDS[fields.one_of("kind", *KINDS)](fields.octets("octets"))
    if isinstance(read, Rejection):
        return refused(read)
    clock = read.clock
    return ok(
        {
            "signer": read.signer.hex(),
            "extra": read.extra.hex(),
            "clock": {
                "milliseconds": str(clock.milliseconds),
                "resets": clock.resets,
                "restarts": clock.restarts,
                "safe": clock.safe,
            },
            "firmware": str(read.firmware),
            "attested": _attested(read.attested),
        }
    )


def _attested(attested: Quote | Certified | Created | NvContents | NvDigest) -> JsonValue:
    match attested:
        case Quote():
            return {"selections": selections_json(attested.selections), "digest": attested.digest.hex()}
        case Certified():
            return {"name": attested.name.hex(), "qualified_name": attested.qualified_name.hex()}
        case Created():
            return {"name": attested.name.hex(), "creation_hash": attested.creation_hash.hex()}
        case NvContents():
            return {"index": attested.index.hex(), "offset": attested.offset, "contents": attested.contents.hex()}
        case NvDigest():
            return {"index": attested.index.hex(), "digest": attested.digest.hex()}
        case _:
            assert_never(attested)


def verify_signature(request: dict[str, JsonValue]) -> Answer:
    """``tpm_signature``: true, or why the key did not sign the message so."""
    fields = Fields(request, "public", "signature", "message")
    key = public.parse(fields.octets("public"))
    if isinstance(key, Rejection):
        return refused(key)
    given = signature.parse(fields.octets("signature"))
    if isinstance(given, Rejection):
        return refused(given)
    wrong = signature.verify(key, given, fields.octets("message"))
    return ok(True) if wrong is None else refused(wrong)


def read_nv(request: dict[str, JsonValue]) -> Answer:
    """``tpm_nv``: an index's public area, and its name."""
    read = nv_index.parse(Fields(request, "octets").octets("octets"))
    if isinstance(read, Rejection):
        return refused(read)
    return ok(
        {
            "name": nv_index.name(read).hex(),
            "handle": read.handle,
            "name_hash": read.name_hash.title,
            "type": read.type.name.lower(),
            "attributes": [bit.name.lower() for bit in nv_index.NvAttribute if bit in read.attributes],
            "policy": read.policy.hex(),
            "size": read.size,
        }
    )


def read_creation(request: dict[str, JsonValue]) -> Answer:
    """``tpm_creation``: in which environment a key was made."""
    read = creation.parse(Fields(request, "octets").octets("octets"))
    if isinstance(read, Rejection):
        return refused(read)
    return ok(
        {
            "selections": selections_json(read.selections),
            "pcr_digest": read.pcr_digest.hex(),
            "locality": read.locality,
            "parent_hash": None if read.parent_hash is None else read.parent_hash.title,
            "parent": read.parent.hex(),
            "parent_qualified": read.parent_qualified.hex(),
            "outside": read.outside.hex(),
        }
    )
