"""Public areas of NV indices: one as recorded, and each field falsified."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue
from leo_ref.tcg.octets import sized
from leo_ref.vectors.case import Cases
from leo_ref.vectors.tcg.recorded import INDEX, INDEX_NAME, truncations, with_number

HASH_AT, ATTRIBUTES_AT, POLICY_AT, SIZE_AT = 4, 6, 10, 12


def reading(octets: bytes) -> dict[str, JsonValue]:
    """The request to read a public area."""
    return {"request": "tpm_nv", "octets": octets.hex()}


def nv_cases() -> Cases:
    """The index, then lies in the order of the octets."""
    cases = Cases("tcg/nv")
    said = cases.add("recorded", "an index that extends, written once", reading(INDEX), clause="§8")["ok"]
    assert isinstance(said, dict)
    assert said["name"] == INDEX_NAME.hex()
    attributes = int.from_bytes(INDEX[ATTRIBUTES_AT:POLICY_AT], "big")
    for name, number in (
        ("not-written", attributes & ~(1 << 29)),
        ("policy-delete", attributes | 1 << 10),
        ("ordinary", attributes & ~0xF0),
    ):
        octets = with_number(INDEX, ATTRIBUTES_AT, 4, number)
        cases.add(name, "read; it has another name", reading(octets), clause="§8")
    octets = INDEX[:POLICY_AT] + sized(bytes(32)) + INDEX[SIZE_AT:]
    cases.add("policy", "read; it has another name", reading(octets), clause="§8")
    for handle in (0, 0x00800010, 0x02800010, 0x40000001, 0x81010001):
        octets = with_number(INDEX, 0, 4, handle)
        cases.add(f"handle-{handle:08x}", "the handle of something else", reading(octets), "NV_HANDLE")
    for number in (0x0000, 0x0004, 0x0010, 0x0012):
        octets = with_number(INDEX, HASH_AT, 2, number)
        cases.add(f"hash-{number:04x}", "weak, none or unknown", reading(octets), "NV_NAME_HASH")
    for bit in (8, 9, 20, 24):
        octets = with_number(INDEX, ATTRIBUTES_AT, 4, attributes | 1 << bit)
        cases.add(f"attribute-{bit}", "a reserved bit", reading(octets), "NV_ATTRIBUTES")
    for kind in (3, 5, 7, 10, 15):
        octets = with_number(INDEX, ATTRIBUTES_AT, 4, attributes & ~0xF0 | kind << 4)
        cases.add(f"type-{kind}", "a reserved type", reading(octets), "NV_ATTRIBUTES")
    for length in (1, 20, 31, 33):
        octets = INDEX[:POLICY_AT] + sized(bytes(length)) + INDEX[SIZE_AT:]
        cases.add(f"policy-of-{length}", "a policy is a digest", reading(octets), "NV_POLICY_LENGTH")
    for name, octets in truncations(INDEX):
        cases.add(name, "a prefix is no index", reading(octets), "NV_TRUNCATED")
    cases.add("trailing", "nothing follows", reading(INDEX + b"\0"), "NV_TRAILING")
    return cases
