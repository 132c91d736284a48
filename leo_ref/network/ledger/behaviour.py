"""How a ledger service goes about its work, and what it counts of it."""

from __future__ import annotations

from attrs import define, frozen

from leo_ref.network.ledger.turns import Timing


@frozen(kw_only=True)
class Behaviour:
    """How the service goes about it."""

    timing: Timing
    least: float
    """Seconds between a block and one that comes early."""
    others: tuple[str, ...] = ()
    """The addresses of the other producers' services."""


@define
class ServiceCounts:
    """What has happened since the start, for the metrics."""

    refused_for_a_block: int = 0
    blocks_made: int = 0
    blocks_followed: int = 0
    transactions_in_blocks: int = 0
    block_seconds: float = 0.0
