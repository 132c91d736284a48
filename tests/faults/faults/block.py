"""Faults of envelopes and blocks."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger.block import Block
from leo_ref.ledger.block import apply_block as sound_apply_block
from leo_ref.ledger.deployment import Deployment
from leo_ref.ledger.envelope import opened as sound_opened
from leo_ref.parties.producer import signed as signed_block
from leo_ref.rules.verifiers import Verifiers
from tests.faults.faults.fault import BLOCK, ENVELOPE, After, fault
from tests.ledger.participants import PRODUCERS


def signature_not_checked(verifiers: Verifiers, state: State, transaction: Transaction) -> str | Rejection:
    opened = sound_opened(verifiers, state, transaction)
    return "00" * 32 if isinstance(opened, Rejection) and opened.code is Code.SIGNATURE_INVALID else opened


def replay_not_checked(verifiers: Verifiers, state: State, transaction: Transaction) -> str | Rejection:
    opened = sound_opened(verifiers, state, transaction)
    return "00" * 32 if isinstance(opened, Rejection) and opened.code is Code.COUNTER_WRONG else opened


def made(block: Block) -> Block:
    """The block as its producer would have signed it."""
    return signed_block(PRODUCERS[0], block)


def block_without_parent(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    return sound_apply_block(deployment, verifiers, state, made(evolve(block, parent=state.block_hash)))


def height_not_checked(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    return sound_apply_block(deployment, verifiers, state, made(evolve(block, height=state.height + 1)))


def block_goes_on(deployment: Deployment, verifiers: Verifiers, state: State, block: Block) -> After:
    after = sound_apply_block(deployment, verifiers, state, block)
    while isinstance(after, Rejection) and after.code is Code.NOT_APPLICABLE:
        index = int(after.values[0])
        block = made(evolve(block, transactions=block.transactions[:index] + block.transactions[index + 1 :]))
        after = sound_apply_block(deployment, verifiers, state, block)
    return after


FAULTS: Final = (
    fault("signature not checked", "no signature", ENVELOPE, "opened", signature_not_checked, "envelope", "envelope"),
    fault("replay not checked", "no replay check", ENVELOPE, "opened", replay_not_checked, "envelope", "envelope"),
    fault(
        "block without parent", "blocks carry no parent", BLOCK, "apply_block", block_without_parent, "block", "block"
    ),
    fault(
        "stale height", "a stale height overwrites a block", BLOCK, "apply_block", height_not_checked, "block", "block"
    ),
    fault("block goes on", "nothing rolls back", BLOCK, "apply_block", block_goes_on, "block", "block"),
)
