"""What keys must be: as recorded, and with single things changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Final

from attrs import evolve

from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.attestation.identity.roca import PRIMES
from leo_ref.core.encoding import JsonValue
from leo_ref.tcg import name as names
from leo_ref.tcg import policy
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.policy import COUNTERS_OFFSET, Comparison
from leo_ref.tcg.public import Attribute, Public, Scheme
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.identity.credentials import name_of, public_of
from leo_ref.vectors.identity.participants import BOOT
from leo_ref.vectors.identity.recorded import OCTETS, load

EVERY_TEMPLATE: Final = ("L-1", "L-2", "H-1", "H-2", "H-3")
HIERARCHY: Final = names.ENDORSEMENT.to_bytes(4, "big")


def qualified(endorsement: str) -> bytes:
    """The qualified name of a recorded endorsement key."""
    return names.qualified_primary(names.ENDORSEMENT, name_of(OCTETS[endorsement]))


def roca_modulus(bits: int) -> int:
    """An odd number of this size that is a power of 65537 modulo each small prime."""
    product = 2
    for prime in PRIMES:
        product *= prime
    most = (1 << bits) - 1 - product
    return most - most % product + pow(65537, 12345, product)


def with_roca(public: Public) -> Public:
    """The same key with a modulus that has the fingerprint; nobody has its other half."""
    assert isinstance(public.key, publics.RsaKey), public
    bits = public.key.bits
    return evolve(public, key=evolve(public.key, modulus=roca_modulus(bits).to_bytes(bits // 8, "big")))


def toggled(public: Public, *attributes: Attribute) -> Public:
    """The same with these attributes the other way."""
    return evolve(public, attributes=public.attributes ^ frozenset(attributes))


def endorsement_cases() -> Cases:
    """Certificates and the keys shown with them."""
    cases = Cases("identity/endorsement")
    recorded = load("certificates.json")
    chains = {one["name"]: [recorded["octets"][number] for number in one["chain"]] for one in recorded["scenarios"]}

    def shown(
        label: str, ends: str, why: str, chain: str, public: bytes, templates: tuple[str, ...] = EVERY_TEMPLATE
    ) -> JsonValue:
        request: dict[str, JsonValue] = {
            "request": "endorsement_key",
            "certificate": chains[chain][0],
            "public": public.hex(),
            "templates": list[JsonValue](templates),
        }
        return cases.add(label, why, request, ends, clause="§5").get("ok")

    first = shown("ecc", OK, "template L-2", "ecc", OCTETS["ek_p256"])
    shown("rsa", OK, "template L-1", "rsa", OCTETS["ek_rsa"])
    shown("p384", OK, "template H-3", "p384", OCTETS["ek_p384"])
    shown("swtpm-rsa", OK, "with the certificate that swtpm's own authority made", "swtpm-rsa", OCTETS["ek_rsa"])
    again = shown(
        "renewed",
        OK,
        "another certificate, the same key: the same digest, so EK_IN_USE for a second node",
        "any-maker",
        OCTETS["ek_p256"],
    )
    assert isinstance(first, dict)
    assert isinstance(again, dict)
    assert first["digest"] == again["digest"]
    high = evolve(
        public_of("ek_p256"),
        attributes=public_of("ek_p384").attributes,
        policy=bytes.fromhex("ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d19b5071c0b7a0"),
    )
    moved = shown("high-range", OK, "template H-2 with the same key: the same digest", "ecc", publics.encode(high))
    assert isinstance(moved, dict)
    assert first["digest"] == moved["digest"]
    ends = "EK_CERT_OTHER_KEY"
    shown("other-key", ends, "a sound certificate, of another TPM", "rsa", OCTETS["ek_p256"])
    minus = evolve(public_of("ek_p256"), key=negated(public_of("ek_p256")))
    shown("negative-point", ends, "the point with the same x", "ecc", publics.encode(minus))
    rsa = public_of("ek_rsa")
    assert isinstance(rsa.key, publics.RsaKey)
    other = evolve(rsa.key, modulus=bytes([rsa.key.modulus[0] ^ 1]) + rsa.key.modulus[1:])
    shown("other-modulus", ends, "a key of somebody else", "rsa", publics.encode(evolve(rsa, key=other)))
    exponents = [number.to_bytes(3, "big").hex() for number in (publics.EXPONENT, publics.EXPONENT + 2)]
    assert chains["rsa"][0].count(f"0203{exponents[0]}") == 1
    chains["exponent-65539"] = [chains["rsa"][0].replace(f"0203{exponents[0]}", f"0203{exponents[1]}")]
    shown("other-exponent", ends, "the certificate says another exponent", "exponent-65539", OCTETS["ek_rsa"])
    shown("cut", "PUBLIC_TRUNCATED", "a prefix is no key", "rsa", OCTETS["ek_rsa"][:-1])
    ends = "EK_TEMPLATE"
    shown("template-not-accepted", ends, "one template, one node on a machine", "rsa", OCTETS["ek_rsa"], ("L-2",))
    key = public_of("ek_p256")
    for label, public, why in (
        ("unrestricted", toggled(key, Attribute.RESTRICTED), "it would open anything"),
        ("not-fixed", toggled(key, Attribute.FIXED_TPM, Attribute.FIXED_PARENT), "it may leave its TPM"),
        ("imported", toggled(key, Attribute.SENSITIVE_DATA_ORIGIN), "its secret is known elsewhere"),
        ("other-policy", evolve(key, policy=bytes(32)), "others may use it"),
        ("aes-256", evolve(key, aes_bits=256), "not the template's"),
    ):
        shown(label, ends, why, "ecc", publics.encode(public))
    exponent = evolve(public_of("ek_rsa"), key=evolve_exponent(public_of("ek_rsa")))
    shown(
        "exponent",
        ends,
        "65537 written out: the template has 0, and the name is another",
        "rsa",
        publics.encode(exponent),
    )
    return cases


def negated(public: Public) -> publics.EccKey:
    """The other point with the same x."""
    key = public.key
    assert isinstance(key, publics.EccKey)
    return evolve(key, y=(key.curve.field - int.from_bytes(key.y, "big")).to_bytes(key.curve.size, "big"))


def evolve_exponent(public: Public) -> publics.RsaKey:
    """The same key with its exponent written out."""
    assert isinstance(public.key, publics.RsaKey)
    return evolve(public.key, exponent=publics.EXPONENT)


def attestation_request(octets: bytes, name: bytes | None = None, parent: bytes | None = None) -> dict[str, JsonValue]:
    """The request on an attestation key; with its own name and below the recorded endorsement key unless given."""
    return {
        "request": "attestation_key",
        "public": octets.hex(),
        "name": (name_of(octets) if name is None else name).hex(),
        "qualified_parent": (qualified("ek_p256") if parent is None else parent).hex(),
    }


def key_cases() -> Cases:
    """Attestation keys, then decryption keys."""
    cases = Cases("identity/keys")
    for kind in ("ecdsa", "rsassa", "rsapss"):
        cases.add(f"ak-{kind}", "as swtpm made it", attestation_request(OCTETS[f"ak_{kind}"]), clause="§8")
    primary = attestation_request(OCTETS["ak_ecdsa"], parent=HIERARCHY)
    cases.add("ak-primary", "a primary key has another qualified name", primary, clause="§8")
    key = public_of("ak_ecdsa")
    other = name_of(OCTETS["ak_rsassa"])
    cases.add(
        "ak-other-name", "a name is computed, never taken", attestation_request(OCTETS["ak_ecdsa"], other), "AK_NAME"
    )
    cases.add("ak-no-name", "no name at all", attestation_request(OCTETS["ak_ecdsa"], b""), "AK_NAME")
    sha1 = bytes.fromhex("0004") + bytes(20)
    weak = OCTETS["ak_ecdsa"].replace(Hash.SHA256.octets, Hash.SHA1.octets, 1)
    cases.add("ak-sha1-name", "two keys may have it", attestation_request(weak, sha1), "PUBLIC_NAME_SHA1")
    cases.add(
        "ak-imported",
        "recorded: made outside, and it opened a credential",
        attestation_request(OCTETS["imported"]),
        "AK_NOT_FIXED_TPM",
    )
    point = OCTETS["ak_ecdsa"]
    cases.add(
        "ak-off-curve", "one bit of y", attestation_request(point[:-1] + bytes([point[-1] ^ 1]), other), "PUBLIC_POINT"
    )
    small = point.replace(bytes.fromhex("0018000b0003"), bytes.fromhex("0018000b0001"))
    cases.add("ak-p192", "a curve that is too small", attestation_request(small, other), "PUBLIC_CURVE")
    p384 = evolve(key, key=public_of("ek_p384").key)
    for label, public, ends, why in (
        ("ak-sha384-name", evolve(key, name_hash=Hash.SHA384), "AK_NAME_HASH", "one form of a name"),
        ("ak-not-fixed-tpm", toggled(key, Attribute.FIXED_TPM), "AK_NOT_FIXED_TPM", "it may be elsewhere by now"),
        ("ak-not-fixed-parent", toggled(key, Attribute.FIXED_PARENT), "AK_NOT_FIXED_PARENT", "it may move"),
        (
            "ak-not-made-here",
            toggled(key, Attribute.SENSITIVE_DATA_ORIGIN),
            "AK_IMPORTED",
            "its secret came from outside",
        ),
        (
            "ak-unrestricted",
            toggled(key, Attribute.RESTRICTED),
            "AK_NOT_RESTRICTED",
            "it would sign a quote that software made up",
        ),
        ("ak-decrypts", toggled(key, Attribute.DECRYPT), "AK_DECRYPTS", "one key, one use"),
        ("ak-does-not-sign", toggled(key, Attribute.SIGN, Attribute.DECRYPT), "AK_NOT_SIGNING", "a storage key"),
        ("ak-x509", toggled(key, Attribute.X509_SIGN), "AK_SIGNS_CERTIFICATES", "it signs what callers wrote"),
        ("ak-no-scheme", evolve(key, scheme=None), "AK_SCHEME", "the caller would choose the hash"),
        ("ak-sha1-scheme", evolve(key, scheme=Scheme(Method.ECDSA, Hash.SHA1)), "AK_SCHEME", "a weak hash"),
        ("ak-p384", p384, "AK_CURVE", "only P-256 is accepted"),
        ("ak-roca", with_roca(public_of("ak_rsassa")), "AK_ROCA", "its factors can be found"),
    ):
        octets = publics.encode(public)
        cases.add(label, why, attestation_request(octets), ends)
    decryption_cases(cases)
    return cases


def decryption_request(octets: bytes) -> dict[str, JsonValue]:
    """The request on a decryption key that opens while PCR 16 is zero."""
    return {"request": "decryption_key", "public": octets.hex(), "policy": measured().hex()}


def measured(value: bytes = bytes(32), counters: Counters = BOOT) -> bytes:
    """The policy of a key that opens while PCR 16 has this value, in the boot in which the recorded one was made."""
    expected = measured_policy((Selection(Hash.SHA256, (16,)),), {Hash.SHA256: {16: value}}, counters)
    assert isinstance(expected, bytes)
    return expected


SELECTED: Final = (Selection(Hash.SHA256, (16,)),)
SHOWN: Final = Hash.SHA256.digest(bytes(32))
"""The digest of PCR 16 as it is at first."""


def with_counters(
    operand: bytes, offset: int = COUNTERS_OFFSET, how: Comparison = Comparison.EQUAL, before: bytes = b""
) -> bytes:
    """A policy that compares something of the time, after the state or after ``before``."""
    state = before or policy.with_pcr(Hash.SHA256, policy.start(Hash.SHA256), SELECTED, SHOWN)
    return policy.with_counter_timer(Hash.SHA256, state, operand, offset, how)


def counters_first() -> bytes:
    """Both parts of the right policy, in the other order."""
    boot = with_counters(BOOT.octets, before=policy.start(Hash.SHA256))
    return policy.with_pcr(Hash.SHA256, boot, SELECTED, SHOWN)


def decryption_cases(cases: Cases) -> None:
    """Decryption keys."""
    cases.add("decryption", "as swtpm made it", decryption_request(OCTETS["decryption"]), clause="§9")
    cut = decryption_request(OCTETS["decryption"][:-1])
    cases.add("decryption-cut", "a prefix is no key", cut, "PUBLIC_TRUNCATED")
    key = public_of("decryption")
    start = policy.start(Hash.SHA256)
    either = policy.either(Hash.SHA256, (measured(), policy.with_auth_value(Hash.SHA256, start)))
    oaep = Scheme(Method.OAEP, Hash.SHA256)
    ends = "DECRYPTION_KEY_POLICY"
    for label, public, code, why in (
        ("sha384-name", evolve(key, name_hash=Hash.SHA384, policy=b""), "NAME_HASH", "one form of a name"),
        ("not-fixed-tpm", toggled(key, Attribute.FIXED_TPM), "NOT_FIXED_TPM", "it would open elsewhere"),
        ("not-fixed-parent", toggled(key, Attribute.FIXED_PARENT), "NOT_FIXED_PARENT", "it may move"),
        ("imported", toggled(key, Attribute.SENSITIVE_DATA_ORIGIN), "IMPORTED", "somebody has its secret"),
        (
            "user-with-auth",
            toggled(key, Attribute.USER_WITH_AUTH),
            "USER_WITH_AUTH",
            "a password goes around the policy",
        ),
        (
            "admin-without-policy",
            toggled(key, Attribute.ADMIN_WITH_POLICY),
            "ADMIN_WITHOUT_POLICY",
            "a password would do for administration",
        ),
        ("not-decrypting", toggled(key, Attribute.DECRYPT, Attribute.SIGN), "NOT_DECRYPTING", "it signs"),
        ("also-signs", toggled(key, Attribute.SIGN), "SIGNS", "one key, one use"),
        ("restricted", toggled(key, Attribute.RESTRICTED), "RESTRICTED", "a storage key opens no data"),
        ("ecc", evolve(key, key=public_of("ak_ecdsa").key), "SIZE", "keys are sealed with RSA"),
        ("rsa-3072", evolve(key, key=publics.RsaKey(3072, 0, b"\xff" * 384)), "SIZE", "one size"),
        ("roca", with_roca(key), "ROCA", "its factors can be found"),
        ("oaep-sha256", evolve(key, scheme=oaep), "SCHEME", "no opening of it could be shown"),
        ("rsaes", evolve(key, scheme=Scheme(Method.RSAES, None)), "SCHEME", "PKCS #1 v1.5 has oracles"),
        ("oaep-sha1", evolve(key, scheme=evolve(oaep, hash=Hash.SHA1)), "SCHEME", "another hash"),
    ):
        cases.add(f"decryption-{label}", why, decryption_request(publics.encode(public)), f"DECRYPTION_KEY_{code}")
    for label, given, why in (
        ("no-policy", b"", "it opens for nobody, or by a password"),
        ("other-state", measured(b"\x01" * 32), "the state of another job"),
        ("any-boot", policy.with_pcr(Hash.SHA256, start, SELECTED, SHOWN), "it would open after the wipe once more"),
        ("resets-alone", with_counters(BOOT.octets[:4]), "a restart brings the state back, and is no reset"),
        ("restarts-alone", with_counters(BOOT.octets[4:], 20), "there is one with every reset"),
        ("next-boot", measured(counters=Counters(BOOT.resets + 1, BOOT.restarts)), "the boot after a reset"),
        ("resumed", measured(counters=Counters(BOOT.resets, BOOT.restarts + 1)), "after a sleep, or a restart"),
        ("counters-swapped", measured(counters=Counters(BOOT.restarts, BOOT.resets)), "each in the other's place"),
        ("other-offset", with_counters(BOOT.octets, 15), "what stands elsewhere in TPMS_TIME_INFO"),
        ("at-least", with_counters(BOOT.octets, how=Comparison.UNSIGNED_AT_LEAST), "in this boot and all that follow"),
        ("counters-only", with_counters(BOOT.octets, before=start), "in whatever state"),
        ("counters-first", counters_first(), "another order of the two is another policy"),
        ("any-state", start, "an empty session's digest"),
        ("either", either, "the measured state or a password"),
    ):
        octets = publics.encode(evolve(key, policy=given))
        cases.add(f"decryption-{label}", why, decryption_request(octets), ends)
    written = publics.encode(evolve(key, key=evolve_exponent(key)))
    cases.add("decryption-exponent", "65537 written out", decryption_request(written), clause="§9")
    in_two_ways(cases, key)


def in_two_ways(cases: Cases, key: Public) -> None:
    """Decryption keys with two faults: the one that is checked first is named."""
    faults: tuple[tuple[str, Callable[[Public], Public]], ...] = (
        ("NAME_HASH", lambda public: evolve(public, name_hash=Hash.SHA384, policy=b"")),
        *((code, partial(lacking, attribute)) for code, attribute in NEEDED),
        *((code, partial(having, attribute)) for code, attribute in FORBIDDEN),
        ("SIZE", lambda public: evolve(public, key=publics.RsaKey(3072, 0, roca_modulus(3072).to_bytes(384, "big")))),
        ("ROCA", with_roca),
        ("SCHEME", lambda public: evolve(public, scheme=Scheme(Method.RSAES, None))),
        ("POLICY", lambda public: evolve(public, policy=measured(b"\x01" * 32))),
    )
    for (first, one), (second, other) in pairwise(faults):
        both = one(key) if second == "ROCA" else one(other(key))
        label = f"decryption-{first}-before-{second}".lower().replace("_", "-")
        why = "wrong in both ways; the order of the checks is fixed"
        cases.add(label, why, decryption_request(publics.encode(both)), f"DECRYPTION_KEY_{first}")


NEEDED: Final = (
    ("NOT_FIXED_TPM", Attribute.FIXED_TPM),
    ("NOT_FIXED_PARENT", Attribute.FIXED_PARENT),
    ("IMPORTED", Attribute.SENSITIVE_DATA_ORIGIN),
    ("ADMIN_WITHOUT_POLICY", Attribute.ADMIN_WITH_POLICY),
    ("NOT_DECRYPTING", Attribute.DECRYPT),
)
FORBIDDEN: Final = (
    ("USER_WITH_AUTH", Attribute.USER_WITH_AUTH),
    ("SIGNS", Attribute.SIGN),
    ("RESTRICTED", Attribute.RESTRICTED),
)
"""In the order in which they are asked for."""


def lacking(attribute: Attribute, public: Public) -> Public:
    """The same without an attribute."""
    return evolve(public, attributes=public.attributes - {attribute})


def having(attribute: Attribute, public: Public) -> Public:
    """The same with an attribute."""
    return evolve(public, attributes=public.attributes | {attribute})
