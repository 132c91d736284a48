"""The job log (§8): what is measured, in which order, and what a task lets one expect at each phase.

An event is a digest over its name and its facts, so an appraiser who knows the facts knows the event. Nothing here is
taken from the executor: image, code and price come from the service, data and container from the task, the keys and
the result from the ledger.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from immutables import Map

from leo_ref.encoding import digest, encode
from leo_ref.encoding.canonical import JsonValue
from leo_ref.state.evidence import Finding, Phase
from leo_ref.state.job import Job, Network, Part, Requirement, Task
from leo_ref.state.service import Offer

Log = tuple[bytes, ...]

EVENT_DOMAIN: Final = "leo/log-event"
KEY_DOMAIN: Final = "leo/released-key"

BAD_KEY: Final[Map[Part, Finding]] = Map({Part.TASK: Finding.BAD_TASK_KEY, Part.SERVICE: Finding.BAD_SERVICE_KEY})


def event(name: str, facts: JsonValue) -> bytes:
    """One entry of the log, 32 octets."""
    return digest(EVENT_DOMAIN, {"event": name, "facts": facts})


def extended(log: Log) -> bytes:
    """The value of a register of 32 zero octets after the events, as a TPM extends it: SHA-256(value ‖ event)."""
    value = bytes(32)
    for entry in log:
        value = sha256(value + entry).digest()
    return value


def container(requirement: Requirement) -> JsonValue:
    """The container's configuration (§10): what the task asks for, and what is the same for every task."""
    return {
        "capabilities": [],
        "network": "none" if requirement.network is Network.NONE else "full",
        "new_privileges": False,
        "read_only_root": True,
        "requirement": encode(requirement),
        "user": "nobody",
    }


def prepared(image: bytes, requirement: Requirement, code: bytes, data: bytes) -> Log:
    """Before any key moves: image digest, container configuration, digests of the sealed code and the sealed data."""
    return (
        event("image", image.hex()),
        event("container", container(requirement)),
        event("code", code.hex()),
        event("data", data.hex()),
    )


def released(keys: Map[Part, bytes]) -> JsonValue:
    """The keys as they stand on the ledger, by digest, so that no other key can be blamed."""
    return {part.value: digest(KEY_DOMAIN, keys[part].hex()).hex() for part in Part}


def keys_opened(keys: Map[Part, bytes]) -> bytes:
    """Both released keys opened their payloads."""
    return event("keys opened", released(keys))


def key_refused(keys: Map[Part, bytes], part: Part) -> bytes:
    """A released key did not open its payload, or is not the one committed to."""
    return event("key refused", {"part": part.value, "released": released(keys)})


def result_made(result: bytes) -> bytes:
    """The job ran; ``result`` is the digest of the sealed result."""
    return event("result", result.hex())


def wiped(requirement: Requirement) -> bytes:
    """What was removed afterwards: the container always, everything where the task asks for it."""
    removed = ["container", "volumes", "image", "plaintext"] if requirement.wipe else ["container"]
    return event("wipe", list[JsonValue](removed))


def expected(job: Job, offer: Offer | None, phase: Phase) -> Map[Log, Finding]:
    """Every log that the job allows at this phase, and what it shows. A candidate's job log is empty (§5)."""
    if not isinstance(job.terms, Task):
        return Map({(): Finding.PASS})
    assert offer is not None, "a task has a service"
    terms = job.terms
    before = prepared(offer.image, terms.requirement, offer.code, terms.data)
    if phase is Phase.BEFORE:
        return Map({before: Finding.PASS})
    if len(job.keys) < len(Part):
        return Map()
    logs = {(*before, key_refused(job.keys, part)): finding for part, finding in BAD_KEY.items()}
    running = (*before, keys_opened(job.keys))
    if phase is Phase.DURING:
        logs[running] = Finding.PASS
    elif job.requested is not None:
        logs[(*running, result_made(job.requested), wiped(terms.requirement))] = Finding.PASS
    return Map(logs)
