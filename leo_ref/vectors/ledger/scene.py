"""Who executes and who monitors the task of the ledger's vectors, and what each of them has to say."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from attrs import define, evolve

from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log, keys_opened, prepared, result_made, wiped
from leo_ref.attestation.evidence.wipe import wanted_wipe
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import TAG
from leo_ref.core.state.job import Job, Part, Task
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    Challenge,
    Confirm,
    DisputeKey,
    GiveResult,
    Piece,
    ReleaseKey,
    RequestPayment,
    Show,
)
from leo_ref.core.values import JobId
from leo_ref.sealing.result import LENGTH, result_digest, sealed_result
from leo_ref.sealing.transport import seal_to
from leo_ref.vectors.ledger.deployment import KEY, NODES, OFFER, RESULT_LIMIT
from leo_ref.vectors.participants import Operator, seed
from leo_ref.vectors.story import Story

STRAY: Final = (bytes(32),)
"""An event that no task allows."""


@define(frozen=True, slots=False)
class Scene:
    """The group of the task, as it was drawn."""

    name: JobId
    executor: Operator
    monitors: tuple[Operator, Operator, Operator]
    """From the most votes to the fewest; the first has as many as the two others."""
    outsider: Operator
    """A node that claimed a place without a vote, and lied by that."""

    @cached_property
    def result(self) -> bytes:
        """The sealed result, as long as it may be."""
        plaintext = bytes(RESULT_LIMIT - LENGTH - TAG)
        return sealed_result(b"", self.name, plaintext, seed("key of the result"), seed("seed of the result"))

    def log(self, job: Job, phase: Phase) -> Log:
        """The job log that the task allows."""
        assert isinstance(job.terms, Task), "a join has no job log"
        requirement = job.terms.requirement
        before = prepared(OFFER.image, wanted(requirement), OFFER.code, job.terms.data)
        if phase is Phase.BEFORE:
            return before
        running = (*before, keys_opened(job.keys))
        if phase is Phase.DURING:
            return running
        return (*running, result_made(result_digest(self.result)), wiped(wanted_wipe(requirement)))

    def evidence(self, job: Job, phase: Phase, asker: Operator | None = None, log: Log = (), **more: int) -> Evidence:
        """The executor's evidence; ``log`` is what it has beside what the task allows."""
        return self.executor.shows(self.name, job, phase, (*self.log(job, phase), *log), asker, **more)

    def again(self, evidence: Evidence, **changes: Any) -> Evidence:  # Any: each of its field's type
        """The evidence with other fields, signed by the executor."""
        return enveloped(self.executor.seed, evolve(evidence, **changes))

    def again_by(self, signer: Operator, evidence: Evidence) -> Evidence:
        """The evidence, signed by somebody else."""
        return enveloped(signer.seed, evidence)

    def show(self, job: Job) -> Show:
        """The executor shows its machine."""
        return Show(job=self.name, evidence=self.evidence(job, Phase.BEFORE))

    def release(self, job: Job, part: Part, key: bytes | None = None) -> ReleaseKey:
        """An owner's key, or another one in its place, sealed to the executor."""
        assert job.executor is not None, "there is an executor once keys are due"
        receiver = job.group[job.executor].encryption_keys.of(part)
        sealed = seal_to(receiver, KEY[part] if key is None else key, seed(f"seal of the {part.value} key"))
        assert sealed is not None, "the executor's key receives"
        return ReleaseKey(job=self.name, part=part, key=sealed)

    def dispute(self, part: Part, piece: Piece | None = None) -> DisputeKey:
        """The executor opens a key before everybody."""
        return DisputeKey(job=self.name, part=part, opening=self.executor.opening(part), piece=piece)

    def challenge(self, job: Job, monitor: Operator) -> Challenge:
        """A monitor asks on the ledger."""
        return Challenge(job=self.name, proof=monitor.asks(self.name, job))

    def answer(self, job: Job, monitor: Operator, log: Log = ()) -> Answer:
        """The executor's answer to that."""
        return Answer(job=self.name, evidence=self.evidence(job, Phase.DURING, monitor, log))

    def accuse(self, job: Job, monitor: Operator, log: Log = STRAY) -> Accuse:
        """A monitor shows an answer that fails."""
        return Accuse(job=self.name, evidence=self.evidence(job, Phase.DURING, monitor, log))

    def request(self, job: Job, log: Log = ()) -> RequestPayment:
        """The executor requests payment."""
        evidence = self.evidence(job, Phase.AFTER, None, log)
        return RequestPayment(job=self.name, result=result_digest(self.result), evidence=evidence)

    def give(self) -> GiveResult:
        """The executor puts the result on the ledger."""
        return GiveResult(job=self.name, result=self.result)

    def confirm(self, job: Job, monitor: Operator, log: Log = ()) -> Confirm:
        """A monitor confirms with its own answer."""
        return Confirm(job=self.name, evidence=self.evidence(job, Phase.DURING, monitor, log))


def scene(story: Story, name: JobId) -> Scene:
    """Who executes and who monitors."""
    job = story.job(name)
    members = {node.id: node for node in NODES if node.id in job.group}
    (outsider,) = (node for node in NODES if node.id not in job.group)
    executor = members.pop(next(node for node in members if node == job.executor))
    first, second, third = sorted(members.values(), key=lambda node: -job.group[node.id].j)
    return Scene(name, executor, (first, second, third), outsider)
