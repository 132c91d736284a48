"""Verifiers of real octets with the evidence of TPMs (§8).

What enrolment and publication gave is data here: the attestation keys by node, the policy, the logs. Whether a TPM is
made of hardware, none of it says: that is what pinning the right authorities is for (:mod:`leo_ref.identity`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from attrs import field, frozen
from immutables import Map

from leo_ref.appraisal.answer import Logs, published, question_digest, read
from leo_ref.appraisal.appraise import Appraisal, Question, appraise, failed
from leo_ref.appraisal.bundle import Allowed, Asked
from leo_ref.appraisal.history import Seen
from leo_ref.appraisal.phases import Phases, answered
from leo_ref.appraisal.policy import BANK, Policy
from leo_ref.appraisal.quoted import values_of
from leo_ref.encoding import from_octets
from leo_ref.evidence.dossier import phases_of
from leo_ref.evidence.envelope import subject
from leo_ref.evidence.log import expected
from leo_ref.evidence.nonce import nonce_of
from leo_ref.identity.attributes import AttestationKey, decryption_key, measured_policy
from leo_ref.identity.certification import Statement, judge_creation, tie
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job, Part, Task
from leo_ref.state.ledger import State
from leo_ref.tcg import attest
from leo_ref.values import AtMost, Digest, JobId, NodeId
from leo_ref.verifiers.proofs import Proofs

NO_LOGS = published()


@frozen(kw_only=True)
class Enrolled:
    """What the enrolment of a node established."""

    key: AttestationKey
    endorsement: bytes
    """The name of the endorsement key, below which the node's keys are made."""


@frozen(kw_only=True)
class KeyCertificate:
    """What a node shows for its encryption key, which is the TPMT_PUBLIC of a decryption key (§6, §9)."""

    kind: ClassVar[str] = "key_certificate"
    version: ClassVar[int] = 1
    attest: Annotated[bytes, AtMost(512)]
    """TPMS_ATTEST of the key's creation."""
    signature: Annotated[bytes, AtMost(528)]
    """TPMT_SIGNATURE of the attestation key."""
    creation: Annotated[bytes, AtMost(512)]
    """TPMS_CREATION_DATA."""
    policy: Digest
    """The only policy under which the key opens. Which state and boot that is, the owner whose key it is for compares
    once a quote shows it (§9)."""


@frozen
class TpmVerifiers(Proofs, Verifiers):
    """Signatures and draws are proved; quotes and certificates are those of the enrolled attestation keys."""

    policy: Policy = field(kw_only=True)
    enrolled: Map[NodeId, Enrolled] = field(kw_only=True)
    logs: Logs = field(kw_only=True, default=NO_LOGS)

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """Whether the node's TPM made the key, for this node and its VRF key, and opens it under one policy only."""
        enrolled = self._enrolled(state, node)
        shown = from_octets(KeyCertificate, certificate)
        if isinstance(enrolled, Rejection) or isinstance(shown, Rejection):
            return False
        key = decryption_key(encryption_key, shown.policy)
        if isinstance(key, Rejection):
            return False
        there = state.nodes[node]
        tied = tie(node, there.identity.vrf_key, there.since)
        statement = Statement(attest=shown.attest, signature=shown.signature)
        refusal = judge_creation(enrolled.key, statement, key, shown.creation, enrolled.endorsement, tied)
        return refusal is None

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The first check of evidence of a task that does not pass; `before` also by the keys of the claim.

        An executor that was never enrolled fails with CREDENTIAL_NOT_ACTIVATED, one whose key on the ledger is another
        with CREDENTIAL_OTHER_KEY, evidence whose quote cannot be read with a rejection of §2.
        """
        nonce = nonce_of(state, name, job, evidence, self.suite)
        assert nonce is not None, "the question was checked"
        extra = question_digest(nonce, name, job.round, evidence.phase, evidence.monitor)
        found = self._appraised(state, job, evidence, extra, self._history(state, job, evidence.phase))
        if found.refusal is not None or evidence.phase is not Phase.BEFORE:
            return found.refusal
        assert job.executor is not None, "a task past its draw has an executor"
        keys = job.group[job.executor].encryption_keys
        refusals = (self.opens_as_shown(keys.of(part), evidence) for part in Part)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def _history(self, state: State, job: Job, phase: Phase) -> tuple[Seen, ...]:
        """What evidence of this phase is appraised against: `before` against nothing, all else against ``job.shown``.

        What was shown passed when the job had another beacon, so its question is taken from itself.
        """
        if phase is Phase.BEFORE:
            return ()
        assert job.shown is not None, "keys move after the machine was shown"
        answer = read(job.shown.quote, job.shown.log)
        assert not isinstance(answer, Rejection), "what was shown passed"
        attested = attest.quote(answer.quote.attest)
        assert not isinstance(attested, Rejection), "what was shown passed"
        found = self._appraised(state, job, job.shown, attested.extra, ())
        assert found.seen is not None, "what was shown passed"
        return (found.seen,)

    def _appraised(
        self, state: State, job: Job, evidence: Evidence, extra: bytes, history: tuple[Seen, ...]
    ) -> Appraisal:
        assert isinstance(job.terms, Task), "a join has no executor"
        assert job.executor is not None, "a task past its draw has an executor"
        key = self._key(state, job.executor)
        if isinstance(key, Rejection):
            return failed(key)
        answer = read(evidence.quote, evidence.log)
        if isinstance(answer, Rejection):
            return failed(answer)
        offer = state.services[job.terms.service].offer
        question = Question(extra=extra, logs=expected(job, offer, evidence.phase))
        return appraise(self.policy, key, question, answer, self.logs, history)

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding] | None:
        """What each phase's piece shows, by :meth:`phases`."""
        found = self.phases(state, name, job, monitor, pieces)
        return None if isinstance(found, Rejection) else found.findings

    def phases(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Phases | Rejection:
        """All that the monitor saw of the job in this round, or why a piece is no answer to one of its questions.

        Rejections: WRONG_STAGE while nobody is looked at; EVIDENCE_NOT_SIGNED, also where a nonce is not this
        monitor's; those of :func:`leo_ref.appraisal.phases.answered`. An answer of a node that was never enrolled fails
        with CREDENTIAL_NOT_ACTIVATED, of one whose key on the ledger is another with CREDENTIAL_OTHER_KEY, and one
        whose quote cannot be read with a rejection of §2.
        """
        answerer = subject(job)
        if answerer is None:
            return reject(Code.WRONG_STAGE, stage=job.stage.value)
        offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
        phases = Phases(
            job=name,
            round=job.round,
            monitor=monitor,
            subject=answerer,
            had=phases_of(job),
            key=self._key(state, answerer),
        )
        for piece in pieces:
            nonce = self.nonce(state, name, job, monitor, piece)
            if nonce is None:
                return reject(Code.EVIDENCE_NOT_SIGNED, phase=piece.phase.value)
            allowed = expected(job, offer, piece.phase)
            asked = Asked(
                nonce=nonce,
                job=name,
                round=job.round,
                phase=piece.phase,
                monitor=monitor,
                logs=tuple(Allowed(log=log, finding=finding) for log, finding in allowed.items()),
            )
            further = answered(phases, self.policy, asked, piece, self.logs)
            if isinstance(further, Rejection):
                return further
            phases = further
        return phases

    def _key(self, state: State, node: NodeId) -> AttestationKey | Rejection:
        enrolled = self._enrolled(state, node)
        return enrolled if isinstance(enrolled, Rejection) else enrolled.key

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        """Whether the key's policy is that of the registers and counters in the piece's quote.

        The registers are those of the policy that do not grow (:attr:`Policy.standing`). The counters are true, since
        an attestation key is below its endorsement key, where no TPM obscures them.

        Rejections: those of the encoding (§2), of :func:`leo_ref.tcg.attest.quote` and of
        :func:`leo_ref.identity.attributes.measured_policy`, which no piece has that passed; those of
        :func:`leo_ref.identity.attributes.decryption_key`, DECRYPTION_KEY_POLICY last.
        """
        shown = read(piece.quote, piece.log)
        if isinstance(shown, Rejection):
            return shown
        said = attest.quote(shown.quote.attest)
        if isinstance(said, Rejection):
            return said
        values = values_of(self.policy, shown.quote)
        measured = measured_policy(self.policy.standing, {BANK: values}, said.clock.counters)
        if isinstance(measured, Rejection):
            return measured
        key = decryption_key(encryption_key, measured)
        return key if isinstance(key, Rejection) else None

    def _enrolled(self, state: State, node: NodeId) -> Enrolled | Rejection:
        """The enrolled key of a node, if it is the one that the ledger knows."""
        enrolled = self.enrolled.get(node)
        if enrolled is None or node not in state.nodes:
            return reject(Code.CREDENTIAL_NOT_ACTIVATED)
        known = state.nodes[node].identity.attestation_key
        if enrolled.key.digest != known:
            return reject(Code.CREDENTIAL_OTHER_KEY, given=enrolled.key.digest.hex(), expected=known.hex())
        return enrolled
