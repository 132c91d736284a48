"""Verifiers of real octets with attestation in software, without hardware trust."""

from __future__ import annotations

from attrs import frozen

from leo_ref.evidence.certificate import is_certified
from leo_ref.evidence.endorsement import endorsed, name_of
from leo_ref.evidence.job import failure
from leo_ref.identity.endorsement import Endorsement
from leo_ref.rejections import Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.transport import receives
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.state.node import Identity
from leo_ref.values import Digest, JobId, NodeId
from leo_ref.verifiers.proofs import Proofs


@frozen
class SoftwareVerifiers(Proofs, Verifiers):
    """Signatures and draws are proved; quotes and certificates are software, so they prove no machine."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """The certificate of :mod:`leo_ref.evidence.certificate`, over a key to which something can be sealed."""
        return node in state.nodes and is_certified(node, encryption_key, certificate) and receives(encryption_key)

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:  # noqa: ARG002  # nobody certified it
        """The form of the keys, as :func:`leo_ref.evidence.endorsement.endorsed` says."""
        found = endorsed(identity)
        return found if isinstance(found, Rejection) else found.digest

    def credential_keys(self, identity: Identity) -> tuple[Endorsement, bytes]:
        """Keys of software."""
        found = endorsed(identity)
        assert not isinstance(found, Rejection), "the node was believed to have them"
        return found, name_of(identity.attestation_key)

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The appraisal of :mod:`leo_ref.evidence.job`."""
        return failure(state, name, job, evidence, self.suite)
