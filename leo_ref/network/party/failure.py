"""What stops a party's process or keeps it from starting, each by one name."""

from __future__ import annotations

from enum import Enum

from leo_ref.core.failures import NamedFailure


class Failure(Enum):
    """What can fail, in one sentence each."""

    STATE_MISSING = "There is no party in the state directory."
    JOURNAL_UNWRITABLE = "The journal of the party cannot be written."
    JOURNAL_FORM = "The journal has a form that this release does not read."
    JOURNAL_OTHER = "The journal is that of another party, ledger or version of the rules."
    JOURNAL_CORRUPT = "The journal does not replay."
    STATE_UNWRITABLE = "The state directory cannot be written."
    CLOCK_BEHIND = "The clock is behind what the party has seen already."
    DISK_FULL = "The disk has no room left for the journal."
    GENESIS_REFUSED = "The rules refuse the ledger's genesis document."
    EVIDENCE_DIFFERS = "The ledger judges other evidence than this machine makes."
    MACHINE_DIFFERS = "The ledger knows the node with another TPM."
    CONTROL_UNREACHABLE = "The party's process does not answer."
    CONTROL_REFUSED = "The party's process refused."
    BLOCK_REFUSED = "The ledger service gave a block that the rules refuse."


class PartyFailure(NamedFailure):
    """The party cannot go on; nothing that it sent is forgotten."""
