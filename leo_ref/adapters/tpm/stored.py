"""The certificate in what a TPM keeps in its NV index, as makers write it there."""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.identity.der import SEQUENCE, element

HEADER: Final = bytes.fromhex("100100")
"""Before a whole certificate and its length in 2 octets (PC Client Specific Implementation Specification, 7.3.2)."""

LENGTH_AT: Final = len(HEADER)
BEGIN: Final = LENGTH_AT + 2


def certificate_in(octets: bytes) -> bytes | str:
    """The certificate in DER, without the header of some makers and the padding of others; or, in words, why none."""
    if octets.startswith(HEADER) and len(octets) >= BEGIN:
        length = int.from_bytes(octets[LENGTH_AT:BEGIN], "big")
        if length > len(octets) - BEGIN:
            return _cut(length, len(octets) - BEGIN)
        octets = octets[BEGIN : BEGIN + length]
    found = element(octets, 0, len(octets))
    if found is not None and found.tag == SEQUENCE:
        return octets[: found.end]
    if len(octets) >= 4 and octets[:2] == b"\x30\x82":  # a sequence of 256 to 65,535 octets, as certificates are
        return _cut(4 + int.from_bytes(octets[2:4], "big"), len(octets))
    return f"it begins with {octets[:4].hex() or 'nothing'}, which is no certificate"


def _cut(length: int, there: int) -> str:
    return f"it is cut short: of {length} octets {there} are there"
