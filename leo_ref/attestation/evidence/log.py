"""The job log (§8): what is measured, in which order, and what a task lets one expect at each phase.

An event is a digest over its name and its facts, so an appraiser who knows the facts knows the event. Nothing here is
taken from the executor: image, code and price come from the service, data and container from the task, the keys and
the result from the ledger.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from immutables import Map

from leo_ref.attestation.evidence.container import Configuration, configuration_digest, wanted
from leo_ref.attestation.evidence.wipe import WipeReport, report_digest, wanted_wipe
from leo_ref.core.encoding import digest
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Job, Part, Task
from leo_ref.core.state.service import Offer
from leo_ref.sealing.imprint import payload_digest

Log = tuple[bytes, ...]

EVENT_DOMAIN: Final = "leo/log-event"
KEY_DOMAIN: Final = "leo/released-key"


def event(name: str, facts: JsonValue) -> bytes:
    """One entry of the log, 32 octets."""
    return digest(EVENT_DOMAIN, {"event": name, "facts": facts})


def extended(log: Log) -> bytes:
    """The value of a register of 32 zero octets after the events, as a TPM extends it: SHA-256(value ‖ event)."""
    value = bytes(32)
    for entry in log:
        value = sha256(value + entry).digest()
    return value


def prepared(image: bytes, configuration: Configuration, code: Imprint, data: Imprint) -> Log:
    """Before any key moves: image digest, container configuration, digests of the sealed code and the sealed data.

    An executor gives the configuration that was read back from its container.
    """
    return (
        event("image", image.hex()),
        event("container", configuration_digest(configuration).hex()),
        event("code", payload_digest(code).hex()),
        event("data", payload_digest(data).hex()),
    )


def released(keys: Map[Part, bytes]) -> JsonValue:
    """The keys as they stand on the ledger, by digest, so that no other key can be blamed."""
    return {part.value: digest(KEY_DOMAIN, keys[part].hex()).hex() for part in Part}


def keys_opened(keys: Map[Part, bytes]) -> bytes:
    """Both released keys opened their payloads."""
    return event("keys opened", released(keys))


def result_made(result: bytes) -> bytes:
    """The job ran; ``result`` is the digest of the sealed result."""
    return event("result", result.hex())


def wiped(report: WipeReport) -> bytes:
    """What was found after everything had been removed."""
    return event("wipe", report_digest(report).hex())


EVENTS: Final = ("image", "container", "code", "data", "keys", "result", "wipe")
"""What the events of a task's log are about, in their order."""


def first_unexpected(log: Log, allowed: Map[Log, Finding]) -> str | None:
    """What the first event is about that no allowed log has in its place; None where all events are in order."""
    for count, about in enumerate(EVENTS, start=1):
        if not any(log[:count] == known[:count] for known in allowed):
            return about
    return None


def expected(job: Job, offer: Offer | None, phase: Phase) -> Map[Log, Finding]:
    """Every log that the job allows at this phase, and what it shows. A candidate's job log is empty (§5)."""
    if not isinstance(job.terms, Task):
        return Map({(): Finding.PASS})
    assert offer is not None, "a task has a service"
    terms = job.terms
    before = prepared(offer.image, wanted(terms.requirement), offer.code, terms.data)
    if phase is Phase.BEFORE:
        return Map({before: Finding.PASS})
    if len(job.keys) < len(Part):
        return Map()
    running = (*before, keys_opened(job.keys))
    if phase is Phase.DURING:
        return Map({running: Finding.PASS})
    if job.requested is None:
        return Map()
    return Map({(*running, result_made(job.requested), wiped(wanted_wipe(terms.requirement))): Finding.PASS})
