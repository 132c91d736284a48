"""Vectors on the stage that each transaction belongs to (§4): in every other one it is refused, whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.state.job import Job, Part, Stage
from leo_ref.core.state.transaction import Approve, AskResult
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.deployment import ALICE, BOB, start
from leo_ref.vectors.ledger.refusing import OnTask
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import whole_task
from leo_ref.vectors.participants import Person
from leo_ref.vectors.story import Story

STAGES: Final[Mapping[str, frozenset[Stage]]] = {
    "Show!Show": frozenset({Stage.READY}),
    "Approval!Approve": frozenset({Stage.APPROVE, Stage.KEYS}),
    "Release!ReleaseKey": frozenset({Stage.KEYS}),
    "Dispute!DisputeKey": frozenset({Stage.RUN}),
    "Challenge!Challenge": frozenset({Stage.RUN}),
    "Challenge!Answer": frozenset({Stage.RUN}),
    "Challenge!Accuse": frozenset({Stage.RUN, Stage.CONFIRM}),
    "Result!RequestPayment": frozenset({Stage.RUN}),
    "Result!AskResult": frozenset({Stage.CONFIRM}),
    "Result!GiveResult": frozenset({Stage.CONFIRM}),
    "Confirmation!Confirm": frozenset({Stage.CONFIRM}),
}
"""Where each transaction about a task after its draw is taken."""


def bodies(at: Scene, job: Job) -> Mapping[str, tuple[Person, OnTask]]:
    """Who sends what, as it would be in order in its stage; ``job`` is the task when both keys were there."""
    first = at.monitors[0]
    return {
        "Show!Show": (at.executor, at.show(job)),
        "Approval!Approve": (first, Approve(job=at.name)),
        "Release!ReleaseKey": (ALICE, at.release(job, Part.TASK)),
        "Dispute!DisputeKey": (at.executor, at.dispute(Part.TASK)),
        "Challenge!Challenge": (first, at.challenge(job, first)),
        "Challenge!Answer": (at.executor, at.answer(job, first)),
        "Challenge!Accuse": (first, at.accuse(job, first)),
        "Result!RequestPayment": (at.executor, at.request(job)),
        "Result!AskResult": (first, AskResult(job=at.name)),
        "Result!GiveResult": (at.executor, at.give()),
        "Confirmation!Confirm": (first, at.confirm(job, first)),
    }


def stage_story() -> Family:
    """Every transaction in every stage in which it is not taken."""
    at, states = whole_task().at, whole_task().states
    story = Story(Cases("ledger/stages"), start())
    for stage in Stage:
        if stage in (Stage.POSTED, Stage.ENROL):
            continue
        story.move_to(stage.value, states[stage])
        for action, (who, body) in bodies(at, states[Stage.RUN].jobs[at.name]).items():
            if stage not in STAGES[action]:
                _, name = action.split("!")
                label = f"{name.lower()}-in-{stage.value}"
                story.refuse(label, "it belongs to another stage", who, body, "WRONG_STAGE", action)
                story.refuse(f"{label}-by-another", "the stage before the sender", BOB, body, "WRONG_STAGE", action)
    return story.cases.family("Each transaction about a task in each stage that it does not belong to.")
