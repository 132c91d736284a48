"""An answer against what was shown before it (§8): one machine, one boot, one job, going forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.attestation.appraisal.answer import JobLog
from leo_ref.attestation.appraisal.judge import Check, Judge
from leo_ref.attestation.appraisal.logs import Booted
from leo_ref.attestation.appraisal.quoted import Quoted
from leo_ref.core.rejections import Code, Rejection, reject

RESETS: Final = Check(Code.HISTORY_RESETS, "resets of the TPM, as before")
RESTARTS: Final = Check(Code.HISTORY_RESTARTS, "restarts of the TPM, as before")
FIRMWARE: Final = Check(Code.HISTORY_FIRMWARE, "firmware of the TPM, as before")
CLOCK: Final = Check(Code.HISTORY_CLOCK, "clock of the TPM in milliseconds, after")
QUESTION: Final = Check(Code.HISTORY_QUESTION, "question, other than")
START: Final = Check(Code.HISTORY_START, "job register before the job, as before")
BOOT_LOG: Final = Check(Code.HISTORY_BOOT_LOG, "entries of the event log, the first ones as before")
REGISTERS: Final = Check(Code.HISTORY_REGISTER, "registers of the boot, as before")
KERNEL_LIST: Final = Check(Code.HISTORY_KERNEL_LIST, "entries of the kernel's list, the first ones as before")
JOB_LOG: Final = Check(Code.HISTORY_JOB_LOG, "entries of the job log, the first ones as before")


@frozen
class Seen:
    """What an answer showed that passed."""

    quoted: Quoted
    booted: Booted
    start: bytes
    """The job register before the job."""
    log: JobLog
    register: bytes
    """The job register after the events of ``log``."""
    boot: Mapping[int, bytes]
    """The other registers that a machine leaves as they are once it is up (:attr:`Policy.boot_registers`)."""


def continues(seen: Seen, earlier: Seen, judge: Judge) -> Rejection | None:
    """Why ``seen`` does not follow on ``earlier``; the attestation key is the same, as both were verified with it.

    A clock that is not `safe` is no reason: it stays so after power was lost once. Rejections, in this order:
    HISTORY_RESETS, HISTORY_RESTARTS, HISTORY_FIRMWARE, HISTORY_CLOCK, HISTORY_QUESTION, HISTORY_START,
    HISTORY_BOOT_LOG, HISTORY_REGISTER, HISTORY_KERNEL_LIST, HISTORY_JOB_LOG.
    """
    now, then = seen.quoted, earlier.quoted
    clock, past = now.clock, then.clock
    refusal = (
        judge.same(RESETS, clock.resets, past.resets)
        or judge.same(RESTARTS, clock.restarts, past.restarts)
        or judge.same(FIRMWARE, now.firmware, then.firmware)
    )
    if refusal is not None:
        return refusal
    given, least = clock.milliseconds, past.milliseconds
    if not judge.note(CLOCK, given, least, given > least):
        return reject(Code.HISTORY_CLOCK, given=str(given), earlier=str(least))
    asked, before = now.extra, then.extra
    if not judge.note(QUESTION, asked, before, asked != before):
        return reject(Code.HISTORY_QUESTION)
    refusal = judge.same(START, seen.start, earlier.start)
    if refusal is not None:
        return refusal
    old, new = earlier.booted, seen.booted
    return (
        _grows(BOOT_LOG, old.events, new.events, judge)
        or _stands(seen.boot, earlier.boot, judge)
        or _grows(KERNEL_LIST, old.entries, new.entries, judge)
        or _grows(JOB_LOG, earlier.log, seen.log, judge)
    )


def _stands(now: Mapping[int, bytes], then: Mapping[int, bytes], judge: Judge) -> Rejection | None:
    """None where every register has the value that it had: also of several that are accepted, it keeps the one."""
    changed = next((register for register in then if now[register] != then[register]), None)
    if judge.note(REGISTERS, b"".join(now.values()), b"".join(then.values()), changed is None) or changed is None:
        return None
    return reject(Code.HISTORY_REGISTER, register=changed, given=now[changed].hex(), expected=then[changed].hex())


def _grows(check: Check, earlier: tuple[object, ...], now: tuple[object, ...], judge: Judge) -> Rejection | None:
    """None where the earlier log is the beginning of this one, or all of it."""
    kept = now[: len(earlier)] == earlier
    if judge.note(check, len(now), len(earlier), kept):
        return None
    return reject(check.code, earlier=len(earlier), now=len(now))
