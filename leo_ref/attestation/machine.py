"""What stands behind a node (§8 to §10): its TPM and the container of its job, behind one interface.

A node asks; each answer comes with the machine after it. So a machine of software is a value
(:mod:`leo_ref.software.machine`), and one that is there, with a TPM and a container, gives itself back. No plaintext
and no secret of a TPM ever leaves a machine: a node holds logs, quotes and what is sealed.
"""

from __future__ import annotations

from typing import Annotated, Final, Protocol, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.log import Log
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.job import EncryptionKeys, Part, Task
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import Certificates, Piece
from leo_ref.core.values import AtMost, Digest, Height, JobId, NodeId
from leo_ref.sealing.context import CodeContext, Context, DataContext
from leo_ref.sealing.imprint import chunk_of, imprint_of
from leo_ref.sealing.payload import KEY_LENGTH, chunk_opens, commitment, unseal

MeasuredLog: TypeAlias = tuple[Digest, ...]
"""A job log, each event as the digest that was measured."""

OPENING_MOST: Final = 512
"""Octets of the longest opening: those of an RSA key of 4096 bits."""


@frozen(kw_only=True)
class Vouched:
    """Encryption keys, and the certificates of the TPM over them, as a claim carries them (§6)."""

    encryption_keys: EncryptionKeys
    certificates: Certificates


@frozen(kw_only=True)
class Question:
    """What evidence is made for (§8)."""

    job: JobId
    round: int
    phase: Phase
    monitor: NodeId | None
    """Who asked; None where the ledger asks."""
    nonce: bytes
    """64 octets of a VRF where a node asked, else 32 of a digest."""


@frozen(kw_only=True)
class Assignment:
    """A task that a node executes: its terms and its sealed payloads, as ledger and owners gave them."""

    job: JobId
    task: Task
    offer: Offer
    code: bytes
    data: bytes

    @property
    def log(self) -> Log:
        """The job log that the task allows before any key moves."""
        return job_log.prepared(self.offer.image, wanted(self.task.requirement), self.offer.code, self.task.data)

    def unsealed(self, part: Part, key: bytes) -> bytes | None:
        """The plaintext of the data or the code, if ``key`` is the one that was committed to and opens all of it."""
        return unseal(key, self._context(part), self._sealed(part), self._commitment(part))

    def closed_piece(self, part: Part, key: bytes) -> Piece | None:
        """The first chunk that does not open under the key committed to; None where it is another key or all open."""
        sealed = self._sealed(part)
        if len(key) != KEY_LENGTH or commitment(key) != self._commitment(part):
            return None
        chunks = imprint_of(sealed).chunks
        for index in range(chunks):
            chunk, path = chunk_of(sealed, index)
            if not chunk_opens(key, self._context(part), index, chunk, last=index == chunks - 1):
                return Piece(index=index, chunk=chunk, path=path)
        return None

    def _sealed(self, part: Part) -> bytes:
        return self.data if part is Part.TASK else self.code

    def _context(self, part: Part) -> Context:
        if part is Part.TASK:
            return DataContext(owner=self.task.owner, service=self.task.service)
        return CodeContext(owner=self.task.service_owner, image=self.offer.image)

    def _commitment(self, part: Part) -> bytes:
        return self.task.key_commitment if part is Part.TASK else self.offer.key_commitment


@frozen(kw_only=True)
class BadKey:
    """A released key that did not open its payload, and what shows it to everybody (§9)."""

    part: Part
    opening: Annotated[bytes, AtMost(OPENING_MOST)]
    """What was sealed in the key, as its receiver opens it without padding: 256 octets."""
    piece: Piece | None
    """The first chunk that does not open, where the key is the one committed to."""


@frozen(kw_only=True)
class Opened:
    """What became of the released keys."""

    log: MeasuredLog
    """It says that both opened their payloads; where one did not, it did not grow."""
    running: bool
    """Whether both opened their payloads, so that the job runs. False without a bad key: the machine can run it no
    more, since it was started anew or lost the container."""
    bad: tuple[BadKey, ...] = ()
    """Those that did not, in the order of :class:`Part`."""


@frozen(kw_only=True)
class Finished:
    """What is left of a job that ran."""

    log: MeasuredLog
    sealed: Annotated[bytes, AtMost(PAYLOAD_MOST)]
    """The sealed result (§10); empty where the run was lost, so that nothing can be shown for it."""


class Identifiable(Protocol):
    """What a machine is known by."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Of the endorsement key, DER: its own, then those of the authorities above; none in software (§5)."""

    @property
    def endorsement_key(self) -> bytes:
        """TPMT_PUBLIC."""

    @property
    def attestation_key(self) -> bytes:
        """TPMT_PUBLIC; in software an Ed25519 key."""


class Machine(Identifiable, Protocol):
    """A node's TPM and container. What happens to it may fail; the failure is then the machine's own."""

    @property
    def is_running(self) -> bool:
        """Whether a program runs in it now, or waits for what it cannot run without."""

    @property
    def boot_log(self) -> bytes:
        """The log of this boot, as it is to be published; empty where there is none."""

    def activated(self, credential: Credential) -> Digest | None:
        """The secret in an attestor's credential; None where the TPM does not open it (§5)."""

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[Machine, Vouched]:
        """Keys for this job alone, which open in this boot while the job log is ``log`` (§9).

        ``since`` is the height at which the node's VRF key was registered. Asked again, it gives the same keys.
        """

    def prepared(self, work: Assignment) -> tuple[Machine, Log]:
        """Make the container, and measure image, container and the sealed payloads, before any key moves.

        An empty log: there could be no container. It may be asked again.
        """

    def shown(self, question: Question, log: Log) -> tuple[Machine, bytes]:
        """The octets of a quote that answers the question; ``log`` is the job log beside it."""

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[Machine, Opened]:
        """Open both payloads with the released keys and begin the run, or tell which keys did not open their own."""

    def finished(self, work: Assignment) -> tuple[Machine, Finished | None]:
        """Once the run has ended, seal the result to the task owner, wipe, and measure both.

        A machine may wait for the end, or give None as long as the program runs. After this nothing about the run can
        be shown any more: nobody may still have a question.
        """

    def dismissed(self, job: JobId) -> Machine:
        """The job is over: remove what there still is of it. Where there is nothing, nothing happens."""
