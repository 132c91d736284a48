"""The executor of a task (§8 to §10): it measures, gets ready, opens, runs, seals and asks for its pay.

The program is a function of (code, data); the container that will run it comes with the Docker adapter. Measuring is
software: the log says what this machine did, and nothing but its own signature vouches for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence import log as job_log
from leo_ref.evidence.log import Log
from leo_ref.evidence.signature import signed
from leo_ref.roles.attested import Attested
from leo_ref.roles.keys import derived
from leo_ref.roles.message import Approval
from leo_ref.roles.seat import Seat
from leo_ref.rules.committee import is_monitor, is_quorum, monitors
from leo_ref.rules.release import statement_digest
from leo_ref.sealing import context
from leo_ref.sealing.payload import payload_digest, unseal
from leo_ref.sealing.result import result_digest, sealed_result
from leo_ref.sealing.transport import open_sealed
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Part, Stage, Task
from leo_ref.state.transaction import Ready, RequestPayment, Statement
from leo_ref.values import NodeId

Program = Callable[[bytes, bytes], bytes]
"""(code, data) -> result; total and pure."""

NO_STATEMENTS: Final[Map[NodeId, Statement]] = Map()


@frozen(kw_only=True)
class Executor:
    """What the executor has done for one task."""

    log: Log = ()
    statements: Map[NodeId, Statement] = NO_STATEMENTS
    keys_measured: bool = False
    """Whether the log says what became of the keys."""
    opened: tuple[bytes, bytes] | None = None
    """Plaintext of code and data, from the keys until the wipe."""
    sealed: bytes = b""
    """The sealed result, once there is one."""

    @property
    def phases(self) -> frozenset[Phase]:
        """The phases for which the log stands as it will be attested."""
        if self.sealed:
            return frozenset({Phase.AFTER})
        if self.keys_measured:
            return frozenset({Phase.DURING})
        return frozenset({Phase.BEFORE}) if self.log else frozenset()


def terms_of(seat: Seat) -> Task:
    """The terms of the task."""
    assert isinstance(seat.job.terms, Task), "only a task has an executor"
    return seat.job.terms


def prepared(seat: Seat, executor: Executor, code: bytes, data: bytes) -> Executor:
    """Measure image, container and the sealed payloads, before any key moves."""
    terms = terms_of(seat)
    image = seat.chain.state.services[terms.service].offer.image
    return evolve(executor, log=job_log.prepared(image, terms.requirement, payload_digest(code), payload_digest(data)))


def opened(seat: Seat, executor: Executor, code: bytes, data: bytes) -> Executor:
    """Open both payloads with the released keys, or measure which key did not open its own."""
    terms, keys = terms_of(seat), seat.job.keys
    offer = seat.chain.state.services[terms.service].offer
    of_data = context.Data(owner=terms.owner, service=terms.service)
    of_code = context.Code(owner=terms.service_owner, image=offer.image)
    commitments: dict[Part, tuple[context.Context, bytes, bytes]] = {
        Part.TASK: (of_data, data, terms.key_commitment),
        Part.SERVICE: (of_code, code, offer.key_commitment),
    }
    plain: dict[Part, bytes] = {}
    for part, (what, sealed, committed) in commitments.items():
        key = open_sealed(seat.keys.encryption, keys[part])
        found = None if key is None else unseal(key, what, sealed, committed)
        if found is None:
            return evolve(executor, keys_measured=True, log=(*executor.log, job_log.key_refused(keys, part)))
        plain[part] = found
    log = (*executor.log, job_log.keys_opened(keys))
    return evolve(executor, keys_measured=True, log=log, opened=(plain[Part.SERVICE], plain[Part.TASK]))


def ran(seat: Seat, executor: Executor, program: Program) -> Executor:
    """Run, seal the result to the task owner, wipe, and measure both."""
    assert executor.opened is not None, "the keys opened their payloads"
    terms = terms_of(seat)
    key = derived(seat.keys.secret, "result key", seat.name)
    seed = derived(seat.keys.secret, "result key's seed", seat.name)
    sealed = sealed_result(terms.result_key, seat.name, program(*executor.opened), key, seed)
    log = (*executor.log, job_log.result_made(result_digest(sealed)), job_log.wiped(terms.requirement))
    return evolve(executor, opened=None, sealed=sealed, log=log)


def on_approval(seat: Seat, executor: Executor, approval: Approval) -> Executor:
    """Keep a ready statement that holds; the ledger refuses all where one is forged."""
    said, job = approval.statement, seat.job
    if not is_monitor(job, said.monitor):
        return executor
    message = statement_digest(seat.name, seat.me, job.group[seat.me].encryption_key, said.quote)
    if not signed(bytes.fromhex(said.monitor), message, said.signature):
        return executor
    return evolve(executor, statements=executor.statements.set(said.monitor, said))


def readiness(seat: Seat, executor: Executor) -> Ready | None:
    """All statements, once every monitor has signed or the window is about to close over a quorum."""
    job = seat.job
    if job.stage is not Stage.READY:
        return None
    complete = len(executor.statements) == len(monitors(job))
    enough = is_quorum(seat.chain.params, job, executor.statements)
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
