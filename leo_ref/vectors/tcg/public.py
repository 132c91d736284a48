"""Public areas: keys of every kind as recorded, and each field falsified; names of keys below others."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.octets import sized
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg.recorded import KEYS, truncations, with_number

NAME_HASH_AT: Final = 2
ATTRIBUTES_AT: Final = 4
POLICY_AT: Final = 8
SYMMETRIC_AT: Final = 10
SCHEME_AT: Final = 12
SCHEME_HASH_AT: Final = 14
PARAMETERS_AT: Final = 16
"""Offsets where there is no policy and no symmetric algorithm, as in every attestation key."""

REFUSED: Final = {
    "rsa2048-sha1-name": "PUBLIC_NAME_SHA1",
    "ecc-p256-sha1-name": "PUBLIC_NAME_SHA1",
    "ecc-p192": "PUBLIC_CURVE",
    "ecc-p224": "PUBLIC_CURVE",
    "ecc-p521": "PUBLIC_CURVE",
    "rsa1024": "PUBLIC_RSA_BITS",
    "keyedhash": "PUBLIC_TYPE",
}
"""Recorded keys that a TPM makes and this protocol does not take."""

P256_FIELD: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1

ECC: Final = KEYS["ecc-p256"].octets
RSA: Final = KEYS["rsa2048-rsassa"].octets
STORAGE: Final = KEYS["ek-ecc-p256"].octets
STORAGE_SYMMETRIC_AT: Final = SYMMETRIC_AT + 32


def reading(octets: bytes) -> dict[str, JsonValue]:
    """The request to read a public area."""
    return {"request": "tpm_public", "octets": octets.hex()}


def public_cases() -> Cases:
    """Recorded keys, then lies in the order of the octets."""
    cases = Cases("tcg/public")
    for name, key in KEYS.items():
        if name in REFUSED:
            cases.add(name, "a TPM makes such keys; they are too weak here", reading(key.octets), REFUSED[name])
            continue
        said = cases.add(name, "as recorded, with the name that the TPM gave it", reading(key.octets), clause="§5")
        value = said["ok"]
        assert isinstance(value, dict)
        assert value["name"] == key.name.hex(), name
        request: dict[str, JsonValue] = {
            "request": "tpm_qualified_name",
            "above": key.above.hex(),
            "name": key.name.hex(),
        }
        cases.add(f"{name}-qualified", "as the TPM says", request, gives=key.qualified.hex(), clause="§5")
    head(cases)
    rsa(cases)
    ecc(cases)
    for name, octets in truncations(ECC):
        cases.add(name, "a prefix is no key", reading(octets), "PUBLIC_TRUNCATED")
    for name, octets in (("ecc", ECC), ("rsa", RSA)):
        cases.add(f"trailing-{name}", "nothing follows a key", reading(octets + b"\0"), "PUBLIC_TRAILING")
    cases.add("sized", "TPM2B_PUBLIC has a length in front", reading(sized(ECC)), "PUBLIC_TYPE")
    return cases


def head(cases: Cases) -> None:
    """Kind, name, attributes, policy, symmetric algorithm."""
    for number in (0x0000, 0x0008, 0x0010, 0x0025, 0xFFFF):
        octets = with_number(ECC, 0, 2, number)
        cases.add(f"type-{number:04x}", "neither RSA nor ECC", reading(octets), "PUBLIC_TYPE")
    for number in (0x0000, 0x0010, 0x0012, 0x0027):
        octets = with_number(ECC, NAME_HASH_AT, 2, number)
        cases.add(f"name-hash-{number:04x}", "no hash that we know", reading(octets), "PUBLIC_NAME_HASH")
    octets = with_number(ECC, NAME_HASH_AT, 2, 0x0004)
    cases.add("name-hash-relabelled", "the same key under a weak name", reading(octets), "PUBLIC_NAME_SHA1")
    attributes = int.from_bytes(ECC[ATTRIBUTES_AT:POLICY_AT], "big")
    for bit in (0, 3, 12, 15, 20, 31):
        octets = with_number(ECC, ATTRIBUTES_AT, 4, attributes | 1 << bit)
        cases.add(f"attribute-{bit}", "a reserved bit", reading(octets), "PUBLIC_ATTRIBUTES")
    for name, number in (("none", 0), ("all", 0x000F0FF6)):
        octets = with_number(ECC, ATTRIBUTES_AT, 4, number)
        cases.add(f"attributes-{name}", "read; whether they will do is for a policy", reading(octets), clause="§5")
    for length in (1, 20, 31, 33, 48):
        octets = ECC[:POLICY_AT] + sized(bytes(length)) + ECC[SYMMETRIC_AT:]
        cases.add(f"policy-of-{length}", "a policy is a digest", reading(octets), "PUBLIC_POLICY_LENGTH")
    for name, offset, number in (
        ("xor", 0, 0x000A),
        ("camellia", 0, 0x0026),
        ("bits-0", 2, 0),
        ("bits-129", 2, 129),
        ("mode-ecb", 4, 0x0044),
        ("mode-null", 4, 0x0010),
    ):
        octets = with_number(STORAGE, STORAGE_SYMMETRIC_AT + offset, 2, number)
        cases.add(f"symmetric-{name}", "only AES-CFB", reading(octets), "PUBLIC_SYMMETRIC")
    for name, octets, number in (
        ("ecdsa-of-rsa", RSA, 0x0018),
        ("rsassa-of-ecc", ECC, 0x0014),
        ("ecdaa", ECC, 0x001A),
        ("hmac", ECC, 0x0005),
        ("zero", ECC, 0x0000),
    ):
        changed = with_number(octets, SCHEME_AT, 2, number)
        cases.add(f"scheme-{name}", "not a scheme of such a key", reading(changed), "PUBLIC_SCHEME")
    for number in (0x0010, 0x0012):
        changed = with_number(ECC, SCHEME_HASH_AT, 2, number)
        cases.add(f"scheme-hash-{number:04x}", "no hash that we know", reading(changed), "PUBLIC_SCHEME_HASH")


def rsa(cases: Cases) -> None:
    """Length, exponent, modulus."""
    exponent_at, modulus_at = PARAMETERS_AT + 2, PARAMETERS_AT + 6
    modulus = RSA[modulus_at + 2 :]
    for bits in (0, 512, 1024, 2047, 2049, 8192):
        octets = with_number(RSA, PARAMETERS_AT, 2, bits)
        cases.add(f"rsa-bits-{bits}", "2048, 3072 or 4096", reading(octets), "PUBLIC_RSA_BITS")
    for exponent in (1, 2, 3, 65536, 65539, 2**32 - 1):
        octets = with_number(RSA, exponent_at, 4, exponent)
        cases.add(f"exponent-{exponent}", "65537, which is also written 0", reading(octets), "PUBLIC_EXPONENT")
    octets = with_number(RSA, exponent_at, 4, 65537)
    cases.add("exponent-65537", "the same key, but another name", reading(octets), clause="§5")
    for name, other in (
        ("empty", b""),
        ("short", modulus[:-1]),
        ("zero-in-front", b"\0" + modulus),
        ("of-3072", modulus + modulus[:128]),
    ):
        octets = RSA[:modulus_at] + sized(other)
        cases.add(f"modulus-{name}", "one width", reading(octets), "PUBLIC_MODULUS_LENGTH")
    for name, other in (
        ("even", modulus[:-1] + bytes([modulus[-1] & 0xFE])),
        ("of-2047-bits", bytes([modulus[0] & 0x7F]) + modulus[1:]),
        ("zero", bytes(256)),
    ):
        octets = RSA[:modulus_at] + sized(other)
        cases.add(f"modulus-{name}", "no product of two primes of 1024 bits", reading(octets), "PUBLIC_MODULUS")


def ecc(cases: Cases) -> None:
    """Curve, key derivation function, point."""
    kdf_at, x_at = PARAMETERS_AT + 2, PARAMETERS_AT + 4
    point = ECC[x_at + 2 : x_at + 34], ECC[x_at + 36 :]
    x, y = point

    def at(new_x: bytes, new_y: bytes) -> dict[str, JsonValue]:
        return reading(ECC[:x_at] + sized(new_x) + sized(new_y))

    for number in (0x0000, 0x0001, 0x0005, 0x0010, 0x0020):
        octets = with_number(ECC, PARAMETERS_AT, 2, number)
        cases.add(f"curve-{number:04x}", "P-256 or P-384", reading(octets), "PUBLIC_CURVE")
    octets = with_number(ECC, PARAMETERS_AT, 2, 0x0004)
    cases.add("curve-relabelled", "a point of P-256 is too narrow", reading(octets), "PUBLIC_POINT_LENGTH")
    for number in (0x0007, 0x0020):
        octets = with_number(ECC, kdf_at, 2, number)
        cases.add(f"kdf-{number:04x}", "reserved", reading(octets), "PUBLIC_KDF")
    for name, new_x, new_y in (
        ("empty", b"", b""),
        ("x-short", x[1:], y),
        ("y-short", x, y[1:]),
        ("x-zero-in-front", b"\0" + x, y),
        ("uncompressed", b"\4" + x + y, b""),
    ):
        cases.add(f"point-{name}", "one width", at(new_x, new_y), "PUBLIC_POINT_LENGTH")
    for name, new_x, new_y in (
        ("off-curve", x, y[:-1] + bytes([y[-1] ^ 1])),
        ("swapped", y, x),
        ("origin", bytes(32), bytes(32)),
        ("x-field-prime", P256_FIELD.to_bytes(32, "big"), y),
        ("all-ones", b"\xff" * 32, b"\xff" * 32),
    ):
        cases.add(f"point-{name}", "a point that could give the secret away", at(new_x, new_y), "PUBLIC_POINT")
    root = 0x66485C780E2F83D72433BD5D84A06BB6541C2AF31DAE871728BF856A174F93F4
    sound = at(bytes(32), root.to_bytes(32, "big"))
    cases.add("point-x-zero", "a point of P-256 with x = 0", sound, clause="§5")
    request = at(P256_FIELD.to_bytes(32, "big"), root.to_bytes(32, "big"))
    cases.add("point-x-not-reduced", "the same point, x written as the field's prime", request, "PUBLIC_POINT")
    root = 0xD7325D7646CD60D80A92738CEB345F844CFFAF35841022CAB176F692DE8DE1D7
    sound = at(root.to_bytes(32, "big"), (5).to_bytes(32, "big"))
    cases.add("point-y-5", "a point of P-256 with a small y", sound, clause="§5")
    request = at(root.to_bytes(32, "big"), (P256_FIELD + 5).to_bytes(32, "big"))
    cases.add("point-y-not-reduced", "the same point, y with the field's prime added", request, "PUBLIC_POINT")
    negative = at(x, (P256_FIELD - int.from_bytes(y, "big")).to_bytes(32, "big"))
    cases.add("point-negative", "a key of its own", negative, clause="§5")
