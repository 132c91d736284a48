"""Answers that an appraisal accepts: those of swtpm as they were recorded, and what else is as it should be."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.attestation.appraisal.answer import log_digest
from leo_ref.core.state.evidence import Phase
from leo_ref.tcg.algorithms import Curve
from leo_ref.tcg.attest import Clock
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.octets import sized
from leo_ref.vectors.appraisal.asking import Trials, Try, after, recorded
from leo_ref.vectors.appraisal.forge import forged
from leo_ref.vectors.appraisal.recorded import ANSWERS, of_run
from leo_ref.vectors.appraisal.scene import BOOT, BOOT_LOG, LOG, POLICIES, NamedQuestion, named
from leo_ref.vectors.tcg import boots

APART: Final = ("power, after sleep", "power, after a cut", "rollback, put back")
"""Runs that are one machine's with another one before: they pass alone."""


def valid_trials() -> Trials:
    """Recorded answers, each with those before it to the same monitor; then others."""
    trials = Trials("appraisal/valid")
    for run in dict.fromkeys(one.run for one in ANSWERS):
        for monitor in sorted({one.asked.monitor for one in ANSWERS if one.run == run}):
            for place, one in enumerate(of_run(run, monitor)):
                name = f"{run.replace(', ', '-').replace(' ', '-')}-{one.asked.phase.value}-{monitor}"
                why = "as recorded; it passes without the other answers" if run in APART else "as recorded"
                trials.add(name, why, recorded(run, place, monitor, alone=False))
    others(trials)
    return trials


def others(trials: Trials) -> None:
    """What could be taken for a fault, and is none."""
    base = recorded("liar, honest")
    octets = base.answer.quote.signature
    negative = Curve.P256.order - int.from_bytes(octets[-32:], "big")
    malleated = base.quoting(signature=octets[:-34] + sized(negative.to_bytes(32, "big")))
    trials.add("signature-negated", "anybody makes n - s of s: no identifier, and no lie", malleated)
    trials.add(
        "unsafe-clock",
        "so it stays after power was lost",
        forged(NamedQuestion(), "references", clock=Clock(9, 1, 0, False)),
    )
    trials.add("log-ahead", "the log went on after the quote", ahead())
    loose = evolve(POLICIES["boot log"], boot_log=evolve(LOG, after_separator=False))
    driver = boots.event(4, EventType.EV_EFI_BOOT_SERVICES_DRIVER, bytes(32), b"driver")
    events = (*BOOT, driver)
    trials.add("boot-log", "made by hand", forged(NamedQuestion(), "boot log", boot_log=BOOT_LOG))
    trials.add(
        "after-separator-tolerated",
        "a policy that does not mind",
        forged(NamedQuestion(), loose, boot_log=boots.of(*events), registers=boots.values(events)),
    )
    for name, value in (("first", boots.values()[7]), ("second", named("another boot"))):
        registers = {**boots.values(), 7: value}
        trials.add(f"choice-{name}", "one of the values", forged(NamedQuestion(), "choice", registers=registers))
    trials.add(
        "used-register", "an earlier job left its traces", forged(NamedQuestion(), "references", start=named("trace"))
    )
    failed = forged(NamedQuestion(), "references", clock=Clock(10, 9, 9, True), log=())
    during = forged(NamedQuestion(phase=Phase.DURING), "references", clock=Clock(5, 1, 0, True))
    trials.add("after-a-failed-answer", "which is a fault of its own, and no history", after(during, failed))
    far = forged(NamedQuestion(phase=Phase.DURING), "references", clock=Clock(2**64 - 1, 2**32 - 1, 2**32 - 1, True))
    trials.add("greatest-clock", "64 and 32 bits", far)
    trials.add("unused-log", "more logs may be published", evolve(during, published=(BOOT_LOG,)))


def ahead() -> Try:
    """A log that ran ahead of a recorded quote."""
    base = recorded("ecc, boot log")
    longer = boots.of(*BOOT, boots.event(9, EventType.EV_IPL, b"/late\0", b"late"))
    return evolve(base, published=(longer,)).quoting(boot_log=log_digest(longer))
