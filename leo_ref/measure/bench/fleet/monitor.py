"""A monitor: enrols nodes, asks them and appraises what they answer. All that it judges with is pure."""

from __future__ import annotations

import secrets
from typing import Final

from attrs import define, field

from leo_ref.adapters.tpm.provision import TpmIdentity
from leo_ref.adapters.tpm.templates import TEMPLATES
from leo_ref.attestation.appraisal.answer import Answer, Logs, question_digest
from leo_ref.attestation.appraisal.appraise import AppraisalQuestion, appraise
from leo_ref.attestation.appraisal.history import Seen
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.identity import enrolment
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.attestation.identity.candidate import candidate_of
from leo_ref.attestation.identity.chain import Trust
from leo_ref.attestation.identity.enrolment import Enrolment
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import keys
from leo_ref.measure.bench.fleet.asking import nonce, nonce_proof
from leo_ref.vectors.appraisal import scene

LAST: Final = 10
"""The last block in which a credential may be answered; the chain is taken to stand still."""


@define
class Known:
    """What a monitor keeps of a node."""

    key: AttestationKey
    enrolment: Enrolment
    history: list[Seen] = field(factory=list)
    """What it showed in this round."""


class FleetMonitor:
    """One monitor with its own keys, policy and memory."""

    def __init__(self, node: NodeId, policy: Policy, trust: Trust) -> None:
        self.node = node
        self._policy = policy
        self._trust = trust
        self._seed = secrets.token_bytes(32)
        self.vrf_key = keys.secret(self._seed).public_key
        self._known: dict[NodeId, Known] = {}

    def credential(self, node: NodeId, shown: TpmIdentity, at: int) -> Credential | Rejection:
        """What to send to a node that shows this of its TPM at the second ``at``.

        Rejections: those of :func:`leo_ref.attestation.identity.candidate.candidate_of`.
        """
        accepted = {TEMPLATES[shown.kind]}
        found = candidate_of(
            (shown.certificate,), shown.endorsement_key, shown.attestation_key, self._trust, accepted, at
        )
        if isinstance(found, Rejection):
            return found
        seed, randomness = secrets.token_bytes(32), drawn(found.endorsement, secrets.token_bytes(FRESH))
        begun, sent = enrolment.begin(node, found.endorsement, found.attestation, LAST, seed, randomness)
        self._known[node] = Known(found.attestation, begun)
        return sent

    def enrol(self, node: NodeId, secret: bytes) -> Rejection | None:
        """Takes the answer to a credential; the refusals are those of :mod:`leo_ref.attestation.identity.enrolment`."""
        known = self._known[node]
        known.enrolment, refusal = enrolment.answered(known.enrolment, node, known.key.name, secret, LAST)
        return refusal

    def ask(self, job: JobId, round_number: int, phase: Phase) -> bytes:
        """The proof that is its question."""
        return nonce_proof(self._seed, self.node, job, round_number, phase)

    def begin(self, node: NodeId) -> None:
        """Another round, with no answers yet."""
        self._known[node].history.clear()

    def appraise(
        self, node: NodeId, job: JobId, round_number: int, phase: Phase, proof: bytes, answer: Answer, logs: Logs
    ) -> Finding | Rejection:
        """What the node's answer to its question ``proof`` shows; kept as history if it is no failure.

        Rejections: those of :func:`leo_ref.attestation.identity.enrolment.judge_enrolled` and
        :func:`leo_ref.attestation.appraisal.appraise.appraise`.
        """
        known = self._known[node]
        refusal = enrolment.judge_enrolled(known.enrolment, node, known.key.name)
        if refusal is not None:
            return refusal
        asked = nonce(self.vrf_key, self.node, job, round_number, phase, proof)
        assert asked is not None, "it is its own question"
        question = AppraisalQuestion(
            extra=question_digest(asked, job, round_number, phase, self.node), logs=scene.TASK.allowed(phase)
        )
        found = appraise(self._policy, known.key, question, answer, logs, known.history)
        if found.seen is not None:
            known.history.append(found.seen)
        return found.finding if found.refusal is None else found.refusal
