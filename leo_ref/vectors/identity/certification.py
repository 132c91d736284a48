"""What the attestation key certifies of the decryption key: the recorded statements, and one thing wrong in each."""

from __future__ import annotations

from attrs import evolve

from leo_ref.attestation.identity.certification import tie
from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import attest
from leo_ref.tcg import public as publics
from leo_ref.tcg.attest import Attest, Clock, Created
from leo_ref.tcg.public import Attribute, Public
from leo_ref.vectors.appraisal.forge import KEY, signed
from leo_ref.vectors.case import Cases
from leo_ref.vectors.identity.credentials import name_of, public_of
from leo_ref.vectors.identity.keys import HIERARCHY, measured, qualified, toggled
from leo_ref.vectors.identity.participants import EPOCH, NODE, OTHER_NODE, VRF_KEY, seed
from leo_ref.vectors.identity.recorded import OCTETS


def certification_cases() -> Cases:
    """The recorded statements, then one thing wrong in each."""
    cases = Cases("identity/certification")
    parent = name_of(OCTETS["ek_p256"])
    base: dict[str, JsonValue] = {
        "request": "key_certification",
        "qualified_parent": qualified("ek_p256").hex(),
        "public": OCTETS["decryption"].hex(),
        "policy": measured().hex(),
        "creation": OCTETS["creation_data"].hex(),
        "parent": parent.hex(),
        "node": NODE,
        "vrf_key": VRF_KEY.hex(),
        "epoch": str(EPOCH),
    }
    for kind in ("ecdsa", "rsassa", "rsapss"):
        base |= {
            "signer": OCTETS[f"ak_{kind}"].hex(),
            "name": name_of(OCTETS[f"ak_{kind}"]).hex(),
            "attest": OCTETS[f"created_{kind}"].hex(),
            "signature": OCTETS[f"created_{kind}_signature"].hex(),
        }
        cases.add(kind, "as swtpm certified it", dict(base), clause="§9")
    creation = OCTETS["creation_data"]
    statement, signature = OCTETS["created_rsapss"], OCTETS["created_rsapss_signature"]
    public = public_of("decryption")
    untied: dict[str, JsonValue] = {
        "signer": OCTETS["ak_ecdsa"].hex(),
        "name": name_of(OCTETS["ak_ecdsa"]).hex(),
        "public": OCTETS["untied"].hex(),
        "creation": OCTETS["untied_creation_data"].hex(),
        "attest": OCTETS["untied_created"].hex(),
        "signature": OCTETS["untied_created_signature"].hex(),
    }
    certify: dict[str, JsonValue] = {
        "attest": OCTETS["certified"].hex(),
        "signature": OCTETS["certified_signature"].hex(),
    }
    cases.add("untied", "made for nobody, and certified later as if", {**base, **untied}, "CREATION_OUTSIDE")
    cases.add("certify", "TPM2_Certify says nothing of a creation", {**base, **untied, **certify}, "ATTEST_TYPE")
    for label, changes, ends, why in (
        ("other-node", {"node": OTHER_NODE}, "CERTIFY_DATA", "relayed from another node"),
        ("other-vrf-key", {"vrf_key": seed("another VRF key").hex()}, "CERTIFY_DATA", "another draw's key"),
        ("other-epoch", {"epoch": str(EPOCH + 1)}, "CERTIFY_DATA", "replayed"),
        ("other-place", {"qualified_parent": HIERARCHY.hex()}, "CERTIFY_SIGNER", "the signer is elsewhere in its TPM"),
        (
            "other-key",
            {"public": publics.encode(other_key(public)).hex()},
            "CERTIFY_OTHER_KEY",
            "a key that is not in the TPM",
        ),
        (
            "other-parent",
            {"parent": name_of(OCTETS["ek_rsa"]).hex()},
            "CREATION_OTHER_PARENT",
            "made below another key",
        ),
        ("hierarchy", {"parent": HIERARCHY.hex()}, "CREATION_OTHER_PARENT", "not a primary key"),
        ("creation-flipped", {"creation": flip(creation).hex()}, "CREATION_HASH", "circumstances made up"),
        ("creation-empty", {"creation": ""}, "CREATION_HASH", "circumstances held back"),
        (
            "creation-trailing",
            {"creation": (creation + b"\0").hex()},
            "CREATION_HASH",
            "octets that the TPM did not see",
        ),
        ("attest-flipped", {"attest": flip(statement).hex()}, "SIGNATURE_MISMATCH", "nobody signed this"),
        ("attest-trailing", {"attest": (statement + b"\0").hex()}, "SIGNATURE_MISMATCH", "nobody signed this"),
        ("signature-cut", {"signature": signature[:-1].hex()}, "SIGNATURE_TRUNCATED", "a prefix is no signature"),
        ("signature-flipped", {"signature": flip(signature).hex()}, "SIGNATURE_MISMATCH", "one bit"),
        (
            "signature-of-other",
            {"signature": OCTETS["created_rsassa_signature"].hex()},
            "SIGNATURE_SCHEME",
            "RSASSA of another key",
        ),
        (
            "user-with-auth",
            {"public": publics.encode(toggled(public, Attribute.USER_WITH_AUTH)).hex()},
            "DECRYPTION_KEY_USER_WITH_AUTH",
            "what was certified must be fit too",
        ),
    ):
        cases.add(label, why, {**base, **changes}, ends)
    malformed = creation + b"\0"
    why = "signed by a key that everybody knows; no TPM would write such circumstances"
    cases.add("circumstances-malformed", why, {**base, **vouched(malformed)}, "CREATION_TRAILING")
    return cases


def vouched(creation: bytes) -> dict[str, JsonValue]:
    """What a signer shows that is no TPM and vouches for any circumstances."""
    key = public_of("decryption")
    tied = tie(NODE, VRF_KEY, EPOCH)
    created = Created(publics.name(key), key.name_hash.digest(creation))
    octets = attest.encode(Attest(KEY.enrolled.qualified_name, tied, Clock(1, 1, 1, True), 1, created))
    return {
        "signer": KEY.public.hex(),
        "name": name_of(KEY.public).hex(),
        "qualified_parent": KEY.qualified_parent.hex(),
        "attest": octets.hex(),
        "signature": signed(octets).hex(),
        "creation": creation.hex(),
    }


def flip(octets: bytes) -> bytes:
    """The octets with the last bit changed."""
    return octets[:-1] + bytes([octets[-1] ^ 1])


def other_key(public: Public) -> Public:
    """The same with another modulus."""
    key = public.key
    assert isinstance(key, publics.RsaKey)
    return evolve(public, key=evolve(key, modulus=key.modulus[:-2] + bytes([key.modulus[-2] ^ 1]) + key.modulus[-1:]))
