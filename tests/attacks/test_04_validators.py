"""Attack 4: one block parts two honest validators, since each judges by what it happened to see.

Before the attack all have the same state, and some were started from its octets in the midst of a job. Where the
machine that was shown is kept beside the state, an accusation ends the job for those who saw it shown, and is a lie for
the others: on one chain the executor has lost its deposit, on the other its accuser has. With the rules of §4 and §8
whoever has deployment, state and block comes to the same state.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Final

import pytest

from leo_ref.attestation.evidence.nonce import asking
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import Job, Outcome, Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import AskResult, Challenge, GiveResult
from leo_ref.core.values import JobId, NodeId
from leo_ref.ledger import Block, apply_block
from leo_ref.parties.producer import block_on
from leo_ref.software import job as appraised_in_tasks
from leo_ref.software.appraisal import SoftwareSeen
from leo_ref.software.quote import read
from tests.attacks.chain import FEW, HONEST, PRODUCER, named
from tests.attacks.software import RESULT, SoftwareChain, sealed_to

VALIDATOR: Final = """
import sys
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.core.state.ledger import State
from leo_ref.software.verifiers import SoftwareVerifiers

deployment, state, *blocks = map(bytes.fromhex, sys.stdin.read().split())
deployment, state = from_octets(Deployment, deployment), from_octets(State, state)
for octets in blocks:
    state = apply_block(deployment, SoftwareVerifiers(), state, from_octets(Block, octets))
    print(to_octets(state).hex())
"""


class KeptChain(SoftwareChain):
    """A chain of which all octets are kept."""

    def __init__(self) -> None:
        self.states: list[str] = []
        self.blocks: list[str] = []
        super().__init__(FEW, dict.fromkeys(HONEST, 1))

    def end_block(self, blocks: int = 1) -> None:
        """Finish the block, and empty ones after it."""
        for _ in range(blocks):
            self.states.append(to_octets(self.start).hex())
            self.blocks.append(to_octets(block_on(self.deployment, PRODUCER, self.start, tuple(self.sent))).hex())
            super().end_block()

    def validated(self, hash_seed: int, first: int) -> list[str]:
        """The states that a validator comes to that was started with nothing but octets, at this block."""
        given = [to_octets(self.deployment).hex(), self.states[first], *self.blocks[first:]]
        done = subprocess.run(
            [sys.executable, "-c", VALIDATOR],
            env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            input="\n".join(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split()


Play = Callable[[], tuple[KeptChain, JobId, int]]
"""Gives the chain, the task, and the number of the block before which its keys were released."""


def accused() -> tuple[KeptChain, JobId, int]:
    """A whole life: shown, asked, answered, paid for, lied about, and at last accused; and where its run began."""
    chain = KeptChain()
    name = chain.task()
    chain.keyed(name)
    begun = len(chain.blocks)
    executor, (first, second, *_) = chain.executor(name), chain.monitors(name)
    asked = asking(first.vrf, name, chain.state.jobs[name], Phase.DURING, NodeId(first.name))
    chain.must(first, Challenge(job=name, proof=asked))
    chain.end_block()
    chain.must(executor, chain.answer(name, first))
    chain.request(name)
    chain.must(second, AskResult(job=name))
    chain.end_block()
    chain.must(executor, GiveResult(job=name, result=RESULT))
    chain.accuse(name, second, Finding.PASS)
    chain.end_block()
    chain.confirm(name, first)
    chain.accuse(name, chain.monitors(name)[-1])
    chain.end_block(2)
    return chain, name, begun


def disputed() -> tuple[KeptChain, JobId, int]:
    """Alice releases a wrong key, and its opening is shown."""
    chain = KeptChain()
    name = chain.task()
    chain.keyed(name, task=sealed_to(Part.TASK, named("another key")))
    begun = len(chain.blocks)
    chain.must(chain.executor(name), chain.disputed(name, Part.TASK))
    chain.end_block(2)
    return chain, name, begun


@pytest.mark.parametrize(
    ("play", "outcome"),
    [(accused, Outcome.EXECUTOR_FAULT), (disputed, Outcome.OWNER_FAULT)],
    ids=["accused", "disputed"],
)
def test_validators_that_begin_at_different_blocks_agree(play: Play, outcome: Outcome) -> None:
    """One saw everything, the other was started when the keys had been released."""
    chain, name, begun = play()
    wanted = [*chain.states[1:], to_octets(chain.state).hex()]
    assert chain.validated(1, 0) == wanted
    assert chain.validated(2, begun) == wanted[begun:]
    assert chain.state.jobs[name].outcome is outcome


def test_where_what_was_shown_is_kept_beside_the_state_an_accusation_parts_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[JobId, Evidence] = {}

    def remembered(job: Job, evidence: Evidence) -> tuple[SoftwareSeen, ...]:
        """What this validator saw shown."""
        del job
        if evidence.phase is Phase.BEFORE:
            seen[evidence.job] = evidence
        there = None if evidence.phase is Phase.BEFORE else seen.get(evidence.job)
        quote = None if there is None else read(there.quote)
        return (
            ()
            if there is None or quote is None or isinstance(quote, Rejection)
            else (SoftwareSeen(quote.quote, there.log),)
        )

    monkeypatch.setattr(appraised_in_tasks, "history", remembered)
    chain, name, begun = accused()
    assert chain.state.jobs[name].outcome is Outcome.EXECUTOR_FAULT
    seen.clear()
    state = from_octets(State, bytes.fromhex(chain.states[begun]))
    for octets in chain.blocks[begun:]:
        block = from_octets(Block, bytes.fromhex(octets))
        assert isinstance(block, Block)
        assert isinstance(state, State)
        state = apply_block(chain.deployment, chain.verifiers, state, block)
    assert isinstance(state, State)
    other = state.jobs[name]
    assert other.stage is Stage.CONFIRM
    assert NodeId(chain.monitors(name)[-1].name) in other.liars
