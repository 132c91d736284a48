"""What can keep a measurement from being made: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why nothing was measured; the value says it in one sentence and is shown to people."""

    WORKER_LOST = "A process that shared the work was killed."
    TOOL_MISSING = "A program that the peers need is not installed."
    PEER_NOT_INSTALLED = "A peer could not be installed."
    SERVICE_FAILED = "The ledger service did not do its work."
    STORY_FAILED = "A story did not end as it should."
    PEER_FAILED = "A peer did not do its work."


class BenchFailure(NamedFailure):
    """Nothing was measured."""

    name: Failure
