"""Logs that Hypothesis makes, and a second way to replay them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from hypothesis import strategies as st

from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import Event, EventLog
from leo_ref.tcg.event_types import EventType, UnknownType
from leo_ref.tcg.ima import TEMPLATES, TYPES, Entry, ImaLog, template_data
from leo_ref.tcg.spec_id import Bank, SpecId, UnknownBank

octets = st.binary(max_size=40)


unknown_banks = st.builds(UnknownBank, st.sampled_from([0, 0x10, 0x12, 0x27, 0xFFFF]), st.integers(0, 99))


@st.composite
def event_logs(draw: st.DrawFn, known: bool = False) -> EventLog:
    bank = st.sampled_from(Hash) if known else st.sampled_from(Hash) | unknown_banks
    banks = tuple(draw(st.lists(bank, min_size=1, max_size=4, unique_by=lambda one: one.number)))
    spec_id = SpecId(
        platform_class=draw(st.integers(0, 1)),
        errata=draw(st.integers(0, 255)),
        uintn_size=draw(st.integers(1, 2)),
        banks=banks,
        vendor=draw(st.binary(max_size=255)),
    )
    return EventLog(spec_id, tuple(draw(st.lists(events(banks, known), max_size=5))))


@st.composite
def events(draw: st.DrawFn, banks: tuple[Bank, ...], known: bool = False) -> Event:
    return Event(
        pcr=draw(st.integers(0, 23)),
        type=draw(st.sampled_from(EventType if known else [*EventType, UnknownType(2), UnknownType(2**32 - 1)])),
        digests=tuple(draw(st.binary(min_size=bank.size, max_size=bank.size)) for bank in banks),
        data=draw(octets),
    )


def legacy_logs() -> st.SearchStrategy[EventLog]:
    return st.lists(events((Hash.SHA1,)), min_size=1, max_size=5).map(lambda found: EventLog(None, tuple(found)))


@st.composite
def ima_logs(draw: st.DrawFn, names: st.SearchStrategy[bytes]) -> ImaLog:
    template_hash = draw(st.sampled_from(Hash))
    entries: list[Entry] = []
    for _ in range(draw(st.integers(1, 5))):
        template = draw(st.sampled_from(sorted(TEMPLATES)))
        fields = TEMPLATES[template]
        algorithm = draw(st.sampled_from([Hash.SHA256, Hash.SHA384, Hash.SHA512]))
        entry = Entry(
            template=template,
            template_digest=bytes(template_hash.size),
            kind=draw(st.sampled_from(TYPES)) if fields[0] == "d-ngv2" else None,
            algorithm=algorithm,
            digest=draw(st.binary(min_size=algorithm.size, max_size=algorithm.size)),
            name=draw(names),
            extra=draw(octets) if len(fields) == 3 else None,
        )
        violated = draw(st.booleans())
        entries.append(entry if violated else measured(entry, template_hash))
    return ImaLog(template_hash, tuple(entries))


def measured(entry: Entry, template_hash: Hash) -> Entry:
    return Entry(
        template=entry.template,
        template_digest=hashlib.new(template_hash.title, template_data(entry)).digest(),
        kind=entry.kind,
        algorithm=entry.algorithm,
        digest=entry.digest,
        name=entry.name,
        extra=entry.extra,
    )


def chained(title: str, begin: bytes, digests: Iterable[bytes]) -> bytes:
    """A PCR after the digests, by hashlib alone."""
    value = begin
    for digest in digests:
        value = hashlib.new(title, value + digest).digest()
    return value
