"""The executor of a task (§8 to §11): it shows its machine, opens, runs, answers, seals and asks for its pay.

What it does with TPM and container is the machine's (:mod:`leo_ref.attestation.machine`); this module says when. It
signs only evidence that passes its own appraisal, makes each piece once, and keeps it before it sends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.nonce import asked_nonce, question
from leo_ref.attestation.machine import Assignment, BadKey, Machine
from leo_ref.core.state import transaction
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.transaction import Body, DisputeKey, GiveResult, RequestPayment, Show
from leo_ref.core.values import NodeId
from leo_ref.parties.attested import evidence, signed_if_it_passes
from leo_ref.parties.message import NOTHING, AnswerMessage, ChallengeMessage, Outbox, ResultDelivery, Sent
from leo_ref.parties.position import Position
from leo_ref.rules.challenge import open_challenges, watched_until
from leo_ref.rules.committee import is_monitor, monitors
from leo_ref.rules.duty import Duty, executor_duties
from leo_ref.sealing.result import result_digest

NO_ANSWERS: Final[Map[NodeId, Evidence]] = Map()


@frozen(kw_only=True)
class Executor:
    """What the executor has done for one task."""

    log: Log = ()
    shown: Evidence | None = None
    """Evidence of `before`, with which it shows its machine."""
    opened: bool = False
    """Whether the machine has tried the keys."""
    running: bool = False
    """Whether the job runs, or waits for its watch to be over."""
    bad: tuple[BadKey, ...] = ()
    answers: Map[NodeId, Evidence] = NO_ANSWERS
    """To each monitor that asked `during` one, for good."""
    sealed: bytes = b""
    """The sealed result, once there is one."""
    ended: Evidence | None = None
    """Evidence of `after`, with which it requests payment."""
    dismissed: bool = False
    """Whether the machine was told that the job is over."""


def worked(
    position: Position, machine: Machine, executor: Executor, code: bytes, data: bytes
) -> tuple[Machine, Executor]:
    """The machine's work up to where the job stands; ``code`` and ``data`` are the sealed payloads."""
    job = position.job
    assert isinstance(job.terms, Task), "only a task has an executor"
    offer = position.chain.state.services[job.terms.service].offer
    work = Assignment(job=position.name, task=job.terms, offer=offer, code=code, data=data)
    if job.stage is Stage.READY and not executor.log:
        machine, log = machine.prepared(work)
        executor = evolve(executor, log=log)
    if job.stage is Stage.READY and executor.log and executor.shown is None:
        machine, shown = _by_itself(position, machine, executor, Phase.BEFORE)
        executor = evolve(executor, shown=shown)
    if job.stage is Stage.RUN and executor.log and not executor.opened:
        machine, opened = machine.opened(work, job.keys)
        executor = evolve(executor, log=opened.log, opened=True, running=opened.running, bad=opened.bad)
    if executor.running and is_watched(position):
        machine, finished = machine.finished(work)
        if finished is not None:
            executor = evolve(executor, log=finished.log, running=False, sealed=finished.sealed)
    if job.stage is Stage.RUN and executor.sealed and executor.ended is None:
        machine, ended = _by_itself(position, machine, executor, Phase.AFTER)
        executor = evolve(executor, ended=ended)
    return machine, executor


def is_watched(position: Position) -> bool:
    """Whether the watch is over and nobody waits for an answer on the ledger: nothing more is asked about the run."""
    job, chain = position.job, position.chain
    if job.stage is not Stage.RUN or not isinstance(job.terms, Task):
        return False
    over = chain.state.height >= watched_until(chain.params, job, job.terms)
    return over and not list(open_challenges(job))


def on_challenge(
    position: Position, machine: Machine, executor: Executor, monitor: NodeId, proof: bytes
) -> tuple[Machine, Executor]:
    """Answer a monitor's question about the run, if it holds; each monitor has one answer for good."""
    job, state = position.job, position.chain.state
    is_open = executor.running and job.stage is Stage.RUN and is_monitor(job, monitor)
    if not is_open or monitor in executor.answers:
        return machine, executor
    nonce = asked_nonce(state, position.name, job, Phase.DURING, monitor, proof, position.suite)
    if nonce is None:
        return machine, executor
    machine, found = evidence(position, machine, Phase.DURING, nonce, executor.log, (monitor, proof))
    answer = signed_if_it_passes(position, job, found)
    return machine, executor if answer is None else evolve(executor, answers=executor.answers.set(monitor, answer))


def answered(executor: Executor, challenge: ChallengeMessage) -> Outbox:
    """The answer that the monitor has, as often as it asks."""
    found = executor.answers.get(challenge.monitor)
    return NOTHING if found is None else (Sent(challenge.monitor, AnswerMessage(evidence=found)),)


def dismissed(position: Position, machine: Machine, executor: Executor) -> tuple[Machine, Executor]:
    """Once the job is over, the machine is told so."""
    if position.job.open or not executor.log or executor.dismissed:
        return machine, executor
    return machine.dismissed(position.name), evolve(executor, dismissed=True)


def deliveries(position: Position, executor: Executor) -> Outbox:
    """The sealed result for the task owner and for every monitor that has not confirmed (§11), as soon as it is there.

    What comes before the request for payment is kept until that says whether it is the result.
    """
    job = position.job
    if job.stage not in (Stage.RUN, Stage.CONFIRM) or not executor.sealed or not isinstance(job.terms, Task):
        return NOTHING
    waiting = sorted(node for node in monitors(job) if node not in job.confirmed)
    delivery = ResultDelivery(job=position.name, sealed=executor.sealed)
    return tuple(Sent(name, delivery) for name in (job.terms.owner, *waiting))


def bodies(position: Position, executor: Executor) -> Iterator[Body]:
    """What the executor owes now, as far as it has what that takes."""
    job, chain = position.job, position.chain
    bad = {key.part: key for key in executor.bad}
    ran = executor.ended is not None
    for duty, about in executor_duties(chain.params, chain.state.height, job, tuple(bad), ran=ran):
        match duty:
            case Duty.SHOW if executor.shown is not None:
                yield Show(job=position.name, evidence=executor.shown)
            case Duty.DISPUTE:
                key = executor.bad[0]
                yield DisputeKey(job=position.name, part=key.part, opening=key.opening, piece=key.piece)
            case Duty.ANSWER if about in executor.answers:
                yield transaction.Answer(job=position.name, evidence=executor.answers[NodeId(str(about))])
            case Duty.REQUEST if executor.ended is not None:
                result = result_digest(executor.sealed)
                yield RequestPayment(job=position.name, result=result, evidence=executor.ended)
            case Duty.GIVE if executor.sealed:
                yield GiveResult(job=position.name, result=executor.sealed)
            case _:
                pass


def _by_itself(
    position: Position, machine: Machine, executor: Executor, phase: Phase
) -> tuple[Machine, Evidence | None]:
    """Evidence to a question that nobody has to ask; None where it does not pass."""
    job = position.job
    nonce = question(job.beacon, position.name, job.round, phase, position.me)
    machine, found = evidence(position, machine, phase, nonce, executor.log, (None, b""))
    if phase is Phase.AFTER:
        job = evolve(job, requested=result_digest(executor.sealed))
    return machine, signed_if_it_passes(position, job, found)
