"""Vectors on the ledger (§4-§12) with real octets: a task from its posting to its end, a join, and each refusal.

Signatures and draws are real; quotes and certificates are those of ``leo_ref.evidence``, in software.
"""

from __future__ import annotations

from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.beginning import genesis_cases
from leo_ref.vectors.ledger.blocks import block_cases
from leo_ref.vectors.ledger.conditions import condition_story
from leo_ref.vectors.ledger.deployment import start
from leo_ref.vectors.ledger.joining import join_story
from leo_ref.vectors.ledger.lookback import lookback_story
from leo_ref.vectors.ledger.opening import market, posting, selection
from leo_ref.vectors.ledger.running import confirmation, keys, ready
from leo_ref.vectors.ledger.scene import scene
from leo_ref.vectors.ledger.signatures import signature_story
from leo_ref.vectors.ledger.trusting import trust
from leo_ref.vectors.story import Story


def task_story() -> Family:
    """From the genesis to the balances of §12."""
    cases = Cases("ledger/task")
    story = Story(cases, start())
    service = market(story)
    name = posting(story, service)
    selection(story, name)
    at = scene(story, name)
    ready(story, at)
    trust(story, at)
    keys(story, at)
    confirmation(story, at)
    return cases.family("A task, from its posting to its settlement, and what is refused on the way.")


def families() -> list[Family]:
    """The files of this family."""
    return [
        genesis_cases().family("The first state."),
        block_cases(),
        signature_story(),
        task_story(),
        join_story(),
        lookback_story(),
        condition_story(),
    ]
