"""A task whose group stands, told to its end as it should go (§9-§12); each stage is where other vectors begin."""

from __future__ import annotations

from functools import cache

from attrs import frozen
from immutables import Map

from leo_ref.core.state.job import Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Approve, AskResult
from leo_ref.rules.challenge import watched_until
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.deployment import ALICE, BOB, start
from leo_ref.vectors.ledger.opening import market, posting, selection
from leo_ref.vectors.ledger.scene import Scene, scene
from leo_ref.vectors.story import Story


@frozen
class WholeTask:
    """A story with the states in which its stages began."""

    cases: Cases
    at: Scene
    states: Map[Stage, State]


def shown(story: Story, at: Scene) -> None:
    """READY: the machine is shown."""
    story.send("show", "evidence that passes", at.executor, at.show(story.job(at.name)), "§9", "Show!Show")
    story.end_block("block-shown", "the machine is shown: the window of approvals opens", "§9")


def approved(story: Story, at: Scene) -> None:
    """APPROVE: the approvals of a quorum."""
    for number, monitor in enumerate(at.monitors[:2], 1):
        story.send(f"approve-{number}", "it saw the same", monitor, Approve(job=at.name), "§9", "Approval!Approve")
    story.end_block("block-approved", "a quorum approved: the keys are due", "§9")


def released(story: Story, at: Scene) -> None:
    """KEYS: both."""
    for part, owner in ((Part.TASK, ALICE), (Part.SERVICE, BOB)):
        body = at.release(story.job(at.name), part)
        story.send(f"key-{part.value}", "sealed to the key of the claim", owner, body, "§9", "Release!ReleaseKey")
    story.end_block("block-keys", "both keys are there: the run begins, with a beacon of its own", "§9")


def watched(story: Story, at: Scene) -> None:
    """RUN: a question and its answer, and payment requested in the first block that is not watched."""
    job, third = story.job(at.name), at.monitors[2]
    assert isinstance(job.terms, Task), "it is a task"
    story.send("challenge", "a monitor asks", third, at.challenge(job, third), "§10", "Challenge!Challenge")
    story.end_block("block-challenged", "the question is open", "§10")
    story.send("answer", "and is answered", at.executor, at.answer(job, third), "§10", "Challenge!Answer")
    story.end_block("block-answered", "nothing is due", "§10")
    story.until(watched_until(story.parameters, job, job.terms) + 1, "watched")
    story.send("request", "the job ran, and was watched", at.executor, at.request(job), "§10", "Result!RequestPayment")
    story.end_block("block-requested", "payment is requested: the monitors confirm", "§10")


def confirmed(story: Story, at: Scene) -> None:
    """CONFIRM: one monitor asks for the result, all confirm."""
    first, second, third = at.monitors
    ask = AskResult(job=at.name)
    story.send("ask-result", "it does not hold the result", third, ask, "§11", "Result!AskResult")
    story.send("give-result", "now everybody does", at.executor, at.give(), "§11", "Result!GiveResult")
    for number, monitor in enumerate((first, second, third), 1):
        body = at.confirm(story.job(at.name), monitor)
        story.send(f"confirm-{number}", "its own answer passes", monitor, body, "§11", "Confirmation!Confirm")
    story.close(at.name, "block-done", "confirmed by a quorum; who asked for the result has no wage", "§12")
    story.end_block("block-after", "what is settled stays as it is", "§12")


@cache
def whole_task() -> WholeTask:
    """From the genesis to the balances of §12."""
    cases, states = Cases("ledger/task"), dict[Stage, State]()
    story = Story(cases, start())
    name = posting(story, market(story))
    states[Stage.APPLY] = story.state
    selection(story, name)
    at = scene(story, name)
    for stage, part in (
        (Stage.READY, shown),
        (Stage.APPROVE, approved),
        (Stage.KEYS, released),
        (Stage.RUN, watched),
        (Stage.CONFIRM, confirmed),
    ):
        assert story.job(name).stage is stage, stage
        states[stage] = story.state
        part(story, at)
    states[Stage.SETTLED] = story.state
    return WholeTask(cases, at, Map(states))


def task_story() -> Family:
    """The file of it."""
    return whole_task().cases.family(
        "A task, from its posting to its settlement, and what is refused of its first blocks."
    )


def from_stage(prefix: str, stage: Stage) -> tuple[Story, Scene]:
    """A story with ids of its own that begins where a stage of the task began."""
    story = Story(Cases(prefix), start())
    story.move_to(f"beginning-{stage.value}", whole_task().states[stage])
    return story, whole_task().at
