"""What keeps a durable machine from being, each by one name."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why a machine could not be used; the value says it in one sentence and is shown to people."""

    RECORD_UNWRITABLE = "The record of the machine cannot be written."
    RECORD_FORM = "The record of the machine has a form that this release does not read."
    RECORD_CORRUPT = "The record of the machine cannot be read."
    DISK_FULL = "The disk has no room left for the record of the machine."
    BOOT_UNKNOWN = "The registers of the TPM hold neither nothing nor a beginning of the node's boot."
    EVIDENCE_DIFFERS = "The ledger judges other evidence than this machine makes."
    MACHINE_MISSING = "There is no TPM in the state directory."


class NodeMachineFailure(NamedFailure):
    """The machine could not be used."""

    name: Failure
