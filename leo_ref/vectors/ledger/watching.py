"""Vectors on RUN (§10): questions, answers, accusations, and the request for payment."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage, Task
from leo_ref.rules.challenge import watched_until
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.refusing import EvidenceBody, failing, without_task
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.participants import Operator
from leo_ref.vectors.story import Story

CHALLENGE: Final = "Challenge!Challenge"
ANSWER: Final = "Challenge!Answer"
ACCUSE: Final = "Challenge!Accuse"


def last_watched(story: Story, at: Scene) -> int:
    """The height of the last block that is watched."""
    job = story.job(at.name)
    assert isinstance(job.terms, Task), "it is a task"
    return watched_until(story.parameters, job, job.terms)


def others_proofs(story: Story, at: Scene, monitor: Operator) -> tuple[tuple[str, str, bytes], ...]:
    """What is no proof of this monitor's question about the run."""
    job, other = story.job(at.name), next(one for one in at.monitors if one is not monitor)
    earlier = evolve(job, beacon=story.beginning.jobs[at.name].beacon[::-1])
    return (
        ("of-another", "another monitor's proof", other.asks(at.name, job)),
        ("of-another-phase", "a proof for another phase", monitor.asks(at.name, job, Phase.AFTER)),
        ("of-another-beacon", "made before the beacon of the run was known", monitor.asks(at.name, earlier)),
        ("of-another-round", "made for another round", monitor.asks(at.name, evolve(job, round=job.round + 1))),
        ("empty", "no proof", b""),
        ("zero", "80 octets that are no proof", bytes(80)),
    )


def challenge_story() -> Family:
    """Questions on the ledger."""
    story, at = from_stage("ledger/challenge", Stage.RUN)
    job, (first, second, third) = story.job(at.name), at.monitors
    body = at.challenge(job, first)
    without_task(story, "challenge", first, body, CHALLENGE)
    for name, who in (("executor", at.executor), ("outsider", at.outsider)):
        story.refuse(f"challenge-by-{name}", "not a monitor", who, body, "NOT_A_MONITOR", CHALLENGE)
    for label, why, proof in others_proofs(story, at, first):
        forged = evolve(body, proof=proof)
        story.refuse(f"challenge-proof-{label}", why, first, forged, "QUESTION_FORGED", CHALLENGE)
    story.send("challenge", "a monitor asks in the first block of the run", first, body, "§10", CHALLENGE)
    story.refuse("challenge-twice", "one question each", first, body, "ALREADY_CHALLENGED", CHALLENGE)
    unanswered(story.fork(), at)
    story.send("answer", "in the block of the question", at.executor, at.answer(job, first), "§10", ANSWER)
    story.refuse("challenge-when-answered", "one question each", first, body, "ALREADY_CHALLENGED", CHALLENGE)
    story.end_block("block-answered", "nothing is due", "§10")
    story.until(last_watched(story, at), "last-watched")
    why = "in the last block that is watched"
    story.send("challenge-last", why, second, at.challenge(job, second), "§10", CHALLENGE)
    story.end_block("block-last-watched", "a question is open", "§10")
    forged = evolve(body, proof=b"")
    for label, why, who, given, code in (
        ("late", "the run is watched no longer", third, at.challenge(job, third), "WATCH_OVER"),
        ("late-and-forged", "the time before the proof", third, forged, "WATCH_OVER"),
        ("late-and-twice", "that it has asked, before the time", first, body, "ALREADY_CHALLENGED"),
    ):
        story.refuse(f"challenge-{label}", why, who, given, code, CHALLENGE)
    return story.cases.family("Questions about the run that are asked on the ledger, and when they are due.")


def unanswered(story: Story, at: Scene) -> None:
    """A question of this block, answered in the last block, and not at all."""
    job, first, action = story.job(at.name), at.monitors[0], ANSWER
    story.end_block("block-challenged", "the question is open", "§10")
    story.until(job.challenged[first.id], "answer-due")
    answered = story.fork()
    answered.send("answer-last", "in the last block", at.executor, at.answer(job, first), "§10", action)
    answered.end_block("block-answered-last", "answered in time", "§4")
    story.end_block("block-not-answered", "a question not answered: the executor's fault", "§12")
    story.refuse("answer-settled", "too late", at.executor, at.answer(job, first), "WRONG_STAGE", action)


def answer_story() -> Family:
    """Answers on the ledger."""
    story, at = from_stage("ledger/answer", Stage.RUN)
    job, (first, second, third) = story.job(at.name), at.monitors
    for number, monitor in enumerate((first, second), 1):
        story.send(f"challenge-{number}", "a monitor asks", monitor, at.challenge(job, monitor), "§10", CHALLENGE)
    answer = at.answer(job, first)
    without_task(story, "answer", at.executor, answer, ANSWER)
    story.refuse("answer-by-monitor", "not the executor", first, answer, "NOT_EXECUTOR", ANSWER)
    unasked, nobody = at.answer(job, third), evolve(answer, evidence=at.again(answer.evidence, monitor=None))
    elsewhere = evolve(unasked, evidence=at.again(unasked.evidence, round=job.round + 1))
    for label, why, who, body, code in (
        ("unasked", "a monitor that did not ask on the ledger", at.executor, unasked, "NOT_CHALLENGED"),
        ("nobody", "evidence that nobody asked for", at.executor, nobody, "NOT_CHALLENGED"),
        ("unasked-by-monitor", "the sender before the question", first, unasked, "NOT_EXECUTOR"),
        ("unasked-other-round", "that it asked, before what it asked", at.executor, elsewhere, "NOT_CHALLENGED"),
    ):
        story.refuse(f"answer-{label}", why, who, body, code, ANSWER)
    asked = EvidenceBody(story, at, "answer", at.executor, answer, ANSWER)
    asked.is_none(others_proofs(story, at, first), ())
    asked.fails(failing(at, job, Phase.DURING, first))
    story.send("answer", "evidence that passes", at.executor, answer, "§10", ANSWER)
    story.refuse("answer-twice", "it is answered", at.executor, answer, "NOT_CHALLENGED", ANSWER)
    story.end_block("block-one-answer", "the other question is open", "§10")
    return story.cases.family("Answers to questions that were asked on the ledger.")
