"""The checks of registers and logs (§8)."""

from __future__ import annotations

from typing import Any

from leo_ref.attestation.appraisal import logs
from leo_ref.core.rejections import Rejection
from leo_ref.tcg.boot import measured_boot as sound_boot
from tests.removed.lack import Lack

LOGS = "leo_ref.attestation.appraisal.logs"
sound_published = logs._published


def any_published(which: str, named: bytes | None, published: Any) -> bytes | Rejection:
    """The longest published log for an event log, the shortest one for a list, where none is named."""
    found = sound_published(which, named, published)
    if not isinstance(found, Rejection) or not published:
        return found
    logs_by_length: list[bytes] = sorted(published.values(), key=len)
    return logs_by_length[-1 if which == "boot_log" else 0]


REGISTERS = (
    Lack(
        check="registers have reference values",
        where="attestation.appraisal.logs.booted",
        without="takes whatever was booted",
        text="register is not None",
        accepts=["appraisal/quotes/register-*", "appraisal/quotes/choice-third", "appraisal/quotes/order-of-registers"],
        differs=["appraisal/quotes/order-register-log"],
    ),
    Lack(
        check="logs that the policy does not ask for are not named",
        where="attestation.appraisal.logs._unasked",
        without="takes several answers of the same meaning",
        text="named is None",
        accepts=["appraisal/logs/unasked-*", "appraisal/logs/kernel-unasked-*", "appraisal/mutated/ecc-boot-log"],
    ),
    Lack(
        check="the log is the one that the answer names",
        where="attestation.appraisal.logs.booted",
        without="takes any log that was published",
        accepts=["appraisal/logs/none-*", "appraisal/logs/unknown-*", "appraisal/mutated/*-no-boot-log"],
        patches=[(LOGS, "_published", any_published)],
    ),
    Lack(
        check="the event log accounts for the quoted values",
        where="tcg.replay.replay",
        without="believes the log alone",
        accepts=["appraisal/logs/without-event-14", "appraisal/logs/swapped-events", "appraisal/logs/locality"],
        patches=[(LOGS, "measured_boot", lambda octets, bank, _: sound_boot(octets, bank))],
    ),
    Lack(
        check="the values are reached by one prefix of the log",
        where="tcg.replay._extend",
        without="looks for each value on its own, and takes those of two moments",
        text="len(standing) < len(wanted)",
        accepts=["appraisal/logs/two-moments"],
    ),
    Lack(
        check="a bank that firmware did not measure into is refused",
        where="tcg.boot.measured_boot",
        without="tells it later, if at all",
        text="expected is not None and expected.get(pcr) == bytes(bank.size)",
        differs=["appraisal/logs/not-booted", "appraisal/logs/separator-3-missing"],
    ),
    Lack(
        check="separators end firmware's part, and types have their digests",
        where="tcg.boot.measured_boot",
        without="believes the types of events, and what a boot loader measured to be firmware's",
        text="whole_boot",
        accepts=[
            "appraisal/logs/separator-0-missing",
            "appraisal/logs/separator-of-error",
            "appraisal/logs/retyped-separator-as-application",
            "appraisal/logs/retyped-firmware-as-config",
            "appraisal/logs/data-rewritten",
        ],
    ),
    Lack(
        check="after the separators come only the types that are allowed there",
        where="tcg.boot.after_separator",
        without="takes code that was loaded after firmware had ended",
        text="event.pcr in ended and event.type not in allowed.get(event.pcr, frozenset())",
        accepts=[
            "appraisal/logs/after-separator",
            "appraisal/logs/driver-after-separator",
            "appraisal/logs/retyped-application-as-driver",
        ],
    ),
    Lack(
        check="the kernel's list accounts for register 10",
        where="tcg.ima_replay.replay_ima",
        without="believes the list alone",
        text="expected is not None and value != expected",
        accepts=["appraisal/logs/kernel-without-?", "appraisal/logs/kernel-swapped"],
    ),
    Lack(
        check="the kernel's list begins with the digest of this boot",
        where="tcg.ima_replay.replay_ima",
        without="takes the list of a kernel that another boot loaded",
        text="aggregated is None",
        accepts=["appraisal/logs/kernel-of-another-boot"],
    ),
    Lack(
        check="no file changed while it was measured",
        where="tcg.ima_replay.no_violation",
        without="takes entries of which nobody knows what was measured",
        text="entry.violation",
        accepts=["appraisal/logs/kernel-violation-ecc", "appraisal/logs/kernel-violation-rsa"],
    ),
    Lack(
        check="measured files are known",
        where="attestation.appraisal.logs._kernel_list",
        without="takes any program",
        text="_known_files",
        accepts=["appraisal/logs/kernel-file*"],
    ),
)
