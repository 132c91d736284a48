"""A machine of software: no TPM, no container. Its quotes convince nobody that a machine is what it says.

It is a value, so that the simulator can play whole networks from a seed. What it does is what a real one does, in the
same order; an ordinary key signs its quotes, and the program is a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import evolve, field, frozen
from immutables import Map

from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.wipe import wanted_wipe
from leo_ref.attestation.machine import Assignment, BadKey, Finished, Opened, Question, Vouched
from leo_ref.core.keys import Keys, derived
from leo_ref.core.signature import public_key as signing_key
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import EncryptionKeys, Part
from leo_ref.core.state.transaction import Certificates
from leo_ref.core.values import Digest, Height, JobId, NodeId
from leo_ref.sealing.fault import boxed_opening
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.program_result import WELL, ProgramResult, framed
from leo_ref.sealing.result import result_digest, sealed_result
from leo_ref.sealing.transport import open_sealed, public_key
from leo_ref.software import endorsement
from leo_ref.software.certificate import certificate
from leo_ref.software.quote import quoted

Program: TypeAlias = Callable[[bytes, bytes], bytes]
"""(code, data) -> result; total and pure."""


@frozen(kw_only=True)
class Running:
    """A job between its preparation and its end."""

    log: Log
    plain: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """Code and data, from the keys until the wipe."""


NO_JOBS: Final[Map[JobId, Running]] = Map()


@frozen(kw_only=True)
class SoftwareMachine:
    """SOFTWARE ONLY; :class:`leo_ref.attestation.machine.Machine` says what each method is for."""

    keys: Keys
    program: Program
    clock: int = 0
    """Higher with every quote."""
    resets: int = 0
    jobs: Map[JobId, Running] = NO_JOBS

    @property
    def is_running(self) -> bool:
        """It runs the whole program in one step, and none between two."""
        return False

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Nobody certifies software."""
        return ()

    @property
    def endorsement_key(self) -> bytes:
        """An ordinary key in the shape of a TPM's."""
        return endorsement.endorsement_key(self.keys.endorsement)

    @property
    def attestation_key(self) -> bytes:
        """The ordinary key that signs quotes."""
        return signing_key(self.keys.attestation)

    @property
    def boot_log(self) -> bytes:
        """Nothing is measured when software starts."""
        return b""

    def activated(self, credential: Credential) -> Digest | None:
        """As a TPM does it, in software."""
        return endorsement.activated(self.keys.endorsement, self.attestation_key, credential)

    def vouched(self, node: NodeId, since: Height, job: JobId, log: Log) -> tuple[SoftwareMachine, Vouched]:  # noqa: ARG002  # no TPM
        """The node's own account vouches; nothing ties the keys to a state."""
        keys = {part: public_key(self._opening(job, part)) for part in Part}
        certificates = {part: certificate(self.keys.account, node, key) for part, key in keys.items()}
        return self, Vouched(
            encryption_keys=EncryptionKeys(task=keys[Part.TASK], service=keys[Part.SERVICE]),
            certificates=Certificates(task=certificates[Part.TASK], service=certificates[Part.SERVICE]),
        )

    def prepared(self, work: Assignment) -> tuple[SoftwareMachine, Log]:
        """The log says what this machine was told."""
        code, data = imprint_of(work.code), imprint_of(work.data)
        log = job_log.prepared(work.offer.image, wanted(work.task.requirement), code, data)
        return self._with(work.job, Running(log=log)), log

    def shown(self, question: Question, log: Log) -> tuple[SoftwareMachine, bytes]:
        """A quote by the ordinary key."""
        quote = quoted(self.keys.attestation, question.nonce, log, self.resets, self.clock)
        return evolve(self, clock=self.clock + 1), quote

    def opened(self, work: Assignment, keys: Map[Part, bytes]) -> tuple[SoftwareMachine, Opened]:
        """Both payloads in memory, or the keys that did not open theirs."""
        before = self.jobs[work.job].log
        plain: dict[Part, bytes] = {}
        bad = list[BadKey]()
        for part in Part:
            secret = self._opening(work.job, part)
            key = open_sealed(secret, keys[part])
            found = None if key is None else work.unsealed(part, key)
            if found is None:
                piece = None if key is None else work.closed_piece(part, key)
                bad.append(BadKey(part=part, opening=boxed_opening(secret), piece=piece))
            else:
                plain[part] = found
        if bad:
            return self, Opened(log=before, running=False, bad=tuple(bad))
        log = (*before, job_log.keys_opened(keys))
        after = self._with(work.job, Running(log=log, plain=(plain[Part.SERVICE], plain[Part.TASK])))
        return after, Opened(log=log, running=True)

    def finished(self, work: Assignment) -> tuple[SoftwareMachine, Finished]:
        """The program runs here and now."""
        running = self.jobs[work.job]
        assert running.plain is not None, "the keys opened their payloads"
        key = derived(self.keys.secret, "result key", work.job)
        seed = derived(self.keys.secret, "result key's seed", work.job)
        result = framed(ProgramResult(WELL, self.program(*running.plain)))
        sealed = sealed_result(work.task.result_key, work.job, result, key, seed)
        done = (job_log.result_made(result_digest(sealed)), job_log.wiped(wanted_wipe(work.task.requirement)))
        log = (*running.log, *done)
        return self._with(work.job, Running(log=log)), Finished(log=log, sealed=sealed)

    def dismissed(self, job: JobId) -> SoftwareMachine:
        """Forgets the job."""
        return evolve(self, jobs=self.jobs.delete(job)) if job in self.jobs else self

    def _opening(self, job: JobId, part: Part) -> bytes:
        """The secret of the encryption key for one owner of a job."""
        return derived(self.keys.encryption, f"key from the owner of the {part.value}", job)

    def _with(self, job: JobId, running: Running) -> SoftwareMachine:
        return evolve(self, jobs=self.jobs.set(job, running))
