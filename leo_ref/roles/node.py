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
from leo_ref.roles.executor import Executor
from leo_ref.roles.keys import Keys
from leo_ref.roles.machine import Machine
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
from leo_ref.sealing.imprint import Imprint, imprint_of
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Job, Task
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
NO_PAYLOADS: Final[Map[Imprint, bytes]] = Map()


@frozen(kw_only=True)
class Node:
    """A node with its keys, its machine, its view of the ledger, its work and the payloads it holds by imprint."""

    keys: Keys
    chain: Chain
    machine: Machine
    span: int = 1
    """Within how many ticks after the run began it looks in, as a monitor."""
    work: Map[JobId, Work] = NO_WORK
    payloads: Map[Imprint, bytes] = NO_PAYLOADS
    order: JoinOrder | None = None

    def step(self, message: Message) -> tuple[Node, Outbox]:
        """The node after a message, and what it sends. Messages that are not for nodes change nothing."""
        match message:
            case Block():
                return self._follow(message)
            case JoinOrder():
                return evolve(self, order=message), NOTHING
            case Payload():
                return evolve(self, payloads=self.payloads.set(imprint_of(message.octets), message.octets)), NOTHING
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
        while (chain := advanced(node.chain)).state is not node.chain.state:
            node, more = evolve(node, chain=chain)._after_block()
            sent += more
        return evolve(node, chain=chain), sent

    def _after_block(self) -> tuple[Node, Outbox]:
        node, sent = self, NOTHING
        for name in sorted(self.chain.state.jobs):
            if self.chain.state.jobs[name].open:
                node, more = node._work_on(name)
                sent += more
            else:
                node = node._let_go(name)
        return node, sent + submitted(node.chain, node.keys, node._bodies())

    def _work_on(self, name: JobId) -> tuple[Node, Outbox]:
        """What the block asks of the node in one job, but for transactions."""
        seat, node, sent = self._seat(name), self, NOTHING
        job, work = seat.job, self._at(name)
        if seat.me in job.snapshot:
            drawn, sent = member.on_block(seat, work.member)
            machine = node.machine
            if not isinstance(job.terms, Task) or self._held(job) is not None:
                machine, drawn = member.claiming(seat, machine, drawn)
            node = evolve(node, machine=machine)._with(name, evolve(work, member=drawn))
        node, answers = node._execute(name)
        work = node._at(name)
        watching, questions = monitor.on_block(seat, work.monitor, self.span)
        return node._with(name, evolve(work, monitor=watching)), sent + answers + questions

    def _let_go(self, name: JobId) -> Node:
        """The job is over: so is the machine's part in it."""
        work = self._at(name)
        machine, own = executor.dismissed(self._seat(name), self.machine, work.executor)
        if own is work.executor:
            return self
        return evolve(self, machine=machine)._with(name, evolve(work, executor=own))

    def _executes(self, job: Job) -> bool:
        return job.executor == NodeId(self.keys.name) and self._held(job) is not None

    def _held(self, job: Job) -> tuple[bytes, bytes] | None:
        """The sealed code and data of a task, where the node has both."""
        if not isinstance(job.terms, Task):
            return None
        code = self.payloads.get(self.chain.state.services[job.terms.service].offer.code)
        data = self.payloads.get(job.terms.data)
        return None if code is None or data is None else (code, data)

    def _execute(self, name: JobId) -> tuple[Node, Outbox]:
        """As executor or candidate: work and answer, up to where the job stands."""
        seat, work, machine = self._seat(name), self._at(name), self.machine
        own, said, sent = work.executor, work.attested, NOTHING
        is_candidate = not isinstance(seat.job.terms, Task) and seat.job.terms.candidate == seat.me
        if not is_candidate and seat.job.executor != seat.me:
            return self, NOTHING
        while True:  # the run is over once the last monitor has its answer, which may be in the same step
            before = (own, said)
            held = self._held(seat.job)
            if held is not None:
                machine, own = executor.advanced(seat, machine, own, said, *held)
            phases = frozenset({Phase.BEFORE}) if is_candidate else own.phases
            machine, said, more = attested.answered(seat, machine, said, own.log, own.sealed, phases)
            sent += more
            if own is before[0] and said is before[1]:
                break
        return evolve(self, machine=machine)._with(name, evolve(work, executor=own, attested=said)), sent

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
            joining = candidate.application(self.chain, self.keys, self.machine, self.order)
            if joining is not None:
                yield joining

    def _answer(self, challenge: Challenge) -> tuple[Node, Outbox]:
        """Keep a question that holds, also where its job is not known yet, and answer what is open."""
        seat, work = self._seat(challenge.job), self._at(challenge.job)
        said_before = attested.repeated(work.attested, challenge)
        if said_before:
            return self, said_before
        work = evolve(work, attested=attested.on_challenge(seat, work.attested, challenge))
        node = self._with(challenge.job, work)
        return node._execute(challenge.job) if challenge.job in self.chain.state.jobs else (node, NOTHING)

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
