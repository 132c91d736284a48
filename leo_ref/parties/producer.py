"""Who makes blocks (§4): which transactions are in, beacon, hash and signature, and statements of passed turns."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import evolve

from leo_ref.core.encoding import LENGTH_LIMIT, to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.signature import sign
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import (
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    PublishLog,
    Transaction,
    Transfer,
    WithdrawService,
)
from leo_ref.core.values import AccountId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.ledger import Block, Deployment, apply
from leo_ref.ledger.block import NO_PASSES, TRANSACTIONS_MOST, Passes, beacon_message, pass_digest
from leo_ref.rules.verifiers import Verifiers

UNSIGNED: Final = bytes(64)

NO_JOB_WAITS: Final = (Transfer, OfferService, WithdrawService, PostTask, JoinNode, Leave, PublishLog)
"""What may come a block later. No open job waits for it, and who has an account can send any number of it."""

OTHERS_MOST: Final = TRANSACTIONS_MOST // 2
"""The places of a block that such transactions may take. The other half is for what open jobs wait for (§4)."""

OTHERS_LENGTH: Final = LENGTH_LIMIT // 4
"""The octets that such transactions may have together."""

LENGTH: Final = LENGTH_LIMIT - 2**14
"""The octets of all transactions of a block; what is left is for its other fields."""


class Placing(Enum):
    """Where a transaction is that nobody refuses."""

    TAKEN = "taken"
    """In the block."""
    LEFT = "left"
    """It waits for the next block."""


TAKEN: Final = Placing.TAKEN
LEFT: Final = Placing.LEFT


def placed(
    deployment: Deployment, verifiers: Verifiers, state: State, ready: Sequence[Transaction]
) -> list[Placing | Rejection]:
    """What becomes of each transaction in the next block on ``state``: in their order, as far as there is room (§4).

    What no open job waits for fills half of a block at most. Of the other half a transaction takes a place only if the
    rules take it, and of those each member of a job has few. So nobody is kept from the ledger by full blocks.
    """
    found, waiting = list[Placing | Rejection](), set[AccountId]()
    taken = others = length = others_length = 0
    for transaction in ready:
        size, is_other = len(to_octets(transaction)) + 1, isinstance(transaction.body, NO_JOB_WAITS)
        is_full = is_other and (others == OTHERS_MOST or others_length + size > OTHERS_LENGTH)
        after = None
        if transaction.sender not in waiting and not is_full:
            after = apply(deployment.parameters, verifiers, state, transaction)
        if isinstance(after, Rejection):
            found.append(after)
        elif after is None or taken == TRANSACTIONS_MOST or length + size > LENGTH:
            found.append(LEFT)
            waiting.add(transaction.sender)
        else:
            found.append(TAKEN)
            state, taken, length = after, taken + 1, length + size
            others, others_length = others + is_other, others_length + is_other * size
    return found


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
