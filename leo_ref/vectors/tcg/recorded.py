"""What a TPM wrote, recorded once: ``leo_ref/vectors/recorded/tpm.json``, which says when and with which tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

PLACE: Final = Path(__file__).parents[1] / "recorded" / "tpm.json"


@frozen
class RecordedKey:
    """A key of the recorded TPM; what is empty was not recorded."""

    octets: bytes
    name: bytes
    qualified: bytes
    above: bytes
    """The hierarchy's handle, or the parent's qualified name."""
    creation: bytes
    creation_hash: bytes


@frozen
class Signed:
    """What the recorded TPM signed."""

    kind: str
    signer: str
    attest: bytes
    signature: bytes
    extra: bytes
    asked: str
    """The PCRs that a quote was asked for, in the notation of tpm2-tools."""
    scheme: str
    note: str


def _read() -> Mapping[str, Any]:  # Any: a file of our own, read where its parts are used
    read: dict[str, Any] = json.loads(PLACE.read_text("ascii"))
    return read


_FILE: Final = _read()


def _above(entry: Mapping[str, str]) -> bytes:
    if "parent" in entry:
        return bytes.fromhex(_FILE["public"][entry["parent"]]["qualified"])
    return bytes.fromhex("40000001" if entry.get("hierarchy") == "owner" else "4000000b")


KEYS: Final[Mapping[str, RecordedKey]] = {
    name: RecordedKey(
        octets=bytes.fromhex(entry["octets"]),
        name=bytes.fromhex(entry["name"]),
        qualified=bytes.fromhex(entry["qualified"]),
        above=_above(entry),
        creation=bytes.fromhex(entry.get("creation", "")),
        creation_hash=bytes.fromhex(entry.get("creation_hash", "")),
    )
    for name, entry in _FILE["public"].items()
}

SIGNED: Final = tuple(
    Signed(
        kind=entry["kind"],
        signer=entry["signer"],
        attest=bytes.fromhex(entry["attest"]),
        signature=bytes.fromhex(entry["signature"]),
        extra=bytes.fromhex(entry["extra"]),
        asked=entry.get("asked", ""),
        scheme=entry.get("scheme", ""),
        note=entry.get("note", ""),
    )
    for entry in _FILE["attest"]
)

REGISTERS: Final[Mapping[int, bytes]] = {
    int(register): bytes.fromhex(value) for register, value in _FILE["pcrs"]["sha256"].items()
}
"""The values of the SHA-256 bank."""

INDEX: Final = bytes.fromhex(_FILE["nv"]["public"])
INDEX_NAME: Final = bytes.fromhex(_FILE["nv"]["name"])
INDEX_CONTENTS: Final = bytes.fromhex(_FILE["nv"]["contents"])
INDEX_EVENTS: Final = tuple(bytes.fromhex(event) for event in _FILE["nv"]["events"])

POLICIES: Final[tuple[Mapping[str, Any], ...]] = tuple(_FILE["policy"])  # Any: as above
"""Steps of trial sessions and the digest after them."""


def first(kind: str, signer: str) -> Signed:
    """The first structure of this kind that the key signed."""
    return next(signed for signed in SIGNED if (signed.kind, signed.signer) == (kind, signer))


def truncations(octets: bytes) -> Iterator[tuple[str, bytes]]:
    """Every beginning of the octets that is not the whole, with a name."""
    for length in range(len(octets)):
        yield f"truncated-{length:03}", octets[:length]


def with_number(octets: bytes, offset: int, length: int, number: int) -> bytes:
    """The octets with a number of ``length`` octets in place of those at ``offset``."""
    return octets[:offset] + number.to_bytes(length, "big") + octets[offset + length :]
