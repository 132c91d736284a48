"""Vectors on the request for payment (§10): when it may come, and what it shows."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.refusing import EvidenceBody, failing, without_task
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.ledger.watching import ANSWER, CHALLENGE, last_watched
from leo_ref.vectors.participants import seed
from leo_ref.vectors.story import Story

ACTION: Final = "Result!RequestPayment"


def request_story() -> Family:
    """From the last block that is watched to the end of the run."""
    story, at = from_stage("ledger/request", Stage.RUN)
    job, (first, second, third) = story.job(at.name), at.monitors
    body = at.request(job)
    without_task(story, "request", at.executor, body, ACTION)
    story.refuse("request-by-monitor", "not the executor", first, body, "NOT_EXECUTOR", ACTION)
    story.until(last_watched(story, at), "last-watched")
    story.refuse("request-watched", "the last block that is watched", at.executor, body, "WATCH_NOT_OVER", ACTION)
    story.refuse("request-watched-by-monitor", "the sender before the time", first, body, "NOT_EXECUTOR", ACTION)
    quiet = story.fork()
    quiet.end_block("block-quiet", "the run is watched no longer", "§10")
    sound(quiet, at)
    for number, monitor in enumerate((second, third), 1):
        story.send(f"challenge-{number}", "a question", monitor, at.challenge(job, monitor), "§10", CHALLENGE)
    why = "the time before the question"
    story.refuse("request-watched-and-asked", why, at.executor, body, "WATCH_NOT_OVER", ACTION)
    story.end_block("block-asked", "the run is watched no longer, and two questions are open", "§10")
    other = evolve(body, evidence=at.again(body.evidence, round=job.round + 1))
    story.refuse("request-asked", "two questions are open", at.executor, body, "CHALLENGE_OPEN", ACTION)
    why = "what is open, before what is shown"
    story.refuse("request-asked-other-round", why, at.executor, other, "CHALLENGE_OPEN", ACTION)
    story.send("answer-1", "one question is answered", at.executor, at.answer(job, second), "§10", ANSWER)
    story.refuse("request-one-asked", "the other one is open", at.executor, body, "CHALLENGE_OPEN", ACTION)
    story.send("answer-2", "the other one as well", at.executor, at.answer(job, third), "§10", ANSWER)
    story.send("request-answered", "in the block of the answers", at.executor, body, "§10", ACTION)
    story.end_block("block-requested", "payment is requested: the monitors confirm", "§10")
    story.refuse("request-again-by-monitor", "the stage before the sender", first, body, "WRONG_STAGE", ACTION)
    return story.cases.family("The request for payment: its time, open questions, and evidence that all is done.")


def sound(story: Story, at: Scene) -> None:
    """The first block in which payment may be requested, and the last."""
    job, first = story.job(at.name), at.monitors[0]
    body = at.request(job)
    asked = EvidenceBody(story, at, "request", at.executor, body, ACTION)
    proof = first.asks(at.name, job, Phase.AFTER)
    asked.is_none((("not-empty", "nobody asked, so there is no proof", proof),), (first,))
    asked.fails(failing(at, job, Phase.AFTER))
    for label, why, result in (
        ("other-result", "the log ends with another result", seed("another result")),
        ("zero-result", "the log ends with a result", bytes(32)),
    ):
        other = evolve(body, result=result)
        story.refuse(f"request-{label}", why, at.executor, other, "EVIDENCE_FAILS", ACTION)
    last = story.fork()
    last.until(job.deadline, "last-of-the-run")
    missed = last.fork()
    missed.end_block("block-not-requested", "the executor missed the run window", "§12")
    missed.refuse("request-settled", "the task is settled", at.executor, body, "WRONG_STAGE", ACTION)
    last.send("request-last", "in the last block of the run", at.executor, body, "§10", ACTION)
    last.end_block("block-requested-last", "the request comes before the deadline", "§4")
    story.send("request", "the first block in which it may come", at.executor, body, "§10", ACTION)
    again = evolve(body, result=seed("another result"))
    for label, why, who, given, code in (
        ("twice", "requested once", at.executor, body, "ALREADY_REQUESTED"),
        ("twice-otherwise", "what was requested stays", at.executor, again, "ALREADY_REQUESTED"),
        ("twice-by-monitor", "the sender before that", first, body, "NOT_EXECUTOR"),
    ):
        story.refuse(f"request-{label}", why, who, given, code, ACTION)
    late = at.challenge(job, first)
    story.refuse("challenge-when-requested", "the run is watched no longer", first, late, "WATCH_OVER", CHALLENGE)
