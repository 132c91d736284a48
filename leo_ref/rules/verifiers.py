"""How the rules ask whether a proof holds, without knowing what proofs are made of.

Every question is about octets and is answered from the state alone, so that every ledger with this state gives the same
answer. The ledger of real octets and the symbolic ledger of a model differ only in the object behind this interface.
"""

from __future__ import annotations

from typing import Protocol

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Part
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Piece
from leo_ref.core.values import AccountId, Digest, JobId, NodeId
from leo_ref.draw.ticket import Ticket


class Verifiers(Protocol):
    """What the rules may ask. Every answer is a pure function of the arguments."""

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Whether ``signer`` signed ``message``."""

    def beacon(self, vrf_key: bytes, message: bytes, proof: bytes) -> bytes | None:
        """The random value that ``proof`` shows for ``message`` under the producer's key; None where it shows none."""

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """What ``proof`` wins the node in the current round of the job; None where the claim does not hold."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """Whether the node's TPM vouches that the key is resident and opens in the measured state of this boot only."""

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """Why ``carried`` is nothing that an owner could have sealed to the key; None where it may be (§9)."""

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """Whether ``proof`` is the monitor's VRF proof for its question about the phase (§8)."""

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """Why the evidence does not pass; None where it does (§8).

        The envelope was checked: it answers a question of this job, and its subject signed it. `during` and `after`
        are appraised against ``job.shown``, `after` against the result in ``job.requested`` too.
        """

    def not_opened(self, job: Job, part: Part, opening: bytes) -> Rejection | None:
        """Why ``opening`` is not the RSA preimage of the released key; None where it is (§9)."""

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """Why a released key, opened to ``opening``, is not shown to be at fault; None where it is (§9)."""

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """The digest by which the ledger knows the endorsement key of who shows this in the block at ``height`` (§5).

        A rejection where certificates, template or attributes are not as they must be.
        """

    def right_answer(self, state: State, name: JobId, attestor: NodeId, opening: Opening) -> Digest | Rejection:
        """What the candidate had to answer to the attestor's credential (§5).

        A rejection where the credential on the ledger is not the one that ``opening`` makes.
        """
