"""PartyVerifiers of real octets with attestation in software, without hardware trust."""

from __future__ import annotations

from attrs import frozen

from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.attestation.verifiers.proofs import Proofs
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.values import Digest, JobId, NodeId
from leo_ref.sealing.transport import receives
from leo_ref.software.certificate import is_certified
from leo_ref.software.endorsement import endorsed, name_of
from leo_ref.software.job import failure


@frozen
class SoftwareVerifiers(Proofs, PartyVerifiers):
    """Signatures and draws are proved; quotes and certificates are software, so they prove no machine."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """The certificate of :mod:`leo_ref.software.certificate`, over a key to which something can be sealed."""
        return node in state.nodes and is_certified(node, encryption_key, certificate) and receives(encryption_key)

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:  # noqa: ARG002  # nobody certified it
        """The form of the keys, as :func:`leo_ref.software.endorsement.endorsed` says."""
        found = endorsed(identity)
        return found if isinstance(found, Rejection) else found.digest

    def credential_keys(self, identity: Identity) -> tuple[Endorsement, bytes]:
        """Keys of software."""
        found = endorsed(identity)
        assert not isinstance(found, Rejection), "the node was believed to have them"
        return found, name_of(identity.attestation_key)

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The appraisal of :mod:`leo_ref.software.job`."""
        return failure(state, name, job, evidence, self.suite)
