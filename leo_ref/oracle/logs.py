"""Requests on the logs of firmware and kernel (§8)."""

from __future__ import annotations

from collections.abc import Mapping

from immutables import Map

from leo_ref.attestation.appraisal.policy import BootLog
from leo_ref.core.encoding import JsonValue
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import Count
from leo_ref.oracle.answers import Answer, ok, refused
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields, octets
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import after_separator, measured_boot
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import parse_ima_log
from leo_ref.tcg.ima_replay import no_violation, replay_ima
from leo_ref.tcg.ima_text import parse_ima_text
from leo_ref.tcg.pcr import COUNT


def event_log(request: dict[str, JsonValue]) -> Answer:
    """``event_log``: what a log of firmware comes to in one bank."""
    fields = Fields(request, "octets", "bank", "expected", "after_separator")
    bank, allowed = _hash(fields, "bank"), _allowed(fields)
    replayed = measured_boot(fields.octets("octets"), bank, _values(fields, "expected", bank))
    if isinstance(replayed, Rejection):
        return refused(replayed)
    extra = None if allowed is None else after_separator(replayed, allowed)
    if extra is not None:
        return refused(extra)
    return ok(
        {
            "locality": replayed.locality,
            "count": replayed.count,
            "ahead": replayed.ahead,
            "pcrs": {str(pcr): value.hex() for pcr, value in sorted(replayed.values.items())},
            "events": [[event.number, event.pcr, event.type.name, event.covered.name] for event in replayed.events],
        }
    )


def ima_log(request: dict[str, JsonValue]) -> Answer:
    """``ima_log``: what a kernel's list comes to in one bank."""
    fields = Fields(request, "form", "octets", "template_hash", "bank", "boot", "expected", "violations")
    read = {"file": parse_ima_log, "text": parse_ima_text}[fields.one_of("form", "file", "text")]
    bank, allowed = _hash(fields, "bank"), fields.of(bool, "violations")
    boot = _values(fields, "boot", bank)
    expected = None if fields.any("expected") is None else _value(fields.text("expected"), "expected", bank)
    log = read(fields.octets("octets"), _hash(fields, "template_hash"))
    if isinstance(log, Rejection):
        return refused(log)
    replayed = replay_ima(log, bank, boot, expected)
    if isinstance(replayed, Rejection):
        return refused(replayed)
    violation = None if allowed else no_violation(replayed)
    if violation is not None:
        return refused(violation)
    return ok(
        {
            "count": len(replayed.entries),
            "ahead": replayed.ahead,
            "pcr": replayed.value.hex(),
            "aggregated": None if replayed.aggregated is None else len(replayed.aggregated),
            "violations": sum(entry.violation for entry in replayed.entries),
        }
    )


def _allowed(fields: Fields) -> Mapping[int, frozenset[EventType]] | None:
    """The types that may follow separators, as a policy says it."""
    said = fields.of(bool | Map[Count, frozenset[EventType]], "after_separator")
    return BootLog(registers=(), after_separator=said).allowed


def _hash(fields: Fields, name: str) -> Hash:
    titles = {algorithm.title: algorithm for algorithm in Hash}
    return titles[fields.one_of(name, *titles)]


def _values(fields: Fields, name: str, bank: Hash) -> dict[int, bytes] | None:
    """Values by the number of their PCR, or nothing."""
    given = fields.any(name)
    if given is None:
        return None
    if not isinstance(given, dict) or not given:
        raise BadRequest(RequestFault.WRONG_FIELD, f"{name} is null or an object with a member")
    values: dict[int, bytes] = {}
    numbers = {str(pcr): pcr for pcr in range(COUNT)}
    for key, value in given.items():
        if key not in numbers or not isinstance(value, str):
            raise BadRequest(RequestFault.WRONG_FIELD, f"{name} has values by the number of their PCR")
        values[numbers[key]] = _value(value, name, bank)
    return values


def _value(text: str, name: str, bank: Hash) -> bytes:
    value = octets(text, name)
    if len(value) != bank.size:
        raise BadRequest(RequestFault.WRONG_FIELD, f"{name} has {bank.size} octets a value")
    return value
