"""What can go wrong with the way to other parties: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why parties could not be reached; the value says it in one sentence and is shown to people."""

    LIBRARY_MISSING = "The library for connections between parties is missing."
    ADDRESS_INVALID = "An address is not one that parties can use."
    ADDRESS_TAKEN = "Another program listens on the address already."
    ADDRESS_UNUSABLE = "The machine does not let this program listen on the address."
    NOBODY_REACHED = "Too few other parties could be reached."


class PeersFailure(NamedFailure):
    """Other parties could not be reached."""

    name: Failure
