"""Signatures: of every recorded key over everything it signed, and every way to falsify one."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.algorithms import Curve
from leo_ref.tcg.octets import sized
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import recorded, salted
from leo_ref.vectors.tcg.recorded import KEYS, Signed, truncations, with_number

ORDER: Final = Curve.P256.order
ECDSA: Final = recorded.first("quote", "ecc-p256")
RSASSA: Final = recorded.first("quote", "rsa2048-rsassa")
RSAPSS: Final = recorded.first("quote", "rsa2048-rsapss")
R: Final = int.from_bytes(ECDSA.signature[6:38], "big")
S: Final = int.from_bytes(ECDSA.signature[40:], "big")
MODULUS: Final = int.from_bytes(KEYS["rsa2048-rsassa"].octets[-256:], "big")


def verifying(
    signed: Signed, signature: bytes | None = None, *, signer: str = "", message: bytes | None = None
) -> dict[str, JsonValue]:
    """The request to verify what was recorded, or something else in its place."""
    recorded_message: JsonValue = {"$shared": f"message-{recorded.SIGNED.index(signed)}"}
    return {
        "request": "tpm_signature",
        "public": {"$shared": signer or signed.signer},
        "signature": (signed.signature if signature is None else signature).hex(),
        "message": recorded_message if message is None else message.hex(),
    }


def ecdsa(r: bytes, s: bytes) -> bytes:
    """An ECDSA signature with SHA-256."""
    return bytes.fromhex("0018000b") + sized(r) + sized(s)


def numbers(r: int, s: int) -> bytes:
    """An ECDSA signature, its numbers in 32 octets where they fit and otherwise in 33."""
    return ecdsa(*(number.to_bytes(33 if number >> 256 else 32, "big") for number in (r, s)))


def rsassa(octets: bytes) -> bytes:
    """An RSASSA signature with SHA-256."""
    return bytes.fromhex("0014000b") + sized(octets)


def signature_cases() -> Cases:
    """Recorded signatures, then lies in the order of the checks."""
    cases = Cases("tcg/signature")
    cases.shared.update({name: key.octets.hex() for name, key in KEYS.items()})
    cases.shared.update({f"message-{number}": signed.attest.hex() for number, signed in enumerate(recorded.SIGNED)})
    for number, signed in enumerate(recorded.SIGNED):
        why = f"as recorded, by {signed.signer}" + (f" asked for {signed.scheme}" if signed.scheme else "")
        why += f": {signed.note}" if signed.note else ""
        ends = "SIGNATURE_WEAK_HASH" if signed.signer == "rsa2048-sha1-scheme" else "OK"
        clause = "" if ends != "OK" else "§8"
        cases.add(f"recorded-{number:02}-{signed.kind}", why, verifying(signed), ends, clause=clause)
    structure(cases)
    schemes(cases)
    widths(cases)
    ranges(cases)
    forgeries(cases)
    salted.salts(cases)
    return cases


def structure(cases: Cases) -> None:
    """Octets that are no signature."""
    for name, octets in truncations(ECDSA.signature):
        cases.add(name, "a prefix is no signature", verifying(ECDSA, octets), "SIGNATURE_TRUNCATED")
    for name, signed in (("ecdsa", ECDSA), ("rsassa", RSASSA), ("rsapss", RSAPSS)):
        cases.add(
            f"trailing-{name}",
            "nothing follows",
            verifying(signed, signed.signature + b"\0"),
            "SIGNATURE_TRAILING",
        )
        cut = verifying(signed, signed.signature[:-1])
        cases.add(f"cut-{name}", "the last octet lacks", cut, "SIGNATURE_TRUNCATED")
    for number in (0x0000, 0x0005, 0x0010, 0x0015, 0x0017, 0x0019, 0x001A, 0x001B, 0x001C, 0xFFFF):
        octets = with_number(ECDSA.signature, 0, 2, number)
        cases.add(f"algorithm-{number:04x}", "none of the three", verifying(ECDSA, octets), "SIGNATURE_ALGORITHM")
    for number in (0x0000, 0x0010, 0x0012, 0x0027):
        octets = with_number(ECDSA.signature, 2, 2, number)
        cases.add(f"hash-{number:04x}", "no hash that we know", verifying(ECDSA, octets), "SIGNATURE_HASH")


def schemes(cases: Cases) -> None:
    """Signatures in another scheme than the key's own."""
    why = "the key does not sign so"
    relabelled = "SIGNATURE_SCHEME"
    for name, signed, at, number in (
        ("rsassa-as-pss", RSASSA, 0, 0x0016),
        ("pss-as-rsassa", RSAPSS, 0, 0x0014),
        ("rsassa-sha384", RSASSA, 2, 0x000C),
        ("rsapss-sha512", RSAPSS, 2, 0x000D),
        ("rsassa-sha1", RSASSA, 2, 0x0004),
        ("ecdsa-sha384", ECDSA, 2, 0x000C),
        ("ecdsa-sha1", ECDSA, 2, 0x0004),
    ):
        octets = with_number(signed.signature, at, 2, number)
        cases.add(f"scheme-{name}", why, verifying(signed, octets), relabelled)
    cases.add("scheme-ecdsa-of-rsa-key", why, verifying(ECDSA, signer="rsa2048-rsassa"), relabelled)
    cases.add("scheme-rsa-of-ecc-key", why, verifying(RSASSA, signer="ecc-p256"), relabelled)
    for signer in ("rsa2048-null-scheme", "ecc-p256-null-scheme"):
        other = RSASSA if signer.startswith("ecc") else ECDSA
        request = verifying(other, signer=signer)
        cases.add(f"scheme-other-kind-{signer}", "any scheme, but of its own kind", request, relabelled)
    for signed in recorded.SIGNED:
        if signed.signer == "rsa2048-null-scheme":
            octets = with_number(signed.signature, 0, 2, 0x0016 if signed.scheme.startswith("rsassa") else 0x0014)
            request = verifying(signed, octets)
            cases.add(
                f"scheme-free-{signed.scheme}", "relabelled, and the key has no scheme", request, "SIGNATURE_MISMATCH"
            )
    for signer in ("ecc-p256-null-scheme", "rsa2048-null-scheme"):
        signed = recorded.first("quote", signer)
        octets = with_number(signed.signature, 2, 2, 0x0004)
        cases.add(
            f"weak-hash-{signer}", "SHA-1, and the key has no scheme", verifying(signed, octets), "SIGNATURE_WEAK_HASH"
        )
    for signer in ("ek-rsa2048", "child-decrypt-rsa2048"):
        request = verifying(RSASSA, signer=signer)
        why = "whoever may decrypt with a key could make it sign anything"
        cases.add(f"key-{signer}", why, request, "SIGNATURE_KEY")
    cases.add("key-off-curve", "no key at all", verifying(ECDSA) | {"public": off_curve().hex()}, "PUBLIC_POINT")


def off_curve() -> bytes:
    """The key that signed, one bit of its point changed."""
    octets = KEYS["ecc-p256"].octets
    return octets[:-1] + bytes([octets[-1] ^ 1])


def widths(cases: Cases) -> None:
    """Numbers in more or fewer octets than there must be."""
    r, s = ECDSA.signature[6:38], ECDSA.signature[40:]
    short = next(signed for signed in recorded.SIGNED if signed.note)
    short_r, short_s = short.signature[6:38], short.signature[40:]
    width = "SIGNATURE_WIDTH"
    assert 0 in (short_r[0], short_s[0])
    stripped = ecdsa(short_r.lstrip(b"\0"), short_s.lstrip(b"\0"))
    cases.add("stripped-zero", "a sound signature without its zero in front", verifying(short, stripped), width)
    for name, octets in (
        ("zero-before-r", ecdsa(b"\0" + r, s)),
        ("zero-before-s", ecdsa(r, b"\0" + s)),
        ("empty", ecdsa(b"", b"")),
        ("empty-s", ecdsa(r, b"")),
        ("short-r", ecdsa(r[1:], s)),
        ("p384", ecdsa(bytes(16) + r, bytes(16) + s)),
        ("r-plus-order", numbers(R + ORDER, S) if R + ORDER >> 256 else ecdsa(b"\0" + r, s)),
        ("s-plus-order", numbers(R, S + ORDER) if S + ORDER >> 256 else ecdsa(r, b"\0" + s)),
    ):
        cases.add(f"width-{name}", "one form of each number", verifying(ECDSA, octets), width)
    for name, signed in (("rsassa", RSASSA), ("rsapss", RSAPSS)):
        head, octets = signed.signature[:4], signed.signature[6:]
        for change, other in (("empty", b""), ("short", octets[1:]), ("zero-in-front", b"\0" + octets)):
            request = verifying(signed, head + sized(other))
            cases.add(f"width-{name}-{change}", "as wide as the modulus", request, width)


def ranges(cases: Cases) -> None:
    """Numbers out of range, in the right width."""
    out = "SIGNATURE_RANGE"
    for name, r, s in (
        ("both-zero", 0, 0),
        ("r-zero", 0, S),
        ("s-zero", R, 0),
        ("r-order", ORDER, S),
        ("s-order", R, ORDER),
        ("both-order", ORDER, ORDER),
        ("r-order-plus-1", ORDER + 1, S),
        ("all-ones", 2**256 - 1, 2**256 - 1),
    ):
        cases.add(f"range-{name}", "such numbers satisfy careless equations", verifying(ECDSA, numbers(r, s)), out)
    for name, number in (("modulus", MODULUS), ("modulus-plus-1", MODULUS + 1), ("all-ones", 2**2048 - 1)):
        request = verifying(RSASSA, rsassa(number.to_bytes(256, "big")))
        cases.add(f"range-rsa-{name}", "another form of a smaller number", request, out)
    for signed in recorded.SIGNED:
        if signed.signer == "rsa2048-rsassa":
            plus = int.from_bytes(signed.signature[6:], "big") + MODULUS
            if plus < 2**2048:
                request = verifying(signed, rsassa(plus.to_bytes(256, "big")))
                cases.add(f"range-rsa-{signed.kind}-plus-modulus", "s + n verifies where nobody looks", request, out)


def forgeries(cases: Cases) -> None:
    """Sound in form, and not of this key over this message."""
    mismatch = "SIGNATURE_MISMATCH"
    request = verifying(ECDSA, numbers(R, ORDER - S))
    cases.add("negative-s", "anybody makes (r, n - s): a signature names nothing", request, clause="§8")
    for name, r, s in (("r-negative", ORDER - R, S), ("swapped", S, R), ("ones", 1, 1), ("r-plus-1", R + 1, S)):
        cases.add(f"forged-{name}", "other numbers", verifying(ECDSA, numbers(r, s)), mismatch)
    for number in (0, 1, MODULUS - 1):
        name = "modulus-less-1" if number > 1 else str(number)
        request = verifying(RSASSA, rsassa(number.to_bytes(256, "big")))
        cases.add(f"forged-rsa-{name}", "a number that is its own power", request, mismatch)
    for name, signed in (("ecdsa", ECDSA), ("rsassa", RSASSA), ("rsapss", RSAPSS)):
        last = signed.signature[:-1] + bytes([signed.signature[-1] ^ 1])
        cases.add(f"forged-{name}-bit", "one bit of the signature", verifying(signed, last), mismatch)
        message = signed.attest[:-1] + bytes([signed.attest[-1] ^ 1])
        cases.add(f"other-digest-{name}", "one bit of pcrDigest", verifying(signed, message=message), mismatch)
        for part, other in (("prefix", signed.attest[:-1]), ("longer", signed.attest + b"\0"), ("empty", b"")):
            cases.add(f"other-{part}-{name}", "another message", verifying(signed, message=other), mismatch)
    certified = recorded.first("certify", "ecc-p256")
    request = verifying(ECDSA, certified.signature)
    cases.add("other-structure", "what the key signed of another structure", request, mismatch)
    for signer in ("ecc-p256-null-scheme", "child-ak-ecc-p256", "ecc-p256-sha384-name"):
        cases.add(f"other-key-{signer}", "another key of the TPM", verifying(ECDSA, signer=signer), mismatch)
    cases.add("other-key-rsa", "another key of the TPM", verifying(RSASSA, signer="rsa2048-null-scheme"), mismatch)
    other = KEYS["ecc-p256"].octets
    y = int.from_bytes(other[-32:], "big")
    mirrored = other[:-32] + (Curve.P256.field - y).to_bytes(32, "big")
    request = verifying(ECDSA) | {"public": mirrored.hex()}
    cases.add("other-key-mirrored", "the key's point, mirrored", request, mismatch)
