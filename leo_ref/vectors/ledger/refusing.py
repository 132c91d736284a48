"""What the rules on a task after its draw refuse in one way: the job, the sender's evidence (§4, §8)."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from attrs import evolve

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.evidence import LOG_EVENTS, Evidence, Phase
from leo_ref.core.state.job import Job, Join, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    Approve,
    AskResult,
    Challenge,
    Confirm,
    DisputeKey,
    GiveResult,
    ReleaseKey,
    RequestPayment,
    Show,
)
from leo_ref.core.values import JobId
from leo_ref.software.quote import SignedQuote, read
from leo_ref.vectors.ledger.deployment import NEWCOMER
from leo_ref.vectors.ledger.scene import STRAY, Scene
from leo_ref.vectors.participants import Operator, Person, seed
from leo_ref.vectors.story import Story

NOWHERE: Final = JobId("00" * 32)
"""No job has this id."""
JOIN: Final = JobId(seed("a join").hex())

Showing: TypeAlias = Show | Answer | Accuse | RequestPayment | Confirm
"""Bodies that carry evidence."""
OnTask: TypeAlias = Showing | Approve | ReleaseKey | DisputeKey | Challenge | AskResult | GiveResult
"""Bodies about a task after its draw."""


def with_join(state: State, stage: Stage) -> State:
    """The state with a join in it."""
    return state.with_job(JOIN, Job(terms=Join(candidate=NEWCOMER.id, deposit=1, tau=1), stage=stage, escrow=0))


def without_task(story: Story, name: str, who: Person, body: OnTask, action: str) -> None:
    """The body about no job, and about joins, in the stage that it asks for and in another one."""
    story.refuse(f"{name}-nowhere", "no such job", who, evolve(body, job=NOWHERE), "NO_SUCH_JOB", action)
    for stage, why in (
        (Stage.CONFIRM, "a join knows no such transaction"),
        (Stage.POSTED, "what it is about, before the stage"),
    ):
        state, label = with_join(story.state, stage), f"{name}-of-a-join-in-{stage.value}"
        story.refuse_in(label, why, state, who, evolve(body, job=JOIN), "NOT_A_TASK", action)


class EvidenceBody:
    """A body with evidence, and all that may be wrong with this."""

    def __init__(self, story: Story, at: Scene, name: str, who: Person, body: Showing, action: str) -> None:
        """``body`` is in order; ``name`` begins the ids."""
        self.story, self.at, self.name, self.who, self.body, self.action = story, at, name, who, body, action

    def refuse(self, label: str, why: str, evidence: Evidence, code: str) -> None:
        """A vector with this evidence."""
        body = evolve(self.body, evidence=evidence)
        self.story.refuse(f"{self.name}-{label}", why, self.who, body, code, self.action)

    def is_none(self, proofs: tuple[tuple[str, str, bytes], ...], monitors: tuple[Operator | None, ...]) -> None:
        """No evidence to the question; ``proofs`` are not the question's, ``monitors`` did not ask it."""
        sound, at = self.body.evidence, self.at
        other = next(phase for phase in Phase if phase is not sound.phase)
        for label, why, changes in (
            ("other-job", "evidence of another job", {"job": NOWHERE}),
            ("other-round", "evidence of another round", {"round": sound.round + 1}),
            ("other-phase", "evidence of another phase", {"phase": other}),
        ):
            self.refuse(label, why, at.again(sound, **changes), "OTHER_QUESTION")
        for number, monitor in enumerate(monitors):
            changed = at.again(sound, monitor=None if monitor is None else monitor.id)
            why = "another's question" if monitor else "a question that nobody asks"
            self.refuse(f"other-monitor-{number}", why, changed, "OTHER_QUESTION")
        for label, why, proof in proofs:
            self.refuse(f"proof-{label}", why, at.again(sound, nonce_proof=proof), "QUESTION_FORGED")
        forged = proofs[0][2]
        for label, why, signature in (
            ("unsigned", "nobody signed it", b""),
            ("zero-signature", "nobody signed it", bytes(64)),
            ("signed-by-another", "the executor did not sign it", at.again_by(at.outsider, sound).signature),
            ("signed-by-monitor", "a monitor made it up", at.again_by(at.monitors[0], sound).signature),
        ):
            self.refuse(label, why, evolve(sound, signature=signature), "EVIDENCE_NOT_SIGNED")
        changed = evolve(sound, log=(*STRAY, *sound.log[1:]))
        self.refuse("changed", "changed after it was signed", changed, "EVIDENCE_NOT_SIGNED")
        both = at.again(sound, round=sound.round + 1, nonce_proof=forged)
        self.refuse("other-round-and-proof", "the question before its proof", both, "OTHER_QUESTION")
        both = evolve(sound, nonce_proof=forged, signature=bytes(64))
        self.refuse("proof-and-unsigned", "the proof before the signature", both, "QUESTION_FORGED")

    def fails(self, failing: tuple[tuple[str, str, Evidence], ...]) -> None:
        """Evidence that fails, which is refused here."""
        for label, why, evidence in failing:
            self.refuse(label, why, evidence, "EVIDENCE_FAILS")
        unsigned = evolve(failing[-1][2], signature=bytes(64))
        self.refuse("fails-and-unsigned", "nobody's word, before what it says", unsigned, "EVIDENCE_NOT_SIGNED")


def failing(at: Scene, job: Job, phase: Phase, asker: Operator | None = None) -> tuple[tuple[str, str, Evidence], ...]:
    """Evidence that the executor signed and that fails, each by one check."""
    sound, log = at.evidence(job, phase, asker), at.log(job, phase)
    before = at.evidence(evolve(job, beacon=seed("an earlier beacon") * 2), phase, asker)
    signed = read(sound.quote)
    assert isinstance(signed, SignedQuote), "the executor's quote can be read"

    def shows(events: tuple[bytes, ...], **more: Any) -> Evidence:  # Any: the type of each
        return at.executor.shows(at.name, job, phase, events, asker, **more)

    other = at.outsider.shows(at.name, job, phase, log, asker)
    unsigned = to_octets(evolve(signed, signature=bytes(64)))
    found = [
        ("no-quote", "no quote at all", at.again(sound, quote=b"")),
        ("quote-of-another", "another machine's quote", at.again(sound, quote=other.quote)),
        ("quote-unsigned", "the attestation key did not sign", at.again(sound, quote=unsigned)),
        ("earlier-quote", "made before the beacon was known", at.again(sound, quote=before.quote)),
        ("log-untold", "the log beside the quote lacks an event", at.again(sound, log=log[:-1])),
        ("log-shorter", "an event was not measured", shows(log[:-1])),
        ("log-turned", "in another order", shows((*log[:-2], log[-1], log[-2]))),
    ]
    if len(log) < LOG_EVENTS:
        found.append(("log-longer", "an event too many", shows((*log, *STRAY))))
    if phase is not Phase.BEFORE:
        found += [
            ("booted-anew", "the machine was started anew since it was shown", shows(log, resets=1)),
            ("clock-back", "the clock stands where it stood when the machine was shown", shows(log, clock=1)),
        ]
    return tuple(found)
