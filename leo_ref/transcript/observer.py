"""What each party could know when a message reached it: the blocks that it had.

Recording and verifying see the same. What a party makes of it is no part of it: an honest monitor finds in an answer
what is found here, another one may say what it likes.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId, NodeId
from leo_ref.ledger.block import Block, forged
from leo_ref.parties.message import AnswerMessage, Message, ResultDelivery
from leo_ref.rules.question import looked_in
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest

NO_HEIGHTS: Final[Map[str, int]] = Map()
NO_RESULTS: Final[Map[JobId, tuple[int, bytes]]] = Map()
NO_WAITING: Final[Map[str, frozenset[int]]] = Map()


@frozen(kw_only=True)
class Observer:
    """Everybody's knowledge."""

    verifiers: Verifiers
    states: tuple[State, ...]
    """The ledger at each height, from 0."""
    heights: Map[str, int] = NO_HEIGHTS
    """How far each party has followed."""
    waiting: Map[str, frozenset[int]] = NO_WAITING
    """Blocks that reached a party before their parents."""
    asked: Map[JobId, tuple[int, bytes]] = NO_RESULTS
    """The result that payment was requested for, from which height on; the ledger forgets it when the job settles."""

    @property
    def newest(self) -> State:
        """The ledger as it stands."""
        return self.states[-1]

    def view(self, party: str) -> State:
        """The ledger as a party knows it."""
        return self.states[self.heights.get(party, 0)]

    def made(self, state: State) -> Observer:
        """After a block."""
        asked = self.asked
        for name, job in state.jobs.items():
            if job.requested is not None and name not in asked:
                asked = asked.set(name, (state.height, job.requested))
        return evolve(self, states=(*self.states, state), asked=asked)

    def followed(self, party: str, height: int) -> Observer:
        """After a block reached a party."""
        reached, waiting = self.heights.get(party, 0), self.waiting.get(party, frozenset())
        if height > reached:
            waiting = waiting | {height}
        while reached + 1 in waiting:
            reached += 1
            waiting = waiting - {reached}
        return evolve(self, heights=self.heights.set(party, reached), waiting=self.waiting.set(party, waiting))

    def has(self, block: Block) -> bool:
        """Whether it is one of the ledger's."""
        return block.height < len(self.states) and self.states[block.height].block_hash == block.hash

    def shown(self, party: str, message: Message) -> str | None:
        """What an answer shows to whoever it reached: the value of a finding, or why it is none.

        Of a block that is none of the ledger's: why nobody takes it, where its producer did not sign it.
        """
        if isinstance(message, Block):
            found = forged(self.verifiers, message)
            return None if found is None else found.code.name
        if not isinstance(message, AnswerMessage):
            return None
        evidence = message.evidence
        finding = looked_in(self.verifiers, self.view(party), evidence.job, NodeId(party), evidence)
        return finding.code.name if isinstance(finding, Rejection) else finding.value

    def is_result(self, party: str, delivery: ResultDelivery) -> bool:
        """Whether the task owner got the result that payment was asked for."""
        job: Job | None = self.view(party).jobs.get(delivery.job)
        if job is None or not isinstance(job.terms, Task) or job.terms.owner != party:
            return False
        since, asked = self.asked.get(delivery.job, (0, b""))
        return since <= self.view(party).height and result_digest(delivery.sealed) == asked
