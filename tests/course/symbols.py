"""Evidence as symbols: what it shows is what its quote says, and who made it is what its signature says.

Nobody forges: a party that does as it likes may sign for itself only, and ask for itself only.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.attestation.identity.challenge import CredentialChallenge
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job, Part
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Piece
from leo_ref.core.values import AccountId, Digest, JobId, NodeId
from leo_ref.draw.ticket import Ticket
from leo_ref.rules.verifiers import Verifiers
from tests.course.scene import JOB

PASS: Final = b"pass"
FAIL: Final = b"fail"
RIGHT: Final = b"right"
WRONG: Final = b"wrong"


@frozen
class Symbols(Verifiers):
    """The verifiers of a play."""

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """The signature is its signer's name."""
        return signature == signer.encode()

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """The draw is over."""
        return None

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """The draw is over."""
        return False

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """The proof is the name of who asks."""
        return proof == monitor.encode()

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The quote says it."""
        return None if evidence.quote == PASS else reject(Code.JOB_LOG_UNEXPECTED, events=0)

    def beacon(self, vrf_key: bytes, message: bytes, proof: bytes) -> bytes | None:
        """No block is proved."""
        return None

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """Every key has the form of one."""
        return None

    def not_opened(self, job: Job, part: Part, opening: bytes) -> Rejection | None:
        """A key opens to itself."""
        return None if job.keys[part] == opening else reject(Code.OPENING_OTHER)

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """A wrong key is not the one committed to."""
        return None if opening == WRONG else reject(Code.KEY_NOT_AT_FAULT, part=part.value, why="")

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """The endorsement key is its own digest, unless it is wrong."""
        wrong = identity.endorsement_key == WRONG
        return reject(Code.EK_TEMPLATE) if wrong else identity.endorsement_key

    def challenge(self, state: State, name: JobId, attestor: NodeId) -> CredentialChallenge:
        """No credential has octets."""
        raise NotImplementedError

    def right_answer(self, state: State, name: JobId, attestor: NodeId, opening: Opening) -> Digest | Rejection:
        """A credential and its seed are the name of who made it; nobody makes that of another, or one that is junk."""
        made = state.jobs[name].credentials[attestor].blob
        if made == opening.seed == attestor.encode():
            return RIGHT
        return reject(Code.CREDENTIAL_MADE_OTHERWISE, part="blob")


def evidence(
    signer: str, phase: Phase, monitor: NodeId | None, quote: bytes, *, asks: bytes | None = None, turn: int = 1
) -> Evidence:
    """Evidence of the job with this signature; ``asks`` replaces the proof of who asked, ``turn`` the round."""
    proof = (monitor or "").encode() if asks is None else asks
    return Evidence(
        job=JOB,
        round=turn,
        phase=phase,
        monitor=monitor,
        nonce_proof=proof,
        quote=quote,
        log=(),
        signature=signer.encode(),
    )
