"""What stops a ledger service or keeps it from starting, each by one name."""

from __future__ import annotations

from enum import Enum

from leo_ref.core.failures import NamedFailure


class Failure(Enum):
    """What can fail, in one sentence each."""

    DRIVER_UNREADABLE = "The file of those who take actions cannot be read."
    KEY_EXPOSED = "Others can read the producer's key."
    KEY_UNREADABLE = "The producer's key cannot be read."
    KEY_EXISTS = "There is a key in this place already."
    NOT_A_PRODUCER = "The genesis document does not name this key as a producer."
    STATE_EXPOSED = "Others can enter the state directory."
    STATE_IN_USE = "Another service uses the state directory."
    STATE_MISSING = "There is no ledger in the state directory."
    STATE_EXISTS = "There is a ledger in the state directory already."
    STATE_UNWRITABLE = "The state directory cannot be written."
    STATE_FORM = "The state directory has a form that this release does not read."
    GENESIS_UNREADABLE = "The genesis document cannot be read."
    GENESIS_REFUSED = "The rules refuse the genesis document."
    GENESIS_DIFFERS = "The ledger began with another genesis document."
    RULES_DIFFER = "The ledger was made by another version of the rules."
    LEDGER_CORRUPT = "The stored ledger does not replay."
    CLOCK_BEHIND = "The clock is behind what the ledger has seen already."
    DISK_FULL = "The disk has no room left for the ledger."
    DISK_FAILED = "The disk failed the ledger."
    PORT_TAKEN = "Another program listens at the address."
    ADDRESS_UNUSABLE = "The address is none of this machine's."
    LEDGER_UNREACHABLE = "The ledger service does not answer."
    LEDGER_REFUSED = "The ledger service refused."


class LedgerFailure(NamedFailure):
    """The service cannot go on; nothing that was acknowledged is lost."""
