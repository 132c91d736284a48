"""Candidates, judged from octets alone: recorded chains with recorded keys, and keys with single things changed."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import public as publics
from leo_ref.tcg.public import Attribute
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.identity.credentials import public_of
from leo_ref.vectors.identity.keys import EVERY_TEMPLATE, toggled
from leo_ref.vectors.identity.recorded import OCTETS, load

Request = dict[str, JsonValue]


def candidate_cases() -> Cases:
    """A candidate with each kind of endorsement key, each step of the judgement, and each two that follow."""
    cases = Cases("identity/candidates")
    recorded = load("certificates.json")
    scenarios: dict[str, Any] = {one["name"]: one for one in recorded["scenarios"]}  # Any: a file of our own

    def shown(chain: str, endorsement: str, key: str) -> Request:
        scenario = scenarios[chain]
        for number in (*scenario["chain"], *scenario["roots"]):
            cases.shared[number] = recorded["octets"][number]
        return {
            "request": "candidate",
            "chain": [{"$shared": number} for number in scenario["chain"]],
            "endorsement": OCTETS[endorsement].hex(),
            "public": OCTETS[key].hex(),
            "roots": [{"$shared": number} for number in scenario["roots"]],
            "templates": list[JsonValue](EVERY_TEMPLATE),
            "at": scenario["at"],
        }

    def judged(label: str, ends: str, why: str, request: Request, **changes: JsonValue) -> None:
        cases.add(label, why, {**request, **changes}, ends, clause="§5" if ends == OK else "")

    sound = shown("ecc", "ek_p256", "ak_ecdsa")
    judged("ecc", OK, "template L-2, an attestation key on P-256", sound)
    judged("rsa", OK, "template L-1", shown("rsa", "ek_rsa", "ak_below_rsa"))
    judged("p384", OK, "template H-3, an attestation key of RSA", shown("p384", "ek_p384", "ak_rsapss"))
    judged(
        "swtpm", OK, "with the certificate that swtpm's own authority made", shown("swtpm-rsa", "ek_rsa", "ak_rsassa")
    )
    ends_late, begins = shown("last-second", "ek_p256", "ak_ecdsa"), shown("first-second", "ek_p256", "ak_ecdsa")
    judged("last-second", OK, "believed at this second", ends_late)
    judged("first-second", OK, "believed at this second", begins)
    last, first = ends_late["at"], begins["at"]
    assert isinstance(last, int)
    assert isinstance(first, int)
    judged("second-after", "CERT_EXPIRED", "a second later", ends_late, at=last + 1)
    judged("second-before", "CERT_NOT_YET_VALID", "a second earlier", begins, at=first - 1)
    judged("no-roots", "CHAIN_NOT_PINNED", "nobody is believed", sound, roots=[])
    judged("revoked", OK, "a list would be brought by the one who is judged", shown("revoked", "ek_p256", "ak_ecdsa"))
    other = publics.encode(toggled(public_of("ek_p256"), Attribute.RESTRICTED)).hex()
    judged(
        "other-endorsement", "EK_CERT_OTHER_KEY", "the key of another TPM", sound, endorsement=OCTETS["ek_rsa"].hex()
    )
    judged("template", "EK_TEMPLATE", "the certified key, and it opens anything", sound, endorsement=other)
    judged("template-not-accepted", "EK_TEMPLATE", "one template, one node on a machine", sound, templates=["L-1"])
    judged("attestation-imported", "AK_NOT_FIXED_TPM", "made outside", sound, public=OCTETS["imported"].hex())
    judged("attestation-sha384", "AK_NAME_HASH", "one form of a name", sound, public=OCTETS["ak_below_p384"].hex())
    judged("attestation-storage", "AK_NOT_SIGNING", "the endorsement key itself", sound, public=sound["endorsement"])
    loose = publics.encode(toggled(public_of("ak_ecdsa"), Attribute.RESTRICTED)).hex()
    judged("attestation-unrestricted", "AK_NOT_RESTRICTED", "it signs a quote that software made", sound, public=loose)
    unfixed = publics.encode(evolve(public_of("ak_ecdsa"), scheme=None)).hex()
    judged("attestation-no-scheme", "AK_SCHEME", "the caller would choose the hash", sound, public=unfixed)
    cut, key_cut = OCTETS["ek_p256"][:-1].hex(), OCTETS["ak_ecdsa"][:-1].hex()
    judged("attestation-cut", "PUBLIC_TRUNCATED", "a prefix is no key", sound, public=key_cut)
    judged("order-chain-cut", "CHAIN_NOT_PINNED", "the chain comes first", sound, roots=[], endorsement=cut)
    judged(
        "order-cut-key", "PUBLIC_TRUNCATED", "then the endorsement key is read", sound, endorsement=cut, public=loose
    )
    stranger = publics.encode(toggled(public_of("ek_rsa"), Attribute.RESTRICTED)).hex()
    judged("order-other-template", "EK_CERT_OTHER_KEY", "whose it is comes first", sound, endorsement=stranger)
    judged("order-template-cut", "EK_TEMPLATE", "the attestation key is last", sound, endorsement=other, public=key_cut)
    return cases
