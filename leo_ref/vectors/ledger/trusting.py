"""Vectors on what an owner sees for itself before it gives its key away (§9)."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from leo_ref.encoding import JsonValue, encode
from leo_ref.evidence.envelope import enveloped
from leo_ref.evidence.log import Log, prepared
from leo_ref.evidence.quote import quote_digest
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Part, Stage, Task
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Statement
from leo_ref.values import JobId, NodeId
from leo_ref.vectors.case import OK
from leo_ref.vectors.cast import Machine, Person
from leo_ref.vectors.ledger.deployment import ALICE, BOB, OFFER
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.story import Story

ANOTHER_JOB = JobId("00" * 32)


def before(story: Story, at: Scene) -> Log:
    """What an honest executor measures before any key moves."""
    job = story.job(at.name)
    assert isinstance(job.terms, Task), "a join has no job log"
    return prepared(OFFER.image, job.terms.requirement, OFFER.code, job.terms.data)


def shown_before(story: Story, at: Scene, monitor: Machine, log: Log) -> Evidence:
    """The executor's answer to a monitor's first question."""
    return at.executor.answer(at.name, story.job(at.name), monitor, Phase.BEFORE, log)


def stated(story: Story, at: Scene, monitor: Machine) -> Statement:
    """The monitor's ready statement on an honest answer."""
    quote = quote_digest(shown_before(story, at, monitor, before(story, at)).quote)
    return monitor.statement(at.name, at.executor, quote)


class Owner:
    """The owner in front of all that it may be shown."""

    def __init__(self, story: Story, at: Scene) -> None:
        """At the moment when the keys are due."""
        self.story, self.at = story, at
        log = before(story, at)
        self.shown = tuple(shown_before(story, at, monitor, log) for monitor in at.monitors)
        self.said = tuple(stated(story, at, monitor) for monitor in at.monitors)

    def asks(
        self,
        name: str,
        why: str,
        code: str = OK,
        *,
        state: State | None = None,
        job: JobId | None = None,
        sender: Person = ALICE,
        part: Part = Part.TASK,
        said: tuple[Statement, ...] | None = None,
        shown: tuple[Evidence, ...] | None = None,
    ) -> None:
        """A vector; what is not named is in order."""
        request: dict[str, JsonValue] = {
            "request": "may_release",
            "parameters": {"$shared": "parameters"},
            "state": {"$shared": self.story.name} if state is None else encode(state),
            "job": self.at.name if job is None else job,
            "sender": sender.account,
            "part": part.value,
            "statements": [encode(one) for one in (self.said if said is None else said)],
            "evidence": [encode(one) for one in (self.shown if shown is None else shown)],
        }
        self.story.cases.add(f"may-release-{name}", why, request, code, clause="§9" if code == OK else "")


def trust(story: Story, at: Scene) -> None:
    """All that an owner may find amiss, in the block in which the keys are due."""
    owner, state, job = Owner(story, at), story.state, story.job(at.name)
    said, shown = owner.said, owner.shown
    first, last = at.monitors[0], at.monitors[-1]
    owner.asks("task", "all is in order")
    owner.asks("service", "so it is for the service owner", sender=BOB, part=Part.SERVICE)
    owner.asks("unknown", "no such job", "NO_SUCH_JOB", job=ANOTHER_JOB)
    owner.asks(
        "early",
        "the executor is not ready",
        "WRONG_STAGE",
        state=state.with_job(at.name, evolve(job, stage=Stage.READY)),
    )
    owner.asks("other", "Bob has no say in Alice's key", "NOT_KEY_OWNER", sender=BOB)
    owner.asks(
        "elected",
        "the recorded executor is a monitor",
        "NOT_ELECTED",
        state=state.with_job(at.name, evolve(job, executor=first.id)),
    )
    owner.asks("forged", "signed over another quote", "STATEMENT_FORGED", said=(evolve(said[0], quote=bytes(32)),))
    owner.asks("few-statements", "no statement is no quorum", "NO_QUORUM", said=())
    owner.asks(
        "unrecorded",
        "a statement that was not posted does not count later",
        "STATEMENT_NOT_RECORDED",
        state=state.with_job(at.name, evolve(job, ready=job.ready - {last.id})),
    )

    def again(**changes: Any) -> tuple[Evidence, ...]:
        return (enveloped(at.executor.seed, evolve(shown[0], **changes)), *shown[1:])

    question = "SHOWN_OTHER_QUESTION"
    owner.asks("other-job", "evidence of another job", question, shown=again(job=ANOTHER_JOB))
    owner.asks("other-round", "evidence of another round", question, shown=again(round=job.round + 1))
    owner.asks("other-phase", "evidence of another phase", question, shown=again(phase=Phase.DURING))
    outsider = again(monitor=NodeId("00" * 32))
    owner.asks("unstated", "nobody signed a statement on it", "SHOWN_WITHOUT_STATEMENT", shown=outsider)
    swapped = (shown[1], enveloped(at.executor.seed, evolve(shown[0], monitor=shown[1].monitor)))
    owner.asks("other-quote", "the quote of another monitor", "SHOWN_OTHER_QUOTE", shown=swapped)
    unsigned = (evolve(shown[0], signature=bytes(64)), *shown[1:])
    owner.asks("unsigned", "the executor did not sign it", "SHOWN_NO_ANSWER", shown=unsigned)
    owner.asks("other-nonce", "the question was not the monitor's", "SHOWN_NO_ANSWER", shown=again(nonce_proof=b""))
    bad = shown_before(story, at, first, before(story, at)[:-1])
    lies = (first.statement(at.name, at.executor, quote_digest(bad.quote)), *said[1:])
    owner.asks("failing", "a monitor vouched for what fails", "SHOWN_FAILS", said=lies, shown=(bad, *shown[1:]))
    owner.asks("few", "the evidence of the fewest votes", "SHOWN_TOO_FEW", shown=(shown[-1],) * 9)
