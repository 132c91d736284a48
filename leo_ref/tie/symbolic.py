"""Verifiers over symbols: what a proof shows is what the model's tables say. No cryptography is involved."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.draw.ticket import Ticket
from leo_ref.rejections import Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job
from leo_ref.state.ledger import State
from leo_ref.tie.constants import Constants
from leo_ref.values import AccountId, JobId, NodeId

OK_PROOF: Final = b"ok"
NOT_SIGNED: Final = b"garbage"


@frozen
class Symbolic(Verifiers):
    """The verifiers of a model. A piece of evidence shows what its quote says; the rest is always in order."""

    constants: Constants

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Every signature holds: who may send what is the model's matter."""
        return True

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

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """Every released key has the form of one: it is right or wrong."""
        return None

    def findings(
        self, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
    ) -> Map[Phase, Finding] | None:
        """What the quotes say."""
        if any(piece.quote == NOT_SIGNED for piece in pieces):
            return None
        return Map({piece.phase: Finding(piece.quote.decode()) for piece in pieces})

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        """Every key opens as it should: the specification abstracts from what owners see for themselves."""
        return None


def piece(name: str, phase: Phase, monitor: str, shows: str) -> Evidence:
    """A piece of evidence that shows ``shows``: the value of a finding, or ``garbage`` for one without signature."""
    return Evidence(
        job=JobId(name),
        round=1,
        phase=phase,
        monitor=NodeId(monitor),
        nonce_proof=b"",
        quote=shows.encode(),
        log=(),
        signature=b"",
    )


def pieces_showing(name: str, monitor: str, conclusion: str) -> tuple[Evidence, ...]:
    """Evidence from which exactly ``conclusion`` follows for a task or a join."""
    if conclusion == "none":
        return ()
    if conclusion == "pass":
        return tuple(piece(name, phase, monitor, "pass") for phase in Phase)
    return (piece(name, Phase.DURING, monitor, conclusion),)
