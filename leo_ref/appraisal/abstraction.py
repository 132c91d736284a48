"""What the specification sees of an appraisal (§8): the values of ``spec/Attestation.tla``, operator ``Appraisal``.

There an answer is a fresh or a stale quote of a machine that is sound or altered, while each of the job's keys is right
or wrong. An answer that the executor did not sign, "garbage" there, is never appraised.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from leo_ref.appraisal.appraise import Appraisal
from leo_ref.rejections import Code
from leo_ref.state.evidence import Finding
from leo_ref.state.job import Part


class How(Enum):
    """For which question a quote was made."""

    FRESH = "fresh"
    STALE = "stale"


@frozen(kw_only=True)
class Abstract:
    """What is left of an answer."""

    how: How
    altered: bool
    """Whether the machine is not as the policy and the task want it; False where the quote is stale."""
    wrong: Part | None
    """The key that did not open its payload, as far as the job log says."""


OF_ANOTHER_QUESTION: Final = frozenset({Code.QUOTE_QUESTION, Code.HISTORY_QUESTION})
BLAMED: Final[Mapping[Finding, Part]] = {Finding.BAD_TASK_KEY: Part.TASK, Finding.BAD_SERVICE_KEY: Part.SERVICE}


def abstracted(appraisal: Appraisal) -> Abstract:
    """The abstraction: whatever else is refused stands for an altered machine, also an answer that cannot be read."""
    code = None if appraisal.refusal is None else appraisal.refusal.code
    stale = code in OF_ANOTHER_QUESTION
    return Abstract(
        how=How.STALE if stale else How.FRESH,
        altered=code is not None and not stale,
        wrong=BLAMED.get(appraisal.finding),
    )
