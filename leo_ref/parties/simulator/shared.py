"""What the parties of one run share: the outcome of a block is worked out once, for all who follow the same ledger."""

from __future__ import annotations

from attrs import define, field

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.rules.verifiers import Verifiers

MOST = 16
"""How many outcomes are kept: parties are few blocks apart."""


@define
class Shared:
    """:func:`apply_block` that answers the same question again without working it out; a pure function allows that.

    Parties on machines of their own each do the work themselves. Those of a simulation are in one process.
    """

    outcomes: list[tuple[Deployment, Verifiers, State, Block, State | Rejection]] = field(init=False, factory=list)
    """The newest last."""

    def __call__(self, deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> State | Rejection:
        """The state after a block and its tick, or why the block as a whole is refused."""
        for known in reversed(self.outcomes):
            if known[0] is deployment and known[1] is verifiers and known[2] is state and known[3] == block:
                return known[4]
        outcome = apply_block(deployment, verifiers, state, block)
        self.outcomes = [*self.outcomes[1 - MOST :], (deployment, verifiers, state, block, outcome)]
        return outcome
