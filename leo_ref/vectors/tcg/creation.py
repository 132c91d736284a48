"""Creation data: as recorded, and each field falsified."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.octets import sized
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg.recorded import KEYS, truncations, with_number

DATA: Final = KEYS["ecc-p256"].creation
BANK_AT: Final = 4
PARENT_AT: Final = 10 + 34 + 1
HANDLE: Final = bytes.fromhex("4000000b")
NAME: Final = KEYS["srk-ecc-p256"].name
QUALIFIED: Final = KEYS["srk-ecc-p256"].qualified


def reading(octets: bytes) -> dict[str, JsonValue]:
    """The request to read creation data."""
    return {"request": "tpm_creation", "octets": octets.hex()}


def below(algorithm: str, parent: bytes, qualified: bytes) -> dict[str, JsonValue]:
    """The request, with another parent."""
    octets = DATA[:PARENT_AT] + bytes.fromhex(algorithm) + sized(parent) + sized(qualified) + sized(b"outside info")
    return reading(octets)


def creation_cases() -> Cases:
    """Recorded ones, then lies in the order of the octets."""
    cases = Cases("tcg/creation")
    for name, key in KEYS.items():
        if key.creation:
            cases.add(name, "as recorded", reading(key.creation), clause="§9")
    cases.add("child", "of a key below another", below("000b", NAME, QUALIFIED), clause="§9")
    for name, algorithm, parent, qualified in (
        ("null-with-name", "0010", NAME, QUALIFIED),
        ("null-empty", "0010", b"", b""),
        ("handle-with-hash", "000b", HANDLE, HANDLE),
        ("other-hash", "000c", NAME, QUALIFIED),
        ("unknown-hash", "0012", NAME, QUALIFIED),
        ("unknown-hash-handle", "0012", HANDLE, HANDLE),
        ("qualified-handle", "000b", NAME, HANDLE),
        ("qualified-name", "0010", HANDLE, QUALIFIED),
        ("short", "000b", NAME[:-1], QUALIFIED),
    ):
        cases.add(
            f"parent-{name}", "neither a hierarchy nor a key", below(algorithm, parent, qualified), "CREATION_PARENT"
        )
    octets = with_number(DATA, BANK_AT, 2, 0x0012)
    cases.add("bank", "no bank that we know", reading(octets), "PCR_BANK")
    for name, octets in truncations(DATA):
        cases.add(name, "a prefix is no creation data", reading(octets), "CREATION_TRUNCATED")
    cases.add("trailing", "nothing follows", reading(DATA + b"\0"), "CREATION_TRAILING")
    return cases
