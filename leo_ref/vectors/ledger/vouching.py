"""Vectors on what attestors say of a candidate (§5), and how the join ends."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Stage, Verdict
from leo_ref.state.transaction import Vouch
from leo_ref.values import JobId
from leo_ref.vectors.cast import Machine
from leo_ref.vectors.ledger.deployment import BOB, NEWCOMER, NODES
from leo_ref.vectors.ledger.refusing import NOWHERE
from leo_ref.vectors.ledger.scene import STRAY
from leo_ref.vectors.ledger.telling import told
from leo_ref.vectors.story import Story

ACTION: Final = "Vouching!Vouch"


def vouched(story: Story, name: JobId, attestors: list[Machine]) -> None:
    """The confirm window of a join: what is refused in it, what is a lie, and each way in which it ends."""
    refusals(story, name, attestors)
    lies(story, name, attestors)
    endings(story, name, attestors)
    for number, node in enumerate(attestors, 1):
        body = passing(story, name, node)
        story.send(f"vouch-{number}", "a fresh quote and an empty job log", node, body, "§5", ACTION)
        if number == 1:
            twice(story, name, node)
    story.close(name, "block-admitted", "the newcomer is a node; its deposit is shared", "§5")
    first = attestors[0]
    story.refuse("vouch-settled", "the join is settled", first, passing(story, name, first), "WRONG_STAGE", ACTION)


def answer(story: Story, name: JobId, attestor: Machine, *log: bytes) -> Evidence:
    """The candidate's answer to an attestor."""
    return NEWCOMER.vouches(name, story.job(name), attestor, log)


def vouch(name: JobId, verdict: Verdict, *pieces: Evidence) -> Vouch:
    """A verdict with its evidence."""
    return Vouch(job=name, verdict=verdict, evidence=pieces)


def passing(story: Story, name: JobId, attestor: Machine) -> Vouch:
    """A verdict that stands."""
    return vouch(name, Verdict.PASS, answer(story, name, attestor))


def refusals(story: Story, name: JobId, attestors: list[Machine]) -> None:
    """Verdicts that are refused."""
    first, state = attestors[0], story.state
    body, piece = passing(story, name, first), answer(story, name, first)
    stranger = next(node for node in NODES if node not in attestors)
    at = told().at
    task = evolve(body, job=at.name)
    story.refuse("vouch-nowhere", "no such job", first, evolve(body, job=NOWHERE), "NO_SUCH_JOB", ACTION)
    for stage in (Stage.CONFIRM, Stage.READY):
        there = state.with_job(at.name, told().states[stage].jobs[at.name])
        label = f"vouch-of-a-task-in-{stage.value}"
        story.refuse_in(label, "a task has no attestors, in whatever stage", there, first, task, "NOT_A_JOIN", ACTION)
    early: Job = evolve(story.job(name), stage=Stage.APPLY)
    for label, why, who in (("early", "no group stands", first), ("early-by-another", "the stage first", BOB)):
        story.refuse_in(f"vouch-{label}", why, state.with_job(name, early), who, body, "WRONG_STAGE", ACTION)
    for label, who in (("stranger", stranger), ("candidate", NEWCOMER), ("owner", BOB)):
        story.refuse(f"vouch-by-{label}", "not an attestor of this join", who, body, "NOT_A_MONITOR", ACTION)
    for label, why, given, code in (
        ("silent-with-evidence", "silence comes with nothing", (Verdict.SILENT, piece), "EVIDENCE_WITH_SILENCE"),
        ("silent-with-two", "however much it is", (Verdict.SILENT, piece, piece), "EVIDENCE_WITH_SILENCE"),
        ("two-pieces", "a candidate is looked at once", (Verdict.PASS, piece, piece), "TOO_MUCH_EVIDENCE"),
    ):
        story.refuse(f"vouch-{label}", why, first, vouch(name, *given), code, ACTION)


def twice(story: Story, name: JobId, first: Machine) -> None:
    """Who has vouched, vouches no more."""
    piece = answer(story, name, first)
    for label, why, body in (
        ("twice", "once each", passing(story, name, first)),
        ("twice-silent-with-evidence", "that it has, before what it says", vouch(name, Verdict.SILENT, piece)),
    ):
        story.refuse(f"vouch-{label}", why, first, body, "ALREADY_CONFIRMED", ACTION)


def lies(story: Story, name: JobId, attestors: list[Machine]) -> None:
    """Verdicts that their evidence contradicts; what is no answer to the attestor shows nothing."""
    first, second = attestors[0], attestors[1]
    piece, bad = answer(story, name, first), answer(story, name, first, *STRAY)
    others = answer(story, name, second)
    job = story.job(name)
    during = NEWCOMER.vouches(name, job, first, (), Phase.DURING)
    for label, why, verdict, pieces in (
        ("fail-on-passing", "the evidence passes", Verdict.FAIL, (piece,)),
        ("pass-on-failing", "the evidence fails", Verdict.PASS, (bad,)),
        ("pass-on-nothing", "PASS needs evidence", Verdict.PASS, ()),
        ("fail-on-nothing", "FAIL needs evidence", Verdict.FAIL, ()),
        ("pass-copied", "the answer to another attestor", Verdict.PASS, (others,)),
        ("fail-copied", "the answer to another attestor", Verdict.FAIL, (others,)),
        ("pass-unsigned", "the candidate did not sign it", Verdict.PASS, (evolve(piece, signature=bytes(64)),)),
        ("pass-of-another-phase", "a candidate has no such phase", Verdict.PASS, (during,)),
        ("fail-of-another-round", "of another round", Verdict.FAIL, (evolve(bad, round=job.round + 1),)),
    ):
        body = vouch(name, verdict, *pieces)
        story.fork().send(f"vouch-{label}", f"a lie: {why}", first, body, "§5", ACTION)


def endings(story: Story, name: JobId, attestors: list[Machine]) -> None:
    """How a join ends otherwise than well."""
    first, *rest = attestors
    failed = story.fork()
    body = vouch(name, Verdict.FAIL, answer(failed, name, first, *STRAY))
    failed.send("vouch-fail", "a log that nobody asked for", first, body, "§5", ACTION)
    for number, node in enumerate(rest, 2):
        body = passing(failed, name, node)
        failed.send(f"vouch-beside-fail-{number}", "passes for this one", node, body, "§5", ACTION)
    failed.close(name, "block-refused", "one proof outweighs all that pass; all who vouched share", "§5")
    silent, last = story.fork(), story.job(name).deadline
    silent.until(last, "last-to-vouch")
    nobody = silent.fork()
    for number, node in enumerate(attestors, 1):
        body = vouch(name, Verdict.SILENT)
        silent.send(f"vouch-silent-{number}", "in the last block: no answer came", node, body, "§5", ACTION)
    silent.end_block("block-silent", "silence by quorum refuses", "§5")
    nobody.end_block("block-undecided", "nobody vouched: the deposit goes back, and all were absent", "§5")
