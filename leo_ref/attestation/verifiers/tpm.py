"""PartyVerifiers of real octets with the evidence of TPMs (§8).

Keys and logs of nodes are those on the ledger; policy, roots and templates those of the genesis document. Whether a TPM
is made of hardware, none of it says: that is what pinning the right authorities is for
(:mod:`leo_ref.attestation.identity`).
"""

from __future__ import annotations

from functools import cache  # purity: a memo keyed by the keys of nodes, which are few
from typing import Annotated, ClassVar

from attrs import field, frozen

from leo_ref.attestation.appraisal.answer import published, question_digest, read
from leo_ref.attestation.appraisal.appraise import Appraisal, AppraisalQuestion, appraise, failed
from leo_ref.attestation.appraisal.history import Seen
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.attestation.appraisal.quoted import values_of
from leo_ref.attestation.evidence.log import expected
from leo_ref.attestation.evidence.nonce import nonce_of
from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key, decryption_key, measured_policy
from leo_ref.attestation.identity.candidate import candidate_of
from leo_ref.attestation.identity.certification import Statement, judge_creation, tie
from leo_ref.attestation.identity.chain import Trust
from leo_ref.attestation.identity.endorsement import Endorsement, Template, templated
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.attestation.verifiers.proofs import Proofs
from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Part, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.values import AtMost, Digest, JobId, NodeId
from leo_ref.tcg import attest
from leo_ref.tcg import name as names
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash


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
    """The only policy under which the key opens. Which state and boot that is, the ledger compares once the machine
    is shown (§9)."""


@frozen
class NodeKeys:
    """The keys in a node's TPM."""

    endorsement: Endorsement
    attestation: AttestationKey


@cache
def keys_of(endorsement: bytes, attestation: bytes) -> NodeKeys:
    """The keys with these public areas, which the ledger looked at when their node joined."""
    public = publics.parse(endorsement)
    assert not isinstance(public, Rejection), "the ledger takes no other"
    above = templated(public, frozenset(Template))
    assert not isinstance(above, Rejection), "the ledger takes no other"
    below = attestation_key(attestation, names.of(Hash.SHA256, attestation), above.qualified_name)
    assert not isinstance(below, Rejection), "the ledger takes no other"
    return NodeKeys(above, below)


@frozen
class TpmVerifiers(Proofs, PartyVerifiers):
    """Signatures and draws are proved; quotes and certificates are those of the attestation keys on the ledger."""

    kind: Tpm = field(kw_only=True)
    """What the genesis document says of evidence."""
    time: int = field(kw_only=True)
    """Of height 0, in seconds since 1970."""
    seconds_per_block: int = field(kw_only=True)

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """Whether the node's TPM made the key, for this node and its VRF key, and opens it under one policy only."""
        shown = from_octets(KeyCertificate, certificate)
        if node not in state.nodes or isinstance(shown, Rejection):
            return False
        key = decryption_key(encryption_key, shown.policy)
        if isinstance(key, Rejection):
            return False
        there = state.nodes[node]
        own = self.keys(there.identity)
        tied = tie(node, there.identity.vrf_key, there.since)
        statement = Statement(attest=shown.attest, signature=shown.signature)
        parent = publics.name(own.endorsement.public)
        return judge_creation(own.attestation, statement, key, shown.creation, parent, tied) is None

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """Chain, template and attributes, as :mod:`leo_ref.attestation.identity.candidate` judges them."""
        found = candidate_of(
            identity.certificates,
            identity.endorsement_key,
            identity.attestation_key,
            Trust(roots=self.kind.roots, lists_required=False),
            self.kind.templates,
            self.time + height * self.seconds_per_block,
        )
        return found if isinstance(found, Rejection) else found.endorsement.digest

    def credential_keys(self, identity: Identity) -> tuple[Endorsement, bytes]:
        """Keys of a TPM."""
        found = self.keys(identity)
        return found.endorsement, found.attestation.name

    def keys(self, identity: Identity) -> NodeKeys:
        """The keys of a node."""
        return keys_of(identity.endorsement_key, identity.attestation_key)

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The first check that evidence does not pass; `before` of a task also by the keys of the claim.

        Evidence whose quote cannot be read fails with a rejection of §2.
        """
        found = self.appraised(state, name, job, evidence)
        if found.refusal is not None or evidence.phase is not Phase.BEFORE or job.executor is None:
            return found.refusal
        keys = job.group[job.executor].encryption_keys
        refusals = (self.opens_as_shown(keys.of(part), evidence) for part in Part)
        return next((refusal for refusal in refusals if refusal is not None), None)

    def appraised(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Appraisal:
        """The appraisal of evidence whose envelope was checked, without the keys of the claim."""
        nonce = nonce_of(state, name, job, evidence, self.suite)
        assert nonce is not None, "the question was checked"
        extra = question_digest(nonce, name, job.round, evidence.phase, evidence.monitor)
        return self._appraised(state, job, evidence, extra, self._history(state, job, evidence.phase))

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
        assert job.subject is not None, "a task past its draw has an executor"
        node = state.nodes[job.subject]
        answer = read(evidence.quote, evidence.log)
        if isinstance(answer, Rejection):
            return failed(answer)
        offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
        question = AppraisalQuestion(extra=extra, logs=expected(job, offer, evidence.phase))
        key = self.keys(node.identity).attestation
        return appraise(self.kind.policy, key, question, answer, published(node.log), history)

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        """Whether the key's policy is that of the registers and counters in the piece's quote.

        The registers are those of the policy that do not grow (:attr:`Policy.standing`). The counters are true, since
        an attestation key is below its endorsement key, where no TPM obscures them.

        Rejections: those of the encoding (§2), of :func:`leo_ref.tcg.attest.quote` and of
        :func:`leo_ref.attestation.identity.attributes.measured_policy`, which no piece has that passed; those of
        :func:`leo_ref.attestation.identity.attributes.decryption_key`, DECRYPTION_KEY_POLICY last.
        """
        shown = read(piece.quote, piece.log)
        if isinstance(shown, Rejection):
            return shown
        said = attest.quote(shown.quote.attest)
        if isinstance(said, Rejection):
            return said
        values = values_of(self.kind.policy, shown.quote)
        measured = measured_policy(self.kind.policy.standing, {BANK: values}, said.clock.counters)
        if isinstance(measured, Rejection):
            return measured
        key = decryption_key(encryption_key, measured)
        return key if isinstance(key, Rejection) else None
