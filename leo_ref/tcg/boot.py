"""Whether a replayed event log is one of a whole boot (§8; PC Client Platform Firmware Profile, "EV_SEPARATOR").

Firmware ends what it measures into PCRs 0 to 7 before it calls the boot loader with one separator in each. Whoever
could hide a separator, or add one, could pass off what a boot loader measured as firmware's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.event_data import Covered, as_demanded
from leo_ref.tcg.event_log import parse_event_log
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.replay import Replay, replay

FIRMWARE_PCRS: Final = range(8)
SEPARATORS: Final = (bytes(4), b"\xff" * 4)
"""What a separator of firmware may hold; 00000001 stands for an error of firmware, so it is none of them."""

ERROR: Final = b"\1\0\0\0"
LIKE_SEPARATORS: Final = (*SEPARATORS, ERROR)

AFTER_SEPARATOR: Final[Mapping[int, frozenset[EventType]]] = {
    1: frozenset(
        {
            EventType.EV_EFI_HANDOFF_TABLES,
            EventType.EV_EFI_HANDOFF_TABLES2,
            EventType.EV_EFI_VARIABLE_BOOT,
            EventType.EV_EFI_VARIABLE_BOOT2,
        }
    ),
    4: frozenset({EventType.EV_EFI_ACTION, EventType.EV_EFI_BOOT_SERVICES_APPLICATION}),
    5: frozenset({EventType.EV_EFI_ACTION, EventType.EV_EFI_GPT_EVENT, EventType.EV_EFI_GPT_EVENT2}),
    7: frozenset({EventType.EV_EFI_VARIABLE_AUTHORITY}),
}
"""What follows the separators of PCRs 0 to 7 in logs of real machines, where a policy names no types of its own."""


def measured_boot(octets: bytes, bank: Hash, expected: Mapping[int, bytes] | None = None) -> Replay | Rejection:
    """The replay of a log as evidence of a boot that went past its separators.

    ``expected`` are values that a quote vouches for, and the events of their PCRs are judged; without them the log is
    only looked at, and every event is judged. Rejections, in this
    order: those of :func:`parse_event_log`; EVENT_LOG_BANK_WEAK, EVENT_LOG_BANK_EMPTY; those of :func:`replay`; those
    of :func:`whole_boot`.
    """
    log = parse_event_log(octets)
    if isinstance(log, Rejection):
        return log
    if bank not in STRONG:
        return reject(Code.EVENT_LOG_BANK_WEAK, bank=bank.title)
    for pcr in FIRMWARE_PCRS:
        if expected is not None and expected.get(pcr) == bytes(bank.size):
            return reject(Code.EVENT_LOG_BANK_EMPTY, pcr=pcr)
    replayed = replay(log, bank, expected)
    if isinstance(replayed, Rejection):
        return replayed
    return whole_boot(replayed) or replayed


def whole_boot(replayed: Replay) -> Rejection | None:
    """Nothing, where each PCR from 0 to 7 that is asked for has its one separator, and their data its digest.

    Firmware may measure a variable whose value is that of an error separator, such as BootOrder with Boot0001 and
    Boot0000: before the separator that is none. Rejections: in the order of the events EVENT_LOG_SEPARATOR_HIDDEN,
    EVENT_LOG_SEPARATOR_VALUE, EVENT_LOG_SEPARATOR_TWICE, EVENT_LOG_DATA; then EVENT_LOG_SEPARATOR_MISSING.
    """
    like = frozenset(replayed.bank.digest(data) for data in LIKE_SEPARATORS)
    boot_order = Covered.VALUE, replayed.bank.digest(ERROR)
    ended: set[int] = set()
    for event in replayed.events:
        number, pcr, kind = event.number, event.pcr, event.type
        if pcr not in replayed.asked:
            continue
        if pcr in FIRMWARE_PCRS:
            if kind is EventType.EV_SEPARATOR:
                if event.data not in SEPARATORS or event.covered is not Covered.ALL:
                    return reject(Code.EVENT_LOG_SEPARATOR_VALUE, event=number, pcr=pcr)
                if pcr in ended:
                    return reject(Code.EVENT_LOG_SEPARATOR_TWICE, event=number, pcr=pcr)
                ended.add(pcr)
            elif event.digest in like and (pcr in ended or (event.covered, event.digest) != boot_order):
                return reject(Code.EVENT_LOG_SEPARATOR_HIDDEN, event=number, pcr=pcr, type=kind.value)
        if not as_demanded(kind, event.covered):
            return reject(Code.EVENT_LOG_DATA, event=number, pcr=pcr, type=kind.value)
    for pcr in FIRMWARE_PCRS:
        if pcr in replayed.asked and pcr not in ended:
            return reject(Code.EVENT_LOG_SEPARATOR_MISSING, pcr=pcr)
    return None


def after_separator(replayed: Replay, allowed: Mapping[int, frozenset[EventType]]) -> Rejection | None:
    """Nothing, where after the separators of the PCRs that are asked for stand only events of the ``allowed`` types.

    A policy that asks for this must know what the types are worth (:mod:`leo_ref.tcg.event_data`): only of PCRs in
    which nothing is allowed does it say anything about an executor that lies. Rejection: EVENT_LOG_AFTER_SEPARATOR.
    """
    ended: set[int] = set()
    for event in replayed.events:
        if event.pcr not in replayed.asked:
            continue
        if event.pcr in ended and event.type not in allowed.get(event.pcr, frozenset()):
            return reject(Code.EVENT_LOG_AFTER_SEPARATOR, event=event.number, pcr=event.pcr, type=event.type.value)
        if event.pcr in FIRMWARE_PCRS and event.type is EventType.EV_SEPARATOR:
            ended.add(event.pcr)
    return None
