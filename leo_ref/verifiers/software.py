"""Verifiers of real octets with attestation in software, without hardware trust."""

from __future__ import annotations

from attrs import frozen
from immutables import Map

from leo_ref.evidence.certificate import is_certified
from leo_ref.evidence.dossier import appraised
from leo_ref.evidence.task import failure
from leo_ref.rejections import Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.transport import receives
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId
from leo_ref.verifiers.proofs import Proofs


@frozen
class SoftwareVerifiers(Proofs, Verifiers):
    """Signatures and draws are proved; quotes and certificates are software, so they prove no machine."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """The certificate of :mod:`leo_ref.evidence.certificate`, over a key to which something can be sealed."""
        return node in state.nodes and is_certified(node, encryption_key, certificate) and receives(encryption_key)

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding] | None:
        """The appraisal of :mod:`leo_ref.evidence.dossier`, with nonces proved by the monitor's VRF key."""
        if monitor not in state.nodes:
            return None

        def nonce_of(piece: Evidence) -> bytes | None:
            return self.nonce(state, name, job, monitor, piece)

        found = appraised(state, name, job, monitor, pieces, nonce_of)
        return None if found is None else Map({phase: appraisal.finding for phase, appraisal in found.items()})

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The appraisal of :mod:`leo_ref.evidence.task`."""
        return failure(state, name, job, evidence, self.suite)
