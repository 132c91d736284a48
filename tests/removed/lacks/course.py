"""The checks of the job and its course (§8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from immutables import Map

from leo_ref.attestation.appraisal.appraise import AppraisalQuestion
from leo_ref.core.state.evidence import Finding
from tests.removed.lack import Lack


class Anything(Mapping[Any, Finding]):
    """Job logs of which any is allowed, and shows PASS where it was not."""

    def __init__(self, known: Map[Any, Finding]) -> None:
        self.known = known

    def __contains__(self, _log: object) -> bool:
        return True

    def __getitem__(self, log: Any) -> Finding:
        return self.known.get(log, Finding.PASS)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def any_log(extra: bytes, logs: Map[Any, Finding]) -> AppraisalQuestion:
    """A question to which any job log is an answer."""
    lenient: Any = Anything(logs)
    return AppraisalQuestion(extra=extra, logs=lenient)


CONTINUES = "attestation.appraisal.history.continues"

COURSE = (
    Lack(
        check="the job register holds the job log",
        where="attestation.appraisal.appraise._seen",
        without="believes the job log alone",
        text="refusal is not None",
        accepts=["appraisal/mutated/???-start", "appraisal/jobs/start-of-another-*"],
        differs=[
            "appraisal/jobs/right-log-wrong-register-*",
            "appraisal/jobs/log-cut-*",
            "appraisal/mutated/*-event-?",
        ],
    ),
    Lack(
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
    Lack(
        check="the TPM was not reset",
        where=CONTINUES,
        without="takes another boot for the same",
        text="judge.same(RESETS, clock.resets, past.resets)",
        accepts=["appraisal/history/more-resets", "appraisal/history/fewer-resets", "appraisal/history/cut"],
    ),
    Lack(
        check="the TPM was not restarted",
        where=CONTINUES,
        without="takes a machine that slept, or was restarted, for one that ran on",
        text="judge.same(RESTARTS, clock.restarts, past.restarts)",
        accepts=["appraisal/history/more-restarts", "appraisal/history/no-restarts", "appraisal/history/slept"],
    ),
    Lack(
        check="the firmware is the same",
        where=CONTINUES,
        without="takes a TPM that was updated in between",
        text="judge.same(FIRMWARE, now.firmware, then.firmware)",
        accepts=["appraisal/history/firmware-*"],
    ),
    Lack(
        check="the clock went forward",
        where=CONTINUES,
        without="takes a TPM whose state was put back, and answers in any order",
        text="not judge.note(CLOCK, given, least, given > least)",
        accepts=["appraisal/history/clock-back", "appraisal/history/clock-stands", "appraisal/history/rolled-back"],
        differs=["appraisal/history/backward-*", "appraisal/history/again-*"],
    ),
    Lack(
        check="each question is answered once",
        where=CONTINUES,
        without="takes the second answer to one question for the one to another",
        text="not judge.note(QUESTION, asked, before, asked != before)",
        accepts=["appraisal/history/asked-twice"],
    ),
    Lack(
        check="the job begins where it began",
        where=CONTINUES,
        without="takes a register that was set back",
        text="refusal is not None",
        at=1,
        accepts=["appraisal/history/start-*"],
    ),
    Lack(
        check="the event log begins as it did",
        where=CONTINUES,
        without="takes two stories of one boot",
        text="_grows(BOOT_LOG, old.events, new.events, judge)",
        accepts=["appraisal/history/event-log-*"],
    ),
    Lack(
        check="the registers of the boot stand",
        where=CONTINUES,
        without="takes a machine that loaded something since",
        text="_stands",
        accepts=["appraisal/history/register-logged", "appraisal/history/register-accepted"],
    ),
    Lack(
        check="the kernel's list begins as it did",
        where=CONTINUES,
        without="takes a list that forgets",
        text="_grows(KERNEL_LIST, old.entries, new.entries, judge)",
        accepts=["appraisal/history/list-short*", "appraisal/history/list-reordered"],
    ),
    Lack(
        check="the job log begins as it did",
        where=CONTINUES,
        without="names another check",
        text="_grows(JOB_LOG, earlier.log, seen.log, judge)",
        differs=["appraisal/history/order-history-log"],
    ),
    Lack(
        check="every earlier answer is compared",
        where="attestation.appraisal.appraise._seen",
        without="appraises each answer alone",
        text="refusal is not None",
        at=1,
        accepts=["appraisal/history/more-resets", "appraisal/history/rolled-back", "appraisal/history/event-log-*"],
    ),
)
