"""A machine that is looked at (§8): what an executor and a candidate say to one question."""

from __future__ import annotations

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.machine import Machine, Question
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Job
from leo_ref.core.values import NodeId
from leo_ref.parties.position import Position


def evidence(
    position: Position, machine: Machine, phase: Phase, nonce: bytes, log: Log, asked: tuple[NodeId | None, bytes]
) -> tuple[Machine, Evidence]:
    """A fresh quote over the log, not signed yet; ``asked`` is who asked and its proof."""
    monitor, proof = asked
    question = Question(job=position.name, round=position.job.round, phase=phase, monitor=monitor, nonce=nonce)
    machine, quote = machine.shown(question, log)
    return machine, Evidence(
        job=position.name,
        round=position.job.round,
        phase=phase,
        monitor=monitor,
        nonce_proof=proof,
        quote=quote,
        log=log,
        signature=b"",
    )


def signed(position: Position, found: Evidence) -> Evidence:
    """The evidence in the envelope of this node."""
    return enveloped(position.keys.account, found)


def signed_if_it_passes(position: Position, job: Job, found: Evidence) -> Evidence | None:
    """The evidence signed, if the ledger would say that it passes; an honest executor signs nothing else.

    ``job`` may hold already what the evidence is about.
    """
    failure = position.chain.verifiers.failure(position.chain.state, position.name, job, found)
    return signed(position, found) if failure is None else None
