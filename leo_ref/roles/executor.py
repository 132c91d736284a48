"""The executor of a task (§8 to §10): it measures, gets ready, opens, runs, seals and asks for its pay.

What it does with TPM and container is the machine's (:mod:`leo_ref.roles.machine`); this module says when.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.log import Log
from leo_ref.evidence.signature import signed
from leo_ref.roles.attested import Attested
from leo_ref.roles.machine import Assignment, Machine
from leo_ref.roles.message import Approval
from leo_ref.roles.seat import Seat
from leo_ref.rules.committee import is_monitor, is_quorum, monitors
from leo_ref.rules.release import statement_digest
from leo_ref.sealing.result import result_digest
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Stage, Task
from leo_ref.state.transaction import Ready, RequestPayment, Statement
from leo_ref.values import NodeId

NO_STATEMENTS: Final[Map[NodeId, Statement]] = Map()


@frozen(kw_only=True)
class Executor:
    """What the executor has done for one task."""

    log: Log = ()
    statements: Map[NodeId, Statement] = NO_STATEMENTS
    keys_measured: bool = False
    """Whether the log says what became of the keys."""
    running: bool = False
    """Whether the job runs, or waits for the monitors to have looked in."""
    sealed: bytes = b""
    """The sealed result, once there is one."""
    dismissed: bool = False
    """Whether the machine was told that the job is over."""

    @property
    def phases(self) -> frozenset[Phase]:
        """The phases for which the log stands as it will be attested."""
        if self.sealed:
            return frozenset({Phase.AFTER})
        if self.keys_measured:
            return frozenset({Phase.DURING})
        return frozenset({Phase.BEFORE}) if self.log else frozenset()


def advanced(
    seat: Seat, machine: Machine, executor: Executor, attested: Attested, code: bytes, data: bytes
) -> tuple[Machine, Executor]:
    """The machine's work up to where the job stands; ``code`` and ``data`` are the sealed payloads."""
    job = seat.job
    assert isinstance(job.terms, Task), "only a task has an executor"
    offer = seat.chain.state.services[job.terms.service].offer
    work = Assignment(job=seat.name, task=job.terms, offer=offer, code=code, data=data)
    if job.stage is Stage.READY and not executor.log:
        machine, log = machine.prepared(work)
        executor = evolve(executor, log=log)
    if job.stage is Stage.RUN and executor.log and not executor.keys_measured:
        machine, opened = machine.opened(work, job.keys)
        executor = evolve(executor, log=opened.log, keys_measured=True, running=opened.running)
    elif job.stage is Stage.RUN and executor.running and is_watched(seat, attested):
        machine, finished = machine.finished(work)
        executor = evolve(executor, log=finished.log, running=False, sealed=finished.sealed)
    return machine, executor


def dismissed(seat: Seat, machine: Machine, executor: Executor) -> tuple[Machine, Executor]:
    """Once the job is over, the machine is told so."""
    if seat.job.open or not executor.log or executor.dismissed:
        return machine, executor
    return machine.dismissed(seat.name), evolve(executor, dismissed=True)


def on_approval(seat: Seat, executor: Executor, approval: Approval) -> Executor:
    """Keep a ready statement that holds; the ledger refuses all where one is forged."""
    said, job = approval.statement, seat.job
    if not is_monitor(job, said.monitor):
        return executor
    message = statement_digest(seat.name, seat.me, job.group[seat.me].encryption_keys, said.quote)
    if not signed(bytes.fromhex(said.monitor), message, said.signature):
        return executor
    return evolve(executor, statements=executor.statements.set(said.monitor, said))


def readiness(seat: Seat, executor: Executor) -> Ready | None:
    """All statements, once every monitor has signed or the window is about to close over a quorum."""
    job = seat.job
    if job.stage is not Stage.READY:
        return None
    complete = len(executor.statements) == len(monitors(job))
    enough = is_quorum(job, executor.statements)
    if not complete and not (enough and seat.last_block):
        return None
    return Ready(job=seat.name, statements=tuple(executor.statements[name] for name in sorted(executor.statements)))


def is_watched(seat: Seat, attested: Attested) -> bool:
    """Whether every monitor was answered while the job ran, or the window is about to close."""
    job = seat.job
    everyone = all((job.round, Phase.DURING, node) in attested.answers for node in monitors(job))
    return everyone or seat.last_block


def payment_request(seat: Seat, executor: Executor) -> RequestPayment | None:
    """The request, once the job ran."""
    if seat.job.stage is not Stage.RUN or not executor.sealed:
        return None
    return RequestPayment(job=seat.name, result=result_digest(executor.sealed))
