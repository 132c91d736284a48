"""Vectors on CONFIRM (§11): the result on the ledger, confirmations, and how the task ends (§12)."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Stage
from leo_ref.core.state.transaction import AskResult
from leo_ref.rules.result import last_to_ask
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.deployment import ALICE
from leo_ref.vectors.ledger.refusing import EvidenceBody, failing, without_task
from leo_ref.vectors.ledger.scene import STRAY, Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.ledger.watching import others_proofs
from leo_ref.vectors.participants import Operator
from leo_ref.vectors.story import Story

CONFIRM: Final = "Confirmation!Confirm"
ASK: Final = "Result!AskResult"
GIVE: Final = "Result!GiveResult"


def result_story() -> Family:
    """The result, asked for and given."""
    story, at = from_stage("ledger/results", Stage.CONFIRM)
    job, (first, second, third) = story.job(at.name), at.monitors
    ask, give = AskResult(job=at.name), at.give()
    without_task(story, "ask", first, ask, ASK)
    without_task(story, "give", at.executor, give, GIVE)
    for name, who in (("executor", at.executor), ("owner", ALICE), ("outsider", at.outsider)):
        story.refuse(f"ask-by-{name}", "not a monitor", who, ask, "NOT_A_MONITOR", ASK)
    story.refuse("give-unasked", "nobody asked", at.executor, give, "RESULT_NOT_ASKED", GIVE)
    story.refuse("give-unasked-by-monitor", "the sender before that", first, give, "NOT_EXECUTOR", GIVE)
    late = story.fork()
    late.until(last_to_ask(story.parameters, job), "last-to-ask")
    unanswered(late.fork(), at)
    late.end_block("block-unasked", "nobody asked in time", "§11")
    late.refuse("ask-late", "too late for an answer", first, ask, "ASK_OVER", ASK)
    story.send("ask", "a monitor does not hold the result", third, ask, "§11", ASK)
    story.refuse("ask-twice", "once each", third, ask, "ALREADY_ASKED", ASK)
    for label, why, who, octets, code in (
        ("by-monitor", "not the executor", first, at.result, "NOT_EXECUTOR"),
        ("longer", "an octet more than the task allows", at.executor, at.result + b"\0", "RESULT_TOO_LONG"),
        ("shorter", "an octet is missing", at.executor, at.result[:-1], "RESULT_OTHER"),
        ("other", "one octet is another", at.executor, at.result[:-1] + b"\0", "RESULT_OTHER"),
        ("empty", "no octets", at.executor, b"", "RESULT_OTHER"),
    ):
        story.refuse(f"give-{label}", why, who, evolve(give, result=octets), code, GIVE)
    passes = at.confirm(job, third)
    confirmed = story.fork()
    confirmed.send("confirm-asked", "its vote counts, and it has no wage", third, passes, "§11", CONFIRM)
    why = "that it asked, before that it confirmed"
    confirmed.refuse("ask-twice-and-confirmed", why, third, ask, "ALREADY_ASKED", ASK)
    story.send("confirm-before", "it held the result", first, at.confirm(job, first), "§11", CONFIRM)
    story.refuse("ask-confirmed", "it said that it holds the result", first, ask, "ALREADY_CONFIRMED", ASK)
    story.send("give", "for everybody", at.executor, give, "§11", GIVE)
    longer = evolve(give, result=at.result + b"\0")
    for label, why, who, body, code, action in (
        ("give-twice", "it is there", at.executor, give, "RESULT_GIVEN", GIVE),
        ("give-twice-longer", "that it is there, before its length", at.executor, longer, "RESULT_GIVEN", GIVE),
        ("ask-given", "it is there for everybody", second, ask, "RESULT_GIVEN", ASK),
        ("ask-confirmed-and-given", "that it confirmed, before that", first, ask, "ALREADY_CONFIRMED", ASK),
    ):
        story.refuse(label, why, who, body, code, action)
    story.end_block("block-given", "nothing is due", "§11")
    story.until(last_to_ask(story.parameters, job) + 1, "too-late-to-ask")
    story.refuse("ask-given-and-late", "that it is there, before the time", second, ask, "RESULT_GIVEN", ASK)
    return story.cases.family("The sealed result: asked for on the ledger, and given there or not.")


def unanswered(story: Story, at: Scene) -> None:
    """Asked for in the last block in which that may be."""
    second, ask = at.monitors[1], AskResult(job=at.name)
    story.send("ask-last", "in the last block for it", second, ask, "§11", ASK)
    story.end_block("block-asked-last", "the result is due", "§11")
    story.until(story.job(at.name).asked[second.id], "result-due")
    given = story.fork()
    given.send("give-last", "in the last block", at.executor, at.give(), "§11", GIVE)
    given.end_block("block-given-last", "given in time", "§4")
    body = at.confirm(given.job(at.name), second)
    given.send("confirm-after-last", "there are blocks left to confirm", second, body, "§11", CONFIRM)
    why = "not given: the executor's fault, and who asked has a wage"
    story.end_block("block-not-given", why, "§12")
    story.refuse("give-settled", "the task is settled", at.executor, at.give(), "WRONG_STAGE", GIVE)


def confirm_story() -> Family:
    """Confirmations, accusations, and the end."""
    story, at = from_stage("ledger/confirm", Stage.CONFIRM)
    job, (first, second, _) = story.job(at.name), at.monitors
    body = at.confirm(job, first)
    without_task(story, "confirm", first, body, CONFIRM)
    for name, who in (("executor", at.executor), ("owner", ALICE), ("outsider", at.outsider)):
        story.refuse(f"confirm-by-{name}", "not a monitor", who, body, "NOT_A_MONITOR", CONFIRM)
    copied = evolve(body, evidence=at.confirm(job, second).evidence)
    story.refuse("confirm-copied", "another monitor's answer", first, copied, "OTHER_QUESTION", CONFIRM)
    asked = EvidenceBody(story, at, "confirm", first, body, CONFIRM)
    asked.is_none(others_proofs(story, at, first), (second, None))
    unsigned = evolve(at.confirm(job, first, STRAY).evidence, signature=bytes(64))
    asked.refuse("fails-and-unsigned", "nobody's word, whatever it says", unsigned, "EVIDENCE_NOT_SIGNED")
    story.send("confirm", "its own answer passes", first, body, "§11", CONFIRM)
    story.refuse("confirm-twice", "once each", first, body, "ALREADY_CONFIRMED", CONFIRM)
    story.end_block("block-half", "half is no quorum, and the window lasts to its end anyway", "§11")
    half = story.fork()
    half.until(job.deadline, "last-to-confirm")
    ends(half, at)
    liars(story, at)
    accused(story, at)
    return story.cases.family("Confirmations with one's own evidence: quorums, lies, proofs, and what is paid.")


def ends(story: Story, at: Scene) -> None:
    """The last block of the window, with half of the votes so far."""
    job, (_, second, third) = story.job(at.name), at.monitors
    done = story.fork()
    done.send("confirm-last", "in the last block of the window", third, at.confirm(job, third), "§11", CONFIRM)
    proven = done.fork()
    done.end_block("block-done", "a quorum: all is paid, and the absent monitor loses credit", "§12")
    done.refuse("confirm-settled", "too late", second, at.confirm(job, second), "WRONG_STAGE", CONFIRM)
    why = "an answer that fails: a proof beside a quorum"
    proven.send("accuse-last", why, second, at.accuse(job, second), "§10", "Challenge!Accuse")
    proven.end_block("block-proof-and-quorum", "a proof comes before the deadline and all votes", "§4")
    story.end_block("block-undecided", "half is no quorum: the fee is gone, the absent lose credit", "§12")


def liars(story: Story, at: Scene) -> None:
    """Monitors that say what their evidence contradicts."""
    job, (first, second, third) = story.job(at.name), at.monitors
    failed = story.fork()
    why = "the answer fails: a lie, and a proof against the executor all the same"
    failed.send("confirm-lie", why, second, at.confirm(job, second, STRAY), "§11", CONFIRM)
    other = at.confirm(job, second)
    failed.refuse("confirm-after-lie", "a liar has no vote", second, other, "HAS_LIED", CONFIRM)
    wrong = evolve(other, evidence=at.again(other.evidence, round=job.round + 1))
    failed.refuse("confirm-after-lie-other-round", "the liar before the question", second, wrong, "HAS_LIED", CONFIRM)
    failed.end_block("block-confirm-lie", "the executor's fault; the liar's deposit is burned", "§12")
    for label, why, evidence in failing(at, job, Phase.DURING, second):
        body = evolve(other, evidence=evidence)
        story.fork().send(f"confirm-lie-{label}", f"a lie and a proof: {why}", second, body, "§11", CONFIRM)
    lied = story.fork()
    accuse(lied, at, "accuse-lie", second, "the answer passes: a lie, and nothing is proved")
    lied.send("confirm-beside-liar", "a quorum with the first", third, at.confirm(job, third), "§11", CONFIRM)
    lied.close(at.name, "block-done-beside-liar", "done; the liar's deposit is burned, and nobody is absent", "§12")
    taken = story.fork()
    accuse(taken, at, "accuse-lie-confirmed", first, "who had confirmed lies, and has confirmed no more")
    taken.close(at.name, "block-lie-undecided", "the votes of liars stay in the denominator", "§12")


def accuse(story: Story, at: Scene, name: str, who: Operator, why: str) -> None:
    """A lie."""
    story.send(name, why, who, at.accuse(story.job(at.name), who, ()), "§10", "Challenge!Accuse")


def accused(story: Story, at: Scene) -> None:
    """A proof while others confirm."""
    job, third = story.job(at.name), at.monitors[2]
    story.send("accuse", "a proof", third, at.accuse(job, third), "§10", "Challenge!Accuse")
    body = at.confirm(job, third)
    story.send("confirm-when-proven", "another answer of the same executor's passes", third, body, "§11", CONFIRM)
    story.end_block("block-accused", "the executor's fault, whoever confirms", "§12")
