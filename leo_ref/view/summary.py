"""A height in a list of heights: what happened in its block, as lines of a log."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, Count, Digest, Height
from leo_ref.ledger import Block
from leo_ref.view.saying import LogLine, said
from leo_ref.view.ticking import ticked

LINES_MOST: Final = 64
"""Lines of one height that are listed."""


@frozen(kw_only=True)
class HeightSummary:
    """What happened at one height."""

    height: Height
    block: Digest
    """The hash of the block; at height 0 the genesis hash."""
    made: Count
    """When it was stored, in thousandths of a second since 1970; 0 where nobody knows."""
    producer: AccountId | None
    """Null at height 0."""
    turn: Count
    transactions: Count
    lines: tuple[LogLine, ...]
    left_out: Count
    """Lines beyond those that are listed."""


def summary(before: State, block: Block, after: State, made: int) -> HeightSummary:
    """The summary of a block that the ledger took."""
    ticks = tuple(ticked(before, after))
    room = max(LINES_MOST - len(ticks), LINES_MOST // 2)
    lines = (*(said(each) for each in block.transactions[:room]), *ticks)
    shown = lines[:LINES_MOST]
    return HeightSummary(
        height=block.height,
        block=block.hash,
        made=made,
        producer=block.producer,
        turn=block.turn,
        transactions=len(block.transactions),
        lines=shown,
        left_out=len(block.transactions) + len(ticks) - len(shown),
    )


def beginning(state: State, made: int) -> HeightSummary:
    """Height 0, which has no block."""
    return HeightSummary(
        height=0,
        block=state.block_hash,
        made=made,
        producer=None,
        turn=0,
        transactions=0,
        lines=(),
        left_out=0,
    )
