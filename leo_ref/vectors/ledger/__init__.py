"""Vectors on the ledger (§4-§12) with real octets: a task from its posting to its end, a join, and each refusal.

Signatures and draws are real; quotes and certificates are those of ``leo_ref.attestation.evidence``, in software.
"""

from __future__ import annotations

from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.accusing import accuse_story
from leo_ref.vectors.ledger.beginning import genesis_cases
from leo_ref.vectors.ledger.blocks import block_cases
from leo_ref.vectors.ledger.closing import closing_story
from leo_ref.vectors.ledger.conditions import condition_story
from leo_ref.vectors.ledger.confirming import confirm_story, result_story
from leo_ref.vectors.ledger.disputing import dispute_story
from leo_ref.vectors.ledger.joining import join_story
from leo_ref.vectors.ledger.lookback import lookback_story
from leo_ref.vectors.ledger.releasing import keys_story
from leo_ref.vectors.ledger.requesting import request_story
from leo_ref.vectors.ledger.showing import approve_story, show_story
from leo_ref.vectors.ledger.signatures import signature_story
from leo_ref.vectors.ledger.staging import stage_story
from leo_ref.vectors.ledger.telling import task_story
from leo_ref.vectors.ledger.watching import answer_story, challenge_story


def families() -> list[Family]:
    """The files of this family."""
    return [
        genesis_cases().family("The first state."),
        block_cases(),
        signature_story(),
        task_story(),
        closing_story(),
        stage_story(),
        show_story(),
        approve_story(),
        keys_story(),
        dispute_story(),
        challenge_story(),
        answer_story(),
        accuse_story(),
        request_story(),
        result_story(),
        confirm_story(),
        join_story(),
        lookback_story(),
        condition_story(),
    ]
