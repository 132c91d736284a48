"""Selections of PCRs in octets, and digests of what they select."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection, Selections, encode
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg import recorded
from leo_ref.vectors.tcg.recorded import REGISTERS, Signed, truncations

SOUND: Final[tuple[tuple[str, Selections], ...]] = (
    ("none", ()),
    ("empty-bank", (Selection(Hash.SHA256, ()),)),
    ("lowest", (Selection(Hash.SHA256, (0,)),)),
    ("highest", (Selection(Hash.SHA256, (23,)),)),
    ("all", (Selection(Hash.SHA256, tuple(range(24))),)),
    ("two-banks", (Selection(Hash.SHA256, (7, 8)), Selection(Hash.SHA384, (0, 15, 16)))),
    ("order-kept", (Selection(Hash.SHA384, (0,)), Selection(Hash.SHA256, (1,)))),
    ("duplicates-kept", (Selection(Hash.SHA256, (8,)), Selection(Hash.SHA256, (8,)))),
)


def reading(octets: bytes) -> dict[str, JsonValue]:
    """The request to read a selection."""
    return {"request": "tpm_selections", "octets": octets.hex()}


def digesting(
    algorithm: Hash, selections: Selections, values: Mapping[int, bytes], *, bank: Hash = Hash.SHA256
) -> dict[str, JsonValue]:
    """The request for the digest of values of one bank."""
    known: JsonValue = {bank.title: {str(register): value.hex() for register, value in values.items()}}
    octets = encode(selections).hex()
    return {"request": "tpm_pcr_digest", "hash": algorithm.title, "selections": octets, "banks": known}


def asked(signed: Signed) -> Selections:
    """The selection for which a quote was asked, from the notation of tpm2-tools."""
    chosen = []
    for part in signed.asked.split("+") if signed.asked else ():
        bank, _, listed = part.partition(":")
        registers = tuple(range(24)) if listed == "all" else tuple(int(register) for register in listed.split(","))
        chosen.append(Selection(Hash[bank.upper()], registers))
    return tuple(chosen)


def pcr_cases() -> Cases:
    """Selections, sound and not; digests in recorded quotes, and values that are unknown or misshapen."""
    cases = Cases("tcg/pcr")
    for name, selections in SOUND:
        cases.add(f"select-{name}", "read as it stands", reading(encode(selections)), clause="§8")
    two = encode(SOUND[5][1])
    for name, octets in truncations(two):
        cases.add(name, "a prefix is no selection", reading(octets), "PCR_TRUNCATED")
    cases.add("trailing", "nothing follows", reading(two + b"\0"), "PCR_TRAILING")
    cases.add("count-small", "more banks than counted", reading(b"\0\0\0\1" + two[4:]), "PCR_TRAILING")
    cases.add("count-large", "fewer banks than counted", reading(b"\0\0\0\3" + two[4:]), "PCR_TRUNCATED")
    cases.add("count-greatest", "far more than a TPM has", reading(b"\xff" * 4 + two[4:]), "PCR_COUNT")
    cases.add("bank-sm3", "no bank that we know", reading(bytes.fromhex("0000000100120380" + "0000")), "PCR_BANK")
    for length in (0, 2, 4):
        octets = bytes.fromhex("00000001000b") + bytes([length]) + bytes(length)
        cases.add(f"length-{length}", "three octets", reading(octets), "PCR_SELECT_LENGTH")
    cases.add("bit-24", "a PC client has 24", reading(bytes.fromhex("00000001000b0480000001")), "PCR_TOO_HIGH")
    digests(cases)
    return cases


def digests(cases: Cases) -> None:
    """Digests of values."""
    for number, signed in enumerate(recorded.SIGNED):
        if signed.kind == "quote" and "sha1" not in signed.asked:
            algorithm = {b"\0\x0b": Hash.SHA256, b"\0\x0c": Hash.SHA384, b"\0\x0d": Hash.SHA512, b"\0\4": Hash.SHA1}
            by = algorithm[signed.signature[2:4]]
            request = digesting(by, asked(signed), REGISTERS)
            digest = signed.attest[-by.size :].hex()
            cases.add(
                f"quoted-{number:02}", f"as quoted for {signed.asked or 'nothing'}", request, gives=digest, clause="§8"
            )
    ten = (Selection(Hash.SHA256, (8, 10)),)
    missing = "PCR_VALUE_MISSING"
    cases.add("unknown-register", "PCR 10 is not known", digesting(Hash.SHA256, ten, {8: bytes(32)}), missing)
    request = digesting(Hash.SHA256, ten, {8: bytes(48), 10: bytes(48)}, bank=Hash.SHA384)
    cases.add("unknown-bank", "a bank that was not measured", request, missing)
    cases.add("unknown-all", "no value is zero because nobody told it", digesting(Hash.SHA256, ten, {}), missing)
    for name, first, second in (("shifted", 31, 33), ("empty", 0, 64), ("sha1", 20, 20)):
        values = {8: bytes(first), 10: bytes(second)}
        why = "only the values together are hashed, so each has its length"
        cases.add(f"value-{name}", why, digesting(Hash.SHA256, ten, values), "PCR_VALUE_LENGTH")
