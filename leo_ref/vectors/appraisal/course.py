"""Job logs that a task does not allow, and answers that do not follow on those before them."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from leo_ref.attestation.appraisal.answer import log_digest
from leo_ref.attestation.evidence import log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Network, Part, Task
from leo_ref.sealing.imprint import payload_digest
from leo_ref.tcg.attest import Clock
from leo_ref.tcg.event_log import Event
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import Entry
from leo_ref.vectors.appraisal.asking import Trials, Try, after, recorded
from leo_ref.vectors.appraisal.forge import forged
from leo_ref.vectors.appraisal.recorded import KEYS
from leo_ref.vectors.appraisal.scene import (
    BOOT,
    BOOT_LOG,
    BOOTED,
    FIRMWARE,
    LIST,
    LOG,
    NEXT_TASK,
    POLICIES,
    TASK,
    NamedQuestion,
    imprint,
    named,
)
from leo_ref.vectors.tcg import boots, ima

PREPARED: Final = TASK.logs["prepared"]
RUNNING: Final = TASK.logs["running"]
FINISHED: Final = TASK.logs["finished"]


def job_trials() -> Trials:
    """What was measured of the job."""
    trials = Trials("appraisal/jobs")
    unexpected(trials)
    not_quoted(trials)
    return trials


def prepared(image: bytes | None = None, code: Imprint | None = None, data: Imprint | None = None) -> tuple[bytes, ...]:
    """What the task prepares, but for other facts."""
    offer, terms = TASK.offer, TASK.job.terms
    assert offer is not None
    assert isinstance(terms, Task)
    return log.prepared(image or offer.image, wanted(terms.requirement), code or offer.code, data or terms.data)


def unexpected(trials: Trials) -> None:
    """Job logs that were really measured."""
    before, during, done = NamedQuestion(), NamedQuestion(phase=Phase.DURING), NamedQuestion(phase=Phase.AFTER)
    offer, terms = TASK.offer, TASK.job.terms
    assert offer is not None
    assert isinstance(terms, Task)
    image, container, code, data = PREPARED
    opened, result, wipe = FINISHED[4:]
    networked = wanted(evolve(terms.requirement, network=Network.FULL))
    open_net = log.prepared(offer.image, networked, offer.code, terms.data)
    swapped = (
        log.event("image", payload_digest(offer.code).hex()),
        container,
        log.event("code", offer.image.hex()),
        data,
    )
    forged_keys = TASK.job.keys.set(Part.TASK, named("a key that Alice never sent"))
    for name, why, asked, job_log in (
        ("another-image", "another image runs", before, prepared(image=named("x"))),
        ("another-code", "other code runs", before, prepared(code=imprint("x"))),
        ("another-data", "other data is taken", before, prepared(data=imprint("x"))),
        ("code-and-data-swapped", "each in the other's place", before, prepared(code=terms.data, data=offer.code)),
        ("image-and-code-swapped", "each in the other's place", before, swapped),
        ("with-network", "the container has a network", before, open_net),
        ("image-and-code-events-swapped", "another order", before, (code, container, image, data)),
        ("events-reversed", "another order", before, PREPARED[::-1]),
        ("nothing", "nothing was prepared", before, ()),
        ("data-missing", "the data is not there", before, PREPARED[:-1]),
        ("container-missing", "no configuration", before, (image, code, data)),
        ("image-twice", "prepared twice", before, (image, image, container, code, data)),
        ("prepared-twice", "prepared twice", before, PREPARED * 2),
        ("of-the-next-task", "another task's", before, NEXT_TASK.logs["prepared"]),
        ("running-before", "the keys were opened before they moved", before, RUNNING),
        ("finished-before", "it is over before it begins", before, FINISHED),
        ("unknown-event", "something else was measured", before, (*PREPARED, named("something else"))),
        ("zero-event", "something else was measured", before, (*PREPARED, bytes(32))),
        ("prepared-during", "the keys were not opened", during, PREPARED),
        ("finished-during", "it is over before payment was asked", during, FINISHED),
        ("other-keys-during", "not the released keys", during, (*PREPARED, log.keys_opened(forged_keys))),
        ("opened-twice-during", "the keys were opened twice", during, (*RUNNING, opened)),
        ("running-after", "no result", done, RUNNING),
        ("wipe-missing", "the traces are there", done, FINISHED[:-1]),
        ("result-missing", "no result", done, (*RUNNING, wipe)),
        ("wiped-before-result", "the result came afterwards", done, (*RUNNING, wipe, result)),
        ("another-result", "not what is to be paid", done, (*RUNNING, log.result_made(named("x")), wipe)),
        ("two-results", "one of them is secret", done, (*RUNNING, result, result, wipe)),
        ("wiped-twice", "what was there to wipe?", done, (*FINISHED, wipe)),
        ("half-wiped", "data and image stay", done, (*FINISHED[:-1], log.wiped(WipeReport(images=("the image",))))),
        ("keys-never-opened", "a result of nothing", done, (*PREPARED, result, wipe)),
        ("result-of-the-next-task", "another task's", done, NEXT_TASK.logs["finished"]),
    ):
        trials.add(name, why, forged(asked, "references", log=job_log), "JOB_LOG_UNEXPECTED")
    for name, job_log in (("job", PREPARED), ("event", (named("an event"),))):
        tried = forged(NamedQuestion(work="join"), "job only", log=job_log)
        trials.add(f"candidate-with-{name}", "a candidate has no job", tried, "JOB_LOG_UNEXPECTED")


def not_quoted(trials: Trials) -> None:
    """Job logs beside recorded quotes of something else."""
    for kind in ("ecc", "rsa"):
        first, _, last = (recorded(f"{kind}, references", place) for place in range(3))
        for name, why, tried in (
            ("right-log-wrong-register", "what the task wants to hear", first.telling(RUNNING)),
            ("log-cut", "an event is kept quiet", last.telling(FINISHED[:-1])),
            ("log-longer", "the wipe is claimed twice", last.telling((*FINISHED, FINISHED[-1]))),
            ("log-empty", "nothing is told", first.telling(())),
            ("log-swapped", "another order is told", last.telling((*FINISHED[:-2], FINISHED[-1], FINISHED[-2]))),
            ("log-of-the-next-task", "another task is told", first.telling(NEXT_TASK.logs["prepared"])),
            ("start-of-another", "another start is told", first.quoting(start=named("a start"))),
            (
                "start-late",
                "the start is told to be later",
                first.quoting(start=first.answer.quote.values[-32:]).telling(PREPARED),
            ),
        ):
            trials.add(f"{name}-{kind}", why, tried, "JOB_LOG_NOT_QUOTED")
    skipped = recorded("ecc, references").quoting(start=recorded("ecc, references").answer.quote.values[-32:])
    trials.add(
        "start-is-all", "the whole job is told to be an earlier one's", skipped.telling(()), "JOB_LOG_UNEXPECTED"
    )


def history_trials() -> Trials:
    """Answers after others."""
    trials = Trials("appraisal/history")
    recorded_ones(trials)
    forged_ones(trials)
    of_logs(trials)
    return trials


def recorded_ones(trials: Trials) -> None:
    """What really happened to an swtpm."""
    power = {name: recorded(f"power, {name}") for name in ("at first", "after sleep", "after a cut")}
    trials.add("slept", "the machine slept", after(power["after sleep"], power["at first"]), "HISTORY_RESTARTS")
    trials.add("cut", "power was cut", after(power["after a cut"], power["at first"]), "HISTORY_RESETS")
    trials.add("cut-after-sleep", "power was cut", after(power["after a cut"], power["after sleep"]), "HISTORY_RESETS")
    first = after(power["after a cut"], power["after sleep"], power["at first"])
    trials.add("first-of-two", "the earliest answer is compared first", first, "HISTORY_RESETS")
    back = after(recorded("rollback, put back"), recorded("rollback, at first"))
    trials.add("rolled-back", "an older state of the TPM was put back", back, "HISTORY_CLOCK")
    for kind in ("ecc", "rsa"):
        one, two, three = (recorded(f"{kind}, references", place) for place in range(3))
        trials.add(f"backward-{kind}", "in another order", after(one, two), "HISTORY_CLOCK")
        trials.add(f"backward-twice-{kind}", "in another order", after(one, three, two), "HISTORY_CLOCK")
        trials.add(f"last-first-{kind}", "the first follows the last", after(two, one, three), "HISTORY_CLOCK")
        trials.add(f"again-{kind}", "the same answer twice", after(one, one), "HISTORY_CLOCK")
    relayed = evolve(after(recorded("ecc, references", 1), recorded("ecc, boot log")), key=KEYS["ecc, boot log"])
    trials.add("relayed", "the second answer is another machine's", relayed, "SIGNATURE_MISMATCH")


def at(phase: Phase, clock: Clock, **more: Any) -> Try:  # Any: each of its argument's type
    """A forged answer at a moment."""
    return forged(NamedQuestion(phase=phase), "references", clock=clock, **more)


def forged_ones(trials: Trials) -> None:
    """Counters, clocks and the start, one by one."""
    then = Clock(1000, 5, 5, True)
    first = at(Phase.BEFORE, then)
    for name, clock, ends in (
        ("more-resets", Clock(2000, 6, 5, True), "HISTORY_RESETS"),
        ("fewer-resets", Clock(2000, 4, 5, True), "HISTORY_RESETS"),
        ("more-restarts", Clock(2000, 5, 6, True), "HISTORY_RESTARTS"),
        ("no-restarts", Clock(2000, 5, 0, True), "HISTORY_RESTARTS"),
        ("clock-back", Clock(999, 5, 5, True), "HISTORY_CLOCK"),
        ("clock-stands", Clock(1000, 5, 5, True), "HISTORY_CLOCK"),
        ("clock-zero", Clock(0, 5, 5, True), "HISTORY_CLOCK"),
        ("order-resets-restarts", Clock(0, 6, 6, True), "HISTORY_RESETS"),
        ("order-restarts-clock", Clock(0, 5, 6, True), "HISTORY_RESTARTS"),
    ):
        trials.add(name, "not the machine as it was", after(at(Phase.DURING, clock), first), ends)
    for name, why, clock, ends in (
        ("copy-started", "a copy of the TPM's state was started elsewhere", Clock(2000, 6, 0, True), "HISTORY_RESETS"),
        ("copy-resumed", "a copy went on elsewhere as after sleep", Clock(2000, 5, 6, True), "HISTORY_RESTARTS"),
        ("copy-behind", "a copy runs on beside it, behind its clock", Clock(900, 5, 5, True), "HISTORY_CLOCK"),
    ):
        trials.add(name, why, after(at(Phase.DURING, clock), first), ends)
    now = Clock(2000, 5, 5, True)
    trials.add("clock-forward", "by one", after(at(Phase.DURING, Clock(1001, 5, 5, True)), first))
    trials.add(
        "safe-no-more", "the clock is told to be unsafe", after(at(Phase.DURING, Clock(2000, 5, 5, False)), first)
    )
    for name, version in (("newer", FIRMWARE + 1), ("older", FIRMWARE - 1)):
        changed = at(Phase.DURING, now, firmware=version)
        trials.add(f"firmware-{name}", "other firmware than before", after(changed, first), "HISTORY_FIRMWARE")
    trials.add("asked-twice", "one question, two answers", after(at(Phase.BEFORE, now), first), "HISTORY_QUESTION")
    moved = at(Phase.DURING, now, start=named("another start"))
    trials.add("start-moved", "the register was set back", after(moved, first), "HISTORY_START")
    used = at(Phase.BEFORE, then, start=named("a start"))
    trials.add("start-forgotten", "the register was set to zeros", after(at(Phase.DURING, now), used), "HISTORY_START")
    unexpected_now = at(Phase.DURING, now, log=PREPARED)
    trials.add("nothing-new", "nothing ran", after(unexpected_now, first), "JOB_LOG_UNEXPECTED")
    shorter = at(Phase.DURING, now, log=PREPARED[:3])
    trials.add("order-history-log", "the history comes before the task", after(shorter, first), "HISTORY_JOB_LOG")
    lie = at(Phase.DURING, Clock(2000, 6, 5, True)).telling(PREPARED)
    trials.add(
        "order-register-history", "the register comes before the history", after(lie, first), "JOB_LOG_NOT_QUOTED"
    )


def of_logs(trials: Trials) -> None:
    """Logs that are told otherwise than before."""
    for kind in ("ecc", "rsa"):
        first, second = (recorded(f"{kind}, boot log", place) for place in range(2))
        octets = boots.of(BOOT[0], BOOT[2], BOOT[1], *BOOT[3:])
        other = forgotten(second, octets)
        why = "the registers are the same, the order between them is not"
        trials.add(f"event-log-reordered-{kind}", why, after(other, first), "HISTORY_BOOT_LOG")
        moved = boots.of(*BOOT[:15], evolve(BOOT[15], pcr=12), *BOOT[16:])
        other = forgotten(second, moved)
        why = "an event of a register that is not quoted is told to be of another one"
        trials.add(f"event-log-moved-{kind}", why, after(other, first), "HISTORY_BOOT_LOG")
        shorter = boots.of(*BOOT[:15], *BOOT[16:])
        other = forgotten(second, shorter)
        trials.add(f"event-log-shorter-{kind}", "an event is kept quiet now", after(other, first), "HISTORY_BOOT_LOG")
    then, now = Clock(1000, 5, 5, True), Clock(2000, 5, 5, True)
    of_registers(trials, then, now)
    first = listing(Phase.BEFORE, then, 3)
    for name, count in (("shorter", 2), ("shortest", 1)):
        tried = listing(Phase.DURING, now, count)
        trials.add(f"list-{name}", "register 10 was set back", after(tried, first), "HISTORY_KERNEL_LIST")
    trials.add("list-as-before", "nothing new was measured", after(listing(Phase.DURING, now, 3), first))
    trials.add("list-longer", "it went on", after(listing(Phase.DURING, now, 4), first))
    swapped = listing(Phase.DURING, now, 4, (LIST[0], LIST[2], LIST[1], LIST[3]))
    trials.add("list-reordered", "register 10 was set back", after(swapped, first), "HISTORY_KERNEL_LIST")


def of_registers(trials: Trials, then: Clock, now: Clock) -> None:
    """Registers of the boot that stand, and that go on."""
    late = (*BOOT, boots.event(9, EventType.EV_IPL, b"/late\0", b"late"))
    first = booting(Phase.BEFORE, then, BOOT)
    why = "something was loaded since, and the log accounts for it"
    trials.add("register-logged", why, after(booting(Phase.DURING, now, late), first), "HISTORY_REGISTER")
    trials.add("register-stands", "nothing was loaded since", after(booting(Phase.DURING, now, BOOT), first))
    first = forged(NamedQuestion(), "choice", clock=then)
    other = {**BOOTED, 7: named("another boot")}
    moved = forged(NamedQuestion(phase=Phase.DURING), "choice", clock=now, registers=other)
    trials.add("register-accepted", "the policy accepts both values", after(moved, first), "HISTORY_REGISTER")
    again = forged(NamedQuestion(phase=Phase.DURING), "choice", clock=now)
    trials.add("register-chosen", "it has the one that it had", after(again, first))


def booting(phase: Phase, clock: Clock, events: tuple[Event, ...]) -> Try:
    """An answer of a machine that loaded this."""
    octets, values = boots.of(*events), boots.values(events)
    loose = evolve(POLICIES["boot log"], boot_log=evolve(LOG, after_separator=False))
    return forged(NamedQuestion(phase=phase), loose, clock=clock, registers=values, boot_log=octets)


def forgotten(tried: Try, octets: bytes) -> Try:
    """The same answer with another event log."""
    return evolve(tried, published=(octets,)).quoting(boot_log=log_digest(octets))


def listing(phase: Phase, clock: Clock, count: int, entries: tuple[Entry, ...] = LIST) -> Try:
    """An answer with the beginning of a kernel's list."""
    shown = entries[:count]
    return forged(
        NamedQuestion(phase=phase),
        "kernel list",
        registers={**BOOTED, 10: ima.value(*shown)},
        clock=clock,
        boot_log=BOOT_LOG,
        kernel_list=ima.octets(*shown),
    )
