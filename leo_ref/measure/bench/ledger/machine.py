"""Machines of the vectors with a TPM that signs what it is told to, and a long log of their boot."""

from __future__ import annotations

from functools import cache
from typing import Final

from attrs import evolve

from leo_ref.attestation.appraisal.answer import question_digest
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.nonce import nonce_of
from leo_ref.attestation.identity.attributes import DECRYPTION_NEEDS, measured_policy
from leo_ref.attestation.identity.endorsement import Template
from leo_ref.attestation.verifiers.tpm import TpmVerifiers
from leo_ref.core.encoding import to_octets
from leo_ref.core.state.evidence import LOG_EVENTS, Evidence, Phase
from leo_ref.core.state.job import EncryptionKeys, Job
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.values import JobId, NodeId
from leo_ref.measure.bench.ledger.boot import BOOT_LOG, BOOTED
from leo_ref.measure.bench.ledger.chain import longest, root
from leo_ref.measure.bench.ledger.places import at
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Clock, Counters
from leo_ref.tcg.public import Public, RsaKey
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import POLICIES, NamedQuestion
from leo_ref.vectors.identity.credentials import endorsement_of
from leo_ref.vectors.identity.recorded import OCTETS
from leo_ref.vectors.ledger.deployment import start
from leo_ref.vectors.participants import Operator

POLICY: Final[Policy] = POLICIES["boot log"]
COUNTERS: Final = Counters(resets=5, restarts=2)
CLOCKS: Final = {Phase.BEFORE: 1000, Phase.DURING: 2000, Phase.AFTER: 3000}

STRAY: Final = (bytes(32),)
"""An event that no task allows."""


@cache
def verifiers() -> TpmVerifiers:
    """Those of a deployment of TPMs, whatever their templates."""
    kind = Tpm(policy=POLICY, roots=(root(),), templates=frozenset(Template))
    return TpmVerifiers(kind=kind, time=start().time, seconds_per_block=start().parameters.seconds_per_block)


def identity(who: Operator, endorsement: str = "ek_p256") -> Identity:
    """A machine with a recorded endorsement key, and below it the key that signs what it is told to."""
    return evolve(
        who.identity,
        certificates=longest(endorsement),
        endorsement_key=OCTETS[endorsement],
        attestation_key=KEY.public,
    )


def with_tpm(state: State, *, opens: bool = True) -> State:
    """The task with keys of its executor's TPM, and with what it showed; ``opens``: in the state that it shows."""
    name, executor = at().name, at().executor
    job = state.jobs[name]
    log = at().log(job, Phase.BEFORE)
    registers = forged(NamedQuestion(), POLICY, log=log, registers=BOOTED, boot_log=BOOT_LOG).answer.quote.values
    values = dict(zip(POLICY.registers, (registers[n : n + 32] for n in range(0, len(registers), 32)), strict=True))
    policy = measured_policy(POLICY.standing, {BANK: values}, COUNTERS)
    assert isinstance(policy, bytes), policy
    keys = EncryptionKeys(task=_key(1, policy), service=_key(2, policy if opens else bytes(32)))
    group = job.group.set(executor.id, evolve(job.group[executor.id], encryption_keys=keys))
    node = evolve(
        state.nodes[executor.id],
        identity=identity(executor),
        endorsement=endorsement_of("ek_p256").digest,
        log=BOOT_LOG,
    )
    state = evolve(state, nodes=state.nodes.set(executor.id, node))
    job = evolve(job, group=group)
    state = state.with_job(name, job)
    if job.shown is None:
        return state
    return state.with_job(name, evolve(job, shown=evidence(state, Phase.BEFORE)))


def _key(number: int, policy: bytes) -> bytes:
    modulus = bytes([255]) * 254 + bytes([number, 255])
    rsa = RsaKey(bits=2048, exponent=0, modulus=modulus)
    return publics.encode(Public(Hash.SHA256, frozenset(DECRYPTION_NEEDS), policy, None, None, rsa))


def evidence(
    state: State, phase: Phase, monitor: Operator | None = None, *, more: tuple[bytes, ...] = (), job: Job | None = None
) -> Evidence:
    """What the executor's TPM and account sign; the job log ends with ``more``, as far as there is room instead."""
    name = at().name
    job = state.jobs[name] if job is None else job
    log = (*at().log(job, phase)[: LOG_EVENTS - len(more)], *more)
    return shown(state, name, job, phase, at().executor, log, monitor)


def shown(
    state: State,
    name: JobId,
    job: Job,
    phase: Phase,
    who: Operator,
    log: tuple[bytes, ...],
    monitor: Operator | None = None,
) -> Evidence:
    """What a machine's TPM and account sign in a job."""
    node = None if monitor is None else NodeId(monitor.id)
    piece = Evidence(
        job=name,
        round=job.round,
        phase=phase,
        monitor=node,
        nonce_proof=b"" if monitor is None else monitor.asks(name, job),
        quote=b"",
        log=log,
        signature=b"",
    )
    nonce = nonce_of(state, name, job, piece)
    assert nonce is not None, "the question is sound"
    answer = forged(
        NamedQuestion(phase=phase),
        POLICY,
        log=log,
        registers=BOOTED,
        boot_log=BOOT_LOG,
        extra=question_digest(nonce, name, job.round, phase, node),
        clock=Clock(CLOCKS[phase], COUNTERS.resets, COUNTERS.restarts, True),
        signer=verifiers().keys(state.nodes[who.id].identity).attestation.qualified_name,
    ).answer
    return enveloped(who.seed, evolve(piece, quote=to_octets(answer.quote)))
