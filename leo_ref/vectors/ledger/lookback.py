"""Vectors on keys that are registered too late for a job (§6): who sees a job coming cannot choose a key for it."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Service
from leo_ref.core.state.transaction import PostTask
from leo_ref.core.values import JobId, ServiceId
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.deployment import ALICE, BOB, BOND, NODES, OFFER, drawn, start, task
from leo_ref.vectors.participants import Operator, seed
from leo_ref.vectors.story import Story

LOOKBACK: Final = 5
HEIGHT: Final = 20
SINCE: Final = (0, 15, 16, 17, 18)
"""The blocks that hold the registrations of ``NODES``."""

SERVICE: Final = ServiceId(seed("a service").hex())
IN_TIME, LATE, LATER = NODES[2], NODES[3], NODES[4]


def beginning(genesis: State) -> State:
    """Nodes of different ages, and a service."""
    nodes = {node.id: evolve(genesis.nodes[node.id], since=since) for node, since in zip(NODES, SINCE, strict=True)}
    return evolve(
        genesis,
        height=HEIGHT,
        block_hash=seed("a block"),
        beacon=seed("a beacon") * 2,
        nodes=Map(nodes),
        services=Map({SERVICE: Service(owner=BOB.account, offer=OFFER, live=True, bond=BOND)}),
    )


def posting(story: Story, wanted: list[Operator]) -> PostTask:
    """The first task for which all of these are drawn."""
    for salt in range(1000):
        body = task(SERVICE, salt)
        sent = story.signed(ALICE, body)
        ahead = story.ahead(sent)
        if all(node in drawn(ahead, story.id_of(ALICE, body)) for node in wanted):
            return body
    raise AssertionError("some task draws them")


def post(story: Story, name: str, why: str, wanted: list[Operator]) -> JobId:
    """A block with a task for which these are drawn; all nodes are in its snapshot."""
    body = posting(story, wanted)
    job = story.id_of(ALICE, body)
    story.send(f"post-{name}", "Alice posts her task", ALICE, body, "§6", "Market!PostTask")
    story.end_block(f"block-{name}", "the draw waits", "§6")
    story.end_block(f"block-{name}-opens", why, "§6")
    assert set(story.job(job).snapshot) == {node.id for node in NODES}, name
    return job


def lookback_story() -> Family:
    """A task in block 21, and the same in block 22."""
    cases = Cases("ledger/lookback")
    story = Story(cases, evolve(start(), parameters=evolve(start().parameters, lookback=LOOKBACK)))
    story.move_to("beginning", beginning(story.state))
    later = story.fork()
    action = "Selection!Apply"

    why = "all five nodes weigh, also those whose keys are too new to serve"
    job = post(story, "task", why, [IN_TIME])
    claim = IN_TIME.claim(job, story.job(job))
    why = "registered in the last block that counts, 16 + 5 = 21"
    story.fork().send("apply-in-time", why, IN_TIME, claim, "§6", action)
    for name, node in (("late", LATE), ("later", LATER)):
        claim = node.claim(job, story.job(job))
        story.refuse(f"apply-{name}", "a sound proof of a key that came too late", node, claim, "KEY_TOO_NEW", action)
    story.close(job, "block-second-round", "nobody came: a new snapshot and a new beacon", "§6")
    late = LATE.claim(job, story.job(job))
    why = "its key grew older, and what counts is the block that holds the job"
    story.refuse("apply-late-in-second-round", why, LATE, late, "KEY_TOO_NEW", action)
    anew = evolve(story.state.nodes[IN_TIME.id], since=story.state.height)
    story.refuse_in(
        "apply-joined-anew",
        "its name is in the snapshot; its key was registered after the job's block",
        evolve(story.state, nodes=story.state.nodes.set(IN_TIME.id, anew)),
        IN_TIME,
        IN_TIME.claim(job, story.job(job)),
        "KEY_TOO_NEW",
        action,
    )

    later.end_block("block-empty", "a block later")
    job = post(later, "task-later", "in block 22 the key of block 17 is old enough", [LATE])
    claim = LATE.claim(job, later.job(job))
    later.send("apply-late-for-the-first-only", "in time for this task, 17 + 5 = 22", LATE, claim, "§6", action)
    claim = LATER.claim(job, later.job(job))
    later.refuse("apply-later-again", "one block too late again", LATER, claim, "KEY_TOO_NEW", action)
    return cases.family("Keys registered in time for a task and too late for it, to the block.")
