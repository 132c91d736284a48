"""Why a property could not be decided; that one is false is a result, not a failure."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """What went wrong."""

    SOLVER_CONFUSED = "A solver did not take the question."
    MODEL_WRONG = "A solver's numbers do not show what it says they show."


class ProveFailure(NamedFailure):
    """No answer could be had."""

    name: Failure
