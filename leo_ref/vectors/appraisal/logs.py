"""Logs of firmware and kernel that do not account for a quote, or for nothing that a policy accepts."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.attestation.appraisal.answer import log_digest
from leo_ref.attestation.appraisal.policy import BANK, BootLog
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.event_log import Event, EventLog, encode_event_log
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import Entry
from leo_ref.tcg.pcr import extended
from leo_ref.tcg.spec_id import SpecId
from leo_ref.vectors.appraisal.asking import Trials, Try, recorded
from leo_ref.vectors.appraisal.forge import forged
from leo_ref.vectors.appraisal.policies import TYPES
from leo_ref.vectors.appraisal.scene import (
    BOOT,
    BOOT_LOG,
    BOOTED,
    FILES,
    LIST,
    LOADED,
    LOG,
    POLICIES,
    VIOLATED,
    NamedQuestion,
    named,
)
from leo_ref.vectors.tcg import boots, ima

BOOT_ANSWER: Final = recorded("ecc, boot log")
LIST_ANSWER: Final = recorded("ecc, kernel list", 2)


def log_trials() -> Trials:
    """Event logs, then the kernel's lists."""
    trials = Trials("appraisal/logs")
    publication(trials)
    rewritten(trials)
    booted_otherwise(trials)
    lists(trials)
    return trials


def showing(octets: bytes, base: Try = BOOT_ANSWER) -> Try:
    """The recorded answer with another event log."""
    rest = base.published[1:]
    return evolve(base, published=(octets, *rest)).quoting(boot_log=log_digest(octets))


def listing(octets: bytes, base: Try = LIST_ANSWER) -> Try:
    """The recorded answer with another kernel's list."""
    return evolve(base, published=(BOOT_LOG, octets)).quoting(kernel_list=log_digest(octets))


def publication(trials: Trials) -> None:
    """Logs that are not there, or not asked for."""
    for kind in ("ecc", "rsa"):
        base = recorded(f"{kind}, kernel list")
        list_digest = base.answer.quote.kernel_list
        for name, why, tried in (
            ("none", "no event log is named", base.quoting(boot_log=None)),
            ("unpublished", "the event log is named and not there", evolve(base, published=base.published[1:])),
            ("unknown", "another one is named", base.quoting(boot_log=named("no log"))),
            ("kernel-none", "no kernel's list is named", base.quoting(kernel_list=None)),
            ("kernel-unpublished", "the list is named and not there", evolve(base, published=base.published[:1])),
        ):
            trials.add(f"{name}-{kind}", why, tried, "LOG_MISSING")
        swapped = base.quoting(boot_log=list_digest, kernel_list=base.answer.quote.boot_log)
        trials.add(f"swapped-{kind}", "the kernel's list for an event log", swapped, "EVENT_LOG_NOT_ONE")
        plain = evolve(recorded(f"{kind}, references"), published=(BOOT_LOG,))
        unasked = plain.quoting(boot_log=log_digest(BOOT_LOG))
        trials.add(f"unasked-{kind}", "the policy asks for no event log", unasked, "LOG_UNASKED")
        base = recorded(f"{kind}, boot log")
        unasked = evolve(base, published=(*base.published, ima.FILE)).quoting(kernel_list=log_digest(ima.FILE))
        trials.add(f"kernel-unasked-{kind}", "the policy asks for no kernel's list", unasked, "LOG_UNASKED")


def rewritten(trials: Trials) -> None:
    """Recorded quotes with logs that were written over."""
    for number in (1, 14, 17):
        dropped = showing(boots.replaced(number))
        trials.add(f"without-event-{number:02}", "it was measured", dropped, "EVENT_LOG_NOT_REACHED")
    for name, number, kind, ends in (
        ("separator-as-application", 10, EventType.EV_EFI_BOOT_SERVICES_APPLICATION, "EVENT_LOG_SEPARATOR_HIDDEN"),
        ("application-as-action", 14, EventType.EV_EFI_ACTION, "EVENT_LOG_DATA"),
        ("firmware-as-config", 1, EventType.EV_EFI_VARIABLE_DRIVER_CONFIG, "EVENT_LOG_DATA"),
        ("application-as-nothing", 14, EventType.EV_NO_ACTION, "EVENT_LOG_NO_ACTION_DIGEST"),
        ("authority-as-separator", 13, EventType.EV_SEPARATOR, "EVENT_LOG_SEPARATOR_VALUE"),
        ("application-as-driver", 14, EventType.EV_EFI_BOOT_SERVICES_DRIVER, "EVENT_LOG_AFTER_SEPARATOR"),
    ):
        trials.add(f"retyped-{name}", "no digest covers the type", showing(boots.retyped(number, kind)), ends)
    data = evolve(BOOT[2], data=boots.variable("SecureBoot", b"\0"))
    trials.add("data-rewritten", "the data has another digest", showing(boots.replaced(2, data)), "EVENT_LOG_DATA")
    lie = evolve(BOOT[14], digests=(named("another loader"),))
    trials.add(
        "digest-rewritten", "another digest was measured", showing(boots.replaced(14, lie)), "EVENT_LOG_NOT_REACHED"
    )
    empty = tuple(evolve(one, digests=(bytes(32),)) for one in BOOT)
    trials.add("empty-bank", "a bank that was not measured", showing(boots.of(*empty)), "EVENT_LOG_DIGEST_EMPTY")
    weak = encode_event_log(EventLog(SpecId(banks=(Hash.SHA1,)), boots.honest_events((Hash.SHA1,))))
    trials.add("sha1-only", "the bank is not in the log", showing(weak), "EVENT_LOG_BANK_ABSENT")
    trials.add(
        "locality",
        "the TPM was started elsewhere",
        showing(boots.of(boots.locality(3), *BOOT)),
        "EVENT_LOG_NOT_REACHED",
    )
    swapped = boots.of(BOOT[1], BOOT[0], *BOOT[2:])
    trials.add("swapped-events", "the order within a register is measured", showing(swapped), "EVENT_LOG_NOT_REACHED")
    for name, octets, ends in (
        ("cut", BOOT_LOG[:-1], "EVENT_LOG_TRUNCATED"),
        ("empty", b"", "EVENT_LOG_NOT_ONE"),
        ("text", b"a log of nothing, and no more than that", "EVENT_LOG_NOT_ONE"),
    ):
        trials.add(f"log-{name}", "no event log", showing(octets), ends)


def booting(*events: Event, policy: BootLog = LOG) -> Try:
    """A machine that really booted like this."""
    accepted = evolve(POLICIES["boot log"], boot_log=policy)
    return forged(NamedQuestion(), accepted, registers=boots.values(events), boot_log=boots.of(*events))


def booted_otherwise(trials: Trials) -> None:
    """Logs that fit their quotes, of boots that are none."""
    late = boots.event(0, EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB, bytes(16), b"late code")
    tried = booting(*BOOT, late)
    trials.add("after-separator", "firmware had ended its part", tried, "EVENT_LOG_AFTER_SEPARATOR")
    driver = boots.event(4, EventType.EV_EFI_BOOT_SERVICES_DRIVER, bytes(32), b"driver")
    trials.add("driver-after-separator", "no application", booting(*BOOT, driver), "EVENT_LOG_AFTER_SEPARATOR")
    own = evolve(LOG, after_separator=TYPES)
    trials.add("types-of-a-policy", "the policy takes drivers", booting(*BOOT, driver, policy=own))
    fewer = booting(*BOOT, driver, policy=evolve(LOG, after_separator=TYPES.delete(5)))
    trials.add("types-of-a-policy-fewer", "and nothing else", fewer, "EVENT_LOG_AFTER_SEPARATOR")
    odd = evolve(BOOT[1], type=EventType.EV_EFI_VARIABLE_DRIVER_CONFIG)
    for name, asked, ends in (
        ("unasked", (7,), "OK"),
        ("asked", (0, 7), "EVENT_LOG_DATA"),
    ):
        policy = evolve(
            POLICIES["boot log"],
            registers=(*asked, 14),
            boot_log=BootLog(registers=asked, after_separator=True),
        )
        events = (BOOT[0], odd, *BOOT[2:], late)
        tried = forged(NamedQuestion(), policy, registers=boots.values(events), boot_log=boots.of(*events))
        trials.add(f"odd-in-register-0-{name}", "a register says nothing of another one", tried, ends)
    for number, one in enumerate(BOOT):
        if one.type is EventType.EV_SEPARATOR and one.pcr in (0, 3, 7):
            tried = booting(*BOOT[:number], *BOOT[number + 1 :])
            # A register that holds nothing but its separator is empty without it.
            alone = sum(other.pcr == one.pcr for other in BOOT) == 1
            ends = "EVENT_LOG_BANK_EMPTY" if alone else "EVENT_LOG_SEPARATOR_MISSING"
            trials.add(f"separator-{one.pcr}-missing", "firmware's part has no end", tried, ends)
    tried = booting(*BOOT, boots.separator(4))
    trials.add("separator-twice", "firmware's part has two ends", tried, "EVENT_LOG_SEPARATOR_TWICE")
    failed = booting(*BOOT[:10], boots.separator(4, b"\1\0\0\0"), *BOOT[11:])
    trials.add("separator-of-error", "firmware told of an error", failed, "EVENT_LOG_SEPARATOR_VALUE")
    unbooted = forged(NamedQuestion(), "boot log", registers=boots.values(()), boot_log=BOOT_LOG)
    trials.add("not-booted", "nothing was measured", unbooted, "EVENT_LOG_BANK_EMPTY")
    mixed = forged(NamedQuestion(), "boot log", registers={**BOOTED, 4: boots.values(BOOT[:12])[4]}, boot_log=BOOT_LOG)
    trials.add("two-moments", "no moment of the log has both values", mixed, "EVENT_LOG_NO_PREFIX")
    for register in (20, 22):
        launch = boots.event(register, EventType.EV_EVENT_TAG, b"launch")
        dynamic = evolve(
            POLICIES["boot log"],
            registers=(*LOADED, 14, register),
            boot_log=BootLog(registers=(*LOADED, register), after_separator=False),
        )
        events = (*BOOT, launch)
        true = forged(NamedQuestion(), dynamic, registers=boots.values(events), boot_log=boots.of(*events))
        trials.add(f"register-{register}-launched", "extended from ones", true)
        reset = {**BOOTED, register: extended(BANK, bytes(BANK.size), launch.digests[0])}
        tried = forged(NamedQuestion(), dynamic, registers=reset, boot_log=boots.of(*events))
        why = "set to zeros from another locality, then extended"
        trials.add(f"register-{register}-reset", why, tried, "EVENT_LOG_NOT_REACHED")


def listed(*entries: Entry, policy: str = "kernel list") -> Try:
    """A machine whose kernel really measured this."""
    return forged(
        NamedQuestion(),
        policy,
        registers={**BOOTED, 10: ima.value(*entries)},
        boot_log=BOOT_LOG if POLICIES[policy].boot_log else None,
        kernel_list=ima.octets(*entries),
    )


def lists(trials: Trials) -> None:
    """The kernel's list."""
    for number in range(1, len(LIST)):
        left = listing(ima.octets(*LIST[:number], *LIST[number + 1 :]))
        trials.add(f"kernel-without-{number}", "it was measured", left, "IMA_NOT_REACHED")
    behind = listing(ima.octets(*LIST[:-1]))
    trials.add("kernel-behind", "the list is older than the quote", behind, "IMA_NOT_REACHED")
    renamed = evolve(LIST[2], name=b"/usr/bin/harmless")
    octets = ima.octets(*LIST[:2], renamed, *LIST[3:])
    trials.add("kernel-renamed", "its template digest is another's", listing(octets), "IMA_TEMPLATE_DIGEST")
    renamed = ima.entry(b"/usr/bin/harmless", FILES["shell"])
    octets = ima.octets(*LIST[:2], renamed, *LIST[3:])
    trials.add("kernel-renamed-whole", "another entry was measured", listing(octets), "IMA_NOT_REACHED")
    swapped = ima.octets(LIST[0], LIST[2], LIST[1], LIST[3])
    trials.add("kernel-swapped", "the order is measured", listing(swapped), "IMA_NOT_REACHED")
    for name, octets, ends in (
        ("empty", b"", "IMA_EMPTY"),
        ("cut", ima.octets(*LIST)[:-1], "IMA_TRUNCATED"),
        ("without-aggregate", ima.octets(*LIST[1:]), "IMA_BOOT_AGGREGATE_MISSING"),
    ):
        trials.add(f"kernel-{name}", "no list of a boot", listing(octets), ends)
    unknown = ima.entry(b"/usr/bin/agent", FILES["changed"])
    trials.add("kernel-file", "the agent was changed", listed(*LIST[:3], unknown), "KERNEL_LIST_FILE")
    more = ima.entry(b"/tmp/more", named("something else"))
    trials.add("kernel-file-more", "a file that nobody knows", listed(*LIST, more), "KERNEL_LIST_FILE")
    other = ima.entry(b"boot_aggregate", named("another boot"))
    trials.add("kernel-of-another-boot", "the list begins another boot", listed(other, *LIST[1:]), "IMA_BOOT_AGGREGATE")
    trials.add("kernel-twice", "another kernel began", listed(*LIST, LIST[0]), "IMA_BOOT_AGGREGATE_TWICE")
    for kind in ("ecc", "rsa"):
        base = evolve(recorded(f"{kind}, violation"), policy=POLICIES["kernel list"])
        octets = ima.octets(*VIOLATED)
        tried = evolve(base, published=(BOOT_LOG, octets)).quoting(boot_log=log_digest(BOOT_LOG))
        trials.add(f"kernel-violation-{kind}", "a file changed while it was measured", tried, "IMA_VIOLATION")
    hidden = ima.violation(b"/usr/bin/agent")
    trials.add("kernel-violation-tolerated", "a policy that does not mind", listed(*LIST, hidden, policy="tolerant"))
    forgotten = listing(ima.octets(*LIST[:3], hidden))
    trials.add("kernel-entry-as-violation", "it was none", forgotten, "IMA_NOT_REACHED")
