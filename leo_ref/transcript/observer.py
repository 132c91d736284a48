"""What each party could know when a message reached it: the blocks it had, and the answers it had taken in.

Recording and verifying look through the same eyes. What a party makes of its knowledge is its own business and no part
of it: an honest monitor concludes what is found here, another one may say what it likes.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.signature import signed
from leo_ref.rejections import Rejection
from leo_ref.roles.message import Answer, Approval, Message, ResultDelivery
from leo_ref.rules.attestation import Dossier, brings_result, receive
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.release import statement_digest
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.result import result_digest
from leo_ref.state.evidence import Finding, Phase
from leo_ref.state.job import Job, Task
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId

WITHOUT_RESULT: Final = "WITHOUT_RESULT"
"""An answer to `after` counts as none without the result that payment was asked for (§11)."""

NO_DOSSIER: Final = Dossier()
NO_DOSSIERS: Final[Map[tuple[str, JobId], Dossier]] = Map()
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
    dossiers: Map[tuple[str, JobId], Dossier] = NO_DOSSIERS
    asked: Map[JobId, tuple[int, bytes]] = NO_RESULTS
    """The result that payment was requested for, from which height on; the ledger forgets it when the job settles."""

    @property
    def newest(self) -> State:
        """The ledger as it stands."""
        return self.states[-1]

    def view(self, party: str) -> State:
        """The ledger as a party knows it."""
        return self.states[self.heights.get(party, 0)]

    def dossier(self, party: str, job: JobId) -> Dossier:
        """The answers that a party has taken in."""
        return self.dossiers.get((party, job), NO_DOSSIER)

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

    def weighed(self, party: str, answer: Answer) -> tuple[Observer, str]:
        """After an answer reached a party, and what it shows: the value of a finding, or why it is not taken in."""
        evidence, state = answer.evidence, self.view(party)
        job = state.jobs.get(evidence.job)
        if job is not None and not brings_result(job, evidence, answer.sealed):
            return self, WITHOUT_RESULT
        before = self.dossier(party, evidence.job)
        dossier = receive(self.verifiers, state, evidence.job, NodeId(party), before, evidence)
        if isinstance(dossier, Rejection):
            return self, dossier.code.name
        after = evolve(self, dossiers=self.dossiers.set((party, evidence.job), dossier))
        return after, dossier.findings[evidence.phase].value

    def heard(self, party: str, message: Message) -> tuple[Observer, str | None]:
        """After any message reached a party; with what an answer shows."""
        return self.weighed(party, message) if isinstance(message, Answer) else (self, None)

    def is_founded(self, party: str, approval: Approval) -> bool:
        """Whether a ready statement is signed, and its monitor saw the machine in order."""
        said, job = approval.statement, self.view(party).jobs.get(approval.job)
        if job is None or job.executor is None or not is_monitor(job, said.monitor):
            return False
        found = self.dossier(said.monitor, approval.job).findings.get(Phase.BEFORE)
        keys = job.group[job.executor].encryption_keys
        message = statement_digest(approval.job, job.executor, keys, said.quote)
        return found is Finding.PASS and signed(bytes.fromhex(said.monitor), message, said.signature)

    def is_result(self, party: str, delivery: ResultDelivery) -> bool:
        """Whether the task owner got the result that payment was asked for."""
        job: Job | None = self.view(party).jobs.get(delivery.job)
        if job is None or not isinstance(job.terms, Task) or job.terms.owner != party:
            return False
        since, asked = self.asked.get(delivery.job, (0, b""))
        return since <= self.view(party).height and result_digest(delivery.sealed) == asked
