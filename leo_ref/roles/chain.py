"""How a party follows the ledger: it applies every block itself, in order, whenever they arrive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.ledger import Block, apply_block, execute
from leo_ref.parameters import Parameters
from leo_ref.rejections import Rejection
from leo_ref.roles.keys import Keys, transaction
from leo_ref.roles.message import LEDGER, NOTHING, Outbox, Sent
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.ledger import EMPTY, State
from leo_ref.state.transaction import Body

NO_BLOCKS: Final[Map[int, Block]] = Map()


@frozen(kw_only=True)
class Chain:
    """The ledger as one party knows it, and blocks that came before their parents."""

    params: Parameters
    verifiers: Verifiers
    state: State
    waiting: Map[int, Block] = NO_BLOCKS


def received(chain: Chain, block: Block) -> Chain:
    """The chain with a block that waits for its turn; one that is behind is forgotten."""
    if block.height <= chain.state.height or block.height in chain.waiting:
        return chain
    return evolve(chain, waiting=chain.waiting.set(block.height, block))


def advanced(chain: Chain) -> Chain | None:
    """The chain after the next block, or None while it has not come. A block that is refused is forgotten."""
    block = chain.waiting.get(chain.state.height + 1)
    if block is None:
        return None
    waiting = chain.waiting.delete(block.height)
    after = apply_block(chain.params, chain.verifiers, chain.state, block)
    if isinstance(after, Rejection):
        return None
    return evolve(chain, state=after, waiting=waiting)


def submitted(chain: Chain, keys: Keys, bodies: Iterable[Body]) -> Outbox:
    """The first of these bodies that the ledger would take now, signed and on its way."""
    counter = chain.state.accounts.get(keys.name, EMPTY).counter
    for body in bodies:
        signed = transaction(keys, counter, body)
        # The id matters only to what creates something, and is then a digest that nothing has yet.
        after = execute(chain.params, chain.verifiers, chain.state, keys.name, signed.signature.hex(), body)
        if not isinstance(after, Rejection):
            return (Sent(LEDGER, signed),)
    return NOTHING
