"""Recorded transcripts, and forgeries: entries are replaced and all lines bound anew, then octets are replaced."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256

from conformance.engine.strict import Json

DOMAIN = b"leo/transcript-line\0"


def written(value: Json, transcripts: Mapping[str, bytes]) -> Json:
    """The value with the octets of each ``{"$transcript": path, "entries": [...], "octets": [...]}`` in its place."""
    if isinstance(value, dict):
        if value.keys() == {"$transcript", "entries", "octets"}:
            return forged(transcripts[value["$transcript"]], value["entries"], value["octets"]).hex()
        return {key: written(inner, transcripts) for key, inner in value.items()}
    return value


def forged(compressed: bytes, splices: Json, patches: Json) -> bytes:
    """From ``start``, ``count`` entries are replaced, one splice after the other; then octets in the same way."""
    octets = plain(compressed)
    if splices:
        entries = [json.loads(line)["entry"] for line in octets.splitlines()]
        for start, count, new in splices:
            entries[start : start + count] = new
        octets = b"".join(bound(entries))
    for start, count, new in patches:
        octets = octets[:start] + bytes.fromhex(new) + octets[start + count :]
    return octets


def bound(entries: Json) -> Iterator[bytes]:
    """The lines that say this, each with its number and the digest of the line before."""
    previous = bytes(32)
    for number, entry in enumerate(entries):
        line = {"entry": entry, "number": number, "previous": previous.hex()}
        octets = json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        previous = sha256(DOMAIN + octets).digest()
        yield octets + b"\n"


@cache
def plain(compressed: bytes) -> bytes:
    """The lines."""
    return gzip.decompress(compressed)
