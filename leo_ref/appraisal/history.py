"""An answer against the earlier ones to the same monitor (§8): one machine, one boot, one job, going forward."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.appraisal.answer import JobLog
from leo_ref.appraisal.logs import Booted
from leo_ref.appraisal.quoted import Quoted
from leo_ref.appraisal.record import Record
from leo_ref.rejections import Code, Rejection, reject

BOOT_LOG: Final = "entries of the event log, the first ones as before"
KERNEL_LIST: Final = "entries of the kernel's list, the first ones as before"
JOB_LOG: Final = "entries of the job log, the first ones as before"


@frozen
class Seen:
    """What an answer showed that passed."""

    quoted: Quoted
    booted: Booted
    start: bytes
    log: JobLog


def continues(seen: Seen, earlier: Seen, record: Record) -> Rejection | None:
    """Why ``seen`` does not follow on ``earlier``; the attestation key is the same, as both were verified with it.

    A clock that is not `safe` is no reason: it stays so after power was lost once. Rejections, in this order:
    HISTORY_RESETS, HISTORY_RESTARTS, HISTORY_FIRMWARE, HISTORY_CLOCK, HISTORY_QUESTION, HISTORY_START,
    HISTORY_BOOT_LOG, HISTORY_KERNEL_LIST, HISTORY_JOB_LOG.
    """
    now, then = seen.quoted, earlier.quoted
    refusal = (
        record.same(Code.HISTORY_RESETS, "resets of the TPM, as before", now.clock.resets, then.clock.resets)
        or record.same(Code.HISTORY_RESTARTS, "restarts of the TPM, as before", now.clock.restarts, then.clock.restarts)
        or record.same(Code.HISTORY_FIRMWARE, "firmware of the TPM, as before", now.firmware, then.firmware)
    )
    if refusal is not None:
        return refusal
    given, past = now.clock.milliseconds, then.clock.milliseconds
    if not record.note(Code.HISTORY_CLOCK, "clock of the TPM in milliseconds, after", given, past, given > past):
        return reject(Code.HISTORY_CLOCK, given=str(given), earlier=str(past))
    asked, before = now.extra, then.extra
    if not record.note(Code.HISTORY_QUESTION, "question, other than", asked, before, asked != before):
        return reject(Code.HISTORY_QUESTION)
    refusal = record.same(Code.HISTORY_START, "job register before the job, as before", seen.start, earlier.start)
    if refusal is not None:
        return refusal
    old, new = earlier.booted, seen.booted
    return (
        _grows(Code.HISTORY_BOOT_LOG, BOOT_LOG, old.events, new.events, record)
        or _grows(Code.HISTORY_KERNEL_LIST, KERNEL_LIST, old.entries, new.entries, record)
        or _grows(Code.HISTORY_JOB_LOG, JOB_LOG, earlier.log, seen.log, record)
    )


def _grows(
    code: Code, says: str, earlier: tuple[object, ...], now: tuple[object, ...], record: Record
) -> Rejection | None:
    """None where the earlier log is the beginning of this one, or all of it."""
    kept = now[: len(earlier)] == earlier
    if record.note(code, says, len(now), len(earlier), kept):
        return None
    return reject(code, earlier=len(earlier), now=len(now))
