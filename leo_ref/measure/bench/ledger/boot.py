"""A boot whose log is as costly to replay as any that is read: the most events in the most banks."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.node import LOG_MOST
from leo_ref.tcg.event_data import PREFIXES
from leo_ref.tcg.event_log import EVENTS_MOST, Event, EventLog, encode_event_log
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.spec_id import BANKS_MOST, Bank, SpecId, UnknownBank
from leo_ref.vectors.tcg import boots

DATA: Final = 106
"""Octets of an event, with which the log is as long as may be published."""

BANKS: Final[tuple[Bank, ...]] = (
    *boots.BANKS,
    *(UnknownBank(0x100 + number, 0) for number in range(BANKS_MOST - len(boots.BANKS))),
)
EVENTS: Final = (
    *boots.HONEST.events,
    *(
        boots.event(8, EventType.EV_IPL, PREFIXES[0].ljust(DATA), number.to_bytes(4, "big"))
        for number in range(EVENTS_MOST - len(boots.HONEST.events))
    ),
)
"""Those after the boot are of a loader that measures something else than it says: all that it may mean is tried."""


def _in_all_banks(event: Event) -> Event:
    return evolve(event, digests=(*event.digests, *(b"" for _ in BANKS[len(event.digests) :])))


BOOT_LOG: Final = encode_event_log(EventLog(SpecId(banks=BANKS), tuple(_in_all_banks(event) for event in EVENTS)))
BOOTED: Final = boots.values(EVENTS)
"""All registers after it."""

assert len(BOOT_LOG) <= LOG_MOST
