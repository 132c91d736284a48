"""Vectors on what an owner sees for itself before it gives its key away (§9)."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from leo_ref.encoding import JsonValue, encode
from leo_ref.evidence.container import wanted
from leo_ref.evidence.envelope import enveloped
from leo_ref.evidence.log import Log, prepared
from leo_ref.evidence.quote import quote_digest
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Part, Stage, Task
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Statement
from leo_ref.values import JobId, NodeId
from leo_ref.vectors.case import OK
from leo_ref.vectors.cast import Machine, Person
from leo_ref.vectors.ledger.deployment import ALICE, BOB, OFFER
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.story import Story

ANOTHER_JOB = JobId("00" * 32)


def before(job: Job) -> Log:
    """What an honest executor measures before any key moves."""
    assert isinstance(job.terms, Task), "a join has no job log"
    return prepared(OFFER.image, wanted(job.terms.requirement), OFFER.code, job.terms.data)


def shown_before(story: Story, at: Scene, monitor: Machine, log: Log) -> Evidence:
    """The executor's answer to a monitor's first question."""
    return at.executor.answer(at.name, story.job(at.name), monitor, Phase.BEFORE, log)


def stated(story: Story, at: Scene, monitor: Machine) -> Statement:
    """The monitor's ready statement on an honest answer."""
    quote = quote_digest(shown_before(story, at, monitor, before(story.job(at.name))).quote)
    return monitor.statement(at.name, at.executor, quote)


class Owner:
    """The owner in front of what a monitor shows it."""

    def __init__(self, story: Story, at: Scene) -> None:
        """At the moment when the keys are due."""
        self.story, self.at = story, at
        log = before(story.job(at.name))
        self.shown = tuple(shown_before(story, at, monitor, log) for monitor in at.monitors)

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
        shown: Evidence | None = None,
    ) -> None:
        """A vector; what is not named is in order."""
        request: dict[str, JsonValue] = {
            "request": "may_release",
            "deployment": {"$shared": "deployment"},
            "state": {"$shared": self.story.name} if state is None else encode(state),
            "job": self.at.name if job is None else job,
            "sender": sender.account,
            "part": part.value,
            "evidence": encode(self.shown[0] if shown is None else shown),
        }
        self.story.cases.add(f"may-release-{name}", why, request, code, clause="§9" if code == OK else "")


def trust(story: Story, at: Scene) -> None:
    """All that an owner may find amiss, in the block in which the keys are due."""
    owner, state, job = Owner(story, at), story.state, story.job(at.name)
    first, last = at.monitors[0], at.monitors[-1]
    owner.asks("task", "all is in order")
    owner.asks("service", "so it is for the service owner", sender=BOB, part=Part.SERVICE)
    owner.asks(
        "fewest-votes", "any monitor of the quorum convinces, also the one with the fewest votes", shown=owner.shown[-1]
    )
    owner.asks("unknown", "no such job", "NO_SUCH_JOB", job=ANOTHER_JOB)

    def but_for(**changes: Any) -> State:
        return state.with_job(at.name, evolve(job, **changes))

    owner.asks("early", "the executor is not ready", "WRONG_STAGE", state=but_for(stage=Stage.READY))
    owner.asks("other", "Bob has no say in Alice's key", "NOT_KEY_OWNER", sender=BOB)
    owner.asks("elected", "the recorded executor is a monitor", "NOT_ELECTED", state=but_for(executor=first.id))
    owner.asks("unready", "nobody signed a statement", "NO_QUORUM", state=but_for(ready=frozenset()))

    def again(**changes: Any) -> Evidence:
        return enveloped(at.executor.seed, evolve(owner.shown[0], **changes))

    question, unstated = "SHOWN_OTHER_QUESTION", "SHOWN_WITHOUT_STATEMENT"
    owner.asks("other-job", "evidence of another job", question, shown=again(job=ANOTHER_JOB))
    owner.asks("other-round", "evidence of another round", question, shown=again(round=job.round + 1))
    owner.asks("other-phase", "evidence of another phase", question, shown=again(phase=Phase.DURING))
    owner.asks("unstated", "of a node outside the group", unstated, shown=again(monitor=NodeId("00" * 32)))
    owner.asks(
        "unrecorded",
        "a statement that was not posted does not count later",
        unstated,
        state=but_for(ready=job.ready - {last.id}),
        shown=owner.shown[-1],
    )
    unsigned = evolve(owner.shown[0], signature=bytes(64))
    owner.asks("unsigned", "the executor did not sign it", "SHOWN_NO_ANSWER", shown=unsigned)
    owner.asks("other-nonce", "the question was not the monitor's", "SHOWN_NO_ANSWER", shown=again(nonce_proof=b""))
    owner.asks("other-monitor", "the answer to another monitor", "SHOWN_NO_ANSWER", shown=again(monitor=last.id))
    bad = shown_before(story, at, first, before(story.job(at.name))[:-1])
    owner.asks("failing", "a monitor vouched for what fails", "SHOWN_FAILS", shown=bad)
