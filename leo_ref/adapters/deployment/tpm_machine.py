"""A node's TPM (§8, §9): what it is known by, keys for a job, quotes, and the opening of released keys.

It keeps nothing; what was measured for which job is the business of the machine that stands on it.
"""

from __future__ import annotations

from typing import Annotated, Final

from attrs import define, frozen
from immutables import Map

from leo_ref.adapters.tpm import keys as tpm_keys
from leo_ref.adapters.tpm.challenges import opened
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import CreatedKey
from leo_ref.adapters.tpm.measure import read
from leo_ref.adapters.tpm.provision import TpmIdentity
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.appraisal.answer import TpmQuote, log_digest, question_digest
from leo_ref.attestation.appraisal.logs import job_register
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.attestation.identity.certification import tie
from leo_ref.attestation.machine import Assignment, BadKey, Question, Vouched
from leo_ref.attestation.verifiers.tpm import KeyCertificate, keys_of
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import EncryptionKeys, Part
from leo_ref.core.state.transaction import Certificates
from leo_ref.core.values import AtMost, Count, Digest, Height, NodeId
from leo_ref.tcg.attest import Counters

TICK: Final = 0.002
"""Seconds in which the clock of a TPM, which counts milliseconds, goes forward."""


@frozen(kw_only=True)
class JobKeys:
    """The keys that the TPM made for a job: state and boot in which they open, and what the claim carries."""

    keys: Map[Part, CreatedKey]
    resets: Count
    restarts: Count
    policy: Annotated[bytes, AtMost(BANK.size)]
    vouched: Vouched

    @property
    def counters(self) -> Counters:
        """Those of the boot in which the keys were made."""
        return Counters(self.resets, self.restarts)


@frozen(kw_only=True)
class Identified:
    """What a machine is known by."""

    keys: TpmIdentity
    """Those of its TPM, with the certificate."""
    vrf_key: bytes
    """The public VRF key of the node, which its encryption keys are tied to."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The endorsement key's, as the TPM has it."""
        return (self.keys.certificate,)

    @property
    def endorsement_key(self) -> bytes:
        """Its public area."""
        return self.keys.endorsement_key

    @property
    def attestation_key(self) -> bytes:
        """Its public area."""
        return self.keys.attestation_key


@define
class TpmMachine:
    """A TPM that is switched on and provisioned; that of one node."""

    tpm: Tpm
    kind: KeyKind
    policy: Policy
    boot_log: bytes
    """As it is to be published; empty where the policy asks for none."""
    identified: Identified

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The endorsement key's, as the TPM has it."""
        return self.identified.certificates

    @property
    def endorsement_key(self) -> bytes:
        """Its public area."""
        return self.identified.endorsement_key

    @property
    def attestation_key(self) -> bytes:
        """Its public area."""
        return self.identified.attestation_key

    def activated(self, credential: Credential) -> Digest | None:
        """What the TPM finds; None where it refuses.

        Raises:
            TpmFailure: those of a step, except that the TPM refuses a credential.
        """
        own = keys_of(self.endorsement_key, self.attestation_key)
        return opened(self.tpm, self.kind, own.endorsement, credential)

    def made_keys(self, node: NodeId, since: Height, log: Log) -> JobKeys:
        """Two new keys, which the TPM certifies, tied to the node's software keys."""
        registers, now = self.registers(), counters(self.tpm)
        own = self.policy.job_register
        registers[own] = job_register(registers[own], log)
        policy = measured_policy(self.policy.standing, {BANK: registers}, now)
        assert not isinstance(policy, Rejection), "all registers of the policy are there"
        tied = tie(node, self.identified.vrf_key, since)
        keys = {part: tpm_keys.create_decryption_key(self.tpm, self.kind, policy, tied) for part in Part}
        certificates = {part: self._certified(key, policy, tied) for part, key in keys.items()}
        vouched = Vouched(
            encryption_keys=EncryptionKeys(task=keys[Part.TASK].public, service=keys[Part.SERVICE].public),
            certificates=Certificates(task=certificates[Part.TASK], service=certificates[Part.SERVICE]),
        )
        return JobKeys(keys=Map(keys), resets=now.resets, restarts=now.restarts, policy=policy, vouched=vouched)

    def quoted(self, question: Question, start: bytes | None) -> bytes:
        """A quote over the policy's registers; ``start`` is the job register before the job, None as it is now."""
        asked = (question.nonce, question.job, question.round, question.phase, question.monitor)
        said = quote(self.tpm, self.kind, question_digest(*asked), self.policy.selections)
        registers = self.registers()
        shown = TpmQuote(
            attest=said.attest,
            signature=said.signature,
            values=b"".join(registers[register] for register in self.policy.registers),
            start=registers[self.policy.job_register] if start is None else start,
            boot_log=None if self.policy.boot_log is None else log_digest(self.boot_log),
            kernel_list=None,
        )
        return to_octets(shown)

    def released(
        self, work: Assignment, made: JobKeys, keys: Map[Part, bytes]
    ) -> tuple[dict[Part, bytes], tuple[BadKey, ...]]:
        """The plaintexts that the TPM's keys open, and the released keys that did not open their own payload.

        A key that is bad it opens once more, without padding: that shows to everybody what was sealed.

        Raises:
            TpmFailure: TPM_REFUSED where the machine is not in the state, or not in the boot, in which the keys open.
        """
        plain: dict[Part, bytes] = {}
        bad = list[BadKey]()
        for part in Part:
            secret = self._decrypted(made, part, keys[part])
            found = None if secret is None else work.unsealed(part, secret)
            if found is None:
                bad.append(self._bad(work, made, part, keys[part], secret))
            else:
                plain[part] = found
        return plain, tuple(bad)

    def registers(self) -> dict[int, bytes]:
        """Those of the policy, as they are now."""
        return read(self.tpm, self.policy.selections)[BANK]

    def _certified(self, key: CreatedKey, policy: bytes, tied: Digest) -> bytes:
        """What the TPM says of a key that it made."""
        said = tpm_keys.certify_creation(self.tpm, self.kind, key, tied)
        shown = KeyCertificate(attest=said.attest, signature=said.signature, creation=key.creation, policy=policy)
        return to_octets(shown)

    def _decrypted(self, made: JobKeys, part: Part, carried: bytes) -> bytes | None:
        """What the key for one owner opens; None where it was not encrypted to it.

        Raises:
            TpmFailure: TPM_REFUSED where the machine is not in the state, or not in the boot, in which the key opens.
        """
        key, standing = made.keys[part], self.policy.standing
        try:
            return tpm_keys.open_with(self.tpm, self.kind, key, standing, made.counters, carried)
        except TpmFailure as failure:
            opens = measured_policy(standing, {BANK: self.registers()}, counters(self.tpm)) == made.policy
            if failure.name is not Failure.TPM_REFUSED or not opens:
                raise
            return None

    def _bad(self, work: Assignment, made: JobKeys, part: Part, carried: bytes, secret: bytes | None) -> BadKey:
        """A key that did not open its payload, with its opening."""
        opening = tpm_keys.open_raw(self.tpm, self.kind, made.keys[part], self.policy.standing, made.counters, carried)
        piece = None if secret is None else work.closed_piece(part, secret)
        return BadKey(part=part, opening=opening, piece=piece)
