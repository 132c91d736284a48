"""Vectors on the enrolment of a candidate (§5): challenges, answers, and what the candidate shows."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.identity.challenge import CredentialChallenge
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.values import JobId
from leo_ref.vectors.ledger.admitting import confirmed, elsewhere
from leo_ref.vectors.ledger.deployment import BOB, HERS, NEWCOMER, NODES, VERIFIERS
from leo_ref.vectors.ledger.refusing import NOWHERE
from leo_ref.vectors.ledger.scene import STRAY
from leo_ref.vectors.participants import Operator, seed
from leo_ref.vectors.story import Story

CHALLENGE: Final = "Enrolment!ChallengeCandidate"
ANSWER: Final = "Enrolment!AnswerCredential"
SHOW: Final = "Show!Show"

JUNK: Final = Credential(blob=b"junk", secret=b"")
"""Nobody makes it again; the ledger finds that out later."""


def asked(story: Story, name: JobId, attestor: Operator) -> CredentialChallenge:
    """What an attestor's credential in the join is made from."""
    return VERIFIERS.challenge(story.state, name, attestor.id)


def enrolled(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """A join from its closed group to its end."""
    first, *rest = attestors
    challenges(story, name, attestors)
    none_of_it(story.fork(), name)
    body = first.challenges(asked(story, name, first))
    story.send("challenge-1", "a credential for the newcomer's keys", first, body, "§5", CHALLENGE)
    for label, given in (("twice", body), ("twice-another", evolve(body, credential=JUNK))):
        story.refuse(f"challenge-{label}", "once each", first, given, "ALREADY_CHALLENGED", CHALLENGE)
    for number, node in enumerate(rest, 2):
        body = node.challenges(asked(story, name, node))
        story.send(f"challenge-{number}", "a credential of its own", node, body, "§5", CHALLENGE)
    answers(story, name, attestors)
    shows(story, name, attestors)
    unshown, last = story.fork(), story.job(name).deadline
    unshown.close(name, "block-unshown", "nothing was shown: whoever challenged is paid", "§5")
    shown = NEWCOMER.shows_itself(name, story.job(name))
    story.send("show", "a fresh quote and an empty job log", NEWCOMER, shown, "§5", SHOW)
    story.refuse("show-twice", "it is shown once", NEWCOMER, shown, "ALREADY_SHOWN", SHOW)
    story.refuse("show-again-by-attestor", "who, before what was shown", first, shown, "NOT_CANDIDATE", SHOW)
    other = evolve(shown, evidence=again(shown.evidence, round=story.job(name).round + 1))
    why = "what was shown, before the question"
    story.refuse("show-twice-other-round", why, NEWCOMER, other, "ALREADY_SHOWN", SHOW)
    story.end_block("block-shown", "the window is open: an attestor may come late", "§5")
    story.until(last, "last-to-answer")
    story.end_block("block-enrolled", "the window for answers is over: attestors confirm", "§5")
    confirmed(story, name, attestors)


def challenges(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """Credentials that are refused, and those of the last moment."""
    first, second = attestors[0], attestors[1]
    body = first.challenges(asked(story, name, first))
    elsewhere(story, name, "challenge", first, body)
    stranger = next(node for node in (*NODES, HERS) if node not in attestors)
    for label, who in (("stranger", stranger), ("candidate", NEWCOMER), ("owner", BOB)):
        story.refuse(f"challenge-by-{label}", "not an attestor of this join", who, body, "NOT_A_MONITOR", CHALLENGE)
    junk = evolve(body, credential=JUNK)
    story.fork().send("challenge-junk", "what is wrong with it shows later", first, junk, "§5", CHALLENGE)
    last = story.job(name).deadline - story.parameters.answer_window
    late = story.fork()
    late.until(last, "last-to-challenge")
    late.send("challenge-last", "in the last block", first, body, "§5", CHALLENGE)
    late.end_block("block-challenged-last", "the newcomer has its window to answer", "§5")
    late.refuse("challenge-late", "a block later", second, body, "CHALLENGES_OVER", CHALLENGE)
    why = "that it has, before that it is late"
    late.refuse("challenge-twice-and-late", why, first, body, "ALREADY_CHALLENGED", CHALLENGE)
    late.refuse("challenge-late-by-stranger", "who, before when", stranger, body, "NOT_A_MONITOR", CHALLENGE)


def none_of_it(story: Story, name: JobId) -> None:
    """Nobody challenges, and nothing is shown."""
    story.close(name, "block-nothing", "nothing was shown: refused, and all attestors were absent", "§5")


def answers(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """Answers to credentials; whether they are right, nobody knows yet."""
    job, first = story.job(name), attestors[0]
    body = NEWCOMER.answers(name, job, first)
    elsewhere(story, name, "answer", NEWCOMER, body)
    for label, who in (("attestor", first), ("owner", BOB)):
        story.refuse(f"answer-by-{label}", "not the candidate", who, body, "NOT_CANDIDATE", ANSWER)
    stranger = next(node for node in (*NODES, HERS) if node not in attestors)
    for label, whom in (("nobody", stranger), ("itself", NEWCOMER)):
        given = evolve(body, attestor=whom.id)
        story.refuse(f"answer-to-{label}", "no credential of that node", NEWCOMER, given, "NOT_CHALLENGED", ANSWER)
    why = "who, before to whom"
    given = evolve(body, attestor=stranger.id)
    story.refuse("answer-to-nobody-by-attestor", why, first, given, "NOT_CANDIDATE", ANSWER)
    wrong = evolve(body, answer=seed("a guess"))
    story.fork().send("answer-wrong", "whether it is right shows later", NEWCOMER, wrong, "§5", ANSWER)
    for number, node in enumerate(attestors, 1):
        given = NEWCOMER.answers(name, job, node)
        story.send(f"answer-{number}", "what its machine found in the credential", NEWCOMER, given, "§5", ANSWER)
    for label, given in (("twice", body), ("twice-another", wrong)):
        story.refuse(f"answer-{label}", "once to each", NEWCOMER, given, "NOT_CHALLENGED", ANSWER)


def shows(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """What a candidate may not show."""
    job, first = story.job(name), attestors[0]
    body = NEWCOMER.shows_itself(name, job)
    early: Job = evolve(job, stage=Stage.APPLY)
    there = story.state.with_job(name, early)
    story.refuse_in("show-early", "no group stands", there, NEWCOMER, body, "WRONG_STAGE", SHOW)
    for label, who in (("attestor", first), ("owner", BOB)):
        story.refuse(f"show-by-{label}", "not the candidate", who, body, "NOT_CANDIDATE", SHOW)
    sound = body.evidence
    for label, why, evidence, code in (
        ("other-job", "of another job", again(sound, job=NOWHERE), "OTHER_QUESTION"),
        ("other-round", "of another round", again(sound, round=job.round + 1), "OTHER_QUESTION"),
        ("other-phase", "a candidate is looked at once", again(sound, phase=Phase.DURING), "OTHER_QUESTION"),
        ("asked", "an attestor's question", again(sound, monitor=first.id), "OTHER_QUESTION"),
        ("proof", "nobody asked, so there is no proof", again(sound, nonce_proof=bytes(80)), "QUESTION_FORGED"),
        ("unsigned", "nobody signed it", evolve(sound, signature=bytes(64)), "EVIDENCE_NOT_SIGNED"),
        ("of-another", "another's word", enveloped(first.seed, sound), "EVIDENCE_NOT_SIGNED"),
        ("log", "a candidate has no job", NEWCOMER.shows(name, job, Phase.BEFORE, STRAY), "EVIDENCE_FAILS"),
        (
            "quote",
            "another machine's",
            again(sound, quote=first.shows(name, job, Phase.BEFORE, ()).quote),
            "EVIDENCE_FAILS",
        ),
        ("earlier", "made before the group stood", earlier(name, job), "EVIDENCE_FAILS"),
        (
            "other-round-and-proof",
            "the question before its proof",
            again(sound, round=job.round + 1, nonce_proof=bytes(80)),
            "OTHER_QUESTION",
        ),
        (
            "proof-and-unsigned",
            "the proof before the signature",
            evolve(sound, nonce_proof=bytes(80), signature=bytes(64)),
            "QUESTION_FORGED",
        ),
        (
            "log-and-unsigned",
            "nobody's word, before what it says",
            evolve(NEWCOMER.shows(name, job, Phase.BEFORE, STRAY), signature=bytes(64)),
            "EVIDENCE_NOT_SIGNED",
        ),
    ):
        story.refuse(f"show-{label}", why, NEWCOMER, evolve(body, evidence=evidence), code, SHOW)


def again(evidence: Evidence, **changes: Any) -> Evidence:  # Any: each of its field's type
    """The evidence with other fields, signed by the candidate."""
    return enveloped(NEWCOMER.seed, evolve(evidence, **changes))


def earlier(name: JobId, job: Job) -> Evidence:
    """Evidence to the question of an earlier block."""
    return NEWCOMER.shows(name, evolve(job, beacon=seed("an earlier beacon") * 2), Phase.BEFORE, ())
