"""The event log of firmware (§8; TCG PC Client Platform Firmware Profile, "Event Logging").

The first event of a crypto-agile log has the older SHA-1 form, so that old readers can step over it; its data declares
the banks (:mod:`leo_ref.tcg.spec_id`). Every other event is a TCG_PCR_EVENT2 with one digest a bank. Numbers are
little-endian::

    first   PCR 0 (4) | EV_NO_ACTION (4) | zeros (20) | size (4) | Spec ID event
    event   PCR (4) | type (4) | count (4) | count times: algorithm (2), digest | size (4) | data

In all logs of real machines at hand the digests stand in the order in which the banks are declared, so that order is
demanded: a log then has one form, and no bank can be left out or given twice. Digests of a bank whose algorithm is not
known are skipped by the size that the log declares, and an event of an unknown type is read: whether it matters is for
those who judge. A log that has the SHA-1 form all through is no evidence; it can be read for people to look at.

What a log says is a claim until its replay gives the PCR values of a quote: :mod:`leo_ref.tcg.replay`.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_types import EVENT_TYPES, AnyType, EventType, UnknownType
from leo_ref.tcg.octets import Cursor, refuse, whole
from leo_ref.tcg.pcr import COUNT
from leo_ref.tcg.spec_id import SIGNATURE, Bank, SpecId, encode_spec_id, read_spec_id

FIRST: Final = bytes(4) + EventType.EV_NO_ACTION.value.to_bytes(4, "little") + bytes(Hash.SHA1.size)
"""How the first event begins, up to its size."""

BEGINNING: Final = len(FIRST) + 4
"""Octets before the Spec ID event."""


EVENTS_MOST: Final = 384
"""Events that are read, the Spec ID event not counted; real machines have 40 to 300."""

_PCR_AND_TYPE: Final = Struct("<II")


@frozen(kw_only=True)
class Event:
    """One event. ``digests`` stand in the order of the log's banks."""

    pcr: int
    type: AnyType
    digests: tuple[bytes, ...]
    data: bytes


@frozen
class EventLog:
    """A log in the order in which it was written. Events are numbered from 0; the Spec ID event is none of them."""

    spec_id: SpecId | None
    """``None`` for a log in the SHA-1 form."""
    events: tuple[Event, ...]

    @property
    def banks(self) -> tuple[Bank, ...]:
        """The banks that every event has a digest of."""
        return (Hash.SHA1,) if self.spec_id is None else self.spec_id.banks


def parse_event_log(octets: bytes) -> EventLog | Rejection:
    """The only crypto-agile log with these octets.

    Rejections: where the octets do not begin as such a log, EVENT_LOG_LEGACY or EVENT_LOG_NOT_ONE; then, in the order
    of the octets, EVENT_LOG_TRUNCATED and the other EVENT_LOG codes of the section on form.
    """
    if octets.startswith(FIRST) and octets.startswith(SIGNATURE, BEGINNING):
        return whole(octets, _log, Code.EVENT_LOG_TRUNCATED, Code.EVENT_LOG_TRUNCATED, "little")
    legacy = parse_legacy_log(octets)
    if isinstance(legacy, Rejection):
        return reject(Code.EVENT_LOG_NOT_ONE)
    return reject(Code.EVENT_LOG_LEGACY, events=len(legacy.events))


def parse_legacy_log(octets: bytes) -> EventLog | Rejection:
    """The log in the SHA-1 form with these octets; for people, never as evidence.

    Rejections: EVENT_LOG_NOT_ONE where there is no event; EVENT_LOG_TRUNCATED, EVENT_LOG_PCR.
    """
    if not octets:
        return reject(Code.EVENT_LOG_NOT_ONE)
    return whole(octets, _legacy_log, Code.EVENT_LOG_TRUNCATED, Code.EVENT_LOG_TRUNCATED, "little")


def encode_event_log(log: EventLog) -> bytes:
    """The octets of a log in either form."""
    parts: list[bytes] = []
    if log.spec_id is not None:
        declared = encode_spec_id(log.spec_id)
        parts += [FIRST, _u32(len(declared)), declared]
    names = [bank.number.to_bytes(2, "little") for bank in log.banks]
    for event in log.events:
        parts += [_u32(event.pcr), _u32(event.type.value)]
        if log.spec_id is None:
            parts += event.digests
        else:
            parts.append(_u32(len(names)))
            for name, digest in zip(names, event.digests, strict=True):
                parts += [name, digest]
        parts += [_u32(len(event.data)), event.data]
    return b"".join(parts)


def _u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _log(cursor: Cursor) -> EventLog:
    cursor.take(len(FIRST))
    spec_id = read_spec_id(cursor, size=cursor.u32())
    events: list[Event] = []
    while cursor.left:
        if len(events) == EVENTS_MOST:
            refuse(Code.EVENT_LOG_EVENTS, most=EVENTS_MOST)
        events.append(_event(cursor, spec_id.banks, len(events)))
    return EventLog(spec_id, tuple(events))


def _event(cursor: Cursor, banks: tuple[Bank, ...], number: int) -> Event:
    pcr, kind = _pcr_and_type(cursor, number)
    count = cursor.u32()
    if count != len(banks):
        refuse(Code.EVENT_LOG_DIGEST_COUNT, event=number, given=count, expected=len(banks))
    digests: list[bytes] = []
    for bank in banks:
        given = cursor.u16()
        if given != bank.number:
            refuse(Code.EVENT_LOG_DIGEST_ALGORITHM, event=number, given=given, expected=bank.number)
        digests.append(cursor.take(bank.size))
    return Event(pcr=pcr, type=kind, digests=tuple(digests), data=cursor.take(cursor.u32()))


def _pcr_and_type(cursor: Cursor, number: int) -> tuple[int, AnyType]:
    pcr, kind = cursor.numbers(_PCR_AND_TYPE)
    if pcr >= COUNT:
        refuse(Code.EVENT_LOG_PCR, event=number, pcr=pcr)
    return pcr, EVENT_TYPES.get(kind) or UnknownType(kind)


def _legacy_log(cursor: Cursor) -> EventLog:
    events: list[Event] = []
    while cursor.left:
        pcr, kind = _pcr_and_type(cursor, len(events))
        digest = cursor.take(Hash.SHA1.size)
        events.append(Event(pcr=pcr, type=kind, digests=(digest,), data=cursor.take(cursor.u32())))
    return EventLog(None, tuple(events))
