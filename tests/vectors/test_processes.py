"""§4: what a block does follows from deployment, state and block alone: two processes, started from octets, agree.

They have other hash seeds and share nothing; every block of the ledger's vectors is put to both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from leo_ref.core.encoding import from_octets
from leo_ref.core.state.transaction import Body
from leo_ref.ledger import Block
from tests.removed.replay import Vector, vectors

LEO: Final = str(Path(sys.executable).with_name("leo"))


@cache
def blocks() -> tuple[Vector, ...]:
    """Vectors whose block is applied."""
    return tuple(one for one in vectors() if one.request["request"] == "block" and not one.code)


def kinds() -> Iterator[str]:
    """The kinds of the transactions in them."""
    for vector in blocks():
        block = from_octets(Block, bytes.fromhex(vector.request["octets"]))
        assert isinstance(block, Block)
        yield from (sent.body.kind for sent in block.transactions)


def answers(hash_seed: int) -> list[Any]:  # JSON
    """What a validator makes of them that was started with nothing but the octets of each."""
    asked = "".join(json.dumps({"id": number, **one.request}) + "\n" for number, one in enumerate(blocks()))
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run([LEO, "oracle"], input=asked, env=environment, capture_output=True, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_blocks_hold_every_kind_of_transaction() -> None:
    missing = {body.kind for body in get_args(Body)} - set(kinds())
    assert not missing


def test_two_validators_started_from_octets_agree() -> None:
    assert len(blocks()) > 60
    for number, found in enumerate(zip(blocks(), answers(1), answers(2), strict=True)):
        vector, first, second = found
        assert first == second == {"id": number, **vector.answer}, vector.id
