"""The checks of registers, logs, job and history, and of the policy itself."""

from __future__ import annotations

from typing import Any

from leo_ref.attestation.appraisal import logs, policy
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.boot import measured_boot as sound_boot
from leo_ref.tcg.ima_replay import replay_ima as sound_list
from tests.attestation.appraisal.removed.entry import Removed, always, any_log, not_comparing, not_refusing

sound_published = logs._published
sound_policy = policy.sound
LOGS, BOOT, REPLAY = "leo_ref.attestation.appraisal.logs", "leo_ref.tcg.boot", "leo_ref.tcg.replay"


def lenient_policy(*parts: str) -> Any:
    """Takes policies in which these parts are at fault."""

    def judged(given: Policy) -> Policy | Rejection:
        found = sound_policy(given)
        return given if isinstance(found, Rejection) and found.values[0] in parts else found

    return judged


def any_published(which: str, named: bytes | None, published: Any) -> bytes | Rejection:
    """The longest published log for an event log, the shortest one for a list, where none is named."""
    found = sound_published(which, named, published)
    if not isinstance(found, Rejection) or not published:
        return found
    logs_by_length: list[bytes] = sorted(published.values(), key=len)
    return logs_by_length[-1 if which == "boot_log" else 0]


STATE = (
    Removed(
        check="registers have reference values",
        where="attestation.appraisal.logs.booted",
        without="takes whatever was booted",
        accepts=["appraisal/quotes/register-*", "appraisal/quotes/choice-third", "appraisal/quotes/order-of-registers"],
        differs=["appraisal/quotes/order-register-log"],
        patches=not_comparing(Code.QUOTE_REGISTER),
    ),
    Removed(
        check="logs that the policy does not ask for are not named",
        where="attestation.appraisal.logs.booted",
        without="takes several answers of the same meaning",
        accepts=["appraisal/logs/unasked-*", "appraisal/logs/kernel-unasked-*", "appraisal/mutated/ecc-boot-log"],
        patches=always(LOGS, "_unasked", None),
    ),
    Removed(
        check="the log is the one that the answer names",
        where="attestation.appraisal.logs.booted",
        without="takes any log that was published",
        accepts=["appraisal/logs/none-*", "appraisal/logs/unknown-*", "appraisal/mutated/*-no-boot-log"],
        patches=[(LOGS, "_published", any_published)],
    ),
    Removed(
        check="the event log accounts for the quoted values",
        where="tcg.replay.replay",
        without="believes the log alone",
        accepts=["appraisal/logs/without-event-14", "appraisal/logs/swapped-events", "appraisal/logs/locality"],
        patches=[(LOGS, "measured_boot", lambda octets, bank, _: sound_boot(octets, bank))],
    ),
    Removed(
        check="the values are reached by one prefix of the log",
        where="tcg.replay.replay",
        without="looks for each value on its own, and takes those of two moments",
        accepts=["appraisal/logs/two-moments"],
        patches=not_refusing(REPLAY, Code.EVENT_LOG_NO_PREFIX),
    ),
    Removed(
        check="a bank that firmware did not measure into is refused",
        where="tcg.boot.measured_boot",
        without="tells it later, if at all",
        differs=["appraisal/logs/not-booted", "appraisal/logs/separator-3-missing"],
        patches=[(BOOT, "FIRMWARE_PCRS", range(0))],
    ),
    Removed(
        check="separators end firmware's part, and types have their digests",
        where="tcg.boot.whole_boot",
        without="believes the types of events, and what a boot loader measured to be firmware's",
        accepts=[
            "appraisal/logs/separator-0-missing",
            "appraisal/logs/separator-of-error",
            "appraisal/logs/retyped-separator-as-application",
            "appraisal/logs/retyped-firmware-as-config",
            "appraisal/logs/data-rewritten",
        ],
        patches=always(BOOT, "whole_boot", None),
    ),
    Removed(
        check="after the separators come only the types that are allowed there",
        where="tcg.boot.after_separator",
        without="takes code that was loaded after firmware had ended",
        accepts=[
            "appraisal/logs/after-separator",
            "appraisal/logs/driver-after-separator",
            "appraisal/logs/retyped-application-as-driver",
        ],
        patches=always(LOGS, "after_separator", None),
    ),
    Removed(
        check="the kernel's list accounts for register 10",
        where="tcg.ima_replay.replay_ima",
        without="believes the list alone",
        accepts=["appraisal/logs/kernel-without-?", "appraisal/logs/kernel-swapped"],
        patches=[(LOGS, "replay_ima", lambda log, bank, registers, _: sound_list(log, bank, registers))],
    ),
    Removed(
        check="the kernel's list begins with the digest of this boot",
        where="tcg.ima_replay.replay_ima",
        without="takes the list of a kernel that another boot loaded",
        accepts=["appraisal/logs/kernel-of-another-boot"],
        patches=[(LOGS, "replay_ima", lambda log, bank, _, expected: sound_list(log, bank, None, expected))],
    ),
    Removed(
        check="no file changed while it was measured",
        where="tcg.ima_replay.no_violation",
        without="takes entries of which nobody knows what was measured",
        accepts=["appraisal/logs/kernel-violation-ecc", "appraisal/logs/kernel-violation-rsa"],
        patches=always(LOGS, "no_violation", None),
    ),
    Removed(
        check="measured files are known",
        where="attestation.appraisal.logs.booted",
        without="takes any program",
        accepts=["appraisal/logs/kernel-file*"],
        patches=always(LOGS, "_known_files", None),
    ),
)

COURSE = (
    Removed(
        check="the job register holds the job log",
        where="attestation.appraisal.appraise.appraise",
        without="believes the job log alone",
        accepts=["appraisal/mutated/???-start", "appraisal/jobs/start-of-another-*"],
        differs=[
            "appraisal/jobs/right-log-wrong-register-*",
            "appraisal/jobs/log-cut-*",
            "appraisal/mutated/*-event-?",
        ],
        patches=not_comparing(Code.JOB_LOG_NOT_QUOTED),
    ),
    Removed(
        check="the task allows the job log at this phase",
        where="attestation.appraisal.appraise.appraise",
        without="takes any job for this one, and any state of it",
        accepts=[
            "appraisal/jobs/another-*",
            "appraisal/jobs/*-swapped",
            "appraisal/jobs/wipe-missing",
            "appraisal/jobs/nothing",
            "appraisal/jobs/candidate-with-*",
            "appraisal/jobs/start-is-all",
        ],
        patches=[("leo_ref.attestation.appraisal.bundle", "AppraisalQuestion", any_log)],
    ),
    Removed(
        check="the TPM was not reset",
        where="attestation.appraisal.history.continues",
        without="takes another boot for the same",
        accepts=["appraisal/history/more-resets", "appraisal/history/fewer-resets", "appraisal/history/cut"],
        patches=not_comparing(Code.HISTORY_RESETS),
    ),
    Removed(
        check="the TPM was not restarted",
        where="attestation.appraisal.history.continues",
        without="takes a machine that slept, or was restarted, for one that ran on",
        accepts=["appraisal/history/more-restarts", "appraisal/history/no-restarts", "appraisal/history/slept"],
        patches=not_comparing(Code.HISTORY_RESTARTS),
    ),
    Removed(
        check="the firmware is the same",
        where="attestation.appraisal.history.continues",
        without="takes a TPM that was updated in between",
        accepts=["appraisal/history/firmware-*"],
        patches=not_comparing(Code.HISTORY_FIRMWARE),
    ),
    Removed(
        check="the clock went forward",
        where="attestation.appraisal.history.continues",
        without="takes a TPM whose state was put back, and answers in any order",
        accepts=["appraisal/history/clock-back", "appraisal/history/clock-stands", "appraisal/history/rolled-back"],
        differs=["appraisal/history/backward-*", "appraisal/history/again-*"],
        patches=not_comparing(Code.HISTORY_CLOCK),
    ),
    Removed(
        check="each question is answered once",
        where="attestation.appraisal.history.continues",
        without="takes the second answer to one question for the one to another",
        accepts=["appraisal/history/asked-twice"],
        patches=not_comparing(Code.HISTORY_QUESTION),
    ),
    Removed(
        check="the job begins where it began",
        where="attestation.appraisal.history.continues",
        without="takes a register that was set back",
        accepts=["appraisal/history/start-*"],
        patches=not_comparing(Code.HISTORY_START),
    ),
    Removed(
        check="the event log begins as it did",
        where="attestation.appraisal.history.continues",
        without="takes two stories of one boot",
        accepts=["appraisal/history/event-log-*"],
        patches=not_comparing(Code.HISTORY_BOOT_LOG),
    ),
    Removed(
        check="the registers of the boot stand",
        where="attestation.appraisal.history.continues",
        without="takes a machine that loaded something since",
        accepts=["appraisal/history/register-logged", "appraisal/history/register-accepted"],
        patches=not_comparing(Code.HISTORY_REGISTER),
    ),
    Removed(
        check="the kernel's list begins as it did",
        where="attestation.appraisal.history.continues",
        without="takes a list that forgets",
        accepts=["appraisal/history/list-short*", "appraisal/history/list-reordered"],
        patches=not_comparing(Code.HISTORY_KERNEL_LIST),
    ),
    Removed(
        check="the job log begins as it did",
        where="attestation.appraisal.history.continues",
        without="names another check",
        differs=["appraisal/history/order-history-log"],
        patches=not_comparing(Code.HISTORY_JOB_LOG),
    ),
    Removed(
        check="every earlier answer is compared",
        where="attestation.appraisal.appraise.appraise_all",
        without="appraises each answer alone",
        accepts=["appraisal/history/more-resets", "appraisal/history/rolled-back", "appraisal/history/event-log-*"],
        patches=always("leo_ref.attestation.appraisal.appraise", "continues", None),
    ),
)

POLICY = tuple(
    Removed(
        check=f"a policy is sound: {part}",
        where="attestation.appraisal.policy.sound",
        without=without,
        accepts=accepts,
        patches=[("leo_ref.oracle.appraisal", "sound", lenient_policy(*lenient))],
    )
    for part, without, accepts, lenient in (
        (
            "registers",
            "has no meaning for some policies",
            ["appraisal/policies/fault-no-register", "appraisal/policies/fault-registers-*"],
            ("registers", "all"),
        ),
        (
            "job_register",
            "measures jobs into a register that anybody resets, or that others write to",
            ["appraisal/policies/fault-job-in-*"],
            ("job_register",),
        ),
        (
            "references",
            "has no meaning for some policies",
            ["appraisal/policies/fault-references-*", "appraisal/policies/fault-no-value"],
            ("references",),
        ),
        (
            "boot_log",
            "asks for a log that accounts for nothing",
            ["appraisal/policies/fault-log-of-nothing", "appraisal/policies/fault-log-twice"],
            ("boot_log",),
        ),
        (
            "kernel_list",
            "cannot see of which boot a kernel's list is",
            ["appraisal/policies/fault-list-without-9", "appraisal/policies/fault-list-alone"],
            ("kernel_list",),
        ),
        (
            "all",
            "quotes registers that may hold anything",
            ["appraisal/policies/fault-reference-missing", "appraisal/policies/fault-nothing-of-10"],
            ("all",),
        ),
    )
)
