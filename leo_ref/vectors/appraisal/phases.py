"""Signed answers to one monitor through the phases of a job, and envelopes that are no answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.core.encoding import JsonValue, encode, to_octets
from leo_ref.core.signature import public_key
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.values import NodeId
from leo_ref.tcg.attest import Clock
from leo_ref.vectors.appraisal.asking import Trials, Try, question, recorded
from leo_ref.vectors.appraisal.forge import forged
from leo_ref.vectors.appraisal.scene import MONITORS, WORKS, NamedQuestion, named
from leo_ref.vectors.case import OK

SEED: Final = named("the executor's account")
SUBJECT: Final = NodeId(public_key(SEED).hex())
STRANGER: Final = named("a stranger's account")

TASK: Final = tuple(phase.value for phase in Phase)
JOIN: Final = (Phase.BEFORE.value,)


@frozen
class Enveloped:
    """An answer in the envelope that the executor signed."""

    tried: Try
    evidence: Evidence
    nonce: bytes

    def changed(self, **changes: Any) -> Enveloped:  # Any: each of its field's type
        """With other fields in the envelope, and signed like that."""
        return evolve(self, evidence=enveloped(SEED, evolve(self.evidence, **changes)))

    def signed_by(self, seed: bytes) -> Enveloped:
        """Signed by somebody else."""
        return evolve(self, evidence=enveloped(seed, self.evidence))


def envelope(tried: Try) -> Enveloped:
    """The answer as its executor sends it. The proof of the nonce is judged elsewhere (§6), and stands for nothing."""
    asked = tried.asked
    evidence = Evidence(
        job=WORKS[asked.work].name,
        round=asked.round,
        phase=asked.phase,
        monitor=MONITORS[asked.monitor],
        nonce_proof=bytes(80),
        quote=to_octets(tried.answer.quote),
        log=tried.answer.log,
        signature=b"",
    )
    return Enveloped(tried, enveloped(SEED, evidence), asked.nonce)


def course(run: str) -> tuple[Enveloped, ...]:
    """The recorded answers of a run to its first monitor."""
    return tuple(envelope(recorded(run, place)) for place in range(len(Phase)))


class PhaseTrials(Trials):
    """Cases whose requests are all ``phases``."""

    def put(
        self, name: str, why: str, answers: Sequence[Enveloped], ends: str = OK, had: tuple[str, ...] = TASK
    ) -> None:
        """Answers that end so."""
        clause = "§8" if ends == OK else ""
        self.cases.add(name, why, self._phases(answers, had), ends, clause=clause, action="Attestation!Answer")

    def _phases(self, answers: Sequence[Enveloped], had: tuple[str, ...]) -> dict[str, JsonValue]:
        first = answers[0].tried
        logs = dict.fromkeys(octets for one in answers for octets in one.tried.published)
        return {
            "request": "phases",
            "policy": self.shared("policy", encode(first.policy)),
            "public": self.text(first.key.public.hex()),
            "qualified_parent": first.key.qualified_parent.hex(),
            "subject": SUBJECT,
            "job": WORKS[first.asked.work].name,
            "round": first.asked.round,
            "monitor": MONITORS[first.asked.monitor],
            "phases": list(had),
            "answers": [self._answered(one) for one in answers],
            "logs": [self.text(octets.hex()) for octets in logs],
        }

    def _answered(self, one: Enveloped) -> JsonValue:
        asked = {**question(one.tried.asked), "nonce": one.nonce.hex()}
        return {
            "question": self.shared("question", asked),
            "evidence": self.shared("evidence", encode(one.evidence)),
        }


def phase_trials() -> PhaseTrials:
    """Whole courses, then one thing wrong in each."""
    trials = PhaseTrials("appraisal/phases")
    courses(trials)
    strangers(trials)
    faults(trials)
    return trials


def courses(trials: PhaseTrials) -> None:
    """Answers that are heard in their order."""
    for kind in ("ecc", "rsa", "pss"):
        for run in ("references", "boot log", "kernel list", "all registers"):
            trials.put(f"{kind}-{run.replace(' ', '-')}", "a whole job", course(f"{kind}, {run}"))
        candidate = envelope(recorded(f"{kind}, candidate"))
        trials.put(f"{kind}-candidate", "a join is looked at once", [candidate], had=JOIN)
    before, _, after = course("ecc, references")
    trials.put("before-only", "no more was asked yet", [before])
    trials.put("during-missed", "what was not answered is no fault of the others", [before, after])
    trials.put("after-only", "the monitor heard nothing before", [after])


def strangers(trials: PhaseTrials) -> None:
    """Envelopes that are no answer of the executor to this monitor's question."""
    before, during, after = course("ecc, references")
    for name, why, wrong in (
        ("unsigned", "nobody signed it", evolve(before, evidence=evolve(before.evidence, signature=b""))),
        ("zero-signature", "nobody signed it", evolve(before, evidence=evolve(before.evidence, signature=bytes(64)))),
        ("signed-by-another", "a stranger signed it", before.signed_by(STRANGER)),
        ("log-changed", "changed on its way", evolve(before, evidence=evolve(before.evidence, log=()))),
        ("quote-changed", "changed on its way", evolve(before, evidence=evolve(before.evidence, quote=b""))),
        ("of-another-job", "signed for another job", before.changed(job=WORKS["next task"].name)),
        ("of-another-round", "signed for another round", before.changed(round=2)),
        ("of-another-monitor", "signed for another monitor", before.changed(monitor=MONITORS[1])),
        ("of-another-phase", "signed for another phase", before.changed(phase=Phase.DURING)),
    ):
        trials.put(name, f"{why}: it is no evidence, and the monitor waits on", [wrong], "EVIDENCE_NOT_SIGNED")
    late = during.signed_by(STRANGER)
    trials.put("second-unsigned", "the first answer stands", [before, late], "EVIDENCE_NOT_SIGNED")
    trials.put("asked-again", "an answer cannot be taken back", [before, before], "NOT_ASKED")
    revised = before.changed(log=during.evidence.log)
    trials.put("revised", "the first signed answer counts", [before, revised], "NOT_ASKED")
    trials.put("backward", "the clock of an honest machine would run backward", [during, before], "PHASE_ORDER")
    trials.put("backward-at-last", "as above", [before, after, during], "PHASE_ORDER")
    trials.put("during-of-a-candidate", "a join has no such phase", [during], "PHASE_ORDER", had=JOIN)
    trials.put("no-phase", "a job that nobody looks at", [before], "PHASE_ORDER", had=())
    again = evolve(during, nonce=before.nonce)
    trials.put("nonce-again", "its answer could be made before it was asked", [before, again], "NONCE_REPEATED")
    twice = evolve(again, evidence=evolve(again.evidence, signature=b""))
    trials.put("order-nonce-signature", "the question comes first", [before, twice], "NONCE_REPEATED")


def faults(trials: PhaseTrials) -> None:
    """Answers that the executor signed and that fail: they are heard, and the next ones are not held against them."""
    before, during, after = course("ecc, references")
    other = envelope(recorded("rsa, references", 1))
    trials.put("unreadable", "signed, and no quote", [before.changed(quote=b""), during, after])
    trials.put("of-another-machine", "signed, and of another TPM", [before, other, after])
    trials.put("rebooted", "the last one is after a power cut", power())
    trials.put("log-denied", "signed, and another job log", [before, during.changed(log=before.evidence.log), after])
    clocks = [
        envelope(forged(NamedQuestion(phase=phase), "references", clock=Clock(5, 1, 0, True)))
        for phase in (*Phase,)[:2]
    ]
    trials.put("clock-stands", "two answers at one moment", clocks)
    none = evolve(before, tried=evolve(before.tried, key=evolve(before.tried.key, public=b"")))
    trials.put("no-key", "a machine without a key that could be enrolled shows nothing", [none, during])
    moved = evolve(before, tried=evolve(before.tried, key=evolve(before.tried.key, qualified_parent=b"\x40\0\0\1")))
    trials.put("other-key", "enrolled in the owner's hierarchy", [moved])


def power() -> list[Enveloped]:
    """A machine that slept, and then lost its power."""
    return [envelope(recorded(f"power, {when}")) for when in ("at first", "after sleep", "after a cut")]
