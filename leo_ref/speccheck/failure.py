"""Why the comparison could not be made at all; that the two differ is a result, not a failure."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """What went wrong."""

    MANIFEST_MISSING = "The manifest of the models cannot be read."
    MANIFEST_WRONG = "The manifest of the models is damaged."
    PREMISES_WRONG = "The list of what properties are about cannot be read, or is damaged."
    MODEL_UNKNOWN = "There is no such model."
    REFERENCE_KILLED = "The process in which the reference explores was killed."
    REFERENCE_MEMORY = "The reference needs more memory than it may take."
    STATE_NOT_WRITTEN = "What is finished cannot be written down."
    GRAPH_NOT_WRITTEN = "The file of a graph cannot be written."
    ACTION_UNKNOWN = "A model names an action that the reference does not know."


class TieFailure(NamedFailure):
    """The comparison could not be made."""

    name: Failure
