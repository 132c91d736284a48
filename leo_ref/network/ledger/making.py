"""What a block comes to, worked out apart from the service: pure functions that may run in a thread."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.ledger import Block, Deployment, apply, apply_block
from leo_ref.ledger.block import Passes, forged, forged_pass, not_the_turn, too_large
from leo_ref.parties.producer import TAKEN, Placing, block_on, placed
from leo_ref.rules.verifiers import Verifiers
from leo_ref.transcript.line import state_digest


@frozen(kw_only=True)
class AppliedBlock:
    """A block that the ledger takes, and what it leads to."""

    block: Block
    octets: bytes
    state: State
    digest: bytes
    """Of the state."""
    placings: tuple[Placing | Rejection, ...]
    """What became of each transaction that was ready; none where another producer made the block."""


def made_block(
    deployment: Deployment,
    verifiers: Verifiers,
    keys: Keys,
    state: State,
    ready: Sequence[Transaction],
    turn: int,
    passes: Passes,
) -> AppliedBlock:
    """The producer's next block, of what is ready and applies."""
    placings = placed(deployment, verifiers, state, ready)
    taken = tuple(each for each, placing in zip(ready, placings, strict=True) if placing is TAKEN)
    block = block_on(deployment, keys, state, taken, turn, passes)
    applied = followed_block(deployment, verifiers, state, block, tuple(placings))
    assert isinstance(applied, AppliedBlock), applied
    return applied


def followed_block(
    deployment: Deployment,
    verifiers: Verifiers,
    state: State,
    block: Block,
    placings: tuple[Placing | Rejection, ...] = (),
) -> AppliedBlock | Rejection:
    """What a block of any producer comes to. Rejections: those of :func:`leo_ref.ledger.apply_block`."""
    after = apply_block(deployment, verifiers, state, block)
    if isinstance(after, Rejection):
        return after
    return AppliedBlock(
        block=block, octets=to_octets(block), state=after, digest=state_digest(after), placings=placings
    )


def first_fault(deployment: Deployment, verifiers: Verifiers, block: Block) -> Rejection | None:
    """Why a block is none of the producer whose turn it says to be; seen without the block before."""
    return (
        too_large(block) or not_the_turn(deployment, block) or forged_pass(verifiers, block) or forged(verifiers, block)
    )


def outdated(
    deployment: Deployment, verifiers: Verifiers, state: State, old: Sequence[tuple[bytes, Transaction]]
) -> list[tuple[bytes, Rejection]]:
    """Those that have waited long and are refused now: a producer that refused them may not have told."""
    found = []
    for name, transaction in old:
        after = apply(deployment.parameters, verifiers, state, transaction)
        if isinstance(after, Rejection):
            found.append((name, after))
    return found


def names_of(transactions: Sequence[Transaction]) -> tuple[bytes, ...]:
    """The ids of transactions."""
    return tuple(signing_digest(each.sender, each.counter, each.body) for each in transactions)
