"""A machine whose answers are kept before the party acts on them, and given again after a restart (§8, §9).

A TPM and a container do not give the same answer twice: keys are new each time, and a quote has another clock. So a
party that begins again hears what the machine answered before, and asks it only what it has not asked.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from attrs import define, field
from immutables import Map

from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.machine import Assignment, Finished, Machine, Opened, Question, Vouched
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Part
from leo_ref.core.values import Digest, Height, JobId, NodeId
from leo_ref.network.party.answer import (
    Activated,
    Dismissed,
    FinishedRun,
    MachineAnswer,
    OpenedKeys,
    Prepared,
    Shown,
    StillRunning,
    VouchedKeys,
)
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.journal import REMEDY, Journal

Kind = TypeVar("Kind", bound=MachineAnswer)


@define
class JournaledMachine:
    """A machine and the journal of its node; :class:`leo_ref.attestation.machine.Machine` says what it does."""

    inner: Machine
    journal: Journal
    known: deque[MachineAnswer] = field(factory=deque)
    """Answers to what the node is hearing again, in their order."""

    @property
    def is_running(self) -> bool:
        """The machine's, as it is now."""
        return self.inner.is_running

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The machine's."""
        return self.inner.certificates

    @property
    def endorsement_key(self) -> bytes:
        """The machine's."""
        return self.inner.endorsement_key

    @property
    def attestation_key(self) -> bytes:
        """The machine's."""
        return self.inner.attestation_key

    @property
    def boot_log(self) -> bytes:
        """The machine's."""
        return self.inner.boot_log

    def activated(self, credential: Credential) -> Digest | None:
        """Kept, since it is an answer to an attestor."""
        known = self._known(Activated)
        return known.secret if known else self._kept(Activated(secret=self.inner.activated(credential))).secret

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[JournaledMachine, Vouched]:
        """The keys of a claim stay the same."""
        known = self._known(VouchedKeys)
        if known is None:
            self.inner, keys = self.inner.vouched(node, since, job, log)
            known = self._kept(VouchedKeys(keys=keys))
        return self, known.keys

    def prepared(self, work: Assignment) -> tuple[JournaledMachine, Log]:
        """What was measured was measured once."""
        known = self._known(Prepared)
        if known is None:
            self.inner, log = self.inner.prepared(work)
            known = self._kept(Prepared(log=log))
        return self, known.log

    def shown(self, question: Question, log: Log) -> tuple[JournaledMachine, bytes]:
        """One answer to a question, for good."""
        known = self._known(Shown)
        if known is None:
            self.inner, quote = self.inner.shown(question, log)
            known = self._kept(Shown(quote=quote))
        return self, known.quote

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[JournaledMachine, Opened]:
        """The keys open once."""
        known = self._known(OpenedKeys)
        if known is None:
            self.inner, opened = self.inner.opened(work, keys)
            known = self._kept(OpenedKeys(keys=opened))
        return self, known.keys

    def finished(self, work: Assignment) -> tuple[JournaledMachine, Finished | None]:
        """A run ends once; that it had not ended is kept too, so that each answer stays with its question."""
        known: MachineAnswer | None = self._known(FinishedRun, StillRunning)
        if known is None:
            self.inner, ended = self.inner.finished(work)
            known = self._kept(StillRunning() if ended is None else FinishedRun(log=ended.log, sealed=ended.sealed))
        return self, Finished(log=known.log, sealed=known.sealed) if isinstance(known, FinishedRun) else None

    def dismissed(self, job: JobId) -> JournaledMachine:
        """What there was of the job is gone."""
        if self._known(Dismissed) is None:
            self.inner = self.inner.dismissed(job)
            self._kept(Dismissed())
        return self

    def _known(self, *kinds: type[Kind]) -> Kind | None:
        """The next answer of the journal; None where the machine is to be asked."""
        if not self.known:
            return None
        answer = self.known.popleft()
        if not isinstance(answer, kinds):
            asked = " or ".join(kind.kind for kind in kinds)
            what = f"{self.journal.place} has {answer.kind} where the node asks for {asked}."
            raise PartyFailure(Failure.JOURNAL_CORRUPT, what, REMEDY)
        return answer

    def _kept(self, answer: Kind) -> Kind:
        self.journal.answered(answer)
        return answer
