"""Who takes part in the story.

Twelve nodes have the credit of the deployment in equal parts. With the default total of 1000 credits at most ten nodes
could have the 100 that Alice asks for, and all ten would have to be drawn; so this deployment's total is 2000. The
newcomer begins with half the mean, which is less than that: it weighs in the draw and may not serve.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.parameters import Parameters
from leo_ref.roles.keys import Keys, keys_of
from leo_ref.state.job import Network, Requirement
from leo_ref.values import CREDIT, LEO

NODES: Final = 12
"""How many there are where nobody says another number."""

CREDIT_OF_TWELVE: Final = 2000 * CREDIT
PAYMENT: Final = 10 * LEO
PRICE: Final = 3 * LEO
DEPOSIT: Final = 8 * LEO
BOND: Final = 2 * LEO
FUNDS: Final = 100 * LEO
REQUIREMENT: Final = Requirement(min_credit=100 * CREDIT, network=Network.NONE, wipe=True)

DEFAULT_SEED: Final = "leo"

TASK_AT: Final = 2950
"""Alice comes when the newcomer has been admitted. Ticks."""

BLOCKS: Final = 140
"""No story is longer, whatever the seed."""


@frozen(kw_only=True)
class Cast:
    """Everybody's keys; the seed stands for all of them."""

    seed: bytes
    alice: Keys
    bob: Keys
    nodes: tuple[Keys, ...]
    newcomer: Keys
    producer: Keys
    """Who makes the blocks; it takes no other part."""

    @property
    def parameters(self) -> Parameters:
        """Those of the deployment: as much credit a node as twelve have of 2000."""
        return Parameters(total_credit=CREDIT_OF_TWELVE * len(self.nodes) // NODES)

    @property
    def names(self) -> tuple[str, ...]:
        """All accounts, in the order of the story."""
        return tuple(keys.name for keys in (self.alice, self.bob, *self.nodes, self.newcomer))

    def called(self, name: str) -> str:
        """What the story calls the account ``name``."""
        known: dict[str, str] = {self.alice.name: "Alice", self.bob.name: "Bob", self.newcomer.name: "the newcomer"}
        known |= {keys.name: f"node {number}" for number, keys in enumerate(self.nodes, start=1)}
        return known.get(name, name)


def cast(seed: str, nodes: int = NODES) -> Cast:
    """The cast under a seed, any text, with so many nodes."""

    def named(who: str) -> Keys:
        return keys_of(sha256(f"{seed}/{who}".encode("utf-8", "surrogatepass")).digest())

    return Cast(
        seed=named("chance").secret,
        alice=named("Alice"),
        bob=named("Bob"),
        nodes=tuple(named(f"node {number}") for number in range(1, nodes + 1)),
        newcomer=named("newcomer"),
        producer=named("producer"),
    )
