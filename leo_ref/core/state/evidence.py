"""What an executor or a candidate shows (§8), and what can be concluded from it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar, Final

from attrs import frozen

from leo_ref.core.encoding import digest
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.values import AtMost, Count, Digest, Elements, JobId, NodeId

EVIDENCE_DOMAIN: Final = "leo/evidence"

LOG_EVENTS: Final = 7
"""Events of the longest job log: from the image to the wipe."""


class Phase(Enum):
    """When a monitor looks."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Finding(Enum):
    """What one piece of evidence, signed by the executor, shows."""

    PASS = "pass"
    FAIL = "fail"


@frozen(kw_only=True)
class Evidence:
    """A quote with its logs, in the envelope that the executor signs for one question."""

    kind: ClassVar[str] = "evidence"
    job: JobId
    round: Count
    phase: Phase
    monitor: NodeId | None
    """Who asked; None where the ledger asks everybody's question (`before` and `after`)."""
    nonce_proof: Annotated[bytes, AtMost(80)]
    """The VRF proof of who asked, whose output is the nonce; empty where nobody did."""
    quote: Annotated[bytes, AtMost(4096)]
    log: Annotated[tuple[Digest, ...], Elements(LOG_EVENTS)]
    """The job log: one digest an event, in order."""
    signature: Annotated[bytes, AtMost(64)]


def evidence_digest(evidence: Evidence) -> bytes:
    """What the executor signs: 32 octets over everything but the signature."""
    message: JsonValue = {
        "job": evidence.job,
        "round": evidence.round,
        "phase": evidence.phase.value,
        "monitor": evidence.monitor,
        "nonce_proof": evidence.nonce_proof.hex(),
        "quote": evidence.quote.hex(),
        "log": [entry.hex() for entry in evidence.log],
    }
    return digest(EVIDENCE_DOMAIN, message)
