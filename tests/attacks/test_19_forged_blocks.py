"""Attack 19: one forged block stops a party for ever, and a deployment with the other VRF suite never draws.

Before the attack a stranger has nothing but an address. Where a party keeps the first block of a height that it hears,
one message stops it. With blocks that are signed, and another candidate taken when one is refused, a stranger has
nothing, nor has a producer who signs what has no parent. Under either suite a task is done, and its transcript holds.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.state.job import Outcome
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Block
from leo_ref.parties.message import Message, Outbox, Party, Sent, Wake
from leo_ref.parties.producer import block_on, signed
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame, Start
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.parties.simulator.deployment import NODES, PRODUCER, deployment, recorded, run, the_task, with_faulty


@pytest.mark.parametrize("suite", Suite)
def test_a_task_is_done_under_either_suite(suite: Suite) -> None:
    frames = run(deployment(suite=suite), Plan(seed=b"suite"))
    assert the_task(frames).outcome is Outcome.DONE
    report = verify(recorded(frames, suite=suite))
    assert isinstance(report, ReplayReport), report
    other = next(one for one in Suite if one is not suite)
    assert isinstance(verify(recorded(frames, suite=other)), Broken), (
        "a transcript is judged by the suite that it names"
    )


def forgeries(start: Start, block: Block) -> list[Block]:
    """What a stranger, or one who repeats what a producer signed, sends before the block of that height comes."""
    other = evolve(start.state, height=block.height - 1, block_hash=bytes(32))
    return [
        evolve(block, height=block.height + 1, signature=bytes(64)),
        evolve(block, height=block.height + 1),
        block_on(start.deployment, NODES[0], evolve(other, height=block.height), ()),
        # A producer that signs two blocks of a height: nobody can take the one without a parent.
        signed(PRODUCER, evolve(block, height=block.height + 1, parent=bytes(32), transactions=())),
    ]


def test_forged_blocks_stop_nobody() -> None:
    """A node that hears a block sends forged ones of the next height to everybody else."""
    start = deployment()
    names = sorted(name for name in start.parties if name != NODES[4].name)

    def spam(message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        if not isinstance(message, Block):
            return party, outbox
        return party, (*outbox, *(Sent(name, bad) for bad in forgeries(start, message) for name in names))

    frames = run(with_faulty(start, NODES[4], spam), Plan(seed=b"forged"))
    assert the_task(frames).outcome is Outcome.DONE
    end = frames[-1]
    heights = {name: followed(end, name) for name in names}
    assert set(heights.values()) == {end.state.height}


def followed(frame: Frame, name: str) -> int:
    """How far a party has followed."""
    party = frame.parties[name]
    height: int = party.chain.state.height  # type: ignore[attr-defined]  # every honest party of these tests has a chain
    return height
