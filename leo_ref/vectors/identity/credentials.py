"""Credentials, whose octets a recorded swtpm opened, and enrolments."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.attestation.identity.endorsement import Endorsement, Template, templated
from leo_ref.attestation.identity.randomness import drawn
from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve
from leo_ref.tcg.public import Public
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.identity.participants import FRESH_OCTETS, NODE, OTHER_NODE, SECRET, seed
from leo_ref.vectors.identity.recorded import OCTETS

OPENED: Final = (
    ("p256", "ek_p256", "ak_ecdsa"),
    ("rsa", "ek_rsa", "ak_below_rsa"),
    ("p384", "ek_p384", "ak_below_p384"),
)
"""Whose credentials the recorded TPM opened."""


def public_of(name: str) -> Public:
    """A recorded public area."""
    return parsed(OCTETS[name])


def parsed(octets: bytes) -> Public:
    """A public area that is one."""
    public = publics.parse(octets)
    assert isinstance(public, Public), public
    return public


def name_of(octets: bytes) -> bytes:
    """The name of the key with this public area."""
    return publics.name(parsed(octets))


def endorsement_of(name: str) -> Endorsement:
    """A recorded endorsement key, believed."""
    found = templated(public_of(name), frozenset(Template))
    assert isinstance(found, Endorsement), found
    return found


def credential_request(endorsement: str, name: bytes, randomness: bytes | None = None) -> dict[str, JsonValue]:
    """The request to make a credential; the randomness is drawn unless it is given."""
    if randomness is None:
        randomness = drawn(endorsement_of(endorsement), FRESH_OCTETS)
    return {
        "request": "make_credential",
        "endorsement": OCTETS[endorsement].hex(),
        "name": name.hex(),
        "secret": SECRET.hex(),
        "randomness": randomness.hex(),
    }


def credential_cases() -> Cases:
    """For each kind of endorsement key, and at the edges of the randomness."""
    cases = Cases("identity/credentials")
    for kind, endorsement, key in OPENED:
        assert OCTETS[f"opened_{kind}"] == SECRET, "the TPM found the secret"
        why = "opened by swtpm: it answered with the secret"
        cases.add(kind, why, credential_request(endorsement, name_of(OCTETS[key])), clause="§8")
    assert OCTETS["opened_imported"] == SECRET, "the TPM does not mind"
    request = credential_request("ek_p256", name_of(OCTETS["imported"]))
    cases.add(
        "imported", "opened by swtpm for a key made outside: activation says nothing of a key", request, clause="§8"
    )
    name = name_of(OCTETS["ak_ecdsa"])
    for label, number, ends, why in (
        ("randomness-zeros", 0, "CREDENTIAL_SCALAR", "no scalar: the ephemeral key would be at infinity"),
        ("scalar-one", 1, OK, "the least scalar: the ephemeral key is the base point"),
        ("scalar-most", Curve.P256.order - 1, OK, "the greatest scalar"),
        ("scalar-order", Curve.P256.order, "CREDENTIAL_SCALAR", "the order is the scalar zero"),
        ("scalar-over", Curve.P256.order + 1, "CREDENTIAL_SCALAR", "a second way to write the scalar one"),
        ("randomness-ones", 2**256 - 1, "CREDENTIAL_SCALAR", "all that has the width"),
    ):
        request = credential_request("ek_p256", name, number.to_bytes(32, "big"))
        cases.add(label, why, request, ends, clause="§5")
    for kind, endorsement, key in OPENED:
        randomness = drawn(endorsement_of(endorsement), FRESH_OCTETS)
        for label, octets in (("short", randomness[:-1]), ("long", b"\0" + randomness), ("none", b"")):
            request = credential_request(endorsement, name_of(OCTETS[key]), octets)
            cases.add(f"{kind}-randomness-{label}", "as wide as the key asks", request, "CREDENTIAL_WIDTH")
    both = credential_request("ek_p256", name, b"\xff" * 33)
    cases.add("order-width-scalar", "too wide and no scalar", both, "CREDENTIAL_WIDTH")
    wrong = {**credential_request("ek_p256", bytes(34)), "endorsement": OCTETS["ak_ecdsa"].hex()}
    cases.add("not-an-endorsement-key", "a key that signs", wrong, "EK_TEMPLATE")
    wide = evolve(public_of("ek_rsa"), key=publics.RsaKey(3072, 0, b"\xff" * 384))
    wrong = {**credential_request("ek_p256", bytes(34)), "endorsement": publics.encode(wide).hex()}
    cases.add("rsa-3072", "the template has 2048 bits", wrong, "EK_TEMPLATE")
    both = {**credential_request("ek_p256", name, b""), "endorsement": OCTETS["ak_ecdsa"].hex()}
    cases.add("order-template-width", "not an endorsement key, and no randomness", both, "EK_TEMPLATE")
    return cases


def enrolment_cases() -> Cases:
    """One enrolment and every answer to it."""
    cases = Cases("identity/enrolment")
    public = OCTETS["ak_ecdsa"]
    name = name_of(public)
    begun: dict[str, JsonValue] = {
        "request": "enrolment_begin",
        "node": NODE,
        "endorsement": OCTETS["ek_p256"].hex(),
        "public": public.hex(),
        "name": name.hex(),
        "last": "100",
        "seed": seed("seed of an enrolment").hex(),
        "randomness": drawn(endorsement_of("ek_p256"), FRESH_OCTETS).hex(),
    }
    said = cases.add("begin", "what the verifier keeps and what it sends", begun, clause="§8")["ok"]
    assert isinstance(said, dict)
    asked = said["enrolment"]
    assert isinstance(asked, dict)
    other = cases.add(
        "begin-other-node", "the same seed gives another secret", {**begun, "node": OTHER_NODE}, clause="§8"
    )
    assert isinstance(other["ok"], dict)
    theirs = other["ok"]["enrolment"]
    assert isinstance(theirs, dict)
    assert theirs["secret"] != asked["secret"]
    imported = {**begun, "public": OCTETS["imported"].hex(), "name": name_of(OCTETS["imported"]).hex()}
    fresh = {**begun, "randomness": FRESH_OCTETS.hex()}
    cases.add("begin-randomness-not-drawn", "too wide: fresh octets are no randomness yet", fresh, "CREDENTIAL_WIDTH")
    cases.add("begin-imported", "refused before anything is sent", imported, "AK_NOT_FIXED_TPM")

    def answer(label: str, ends: str, why: str, standing: str = "ASKED", **changes: JsonValue) -> None:
        request: dict[str, JsonValue] = {
            "request": "enrolment_answer",
            "enrolment": {**asked, "standing": standing},
            "node": NODE,
            "name": name.hex(),
            "secret": asked["secret"],
            "height": "100",
            **changes,
        }
        cases.add(label, why, request, ends, clause="§8")

    answer("answer", OK, "in the last block in which it counts")
    answer("answer-early", OK, "as soon as it likes", height="0")
    answer("answer-wrong", "CREDENTIAL_WRONG_SECRET", "one bit", secret=flipped(asked["secret"]))
    answer("answer-empty", "CREDENTIAL_WRONG_SECRET", "no octets", secret="")
    answer("answer-longer", "CREDENTIAL_WRONG_SECRET", "the secret and more", secret=f"{asked['secret']}00")
    answer("answer-of-other", "CREDENTIAL_WRONG_SECRET", "the secret of another enrolment", secret=theirs["secret"])
    answer("answer-twice", "CREDENTIAL_ANSWERED", "a secret is good for one answer", "ENROLLED")
    answer("answer-after-wrong", "CREDENTIAL_ANSWERED", "the first answer decided", "FAILED")
    answer("answer-late", "CREDENTIAL_EXPIRED", "one block too late", height="101")
    answer("answer-by-other-node", "CREDENTIAL_OTHER_NODE", "relayed", node=OTHER_NODE)
    swapped = name_of(OCTETS["ak_rsassa"]).hex()
    answer("answer-for-other-key", "CREDENTIAL_OTHER_KEY", "the credential is for another key", name=swapped)

    def enrolled(label: str, ends: str, why: str, standing: str = "ENROLLED", **changes: JsonValue) -> None:
        request: dict[str, JsonValue] = {
            "request": "enrolled",
            "enrolment": {**asked, "standing": standing},
            "node": NODE,
            "name": name.hex(),
            **changes,
        }
        cases.add(label, why, request, ends, clause="§8")

    enrolled("evidence", OK, "evidence of the enrolled key")
    enrolled("evidence-not-answered", "CREDENTIAL_NOT_ACTIVATED", "the activation was skipped", "ASKED")
    enrolled("evidence-failed", "CREDENTIAL_NOT_ACTIVATED", "the answer was wrong", "FAILED")
    enrolled("evidence-key-swapped", "CREDENTIAL_OTHER_KEY", "another key after the check", name=swapped)
    enrolled("evidence-of-other-node", "CREDENTIAL_OTHER_NODE", "relayed from another machine", node=OTHER_NODE)
    return cases


def flipped(octets: JsonValue) -> str:
    """Hexadecimal with its last bit changed."""
    assert isinstance(octets, str)
    return octets[:-1] + f"{int(octets[-1], 16) ^ 1:x}"
