"""Verifiers over symbols: what a proof shows is what the model's tables say. No cryptography is involved."""

from __future__ import annotations

from typing import Final

from attrs import frozen

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
from leo_ref.speccheck.concretion import credential
from leo_ref.speccheck.constants import Constants

OK_PROOF: Final = b"ok"
UNSIGNED: Final = b"unsigned"
FORGED: Final = b"forged"


@frozen
class Symbolic(Verifiers):
    """The verifiers of a model. A piece of evidence shows what its quote says; the rest is always in order."""

    constants: Constants

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Every signature holds but one that says that it does not: who may send what is the model's matter."""
        return signature != UNSIGNED

    def beacon(self, vrf_key: bytes, message: bytes, proof: bytes) -> bytes | None:
        """A model has no blocks to be proved."""
        return None

    def ticket(self, state: State, name: JobId, node: NodeId, proof: bytes) -> Ticket | None:
        """What the table ``Draw`` gives, for the proof ``ok``."""
        drawn = self.constants.draw[name][state.jobs[name].round][node]
        if proof != OK_PROOF or drawn["j"] == 0:
            return None
        return Ticket(drawn["j"], drawn["beta"].to_bytes(64, "big"))

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """Every key is certified."""
        return True

    def asked(self, state: State, name: JobId, job: Job, phase: Phase, monitor: NodeId, proof: bytes) -> bool:
        """Who asks says so, unless the proof is ``forged``."""
        return proof != FORGED

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """The quote says what it shows."""
        return None if evidence.quote == b"pass" else reject(Code.JOB_LOG_UNEXPECTED, events=0)

    def not_opened(self, job: Job, part: Part, opening: bytes) -> Rejection | None:
        """The opening says whether it is one."""
        return None if opening == b"true" else reject(Code.OPENING_OTHER)

    def exoneration(self, state: State, job: Job, part: Part, opening: bytes, piece: Piece | None) -> Rejection | None:
        """A wrong key is shown to be one."""
        right = job.keys[part] == b"right"
        return reject(Code.KEY_NOT_AT_FAULT, part=part.value, why="") if right else None

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """Every released key has the form of one: it is right or wrong."""
        return None

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """Every identity passes; a public area is its own digest."""
        return identity.endorsement_key

    def right_answer(self, state: State, name: JobId, attestor: NodeId, opening: Opening) -> Digest | Rejection:
        """What was made is made again of the true seed, and of nothing else."""
        if state.jobs[name].credentials[attestor] == credential("made") and opening == opening_of("true"):
            return b"right"
        return reject(Code.CREDENTIAL_MADE_OTHERWISE, part="blob")


def evidence(name: str, turn: int, phase: Phase, monitor: str | None, kind: str) -> Evidence:
    """Evidence of the kind that the specification names, to the question about a phase of the job in round ``turn``.

    A monitor asked, or nobody.
    """
    asked = phase if kind != "other" else next(other for other in Phase if other is not phase)
    return Evidence(
        job=JobId(name),
        round=turn,
        phase=asked,
        monitor=None if monitor is None else NodeId(monitor),
        nonce_proof=FORGED if kind == "forged" else b"",
        quote=kind.encode(),
        log=(),
        signature=UNSIGNED if kind == "unsigned" else b"",
    )


def opening_of(seed: str) -> Opening:
    """What an attestor publishes."""
    return Opening(seed=seed.encode(), randomness=b"")
