"""How the rules ask whether a proof holds, without knowing what proofs are made of.

The ledger of real octets and the symbolic ledger of a model differ only in the object behind this interface.
"""

from __future__ import annotations

from typing import Protocol

from immutables import Map

from leo_ref.draw.ticket import Ticket
from leo_ref.rejections import Rejection
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.values import AccountId, JobId, NodeId


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

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding] | None:
        """What each phase's piece shows, appraised for the monitor in the order given, history included.

        None where a piece is not the executor's signed answer to a question of this monitor in this job and round,
        or where two pieces are of one phase.
        """

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        """Why the key does not open in the state and boot that ``piece`` shows alone; None where it does (§9).

        The piece was appraised: it is an answer to `before` that passes.
        """
