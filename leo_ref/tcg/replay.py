"""The PCR values that an event log accounts for (§8; PC Client Platform Firmware Profile, "Integrity Collection").

A log is believed as far as its replay gives the values of a quote. It may run ahead of the quote: events logged after
it are dropped, because nothing vouches for them. Of the events before it, those of PCRs that the quote does not have
are claims too; and so is, of every event, the type and what of the data the digest does not cover.

Events of registers that nobody asks for are replayed and shown like all others, but nothing in them is a reason to
refuse the log: firmware that does something odd in one register says nothing of another one.

A log cannot show that firmware measured into a bank at all: in a bank that firmware left alone, anybody can extend what
a made-up log says. Which bank is in use is for the policy to know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_data import Covered, covered, text
from leo_ref.tcg.event_log import Event, EventLog
from leo_ref.tcg.event_types import AnyType, EventType, UnknownType
from leo_ref.tcg.octets import Refused, refuse
from leo_ref.tcg.pcr import COUNT, extended

LOCALITY_SIGNATURE: Final = b"StartupLocality\0"
LOCALITIES: Final = frozenset({0, 3, 4})
"""Where TPM2_Startup may come from; 4 stands for a hardware root of trust that measured before (H-CRTM)."""

HARDWARE: Final = 4
DYNAMIC: Final = range(17, 23)
"""PCRs that are all ones until a dynamic launch; from another locality they can be set to zeros and extended anew."""


@frozen(kw_only=True)
class Measured:
    """An event that extended its PCR, as one bank has it."""

    number: int
    """Its place in the log."""
    pcr: int
    type: AnyType
    digest: bytes
    data: bytes
    covered: Covered

    @property
    def text(self) -> str:
        """What the data says, in a few words for people."""
        return text(self.type, self.data)


@frozen(kw_only=True)
class Replay:
    """What a log, or the prefix of it that a quote covers, gives in one bank."""

    bank: Hash
    asked: frozenset[int]
    """The PCRs whose events are judged: those that were expected to have values, or all."""
    locality: int
    """From which the TPM was started."""
    count: int
    """Events of the prefix, those that extend nothing included."""
    ahead: int
    """Events after it, which are no evidence."""
    values: Map[int, bytes]
    """All 24 PCRs after the prefix; PCRs that other software extends are not in this log."""
    events: tuple[Measured, ...]


def replay(log: EventLog, bank: Hash, expected: Mapping[int, bytes] | None = None) -> Replay | Rejection:
    """The replay of the whole log, or of its shortest prefix after which the PCRs have the ``expected`` values.

    The values have the size of the bank's digests, and there is at least one. Rejections, in this order:
    EVENT_LOG_BANK_ABSENT; event by event, of PCRs that are expected, EVENT_LOG_TYPE, EVENT_LOG_NO_ACTION_DIGEST and
    EVENT_LOG_DIGEST_EMPTY in the whole log; where PCR 0 is, event by event the LOCALITY codes and EVENT_LOG_HCRTM; then
    EVENT_LOG_NOT_REACHED and EVENT_LOG_NO_PREFIX.
    """
    if bank not in log.banks:
        return reject(Code.EVENT_LOG_BANK_ABSENT, bank=bank.title)
    place = log.banks.index(bank)
    asked = frozenset(range(COUNT) if expected is None else expected)
    try:
        for number, event in enumerate(log.events):
            if event.pcr in asked:
                _plausible(event, number, place)
        locality = _locality(log.events) if 0 in asked else _claimed(log.events)
        values = {pcr: start(pcr, bank, locality) for pcr in range(COUNT)}
        count = _extend(values, log.events, place, bank, expected)
    except Refused as refused:
        return refused.rejection
    return Replay(
        bank=bank,
        asked=asked,
        locality=locality,
        count=count,
        ahead=len(log.events) - count,
        values=Map(values),
        events=tuple(
            _measured(number, event, event.digests[place], bank)
            for number, event in enumerate(log.events[:count])
            if event.type is not EventType.EV_NO_ACTION
        ),
    )


def start(pcr: int, bank: Hash, locality: int = 0) -> bytes:
    """A PCR before anything is extended (PC Client Platform TPM Profile, "PCR Initial and Reset Value")."""
    if pcr in DYNAMIC:
        return b"\xff" * bank.size
    return (locality if pcr == 0 else 0).to_bytes(bank.size, "big")


def _measured(number: int, event: Event, digest: bytes, bank: Hash) -> Measured:
    found = covered(event.type, event.data, digest, bank)
    return Measured(number=number, pcr=event.pcr, type=event.type, digest=digest, data=event.data, covered=found)


def _plausible(event: Event, number: int, place: int) -> None:
    """Refuses an event that may or may not have extended its PCR, or of which nobody knows what it means."""
    if isinstance(event.type, UnknownType):
        refuse(Code.EVENT_LOG_TYPE, event=number, type=event.type.value)
    if event.type is EventType.EV_NO_ACTION:
        if any(map(any, event.digests)):
            refuse(Code.EVENT_LOG_NO_ACTION_DIGEST, event=number)
    elif not any(event.digests[place]):
        refuse(Code.EVENT_LOG_DIGEST_EMPTY, event=number, pcr=event.pcr)


def _claimed(events: Sequence[Event]) -> int:
    """The startup locality where nothing hangs on it; 0 where what is told of it does not hold."""
    try:
        return _locality(events)
    except Refused:
        return 0


def _locality(events: Sequence[Event]) -> int:
    """The startup locality, 0 where none is told; refuses what contradicts it."""
    stated: int | None = None
    begun = False
    for number, event in enumerate(events):
        if event.type is EventType.EV_NO_ACTION:
            if event.data.startswith(LOCALITY_SIGNATURE):
                if stated is not None:
                    refuse(Code.EVENT_LOG_LOCALITY_TWICE, event=number)
                if begun:
                    refuse(Code.EVENT_LOG_LOCALITY_LATE, event=number)
                stated = event.data[-1]
                if len(event.data) != len(LOCALITY_SIGNATURE) + 1 or event.pcr != 0 or stated not in LOCALITIES:
                    refuse(Code.EVENT_LOG_LOCALITY, event=number)
        elif event.pcr == 0:
            if (event.type is EventType.EV_EFI_HCRTM_EVENT) != (stated == HARDWARE and not begun):
                refuse(Code.EVENT_LOG_HCRTM, event=number)
            begun = True
    return stated or 0


def _extend(
    values: dict[int, bytes],
    events: Sequence[Event],
    place: int,
    bank: Hash,
    expected: Mapping[int, bytes] | None,
) -> int:
    """Extend ``values`` by the events, up to where the ``expected`` values stand; how many events that were."""
    wanted: Mapping[int, bytes] = {} if expected is None else expected
    standing = {pcr for pcr, value in wanted.items() if values[pcr] == value}
    reached = set(standing)
    for number, event in enumerate(events):
        if wanted and len(standing) == len(wanted):
            return number
        if event.type is EventType.EV_NO_ACTION:
            continue
        pcr = event.pcr
        values[pcr] = extended(bank, values[pcr], event.digests[place])
        standing.discard(pcr)
        if values[pcr] == wanted.get(pcr):
            standing.add(pcr)
            reached.add(pcr)
    for pcr in sorted(wanted):
        if pcr not in reached:
            refuse(Code.EVENT_LOG_NOT_REACHED, pcr=pcr, expected=wanted[pcr].hex())
    if len(standing) < len(wanted):
        refuse(Code.EVENT_LOG_NO_PREFIX)
    return len(events)
