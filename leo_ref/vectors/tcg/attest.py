"""What a TPM signs: every kind as recorded, and each field falsified."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.octets import sized
from leo_ref.vectors.case import OK, Cases
from leo_ref.vectors.tcg import recorded
from leo_ref.vectors.tcg.recorded import truncations, with_number

KINDS: Final = {"quote": "quote", "certify": "certify", "creation": "creation", "nv": "nv", "nv-digest": "nv_digest"}
"""The kinds that are read: as they are recorded, as the request calls them."""

MAGIC_AT: Final = 0
KIND_AT: Final = 4
SIGNER_AT: Final = 6
EXTRA_AT: Final = SIGNER_AT + 2 + 34
CLOCK_AT: Final = EXTRA_AT + 2 + 32
SAFE_AT: Final = CLOCK_AT + 16
ATTESTED_AT: Final = SAFE_AT + 1 + 8
"""Offsets in structures whose signer has a SHA-256 name and whose nonce has 32 octets."""

UNKNOWN_HASH: Final = 0x0012
"""SM3-256, which this protocol does not use."""

QUOTE: Final = recorded.first("quote", "ecc-p256").attest
DIGEST: Final = QUOTE[-34:]
"""pcrDigest of :data:`QUOTE`, its length in front."""


def reading(octets: bytes, kind: str = "quote") -> dict[str, JsonValue]:
    """The request to read a structure."""
    return {"request": "tpm_attest", "kind": kind, "octets": octets.hex()}


def selecting(*banks: tuple[int, bytes]) -> bytes:
    """The quote with these numbers of hash functions and bitmaps as its selection."""
    count = len(banks).to_bytes(4, "big")
    selections = b"".join(bank.to_bytes(2, "big") + bytes([len(bits)]) + bits for bank, bits in banks)
    return QUOTE[:ATTESTED_AT] + count + selections + DIGEST


def attest_cases() -> Cases:
    """Recorded structures, then lies in the order of the octets."""
    cases = Cases("tcg/attest")
    for number, signed in enumerate(recorded.SIGNED):
        why = f"as recorded, signed by {signed.signer}" + (f", asked for {signed.asked}" if signed.asked else "")
        if signed.kind in KINDS:
            name = f"recorded-{number:02}-{signed.kind}"
            cases.add(name, why, reading(signed.attest, KINDS[signed.kind]), clause="§8")
    mistaken(cases)
    header(cases)
    quotes(cases)
    names(cases)
    for name, octets in truncations(QUOTE):
        cases.add(name, "a prefix is no quote", reading(octets), "ATTEST_TRUNCATED")
    for name, more in (("octet", b"\0"), ("structure", QUOTE)):
        cases.add(f"trailing-{name}", "nothing follows a quote", reading(QUOTE + more), "ATTEST_TRAILING")
    for kind, request in KINDS.items():
        octets = recorded.first(kind, "ecc-p256").attest
        cases.add(f"trailing-{kind}", "of each kind", reading(octets + b"\0", request), "ATTEST_TRAILING")
        cases.add(f"cut-{kind}", "of each kind", reading(octets[:-1], request), "ATTEST_TRUNCATED")
    return cases


def mistaken(cases: Cases) -> None:
    """One kind passed off as another."""
    why = "the TPM signed it, but it is another kind"
    for kind in ("certify", "creation", "nv", "nv-digest", "time", "command-audit", "session-audit"):
        octets = recorded.first(kind, "ecc-p256").attest
        cases.add(f"{kind}-as-quote", why, reading(octets), "ATTEST_TYPE")
    for kind in ("certify", "creation", "nv", "nv_digest"):
        cases.add(f"quote-as-{kind.replace('_', '-')}", why, reading(QUOTE, kind), "ATTEST_TYPE")
    nv = recorded.first("nv", "ecc-p256").attest
    cases.add("nv-as-nv-digest", why, reading(nv, "nv_digest"), "ATTEST_TYPE")
    for number in (0x0000, 0x8000, 0x8018 ^ 0x8000, 0x801B, 0xFFFF):
        octets = with_number(QUOTE, KIND_AT, 2, number)
        cases.add(f"type-{number:04x}", "a kind that is none", reading(octets), "ATTEST_TYPE")
    octets = with_number(recorded.first("certify", "ecc-p256").attest, KIND_AT, 2, 0x8018)
    cases.add("certify-relabelled", "its names make no selection", reading(octets), "PCR_COUNT")


def header(cases: Cases) -> None:
    """Magic, extra data, clock."""
    for number in (0, 0xFF544346, 0x474354FF, 0xFFFFFFFF):
        octets = with_number(QUOTE, MAGIC_AT, 4, number)
        cases.add(f"magic-{number:08x}", "what a TPM made begins otherwise", reading(octets), "ATTEST_MAGIC")
    for safe in (2, 0x80, 0xFF):
        octets = with_number(QUOTE, SAFE_AT, 1, safe)
        cases.add(f"safe-{safe}", "truth is 0 or 1", reading(octets), "ATTEST_SAFE")
    octets = with_number(QUOTE, SAFE_AT, 1, 0)
    cases.add("safe-0", "not refused here: it stays so after power was lost", reading(octets), clause="§8")
    for name, extra in (("empty", b""), ("prefix", QUOTE[EXTRA_AT + 2 : EXTRA_AT + 18])):
        octets = QUOTE[:EXTRA_AT] + sized(extra) + QUOTE[CLOCK_AT:]
        cases.add(f"extra-{name}", "read as it stands; it answers no challenge", reading(octets), clause="§8")
    octets = with_number(QUOTE, EXTRA_AT, 2, 0xFFFF)
    cases.add("extra-length", "a length beyond the end", reading(octets), "ATTEST_TRUNCATED")
    octets = QUOTE[:CLOCK_AT] + b"\xff" * 16 + b"\1" + b"\xff" * 8 + QUOTE[ATTESTED_AT:]
    cases.add("greatest-numbers", "64 and 32 bits without a sign", reading(octets), clause="§8")


def quotes(cases: Cases) -> None:
    """Selections."""
    sha256, sha1, seven = 0x000B, 0x0004, b"\x80\0\0"
    for name, why, octets in (
        ("none", "no bank at all", selecting()),
        ("empty-bank", "a bank of which nothing is selected", selecting((sha256, bytes(3)))),
        ("duplicate-bank", "stays visible", selecting((sha256, seven), (sha256, seven))),
        ("extra-bank", "stays visible", selecting((sha256, seven), (0x000C, seven))),
        ("weaker-bank", "stays visible", selecting((sha1, seven))),
        ("other-order", "stays visible", selecting((0x000C, seven), (sha256, seven))),
        ("highest", "PCR 23", selecting((sha256, b"\0\0\x80"))),
    ):
        cases.add(f"select-{name}", why, reading(octets), clause="§8")
    for number in (0x0000, 0x0010, UNKNOWN_HASH, 0x0027, 0xFFFF):
        octets = selecting((number, seven))
        cases.add(f"select-bank-{number:04x}", "no bank that we know", reading(octets), "PCR_BANK")
    for length in (0, 1, 2, 4, 32):
        octets = selecting((sha256, bytes(length)))
        cases.add(f"select-length-{length}", "one form of each selection", reading(octets), "PCR_SELECT_LENGTH")
    for register in (24, 31, 2039):
        bits = (1 << register).to_bytes(register // 8 + 1, "little")
        octets = selecting((sha256, bits))
        cases.add(f"select-pcr-{register}", "a PC client has 24", reading(octets), "PCR_TOO_HIGH")
    many = selecting(*[(sha256, seven)] * 16)
    cases.add("select-16-banks", "as many as there may be", reading(many), clause="§8")
    for count in (17, 0xFFFFFFFF):
        octets = with_number(many, ATTESTED_AT, 4, count)
        cases.add(f"select-count-{count:08x}", "a count is no reason to allocate", reading(octets), "PCR_COUNT")
    octets = with_number(QUOTE, ATTESTED_AT, 4, 0)
    cases.add("select-count-zero", "the bank is taken for a digest", reading(octets), "ATTEST_TRAILING")
    for name, digest in (("empty", b""), ("cut", DIGEST[2:-1]), ("longer", DIGEST[2:] + b"\0")):
        octets = QUOTE[: -len(DIGEST)] + sized(digest)
        cases.add(f"digest-{name}", "read as it stands; it is the digest of nothing", reading(octets), clause="§8")


def names(cases: Cases) -> None:
    """Names, in the signer's place and in every other."""
    good = QUOTE[SIGNER_AT + 2 : EXTRA_AT]
    bad = (
        ("empty", b""),
        ("handle", bytes.fromhex("40000007")),
        ("algorithm-only", good[:2]),
        ("digest-only", good[2:]),
        ("short", good[:-1]),
        ("long", good + b"\0"),
        ("unknown-hash", UNKNOWN_HASH.to_bytes(2, "big") + good[2:]),
        ("null-hash", b"\0\x10" + good[2:]),
    )
    for name, octets in bad:
        changed = QUOTE[:SIGNER_AT] + sized(octets) + QUOTE[EXTRA_AT:]
        cases.add(f"signer-{name}", "a signer is hash function and digest", reading(changed), "ATTEST_NAME")
    octets = QUOTE[:SIGNER_AT] + sized(b"\0\x04" + bytes(20)) + QUOTE[EXTRA_AT:]
    cases.add("signer-sha1", "has the form of a name; no key that we take has it", reading(octets), OK, clause="§8")
    for kind, request in KINDS.items():
        if kind != "quote":
            octets = recorded.first(kind, "ecc-p256").attest
            changed = with_number(octets, ATTESTED_AT + 2, 2, UNKNOWN_HASH)
            cases.add(f"name-in-{kind}", "the name is none", reading(changed, request), "ATTEST_NAME")
    certified = recorded.first("certify", "ecc-p256").attest
    changed = certified[:-36] + sized(bytes.fromhex("40000007"))
    cases.add("qualified-name-in-certify", "a handle", reading(changed, "certify"), "ATTEST_NAME")
