"""Who makes blocks (§4): beacon, hash and signature around transactions, and statements that a turn is passed."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.signature import sign
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.ledger import Block, Deployment
from leo_ref.ledger.block import NO_PASSES, Passes, beacon_message, pass_digest

UNSIGNED: Final = bytes(64)


def block_on(
    deployment: Deployment,
    keys: Keys,
    state: State,
    transactions: tuple[Transaction, ...],
    turn: int = 0,
    passes: Passes = NO_PASSES,
) -> Block:
    """The producer's next block on ``state``, with its beacon and signature (§4).

    ``turn`` counts the producers that were passed at this height, and ``passes`` has their signatures; neither is
    needed where a deployment has one producer. Nothing is checked here: ``apply_block`` judges the block.
    """
    height = state.height + 1
    block = Block(
        height=height,
        parent=state.block_hash,
        producer=keys.name,
        turn=turn,
        passes=passes,
        beacon_proof=vrf.prove(secret(keys.vrf), beacon_message(state.beacon, height), deployment.suite),
        transactions=transactions,
        signature=UNSIGNED,
    )
    return signed(keys, block)


def signed(keys: Keys, block: Block) -> Block:
    """The block with this producer's signature."""
    return evolve(block, signature=sign(keys.account, block.hash))


def passing(keys: Keys, state: State, turn: int) -> bytes:
    """The producer's signature under: the turn brought no block on ``state``."""
    return sign(keys.account, pass_digest(state.height + 1, state.block_hash, turn))
