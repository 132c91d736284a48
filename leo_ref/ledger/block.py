"""A block (§4): a list of transactions on the hash of its parent, then the tick."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from leo_ref.encoding import digest, encode
from leo_ref.ledger.apply import apply
from leo_ref.ledger.tick import tick
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Transaction
from leo_ref.values import Digest, Height

BLOCK_DOMAIN: Final = "leo/block"


@frozen(kw_only=True)
class Block:
    """A block. A refused transaction has no place in it."""

    kind: ClassVar[str] = "block"
    version: ClassVar[int] = 1
    height: Height
    parent: Digest
    transactions: tuple[Transaction, ...]


def block_hash(block: Block) -> bytes:
    """The hash of a block, 32 octets."""
    return digest(BLOCK_DOMAIN, encode(block))


def apply_block(params: Parameters, verifiers: Verifiers, state: State, block: Block) -> State | Rejection:
    """The state after a block and its tick, or why the block as a whole is refused."""
    if block.parent != state.block_hash:
        return reject(Code.WRONG_PARENT, given=block.parent.hex(), expected=state.block_hash.hex())
    if block.height != state.height + 1:
        return reject(Code.WRONG_HEIGHT, given=str(block.height), expected=str(state.height + 1))
    after = state
    for index, transaction in enumerate(block.transactions):
        applied = apply(params, verifiers, after, transaction)
        if isinstance(applied, Rejection):
            return reject(Code.NOT_APPLICABLE, index=index, refusal=applied.code.name)
        after = applied
    return tick(params, after, block_hash(block))
