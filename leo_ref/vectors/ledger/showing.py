"""Vectors on READY and APPROVE (§9): what the executor shows, and who approves."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage
from leo_ref.core.state.transaction import Approve
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.refusing import JOIN, NOWHERE, EvidenceBody, failing, with_join, without_task
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.story import Story

SHOW, APPROVE = "Show!Show", "Approval!Approve"


def show_story() -> Family:
    """The ready window."""
    story, at = from_stage("ledger/show", Stage.READY)
    job, body, first = story.job(at.name), at.show(story.job(at.name)), at.monitors[0]
    story.refuse("show-nowhere", "no such job", at.executor, evolve(body, job=NOWHERE), "NO_SUCH_JOB", SHOW)
    for stage, why, code in (
        (Stage.ENROL, "not the candidate of that join", "NOT_CANDIDATE"),
        (Stage.CONFIRM, "the stage before the sender", "WRONG_STAGE"),
    ):
        there, label = with_join(story.state, stage), f"show-of-a-join-in-{stage.value}"
        story.refuse_in(label, why, there, at.executor, evolve(body, job=JOIN), code, SHOW)
    for name, who in (("monitor", first), ("outsider", at.outsider)):
        story.refuse(f"show-by-{name}", "not the executor", who, body, "NOT_EXECUTOR", SHOW)
    asked = EvidenceBody(story, at, "show", at.executor, body, SHOW)
    proof = first.asks(at.name, job, Phase.BEFORE)
    asked.is_none((("not-empty", "nobody asked, so there is no proof", proof),), (first,))
    asked.fails(failing(at, job, Phase.BEFORE))
    windows(story, at)
    story.send("show", "evidence that passes", at.executor, body, "§9", SHOW)
    story.refuse("show-twice", "it is shown once", at.executor, body, "ALREADY_SHOWN", SHOW)
    story.refuse("show-again-by-monitor", "who, before what was shown", first, body, "NOT_EXECUTOR", SHOW)
    other = evolve(body, evidence=at.again(body.evidence, round=job.round + 1))
    why = "what was shown, before the question"
    story.refuse("show-twice-other-round", why, at.executor, other, "ALREADY_SHOWN", SHOW)
    story.end_block("block-shown", "shown: the next window opens, before this one is over", "§9")
    story.refuse("show-late-by-monitor", "the stage before the sender", first, body, "WRONG_STAGE", SHOW)
    return story.cases.family("The executor shows its machine to everybody, or does not.")


def windows(story: Story, at: Scene) -> None:
    """The last block of the ready window, and what follows if nothing comes in it."""
    late, last = story.fork(), story.job(at.name).deadline
    late.until(last - 1, "last-but-one")
    late.end_block("block-last-but-one", "nothing was shown, and there is a block left", "§4")
    body = at.show(late.job(at.name))
    shown = late.fork()
    shown.send("show-last", "in the last block of the window", at.executor, body, "§9", SHOW)
    shown.end_block("block-shown-last", "the machine shown comes before the deadline", "§4")
    late.end_block("block-not-shown", "the executor missed the window: it pays the fee, and nobody else", "§12")
    late.refuse("show-settled", "the window is over", at.executor, body, "WRONG_STAGE", SHOW)


def approve_story() -> Family:
    """The window of approvals, and approvals behind it."""
    story, at = from_stage("ledger/approve", Stage.APPROVE)
    body, (first, second, third) = Approve(job=at.name), at.monitors
    without_task(story, "approve", first, body, APPROVE)
    for name, who in (("executor", at.executor), ("outsider", at.outsider)):
        story.refuse(f"approve-by-{name}", "not a monitor", who, body, "NOT_A_MONITOR", APPROVE)
    story.send("approve", "half of the votes", first, body, "§9", APPROVE)
    story.refuse("approve-twice", "once each", first, body, "ALREADY_APPROVED", APPROVE)
    story.end_block("block-half", "half is no quorum: the window stays open", "§9")
    half = story.fork()
    half.until(half.job(at.name).deadline, "last-to-approve")
    enough = half.fork()
    enough.send("approve-last", "in the last block of the window", third, body, "§9", APPROVE)
    enough.end_block("block-quorum-last", "a quorum comes before the deadline", "§4")
    half.end_block("block-no-quorum", "undecided: the fee is gone, and who did not approve was absent", "§12")
    half.refuse("approve-settled", "the window is over", third, body, "WRONG_STAGE", APPROVE)
    others = story.fork()
    others.until(others.job(at.name).deadline - 1, "last-but-one")
    others.end_block("block-last-but-one", "there is a block left", "§4")
    story.send("approve-fewest", "one vote more than half", third, body, "§9", APPROVE)
    story.end_block("block-quorum", "a quorum: the keys are due", "§9")
    story.refuse("approve-twice-in-keys", "once each", first, body, "ALREADY_APPROVED", APPROVE)
    story.send("approve-in-keys", "who comes late has a wage as well", second, body, "§9", APPROVE)
    story.end_block("block-late-approval", "nothing is due", "§9")
    return story.cases.family("Monitors approve what was shown: a quorum, half of the votes, and who comes late.")
