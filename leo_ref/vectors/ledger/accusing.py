"""Vectors on accusations (§10), on proofs in one block, and on what a lie costs (§11, §13)."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Part, Stage
from leo_ref.core.values import CREDIT
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.deployment import ALICE, OWNER
from leo_ref.vectors.ledger.refusing import EvidenceBody, failing, without_task
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage, whole_task
from leo_ref.vectors.ledger.watching import others_proofs
from leo_ref.vectors.participants import seed
from leo_ref.vectors.story import Story

ACTION: Final = "Challenge!Accuse"


def accuse_story() -> Family:
    """Signed answers that fail, or pass."""
    story, at = from_stage("ledger/accuse", Stage.RUN)
    job, (first, second, _) = story.job(at.name), at.monitors
    body = at.accuse(job, first)
    without_task(story, "accuse", first, body, ACTION)
    for name, who in (("executor", at.executor), ("owner", ALICE), ("outsider", at.outsider)):
        story.refuse(f"accuse-by-{name}", "not a monitor, whoever has lied", who, body, "NOT_A_MONITOR", ACTION)
    for label, evidence in (("passing", at.evidence(job, Phase.DURING, first)), ("failing", body.evidence)):
        sound = evolve(body, evidence=evidence)
        asked = EvidenceBody(story, at, f"accuse-{label}", first, sound, ACTION)
        asked.is_none(others_proofs(story, at, first), (second, None))
    for label, why, evidence in failing(at, job, Phase.DURING, first):
        failed = evolve(body, evidence=evidence)
        story.fork().send(f"accuse-{label}", f"a proof: {why}", first, failed, "§10", ACTION)
    proofs(story, at)
    lies(story, at)
    return story.cases.family("Monitors that show what the executor signed: proofs, and lies.")


def proofs(story: Story, at: Scene) -> None:
    """What a proof ends, and when."""
    job, (first, second, third) = story.job(at.name), at.monitors
    early = story.fork()
    why = "a proof, in the first block of the run"
    early.send("accuse", why, second, at.accuse(job, second), "§10", ACTION)
    why = "till the tick the task is in its stage: a second proof, and a second wage"
    early.send("accuse-second", why, third, at.accuse(job, third), "§10", ACTION)
    early.end_block("block-accused", "the executor pays the fee, the price and the wages of those who spoke", "§12")
    early.refuse("accuse-settled", "the task is settled", first, at.accuse(job, first), "WRONG_STAGE", ACTION)
    last = story.fork()
    last.until(job.deadline, "last-of-the-run")
    last.send("accuse-last", "in the last block of the run", first, at.accuse(job, first), "§10", ACTION)
    last.end_block("block-accused-last", "a proof and the deadline: the executor's fault either way", "§4")
    done = story.fork()
    done.until(job.deadline - 1, "late-in-the-run")
    done.send("request", "payment is requested", at.executor, at.request(job), "§10", "Result!RequestPayment")
    done.send("accuse-when-requested", "in the same block", first, at.accuse(job, first), "§10", ACTION)
    done.end_block("block-accused-when-requested", "a proof comes before the request", "§4")
    against_owner(story, at)


def against_owner(story: Story, at: Scene) -> None:
    """A proof against the executor and one against an owner in one block."""
    keys = story.fork()
    keys.move_to("beginning-KEYS", whole_task().states[Stage.KEYS])
    for part in Part:
        body = at.release(keys.job(at.name), part, seed("another key") if part is Part.TASK else None)
        keys.send(f"key-{part.value}", "the task's is not the right one", OWNER[part], body, "§9", "Release!ReleaseKey")
    keys.end_block("block-keys", "the run begins", "§9")
    accuse, dispute = at.accuse(keys.job(at.name), at.monitors[0]), at.dispute(Part.TASK)
    one, other = keys.fork(), keys.fork()
    one.send("accuse-before-dispute", "a proof against the executor", at.monitors[0], accuse, "§10", ACTION)
    one.send("dispute-behind-accusation", "one against the owner", at.executor, dispute, "§9", "Dispute!DisputeKey")
    one.end_block("block-accused-first", "the first by index decides: the executor's fault", "§4")
    other.send(
        "dispute-before-accusation", "a proof against the owner", at.executor, dispute, "§9", "Dispute!DisputeKey"
    )
    other.send("accuse-behind-dispute", "one against the executor", at.monitors[0], accuse, "§10", ACTION)
    other.end_block("block-disputed-first", "the first by index decides: the owner's fault", "§4")
    due = keys.fork()
    first = at.monitors[0]
    question = at.challenge(due.job(at.name), first)
    due.send("challenge", "a question", first, question, "§10", "Challenge!Challenge")
    due.end_block("block-challenged", "it is open", "§10")
    due.until(due.job(at.name).challenged[first.id], "question-due")
    due.send("dispute-when-due", "in the last block for the answer", at.executor, dispute, "§9", "Dispute!DisputeKey")
    due.end_block("block-disputed-when-due", "a proof comes before a question that is due", "§4")


def lies(story: Story, at: Scene) -> None:
    """An accusation that its own evidence contradicts."""
    job, third = story.job(at.name), at.monitors[2]
    lie = at.accuse(job, third, ())
    poorer, liar = story.fork(), story.state.nodes[third.id]
    nodes = story.state.nodes.set(third.id, evolve(liar, credit=60 * CREDIT))
    poorer.move_to("poorer", evolve(story.state, nodes=nodes))
    poorer.send("accuse-lie-of-the-poor", "of less credit a lie costs its penalty", third, lie, "§10", ACTION)
    story.send("accuse-lie", "the answer passes: a lie, which costs credit at once", third, lie, "§10", ACTION)
    proof = at.accuse(job, third)
    story.refuse("accuse-after-lie", "a liar proves nothing", third, proof, "HAS_LIED", ACTION)
    other = evolve(proof, evidence=at.again(proof.evidence, round=job.round + 1))
    story.refuse("accuse-after-lie-other-round", "the liar before the question", third, other, "HAS_LIED", ACTION)
    body = at.challenge(job, third)
    story.send("challenge-after-lie", "a liar may ask", third, body, "§10", "Challenge!Challenge")
    story.end_block("block-lie", "nothing ends by a lie", "§10")
    story.close(at.name, "block-lie-settled", "the question was not answered, and a liar has nothing of it", "§12")
