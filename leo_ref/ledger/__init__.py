"""Layer one (§4): genesis, transactions, blocks and the tick, and by which verifiers a deployment judges.

No party and no network enters; what a transaction does is said in :mod:`leo_ref.rules`.

A newcomer starts at :func:`apply_block`; one transaction is :func:`apply`, its rule without the signed envelope is
:func:`execute`, and what happens between blocks is :func:`tick`.
"""

from leo_ref.ledger.apply import apply, execute
from leo_ref.ledger.block import Block, apply_block
from leo_ref.ledger.deployment import Deployment, Producer
from leo_ref.ledger.genesis import Genesis, genesis
from leo_ref.ledger.tick import tick

__all__ = [
    "Block",
    "Deployment",
    "Genesis",
    "Producer",
    "apply",
    "apply_block",
    "execute",
    "genesis",
    "tick",
]
