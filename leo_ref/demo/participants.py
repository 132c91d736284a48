"""Who takes part in the story.

The deployment has the default parameters, and its nodes have all credit in equal parts: 33,333 each where there are
twelve. The newcomer begins with some 150, which is more than Alice asks for: it may serve, but is hardly ever drawn.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Network, Requirement
from leo_ref.core.values import CREDIT, LEO

NODES: Final = 12
"""How many there are where nobody says another number."""

PARAMETERS: Final = Parameters()
PAYMENT: Final = 10 * LEO
PRICE: Final = 3 * LEO
DEPOSIT: Final = 8 * LEO
TAU: Final = 10
"""The votes that Alice asks for."""
BOND: Final = 2 * LEO
RUN_WINDOW: Final = 32
DECOY_PAYMENT: Final = 5 * LEO
DECOY_DEPOSIT: Final = 9 * LEO // 2
"""The least that drawing ten votes on Bob's service takes."""
FUNDS: Final = 100 * LEO
REQUIREMENT: Final = Requirement(min_credit=100 * CREDIT, network=Network.NONE, wipe=True)

DEFAULT_SEED: Final = "leo"

DRAW_MOST: Final = PARAMETERS.draw_delay + PARAMETERS.rounds * PARAMETERS.apply_window
"""Blocks from a post until its group is drawn, however many rounds it takes."""

TASK_AFTER: Final = 2 + DRAW_MOST + PARAMETERS.enrol_window + PARAMETERS.answer_window + PARAMETERS.confirm_window
"""Alice comes after this block, when the join of the second is over, however many rounds it takes."""

BLOCKS: Final = (
    TASK_AFTER
    + 2
    + DRAW_MOST
    + PARAMETERS.ready_window
    + PARAMETERS.approve_window
    + PARAMETERS.keys_window
    + RUN_WINDOW
    + PARAMETERS.confirm_window
)
"""No story is longer, whatever the seed: Alice's task is in the block after the next, and she has her result before it
is settled."""


@frozen(kw_only=True)
class Participants:
    """Everybody's keys; the seed stands for all of them."""

    seed: bytes
    alice: Keys
    bob: Keys
    nodes: tuple[Keys, ...]
    newcomer: Keys
    producer: Keys
    """Who makes the blocks; it takes no other part."""
    mallory: Keys | None = None
    """Who posts a task before Alice's, where somebody does."""

    @property
    def parameters(self) -> Parameters:
        """Those of the deployment."""
        return PARAMETERS

    @property
    def names(self) -> tuple[str, ...]:
        """All accounts, in the order of the story."""
        more = () if self.mallory is None else (self.mallory,)
        return tuple(keys.name for keys in (self.alice, self.bob, *self.nodes, self.newcomer, *more))

    def called(self, name: str) -> str:
        """What the story calls the account ``name``."""
        known: dict[str, str] = {self.alice.name: "Alice", self.bob.name: "Bob", self.newcomer.name: "the newcomer"}
        known |= {} if self.mallory is None else {self.mallory.name: "Mallory"}
        known |= {keys.name: f"node {number}" for number, keys in enumerate(self.nodes, start=1)}
        return known.get(name, name)


def participants_of(seed: str, nodes: int = NODES) -> Participants:
    """The participants under a seed, any text, with so many nodes."""

    def named(who: str) -> Keys:
        return keys_of(sha256(f"{seed}/{who}".encode("utf-8", "surrogatepass")).digest())

    return Participants(
        seed=named("chance").secret,
        alice=named("Alice"),
        bob=named("Bob"),
        nodes=tuple(named(f"node {number}") for number in range(1, nodes + 1)),
        newcomer=named("newcomer"),
        producer=named("producer"),
    )
