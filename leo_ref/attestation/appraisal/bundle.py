"""All that an appraisal needs but the policy, in one document (§8): for files, and for those who ask from elsewhere."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal.answer import Answer, JobLog, published, question_digest
from leo_ref.attestation.appraisal.appraise import Appraisal, AppraisalQuestion, appraise_all
from leo_ref.attestation.appraisal.policy import Policy, sound
from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import AtMost, Count, JobId, NodeId
from leo_ref.tcg import public as publics

PUBLISHED_MOST: Final = 2**20
"""Octets of one log."""


@frozen(kw_only=True)
class Allowed:
    """A job log that the task allows, and what it shows."""

    log: JobLog
    finding: Finding


@frozen(kw_only=True)
class Asked:
    """A monitor's question."""

    nonce: Annotated[bytes, AtMost(64)]
    job: JobId
    round: Count
    phase: Phase
    monitor: NodeId
    logs: tuple[Allowed, ...]
    """Every job log that the task allows at this phase."""

    @property
    def question(self) -> AppraisalQuestion:
        """As an appraisal takes it."""
        extra = question_digest(self.nonce, self.job, self.round, self.phase, self.monitor)
        return AppraisalQuestion(extra=extra, logs=Map({allowed.log: allowed.finding for allowed in self.logs}))


@frozen(kw_only=True)
class Exchange:
    """A question with its answer."""

    question: Asked
    answer: Answer


@frozen(kw_only=True)
class Bundle:
    """The last answer of a node to a monitor, those before it, its key, and the logs that were published."""

    kind: ClassVar[str] = "attestation_bundle"
    version: ClassVar[int] = 1
    public: Annotated[bytes, AtMost(1024)]
    """TPMT_PUBLIC of the attestation key. That it is the enrolled one, whoever appraises has to know."""
    qualified_parent: Annotated[bytes, AtMost(66)]
    """Of the endorsement key, or the handle of its hierarchy."""
    history: tuple[Exchange, ...]
    question: Asked
    answer: Answer
    logs: tuple[Annotated[bytes, AtMost(PUBLISHED_MOST)], ...]


def appraise_bundle(policy: Policy, bundle: Bundle) -> Appraisal | Rejection:
    """What the last answer of a bundle shows by a policy (§8); needs no TPM, and anybody gets the same result.

    A check that fails is no rejection: it is ``refusal`` of the appraisal, with the finding FAIL. The checks and their
    order are in ``docs/attestation.md``. That the key in the bundle is the enrolled one, the caller has to know.

    Rejections where nothing can be appraised: those of :func:`leo_ref.attestation.appraisal.policy.sound` and
    :func:`enrolled_key`.
    """
    refusal = sound(policy)
    if isinstance(refusal, Rejection):
        return refusal
    key = enrolled_key(bundle.public, bundle.qualified_parent)
    if isinstance(key, Rejection):
        return key
    exchanges = [*((one.question.question, one.answer) for one in bundle.history)]
    exchanges.append((bundle.question.question, bundle.answer))
    return appraise_all(policy, key, exchanges, published(*bundle.logs))[-1]


def enrolled_key(octets: bytes, qualified_parent: bytes) -> AttestationKey | Rejection:
    """The attestation key whose TPMT_PUBLIC this is; who asks knows that it is the enrolled one.

    Rejections: those of :func:`leo_ref.tcg.public.parse` and
    :func:`leo_ref.attestation.identity.attributes.attestation_key`.
    """
    public = publics.parse(octets)
    if isinstance(public, Rejection):
        return public
    return attestation_key(octets, publics.name(public), qualified_parent)
