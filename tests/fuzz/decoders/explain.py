"""Decoders of what ``leo draw`` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.explain.claims import read_claims
from leo_ref.explain.example import example
from leo_ref.explain.malformed import Malformed
from leo_ref.explain.situation import Situation
from leo_ref.explain.snapshot import read_snapshot
from tests.fuzz.decoders.keys import PROOFS, SEED
from tests.fuzz.judging import Decoder, value


@cache
def drawing() -> Situation:
    """The situation of the example of ``leo draw``."""
    found = read_snapshot(canonical(example()))
    assert isinstance(found, Situation), found
    return found


def claims() -> JsonValue:
    """A file of claims: one with a proof, one with a seed."""
    name = next(iter(drawing().state.nodes))
    return [{"node": name, "proof": PROOFS[0].hex()}, {"node": "00" * 32, "seed": SEED.hex()}]


DECODERS: Final[Mapping[str, Decoder]] = {
    "explain.snapshot.read_snapshot": Decoder(
        read_snapshot, value(Situation, Malformed), (canonical(example()), json.dumps(example(), indent=1).encode())
    ),
    "explain.claims.read_claims": Decoder(
        lambda octets: read_claims(drawing(), octets), value(Situation, Malformed), (canonical(claims()),)
    ),
}
