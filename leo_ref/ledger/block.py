"""A block (§4): transactions on the hash of its parent, signed by the producer whose turn it is; then the tick.

A newcomer starts at :func:`apply_block`. Its checks come in the order of their cost: what the block says of itself, its
size, whose turn it is, the signatures, the proof of its beacon, and last its transactions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, ClassVar, Final

from attrs import frozen
from immutables import Map

from leo_ref.core.encoding import LENGTH_LIMIT, digest, encode, to_octets
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, AtMost, Digest, Exactly, Height, Number
from leo_ref.ledger.apply import apply
from leo_ref.ledger.deployment import Deployment
from leo_ref.ledger.tick import tick
from leo_ref.rules.verifiers import Verifiers

BLOCK_DOMAIN: Final = "leo/block"
BEACON_DOMAIN: Final = "leo/beacon"
PASS_DOMAIN: Final = "leo/pass"

TRANSACTIONS_MOST: Final = 1024
"""The most transactions of a block."""

TURN_MOST: Final = 2**16 - 1

Passes = Map[AccountId, Annotated[bytes, Exactly(64)]]
NO_PASSES: Final[Passes] = Map()


@frozen(kw_only=True)
class Block:
    """A block. A refused transaction has no place in it."""

    kind: ClassVar[str] = "block"
    version: ClassVar[int] = 1
    height: Height
    """One more than that of its parent."""
    parent: Digest
    """The hash of the block before; of the first block the genesis hash."""
    producer: AccountId
    """The account that signs it."""
    turn: Annotated[int, Number(TURN_MOST)]
    """How many producers were passed at this height."""
    passes: Map[AccountId, Annotated[bytes, Exactly(64)]]
    """Signatures of producers that passed the turn before this one; they pass all earlier ones as well."""
    beacon_proof: Annotated[bytes, AtMost(80)]
    """The producer's VRF proof over the beacon before and the height."""
    transactions: tuple[Transaction, ...]
    signature: Annotated[bytes, Exactly(64)]
    """The producer's, over the hash of the block."""

    @cached_property
    def hash(self) -> bytes:
        """32 octets over everything but the producer's signature."""
        value = encode(self)
        assert isinstance(value, dict), "a block is a record"
        return digest(BLOCK_DOMAIN, {name: part for name, part in value.items() if name != "signature"})

    @cached_property
    def length(self) -> int:
        """How many octets its canonical encoding has."""
        return len(to_octets(self))


def beacon_message(beacon: bytes, height: int) -> bytes:
    """What the beacon of the block at ``height`` is the VRF output for; ``beacon`` is that of the block before."""
    return digest(BEACON_DOMAIN, {"beacon": beacon.hex(), "height": str(height)})


def pass_digest(height: int, parent: bytes, turn: int) -> bytes:
    """What a producer signs that passes a turn, and with it those before."""
    return digest(PASS_DOMAIN, {"height": str(height), "parent": parent.hex(), "turn": turn})


def apply_block(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> State | Rejection:
    """The state after a block and its tick, or why the block as a whole is refused (§4).

    ``state`` is the one after the block before. A block applies wholly or not at all.

    Rejections, in this order: WRONG_PARENT, WRONG_HEIGHT; TOO_MANY_TRANSACTIONS, TOO_LONG; WRONG_PRODUCER,
    PASS_NOT_NEEDED, NOT_A_PRODUCER, TURN_NOT_PASSED; PASS_FORGED, BLOCK_FORGED; BEACON_FORGED; NOT_APPLICABLE with the
    index of the first transaction that is refused, and its code.
    """
    refusal = out_of_place(state, block) or too_large(block) or not_the_turn(deployment, block)
    if refusal is None:
        refusal = forged_pass(verifiers, block) or forged(verifiers, block)
    if refusal is not None:
        return refusal
    producer = deployment.producer(block.height, block.turn)
    message = beacon_message(state.beacon, block.height)
    beacon = verifiers.beacon(producer.vrf_key, message, block.beacon_proof)
    if beacon is None:
        return reject(Code.BEACON_FORGED, producer=block.producer)
    after = applied(deployment, verifiers, state, block.transactions)
    return after if isinstance(after, Rejection) else tick(deployment.parameters, after, block.hash, beacon)


def out_of_place(state: State, block: Block) -> Rejection | None:
    """Why the block is not the next one."""
    if block.parent != state.block_hash:
        return reject(Code.WRONG_PARENT, given=block.parent.hex(), expected=state.block_hash.hex())
    if block.height != state.height + 1:
        return reject(Code.WRONG_HEIGHT, given=str(block.height), expected=str(state.height + 1))
    return None


def too_large(block: Block) -> Rejection | None:
    """Why the block is larger than any block: one that is accepted can be read back (§2)."""
    if len(block.transactions) > TRANSACTIONS_MOST:
        return reject(Code.TOO_MANY_TRANSACTIONS, transactions=len(block.transactions), most=TRANSACTIONS_MOST)
    if block.length > LENGTH_LIMIT:
        return reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=block.length)
    return None


def not_the_turn(deployment: Deployment, block: Block) -> Rejection | None:
    """Why it is not the producer's turn, as far as no signature is looked at."""
    expected = deployment.producer(block.height, block.turn).account
    if block.producer != expected:
        return reject(Code.WRONG_PRODUCER, given=block.producer, expected=expected)
    if block.turn == 0:
        return reject(Code.PASS_NOT_NEEDED, passes=len(block.passes)) if block.passes else None
    for account in sorted(block.passes):
        if not deployment.known(account):
            return reject(Code.NOT_A_PRODUCER, account=account)
    if not deployment.passes(len(block.passes)):
        return reject(Code.TURN_NOT_PASSED, passes=len(block.passes), producers=len(deployment.producers))
    return None


def forged_pass(verifiers: Verifiers, block: Block) -> Rejection | None:
    """The first statement that its producer did not sign."""
    for account in sorted(block.passes):
        message = pass_digest(block.height, block.parent, block.turn - 1)
        if not verifiers.signed(account, message, block.passes[account]):
            return reject(Code.PASS_FORGED, producer=account)
    return None


def forged(verifiers: Verifiers, block: Block) -> Rejection | None:
    """Whether somebody else than the producer made the block."""
    if not verifiers.signed(block.producer, block.hash, block.signature):
        return reject(Code.BLOCK_FORGED, producer=block.producer)
    return None


def applied(
    deployment: Deployment, verifiers: Verifiers, state: State, transactions: Iterable[Transaction]
) -> State | Rejection:
    """The state after a block's transactions, before its tick; or which of them is refused."""
    after = state
    for index, transaction in enumerate(transactions):
        further = apply(deployment.parameters, verifiers, after, transaction)
        if isinstance(further, Rejection):
            return reject(Code.NOT_APPLICABLE, index=index, refusal=further.code.name)
        after = further
    return after
