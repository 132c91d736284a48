"""A machine that is looked at (§8): it answers each monitor's own question, once the phase of the question is open."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.challenge import nonce
from leo_ref.evidence.envelope import enveloped
from leo_ref.evidence.log import Log
from leo_ref.roles.machine import Machine
from leo_ref.roles.machine import Question as Asked
from leo_ref.roles.message import Answer, Challenge, Outbox, Sent
from leo_ref.roles.seat import Seat
from leo_ref.rules.attestation import phase_is_open
from leo_ref.rules.committee import is_monitor
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.values import NodeId

Question = tuple[int, Phase, NodeId]
"""Round, phase and monitor."""

NO_QUESTIONS: Final[Map[Question, bytes]] = Map()
NO_ANSWERS: Final[Map[Question, Answer]] = Map()


@frozen(kw_only=True)
class Attested:
    """What the machine was asked, and what it answered."""

    asked: Map[Question, bytes] = NO_QUESTIONS
    """Questions that hold, with their proofs. They may come before the block that opens their phase."""
    answers: Map[Question, Answer] = NO_ANSWERS


def on_challenge(seat: Seat, attested: Attested, challenge: Challenge) -> Attested:
    """Take a question in if its proof holds; no other is ever answered."""
    key = (challenge.round, challenge.phase, challenge.monitor)
    node = seat.chain.state.nodes.get(challenge.monitor)
    if key in attested.asked or node is None:
        return attested
    asked = nonce(node.identity.vrf_key, seat.name, challenge.round, challenge.phase, challenge.proof, seat.suite)
    return attested if asked is None else evolve(attested, asked=attested.asked.set(key, challenge.proof))


def answered(
    seat: Seat, machine: Machine, attested: Attested, log: Log, sealed: bytes, phases: frozenset[Phase]
) -> tuple[Machine, Attested, Outbox]:
    """Answer every open question of these phases with the log as it stands; each question has one answer for ever."""
    job, sent = seat.job, []
    for key in sorted(attested.asked, key=lambda key: (key[0], key[1].value, key[2])):
        round_number, phase, monitor = key
        is_open = round_number == job.round and phase_is_open(job, phase) and is_monitor(job, monitor)
        if not is_open or phase not in phases or key in attested.answers:
            continue
        machine, evidence = evidence_for(seat, machine, attested, key, log)
        answer = Answer(evidence=evidence, sealed=sealed if phase is Phase.AFTER else b"")
        attested = evolve(attested, answers=attested.answers.set(key, answer))
        sent.append(Sent(monitor, answer))
    return machine, attested, tuple(sent)


def repeated(attested: Attested, challenge: Challenge) -> Outbox:
    """The answer that was given to this question already, for a monitor that asks again."""
    answer = attested.answers.get((challenge.round, challenge.phase, challenge.monitor))
    return () if answer is None else (Sent(challenge.monitor, answer),)


def evidence_for(seat: Seat, machine: Machine, attested: Attested, key: Question, log: Log) -> tuple[Machine, Evidence]:
    """A fresh quote over the log in an envelope for one question."""
    round_number, phase, monitor = key
    proof = attested.asked[key]
    vrf_key = seat.chain.state.nodes[monitor].identity.vrf_key
    asked = nonce(vrf_key, seat.name, round_number, phase, proof, seat.suite)
    assert asked is not None, "only questions that hold are kept"
    question = Asked(job=seat.name, round=round_number, phase=phase, monitor=monitor, nonce=asked)
    machine, quote = machine.shown(question, log)
    evidence = Evidence(
        job=seat.name,
        round=round_number,
        phase=phase,
        monitor=monitor,
        nonce_proof=proof,
        quote=quote,
        log=log,
        signature=b"",
    )
    return machine, enveloped(seat.keys.account, evidence)
