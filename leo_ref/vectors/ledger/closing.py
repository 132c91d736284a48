"""Vectors on the end of a draw's round (§6), and on a service that was withdrawn while a task goes on (§4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage, Task
from leo_ref.core.state.transaction import WithdrawService
from leo_ref.vectors.case import Family
from leo_ref.vectors.ledger.deployment import BOB, NEWCOMER, NODES
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.participants import Operator, seed
from leo_ref.vectors.story import Story

TASK_GROUPS: Final[Mapping[str, tuple[str, tuple[int, ...]]]] = {
    "two-members": ("a task needs three members, whatever their votes", (9, 8)),
    "floor": ("the monitors have half of the expected votes, which is not more than half", (9, 4, 2)),
    "above-floor": ("one vote more, and the group stands", (9, 4, 3)),
    "executor-alone": ("the executor's votes do not count", (90, 1, 1)),
    "nobody": ("nobody came", ()),
}
"""Votes of the members; twelve are expected."""

JOIN_GROUPS: Final[Mapping[str, tuple[str, tuple[int, ...]]]] = {
    "one-attestor": ("a join needs two members", (19,)),
    "attestors-half": ("one vote more than a task would need", (8, 3)),
    "attestors-floor": ("three quarters of the expected votes, which is not more than three quarters", (11, 4)),
    "attestors": ("one vote more, and the group stands: all members count", (11, 5)),
}
"""Of a join twenty votes are expected."""


def closing_story() -> Family:
    """Rounds that close."""
    story, at = from_stage("ledger/closing", Stage.APPLY)
    for name, (why, votes) in TASK_GROUPS.items():
        closes(story, at, name, why, grouped(story.job(at.name), votes))
    job = evolve(story.job(at.name), round=story.parameters.rounds)
    closes(story, at, "last-round", "no round is left: the fee is gone, the deposits go back", grouped(job, (9, 4, 2)))
    closes(story, at, "last-round-stands", "a group in the last round", grouped(job, (9, 4, 3)))
    terms = Join(candidate=NEWCOMER.id, deposit=story.parameters.join_deposit, tau=story.parameters.tau)
    for name, (why, votes) in JOIN_GROUPS.items():
        closes(story, at, name, why, grouped(evolve(job, round=1, terms=terms), votes))
    why = "no round is left: the candidate has its deposit back but for the fees of all rounds, and is none"
    closes(story, at, "join-last-round", why, grouped(evolve(job, terms=terms), (9,)))
    withdrawn(story, at)
    return story.cases.family("Rounds that end with a group or without one; a service withdrawn under a task.")


def grouped(job: Job, votes: tuple[int, ...]) -> Job:
    """The job in the last block of its round, with members of these votes."""
    members: list[tuple[Operator, int]] = list(zip(NODES, votes, strict=False))
    group = {node.id: Place(j=j, beta=seed(node.name) * 2, encryption_keys=NO_ENCRYPTION_KEYS) for node, j in members}
    put_in = job.terms.payment + job.terms.hold if isinstance(job.terms, Task) else job.terms.deposit
    return evolve(job, group=Map(group), escrow=put_in + len(group) * job.terms.deposit)


def closes(story: Story, at: Scene, name: str, why: str, job: Job) -> None:
    """The block in which the window of the job closes."""
    nodes = story.state.nodes.set(NEWCOMER.id, evolve(story.state.nodes[NODES[0].id], identity=NEWCOMER.identity))
    fork = story.fork()
    fork.move_to(name, evolve(story.state.with_job(at.name, job), nodes=nodes, height=job.deadline - 1))
    fork.end_block(f"block-{name}", why, "§6")


def withdrawn(story: Story, at: Scene) -> None:
    """Bob takes his service back while the task is drawn."""
    terms = story.job(at.name).terms
    assert isinstance(terms, Task), "it is a task"
    last = evolve(story.job(at.name), round=story.parameters.rounds)
    fork = story.fork()
    fork.move_to("drawn-on-a-service", evolve(story.state.with_job(at.name, last), height=last.deadline - 1))
    fork.send(
        "withdraw", "the task goes on", BOB, WithdrawService(service=terms.service), "§6", "Market!WithdrawService"
    )
    fork.end_block("block-withdrawn", "what comes back of the bond goes to its owner, and the service stays away", "§4")
