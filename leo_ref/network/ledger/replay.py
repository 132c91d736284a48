"""From what is on disk to the ledger in memory: every block is applied again, and both hashes have to be the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import frozen

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.ledger import Block, Deployment, Genesis, apply_block, genesis
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.ledger.database import corrupt
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.rules import RULES
from leo_ref.network.ledger.store import LedgerStore
from leo_ref.transcript.line import state_digest

PAGE: Final = 16
"""Blocks that are read at a time."""

BlockReplayed = Callable[[State, Block, State, int], None]
"""Is told each block that was replayed: the state before it, itself, the state after it, and when it was stored."""


@frozen(kw_only=True)
class Standpoint:
    """Where the ledger stands."""

    document: bytes
    """The genesis document's octets."""
    deployment: Deployment
    verifiers: PartyVerifiers
    genesis: bytes
    """The genesis hash."""
    state: State
    digest: bytes
    """Of the state."""
    made: int
    """When the newest block was stored, in thousandths of a second since 1970; that of genesis at height 0."""


def begun(octets: bytes) -> Standpoint:
    """The ledger before its first block.

    Raises:
        LedgerFailure: GENESIS_UNREADABLE, GENESIS_REFUSED.
    """
    document = from_octets(Genesis, octets)
    if isinstance(document, Rejection):
        raise LedgerFailure(
            Failure.GENESIS_UNREADABLE,
            f"{document}.",
            "Give the canonical octets: leo ledger genesis makes such a file.",
        )
    verifiers = verifiers_of(document)
    state = genesis(verifiers, document)
    if isinstance(state, Rejection):
        raise LedgerFailure(Failure.GENESIS_REFUSED, f"{state}.", "Mend the document.")
    return Standpoint(
        document=octets,
        deployment=document.deployment,
        verifiers=verifiers,
        genesis=genesis_hash(document),
        state=state,
        digest=state_digest(state),
        made=document.time * 1000,
    )


def replayed(store: LedgerStore, told: BlockReplayed = lambda _before, _block, _after, _made: None) -> Standpoint:
    """The ledger that the store holds.

    Raises:
        LedgerFailure: RULES_DIFFER; LEDGER_CORRUPT with the first height at which something differs.
    """
    rules, octets = store.beginning()
    if rules != RULES:
        raise LedgerFailure(
            Failure.RULES_DIFFER, f"The ledger goes by {rules}, this release by {RULES}.", "Use the other release."
        )
    here = begun(octets)
    state, digest, made = here.state, here.digest, here.made
    while page := store.blocks(state.height + 1, PAGE):
        for stored in page:
            height = state.height + 1
            if stored.height != height:
                raise corrupt(store.folder, f"block {height} is missing")
            block = from_octets(Block, stored.octets)
            if isinstance(block, Rejection):
                raise corrupt(store.folder, f"block {height} cannot be read: {block}")
            after = apply_block(here.deployment, here.verifiers, state, block)
            if isinstance(after, Rejection):
                raise corrupt(store.folder, f"block {height} is refused: {after}")
            if after.block_hash != stored.hash:
                raise corrupt(
                    store.folder, f"block {height} has the hash {after.block_hash.hex()}, not {stored.hash.hex()}"
                )
            digest = state_digest(after)
            if digest != stored.state:
                raise corrupt(
                    store.folder,
                    f"the state after block {height} has the digest {digest.hex()}, not {stored.state.hex()}",
                )
            told(state, block, after, stored.made)
            state, made = after, stored.made
    return Standpoint(
        document=here.document,
        deployment=here.deployment,
        verifiers=here.verifiers,
        genesis=here.genesis,
        state=state,
        digest=digest,
        made=made,
    )
