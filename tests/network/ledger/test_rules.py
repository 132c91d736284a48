"""The version of the rules changes when a block of before would come to another state."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from leo_ref.network.ledger.rules import RULES
from tests.network.ledger.world import ROOT

BLOCKS: Final = ("ledger/blocks.json", "ledger/genesis.json")
"""The vectors of whole blocks, each with the state that it comes to."""

KNOWN: Final = {"leo/2": "b770b2fe34b88b2534ee592d70a435811a1f70a7623011553e22c6b03b677cfe"}
"""The digest of those vectors, by the version of the rules. Where vectors were only added, or their deployments
changed, the digest is renewed; where one comes to another state by another rule, the version is."""


def test_the_version_is_that_of_the_vectors_of_blocks() -> None:
    whole = sha256()
    for name in BLOCKS:
        whole.update((ROOT / "conformance" / "vectors" / name).read_bytes())
    assert whole.hexdigest() == KNOWN[RULES]
