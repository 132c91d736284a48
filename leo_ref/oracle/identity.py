"""Requests on identity (§5, §8, §9): certificates, endorsement keys, credentials, attestation and decryption keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key, decryption_key
from leo_ref.attestation.identity.certificate import Certificate, read
from leo_ref.attestation.identity.certification import Statement, judge_creation, tie
from leo_ref.attestation.identity.chain import Trust, verified
from leo_ref.attestation.identity.credential import SECRET_LENGTH, make_credential
from leo_ref.attestation.identity.endorsement import Endorsement, Template, endorsed, templated
from leo_ref.attestation.identity.enrolment import Enrolment, answered, begin, judge_enrolled
from leo_ref.attestation.identity.key import RsaKey
from leo_ref.attestation.identity.moment import MOMENT_MOST
from leo_ref.attestation.identity.randomness import judge_randomness
from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import AtMost, Digest, Exactly, Height, NodeId, Number
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields
from leo_ref.sealing.opening import shown
from leo_ref.sealing.transport import judge_carried
from leo_ref.tcg import public as publics

Octets = Annotated[bytes, AtMost(1 << 24)]
Second = Annotated[int, Number(MOMENT_MOST)]

TEMPLATES: Final[Mapping[str, Template]] = {template.title: template for template in Template}


def ek_chain(request: dict[str, JsonValue]) -> Answer:
    """``ek_chain``: what a chain says of an endorsement key, if it is to be believed."""
    fields = Fields(request, "chain", "roots", "lists", "lists_required", "at")
    trust = Trust(roots=all_octets(fields, "roots"), lists_required=fields.of(bool, "lists_required"))
    found = verified(all_octets(fields, "chain"), trust, fields.of(Second, "at"), all_octets(fields, "lists"))
    return refused(found) if isinstance(found, Rejection) else ok(_said(found))


def all_octets(fields: Fields, name: str) -> tuple[bytes, ...]:
    """An array of octets."""
    return fields.of(tuple[Octets, ...], name)


def _said(found: Certificate) -> JsonValue:
    key, tpm = found.key, found.tpm
    assert tpm is not None, "the profile asks for it"
    numbers: dict[str, JsonValue]
    if isinstance(key, RsaKey):
        numbers = {"kind": "rsa", "modulus": f"{key.modulus:x}", "exponent": key.exponent}
    else:
        numbers = {"kind": "ecc", "curve": key.curve, "x": f"{key.x:x}", "y": f"{key.y:x}"}
    (manufacturer,), (model,), (version,) = tpm.manufacturer, tpm.model, tpm.version
    return {
        "serial": f"{found.serial:x}",
        "key": numbers,
        "tpm": {"manufacturer": manufacturer, "model": model, "version": version},
    }


def endorsement_key(request: dict[str, JsonValue]) -> Answer:
    """``endorsement_key``: template, names and digest of the key of a certificate that was verified before."""
    fields = Fields(request, "certificate", "public", "templates")
    certificate = read(fields.octets("certificate"), 0)
    if isinstance(certificate, Rejection):
        return refused(certificate)
    found = endorsed(certificate, fields.octets("public"), templates_of(fields))
    if isinstance(found, Rejection):
        return refused(found)
    return ok(
        {
            "template": found.template.title,
            "name": publics.name(found.public).hex(),
            "qualified_name": found.qualified_name.hex(),
            "digest": found.digest.hex(),
        }
    )


def templates_of(fields: Fields) -> frozenset[Template]:
    """The field ``templates``."""
    return frozenset(_template(title) for title in fields.of(tuple[str, ...], "templates"))


def _template(title: str) -> Template:
    if title not in TEMPLATES:
        raise BadRequest(RequestFault.WRONG_FIELD, f"templates are {', '.join(TEMPLATES)}")
    return TEMPLATES[title]


def endorsement_of(fields: Fields, name: str) -> Endorsement | Rejection:
    """An endorsement key of any template, believed."""
    public = publics.parse(fields.octets(name))
    return public if isinstance(public, Rejection) else templated(public, frozenset(Template))


def credential(request: dict[str, JsonValue]) -> Answer:
    """``make_credential``: what the TPM of the endorsement key opens if it has an object of this name."""
    fields = Fields(request, "endorsement", "name", "secret", "randomness")
    endorsement = endorsement_of(fields, "endorsement")
    secret = fields.of(Annotated[bytes, Exactly(SECRET_LENGTH)], "secret")
    randomness = fields.octets("randomness")
    if isinstance(endorsement, Rejection):
        return refused(endorsement)
    refusal = judge_randomness(endorsement, randomness)
    if refusal is not None:
        return refused(refusal)
    return ok(encode(make_credential(endorsement, fields.octets("name"), secret, randomness)))


def enrolment_begin(request: dict[str, JsonValue]) -> Answer:
    """``enrolment_begin``: what the verifier keeps, and what it sends."""
    fields = Fields(request, "node", "endorsement", "public", "name", "last", "seed", "randomness")
    endorsement = endorsement_of(fields, "endorsement")
    if isinstance(endorsement, Rejection):
        return refused(endorsement)
    key = attestation_key(fields.octets("public"), fields.octets("name"), endorsement.qualified_name)
    if isinstance(key, Rejection):
        return refused(key)
    randomness = fields.octets("randomness")
    refusal = judge_randomness(endorsement, randomness)
    if refusal is not None:
        return refused(refusal)
    seed, last = fields.of(Digest, "seed"), fields.of(Height, "last")
    enrolment, sent = begin(fields.of(NodeId, "node"), endorsement, key, last, seed, randomness)
    return ok({"enrolment": encode(enrolment), "blob": sent.blob.hex(), "secret": sent.secret.hex()})


def enrolment_answer(request: dict[str, JsonValue]) -> Answer:
    """``enrolment_answer``: the enrolment after the answer that enrolled the key."""
    fields = Fields(request, "enrolment", "node", "name", "secret", "height")
    after, refusal = answered(
        fields.of(Enrolment, "enrolment"),
        fields.of(NodeId, "node"),
        fields.octets("name"),
        fields.octets("secret"),
        fields.of(Height, "height"),
    )
    return ok(encode(after)) if refusal is None else refused(refusal)


def enrolled(request: dict[str, JsonValue]) -> Answer:
    """``enrolled``: whether what this key signs is evidence of this node."""
    fields = Fields(request, "enrolment", "node", "name")
    refusal = judge_enrolled(fields.of(Enrolment, "enrolment"), fields.of(NodeId, "node"), fields.octets("name"))
    return ok(True) if refusal is None else refused(refusal)


def judge_attestation_key(request: dict[str, JsonValue]) -> Answer:
    """``attestation_key``: its names and the digest on the ledger."""
    fields = Fields(request, "public", "name", "qualified_parent")
    found = attestation_key(fields.octets("public"), fields.octets("name"), fields.octets("qualified_parent"))
    if isinstance(found, Rejection):
        return refused(found)
    return ok(_names(found))


def _names(key: AttestationKey) -> JsonValue:
    return {"name": key.name.hex(), "qualified_name": key.qualified_name.hex(), "digest": key.digest.hex()}


def judge_decryption_key(request: dict[str, JsonValue]) -> Answer:
    """``decryption_key``: its name, if it opens under this policy and never otherwise."""
    fields = Fields(request, "public", "policy")
    found = decryption_key(fields.octets("public"), fields.octets("policy"))
    return refused(found) if isinstance(found, Rejection) else ok(found.name.hex())


def raw_opening(request: dict[str, JsonValue]) -> Answer:
    """``raw_opening``: what a ciphertext holds, by its opening that anybody can check."""
    fields = Fields(request, "public", "ciphertext", "opening")
    public = publics.parse(fields.octets("public"))
    if isinstance(public, Rejection):
        return refused(public)
    if not isinstance(public.key, publics.RsaKey):
        raise BadRequest(RequestFault.WRONG_FIELD, "public is of no RSA key")
    found = shown(public.key, fields.octets("ciphertext"), fields.octets("opening"))
    return refused(found) if isinstance(found, Rejection) else ok(found.hex())


def released_key(request: dict[str, JsonValue]) -> Answer:
    """``released_key``: true, if this may be a key that was sealed to the encryption key."""
    fields = Fields(request, "encryption_key", "key")
    refusal = judge_carried(fields.octets("encryption_key"), fields.octets("key"))
    return ok(True) if refusal is None else refused(refusal)


def key_certification(request: dict[str, JsonValue]) -> Answer:
    """``key_certification``: the digest to which the TPM has tied the decryption key."""
    fields = Fields(
        request,
        *("signer", "name", "qualified_parent", "attest", "signature", "public", "policy", "creation", "parent"),
        *("node", "vrf_key", "epoch"),
    )
    signer = attestation_key(fields.octets("signer"), fields.octets("name"), fields.octets("qualified_parent"))
    if isinstance(signer, Rejection):
        return refused(signer)
    key = decryption_key(fields.octets("public"), fields.octets("policy"))
    if isinstance(key, Rejection):
        return refused(key)
    tied = tie(fields.of(NodeId, "node"), fields.of(Digest, "vrf_key"), fields.of(Height, "epoch"))
    statement = Statement(attest=fields.octets("attest"), signature=fields.octets("signature"))
    refusal = judge_creation(signer, statement, key, fields.octets("creation"), fields.octets("parent"), tied)
    return ok(tied.hex()) if refusal is None else refused(refusal)
