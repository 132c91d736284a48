"""A node: in each job it is a member of the draw, then a monitor or the executor; in its own join it is the candidate.

A node applies for a task only when it holds both sealed payloads, so nobody is blamed for what an owner withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.ledger import Block
from leo_ref.roles import attested, candidate, executor, member, monitor
from leo_ref.roles.attested import Attested
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.executor import Executor, Program
from leo_ref.roles.keys import Keys
from leo_ref.roles.member import Member
from leo_ref.roles.message import (
    NOTHING,
    Announcement,
    Answer,
    Approval,
    Challenge,
    JoinOrder,
    Message,
    Outbox,
    Payload,
    ResultRequest,
)
from leo_ref.roles.monitor import Monitor
from leo_ref.roles.seat import Seat
from leo_ref.sealing.payload import payload_digest
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Job, Stage, Task
from leo_ref.state.transaction import Body
from leo_ref.values import JobId, NodeId


@frozen(kw_only=True)
class Work:
    """What a node is in one job."""

    member: Member
    monitor: Monitor
    executor: Executor
    attested: Attested


AT_FIRST: Final = Work(member=Member(), monitor=Monitor(), executor=Executor(), attested=Attested())
NO_WORK: Final[Map[JobId, Work]] = Map()
NO_PAYLOADS: Final[Map[bytes, bytes]] = Map()


@frozen(kw_only=True)
class Node:
    """A machine with its keys, its view of the ledger, its work and the payloads it holds by digest."""

    keys: Keys
    chain: Chain
    program: Program
    work: Map[JobId, Work] = NO_WORK
    payloads: Map[bytes, bytes] = NO_PAYLOADS
    order: JoinOrder | None = None

    def step(self, message: Message) -> tuple[Node, Outbox]:
        """The node after a message, and what it sends. Messages that are not for nodes change nothing."""
        match message:
            case Block():
                return self._follow(message)
            case JoinOrder():
                return evolve(self, order=message), NOTHING
            case Payload():
                return evolve(self, payloads=self.payloads.set(payload_digest(message.octets), message.octets)), NOTHING
            case Challenge():
                return self._answer(message)
            case Announcement() | Approval() | ResultRequest():
                return self._hear(message) if message.job in self.chain.state.jobs else (self, NOTHING)
            case Answer():
                return self._weigh(message) if message.evidence.job in self.chain.state.jobs else (self, NOTHING)
            case _:
                return self, NOTHING

    def _seat(self, name: JobId) -> Seat:
        return Seat(self.keys, self.chain, name)

    def _at(self, name: JobId) -> Work:
        return self.work.get(name, AT_FIRST)

    def _with(self, name: JobId, work: Work) -> Node:
        return evolve(self, work=self.work.set(name, work))

    def _follow(self, block: Block) -> tuple[Node, Outbox]:
        """Apply the blocks that can be applied, doing after each what it asks for."""
        node, sent = evolve(self, chain=received(self.chain, block)), NOTHING
        while (chain := advanced(node.chain)) is not None:
            node, more = evolve(node, chain=chain)._after_block()
            sent += more
        return node, sent

    def _after_block(self) -> tuple[Node, Outbox]:
        node, sent = self, NOTHING
        for name in sorted(self.chain.state.jobs):
            if self.chain.state.jobs[name].open:
                node, more = node._work_on(name)
                sent += more
        return node, sent + submitted(node.chain, node.keys, node._bodies())

    def _work_on(self, name: JobId) -> tuple[Node, Outbox]:
        """What the block asks of the node in one job, but for transactions."""
        seat, work, sent = self._seat(name), self._at(name), NOTHING
        job = seat.job
        if seat.me in job.snapshot:
            drawn, sent = member.on_block(seat, work.member)
            work = evolve(work, member=drawn)
        if self._executes(job):
            work = evolve(work, executor=self._execute(seat, work))
        work, answers = self._answers(seat, work)
        return self._with(name, work), sent + answers + monitor.on_block(seat, work.monitor)

    def _executes(self, job: Job) -> bool:
        return job.executor == NodeId(self.keys.name) and self._held(job) is not None

    def _held(self, job: Job) -> tuple[bytes, bytes] | None:
        """The sealed code and data of a task, where the node has both."""
        if not isinstance(job.terms, Task):
            return None
        code = self.payloads.get(self.chain.state.services[job.terms.service].offer.code)
        data = self.payloads.get(job.terms.data)
        return None if code is None or data is None else (code, data)

    def _execute(self, seat: Seat, work: Work) -> Executor:
        """The executor's work up to where the job stands."""
        own, held = work.executor, self._held(seat.job)
        assert held is not None, "an executor holds the payloads"
        if seat.job.stage is Stage.READY and not own.log:
            own = executor.prepared(seat, own, *held)
        if seat.job.stage is Stage.RUN and own.log and not own.keys_measured:
            return executor.opened(seat, own, *held)
        if seat.job.stage is Stage.RUN and own.opened is not None and executor.is_watched(seat, work.attested):
            own = executor.ran(seat, own, self.program)
        return own

    def _answers(self, seat: Seat, work: Work) -> tuple[Work, Outbox]:
        """Answer what is open, as the executor or as the candidate."""
        if seat.job.executor == seat.me:
            own = work.executor
            after, sent = attested.answered(seat, work.attested, own.log, own.sealed, own.phases)
        elif isinstance(seat.job.terms, Task) or seat.job.terms.candidate != seat.me:
            return work, NOTHING
        else:
            after, sent = attested.answered(seat, work.attested, (), b"", frozenset({Phase.BEFORE}))
        return evolve(work, attested=after), sent

    def _bodies(self) -> Iterator[Body]:
        """The transactions that the node would send now, the most pressing first."""
        for name in sorted(self.chain.state.jobs):
            seat, work = self._seat(name), self._at(name)
            if not seat.job.open:
                continue
            wanted: list[Body | None] = [monitor.confirmation(seat, work.monitor)]
            if self._executes(seat.job):
                wanted += [executor.payment_request(seat, work.executor), executor.readiness(seat, work.executor)]
            if not isinstance(seat.job.terms, Task) or self._held(seat.job) is not None:
                wanted.append(member.application(seat, work.member))
            yield from (body for body in wanted if body is not None)
        if self.order is not None:
            joining = candidate.application(self.chain, self.keys, self.order)
            if joining is not None:
                yield joining

    def _answer(self, challenge: Challenge) -> tuple[Node, Outbox]:
        """Keep a question that holds, also where its job is not known yet, and answer what is open."""
        seat, work = self._seat(challenge.job), self._at(challenge.job)
        said_before = attested.repeated(work.attested, challenge)
        if said_before:
            return self, said_before
        work = evolve(work, attested=attested.on_challenge(seat, work.attested, challenge))
        sent = NOTHING
        if challenge.job in self.chain.state.jobs:
            work, sent = self._answers(seat, work)
        return self._with(challenge.job, work), sent

    def _hear(self, message: Announcement | Approval | ResultRequest) -> tuple[Node, Outbox]:
        seat, work = self._seat(message.job), self._at(message.job)
        match message:
            case Announcement():
                work = evolve(work, member=member.on_announcement(seat, work.member, message))
            case Approval():
                if seat.job.executor != NodeId(self.keys.name):
                    return self, NOTHING
                work = evolve(work, executor=executor.on_approval(seat, work.executor, message))
            case ResultRequest():
                return self, monitor.on_request(seat, work.executor.sealed or work.monitor.sealed)
        return self._with(message.job, work), NOTHING

    def _weigh(self, answer: Answer) -> tuple[Node, Outbox]:
        seat, work = self._seat(answer.evidence.job), self._at(answer.evidence.job)
        after, sent = monitor.on_answer(seat, work.monitor, answer)
        return self._with(seat.name, evolve(work, monitor=after)), sent
