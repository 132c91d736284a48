"""What the registers stand for (§8): reference values, the logs that account for them, and the job's own log."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.attestation.appraisal.answer import JobLog, Logs, TpmQuote
from leo_ref.attestation.appraisal.judge import Check, Judge
from leo_ref.attestation.appraisal.policy import BANK, BootLog, KernelList, Policy
from leo_ref.attestation.appraisal.quoted import Quoted
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.boot import after_separator, measured_boot
from leo_ref.tcg.ima import IMA_PCR, parse_ima_log
from leo_ref.tcg.ima_replay import BOOT_AGGREGATE, ImaReplay, bank_digest, no_violation, replay_ima
from leo_ref.tcg.pcr import extended

REGISTER: Final = Check(Code.QUOTE_REGISTER, "register {}")
EVENT_LOG: Final = Check(Code.EVENT_LOG_NOT_REACHED, "register {}, after {} events of the event log")
LISTED: Final = Check(Code.IMA_NOT_REACHED, "register {}, after {} entries of the kernel's list")


@frozen
class Booted:
    """What the logs say, as far as the quote reaches."""

    events: tuple[tuple[int, bytes], ...] = ()
    """Register and digest of each event of firmware and boot loader that extended one."""
    entries: tuple[bytes, ...] = ()
    """By what the entries of the kernel's list extended register 10."""


def booted(policy: Policy, quoted: Quoted, shown: TpmQuote, logs: Logs, judge: Judge) -> Booted | Rejection:
    """The machine's state, if the policy accepts it.

    Rejections, in this order: QUOTE_REGISTER of the references; for the event log LOG_UNASKED or LOG_MISSING, those of
    :mod:`leo_ref.tcg.boot`; for the kernel's list LOG_UNASKED or LOG_MISSING, those of :mod:`leo_ref.tcg.ima` and its
    replay, KERNEL_LIST_FILE.
    """
    values = quoted.values
    register = judge.among(REGISTER, values, policy.accepted)
    if register is not None:
        return reject(Code.QUOTE_REGISTER, register=register, given=values[register].hex())
    events = _boot_log(policy.boot_log, quoted, shown.boot_log, logs, judge)
    if isinstance(events, Rejection):
        return events
    entries = _kernel_list(policy.kernel_list, quoted, shown.kernel_list, logs, judge)
    if isinstance(entries, Rejection):
        return entries
    return Booted(events, entries)


def _boot_log(
    asked: BootLog | None, quoted: Quoted, named: bytes | None, logs: Logs, judge: Judge
) -> tuple[tuple[int, bytes], ...] | Rejection:
    if asked is None:
        return _unasked("boot_log", named) or ()
    octets = _published("boot_log", named, logs)
    if isinstance(octets, Rejection):
        return octets
    replayed = measured_boot(octets, BANK, {register: quoted.values[register] for register in asked.registers})
    if isinstance(replayed, Rejection):
        return replayed
    for register in asked.registers:
        judge.note(
            EVENT_LOG,
            quoted.values[register],
            replayed.values[register],
            agrees=True,
            about=(register, replayed.count),
        )
    refusal = None if asked.allowed is None else after_separator(replayed, asked.allowed)
    return refusal or tuple((event.pcr, event.digest) for event in replayed.events)


def _kernel_list(
    asked: KernelList | None, quoted: Quoted, named: bytes | None, logs: Logs, judge: Judge
) -> tuple[bytes, ...] | Rejection:
    if asked is None:
        return _unasked("kernel_list", named) or ()
    octets = _published("kernel_list", named, logs)
    if isinstance(octets, Rejection):
        return octets
    log = parse_ima_log(octets)
    if isinstance(log, Rejection):
        return log
    replayed = replay_ima(log, BANK, dict(quoted.values), quoted.values[IMA_PCR])
    if isinstance(replayed, Rejection):
        return replayed
    judge.note(
        LISTED,
        quoted.values[IMA_PCR],
        replayed.value,
        agrees=True,
        about=(IMA_PCR, len(replayed.entries)),
    )
    refusal = (None if asked.violations else no_violation(replayed)) or _known_files(asked, replayed)
    return refusal or tuple(bank_digest(entry, BANK) for entry in replayed.entries)


def _known_files(asked: KernelList, replayed: ImaReplay) -> Rejection | None:
    if asked.files is None:
        return None
    for number, entry in enumerate(replayed.entries):
        if entry.name != BOOT_AGGREGATE and not entry.violation and entry.digest not in asked.files:
            return reject(Code.KERNEL_LIST_FILE, entry=number, digest=entry.digest.hex())
    return None


def _unasked(which: str, named: bytes | None) -> Rejection | None:
    return None if named is None else reject(Code.LOG_UNASKED, log=which)


def _published(which: str, named: bytes | None, logs: Logs) -> bytes | Rejection:
    octets = None if named is None else logs.get(named)
    return reject(Code.LOG_MISSING, log=which) if octets is None else octets


def job_register(start: bytes, log: JobLog) -> bytes:
    """The job register that was ``start`` after the events of a job log were measured into it."""
    return extended(BANK, start, *log)
