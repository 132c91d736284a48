"""How a party follows the ledger: it applies every block itself, in order, whenever they arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.ledger.block import forged, forged_pass, not_the_turn, too_large
from leo_ref.rules.selection import old_enough

NO_BLOCKS: Final[Map[int, tuple[Block, ...]]] = Map()

CANDIDATES_MOST: Final = 2
"""The most blocks of one height and one producer that wait: nobody takes the places of another."""

AHEAD_MOST: Final = 64
"""How far ahead a block may be that waits."""

Follow: TypeAlias = Callable[[Deployment, PartyVerifiers, State, Block], State | Rejection]
"""What a block makes of a state: :func:`apply_block`, or one that remembers its answers."""


@frozen(kw_only=True)
class Chain:
    """The ledger as one party knows it, and blocks that came before their parents: several may be of one height."""

    deployment: Deployment
    verifiers: PartyVerifiers
    state: State
    waiting: Map[int, tuple[Block, ...]] = NO_BLOCKS
    newest: Block | None = None
    """The block that was applied last: what it holds, the state does not keep."""
    follow: Follow = apply_block

    @property
    def params(self) -> Parameters:
        """The parameters of §3."""
        return self.deployment.parameters

    @property
    def takes_jobs(self) -> bool:
        """Whether the keys of the first nodes are old enough for a job in the next block (§4, Genesis)."""
        return old_enough(self.params, since=0, posted=self.state.height + 1)


def received(chain: Chain, block: Block) -> Chain:
    """The chain with a block that waits for its turn; one that is behind, far ahead, too large or forged is forgotten.

    Who signed a block, and who passed the turns before, is seen without its parent.
    """
    others = chain.waiting.get(block.height, ())
    if not chain.state.height < block.height <= chain.state.height + AHEAD_MOST or block in others:
        return chain
    if sum(other.producer == block.producer for other in others) >= CANDIDATES_MOST:
        return chain
    if too_large(block) or not_the_turn(chain.deployment, block):
        return chain
    if forged_pass(chain.verifiers, block) or forged(chain.verifiers, block):
        return chain
    return evolve(chain, waiting=chain.waiting.set(block.height, (*others, block)))


def advanced(chain: Chain) -> Chain:
    """The chain after the next block; its state is the same while no block came that the ledger takes.

    The first that it takes is the one; the others of its height are forgotten, and so is what is refused.
    """
    height = chain.state.height + 1
    candidates = chain.waiting.get(height, ())
    if not candidates:
        return chain
    waiting = chain.waiting.delete(height)
    for block in candidates:
        after = chain.follow(chain.deployment, chain.verifiers, chain.state, block)
        if not isinstance(after, Rejection):
            return evolve(chain, state=after, waiting=waiting, newest=block)
    return evolve(chain, waiting=waiting)
