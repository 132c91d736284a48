"""A node: in each job it is a member of the draw, then a monitor or the executor; in its own join it is the candidate.

A node applies for a task only when it holds both sealed payloads, so nobody is blamed for what an owner withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.machine import Machine
from leo_ref.core.keys import Keys
from leo_ref.core.state import transaction
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.transaction import Apply, Body, GiveResult, JoinNode, Leave, PublishLog, Transaction
from leo_ref.core.values import JobId, NodeId
from leo_ref.ledger import Block
from leo_ref.parties import attestor, candidate, executor, member, monitor
from leo_ref.parties.candidate import Candidate
from leo_ref.parties.chain import Chain, advanced, received
from leo_ref.parties.executor import Executor
from leo_ref.parties.member import Member
from leo_ref.parties.message import (
    NOTHING,
    Announcement,
    AnswerMessage,
    ChallengeMessage,
    JoinOrder,
    LeaveOrder,
    Message,
    Outbox,
    Payload,
    ResultDelivery,
    ResultRequest,
    TransferOrder,
    Wake,
)
from leo_ref.parties.monitor import Monitor
from leo_ref.parties.outstanding import Outstanding, added, after_block
from leo_ref.parties.position import Position
from leo_ref.parties.posting import Posting, posted
from leo_ref.sealing.imprint import imprint_of


@frozen(kw_only=True)
class Work:
    """What a node is in one job."""

    member: Member
    monitor: Monitor
    executor: Executor
    candidate: Candidate


AT_FIRST: Final = Work(member=Member(), monitor=Monitor(), executor=Executor(), candidate=Candidate())
NO_WORK: Final[Map[JobId, Work]] = Map()
NO_PAYLOADS: Final[Map[Imprint, bytes]] = Map()
NO_POSTING: Final = Posting()


@frozen(kw_only=True)
class Node:
    """A node with its keys, its machine, its view of the ledger, its work and the payloads it holds by imprint."""

    keys: Keys
    chain: Chain
    machine: Machine
    work: Map[JobId, Work] = NO_WORK
    payloads: Map[Imprint, bytes] = NO_PAYLOADS
    order: JoinOrder | None = None
    """Until the join is on the ledger: who is refused or leaves does not ask again by itself."""
    posting: Posting = NO_POSTING
    outstanding: Outstanding = ()
    """Transactions that people ordered, until the ledger has them."""

    def step(self, message: Message | Wake) -> tuple[Node, Outbox]:
        """The node after a message, and what it sends. Messages that are not for nodes change nothing."""
        match message:
            case Block():
                return self._follow(message)
            case Wake():
                return self._act()
            case JoinOrder():
                return evolve(self, order=message, outstanding=self._without_leave()), NOTHING
            case LeaveOrder():
                return evolve(self, order=None, outstanding=added(self.outstanding, message)), NOTHING
            case TransferOrder():
                return evolve(self, outstanding=added(self.outstanding, message)), NOTHING
            case Payload():
                return self._hold(message.octets), NOTHING
            case ChallengeMessage() | Announcement() | ResultDelivery() | ResultRequest():
                return self._hear(message) if message.job in self.chain.state.jobs else (self, NOTHING)
            case AnswerMessage():
                known = message.evidence.job in self.chain.state.jobs
                return self._weigh(message.evidence) if known else self, NOTHING
            case _:
                return self, NOTHING

    def _position(self, name: JobId) -> Position:
        return Position(self.keys, self.chain, name)

    def _at(self, name: JobId) -> Work:
        return self.work.get(name, AT_FIRST)

    def _with(self, name: JobId, work: Work) -> Node:
        return evolve(self, work=self.work.set(name, work))

    def _hold(self, octets: bytes) -> Node:
        if octets in self.payloads.values():
            return self
        return evolve(self, payloads=self.payloads.set(imprint_of(octets), octets))

    def _follow(self, block: Block) -> tuple[Node, Outbox]:
        """Apply the blocks that can be applied, doing after each what it asks for; what follows is sent at once."""
        node, sent = evolve(self, chain=received(self.chain, block)), NOTHING
        height = node.chain.state.height
        while (chain := advanced(node.chain)).state is not node.chain.state:
            node, more = evolve(node, chain=chain)._after_block()
            sent += more
        node = evolve(node, chain=chain)
        if node.chain.state.height == height:
            return node, sent
        node, more = node._act()
        return node, sent + more

    def _after_block(self) -> tuple[Node, Outbox]:
        """What the newest block brought."""
        node, sent = self, NOTHING
        for name in sorted(self.chain.state.jobs):
            if self.chain.state.jobs[name].open:
                node, more = node._work_on(name)
                sent += more
            else:
                node = node._let_go(name)
        assert self.chain.newest is not None, "a block was applied"
        for each in self.chain.newest.transactions:
            node = node._read(each)
        return evolve(node, outstanding=after_block(node.outstanding, node.keys, node.chain)), sent

    def _work_on(self, name: JobId) -> tuple[Node, Outbox]:
        """In one job: a round is drawn, a group elects, a machine works, a question is due."""
        position, node, sent = self._position(name), self, NOTHING
        job, work = position.job, self._at(name)
        if position.me in job.snapshot:
            drawn, sent = member.on_block(position, work.member)
            machine = node.machine
            ready = self._held(job) is not None and position.log_is_published(machine.boot_log)
            if not isinstance(job.terms, Task) or ready:
                machine, drawn = member.claiming(position, machine, drawn)
            work = evolve(work, member=drawn)
            node = evolve(node, machine=machine)
        work = evolve(work, monitor=monitor.on_block(position, work.monitor))
        return node._with(name, work)._execute(name)._enrol(name), sent

    def _let_go(self, name: JobId) -> Node:
        """The job is over: so is the machine's part in it."""
        work = self._at(name)
        machine, own = executor.dismissed(self._position(name), self.machine, work.executor)
        if own is work.executor:
            return self
        return evolve(self, machine=machine)._with(name, evolve(work, executor=own))

    def _execute(self, name: JobId) -> Node:
        """As executor: the machine's work up to where the job stands."""
        position, work = self._position(name), self._at(name)
        held = self._held(position.job)
        if position.job.executor != position.me or held is None:
            return self
        machine, own = executor.worked(position, self.machine, work.executor, *held)
        return evolve(self, machine=machine)._with(name, evolve(work, executor=own))

    def _enrol(self, name: JobId) -> Node:
        """As candidate: what the machine shows, and what its TPM finds in credentials."""
        position, work = self._position(name), self._at(name)
        machine, own = candidate.worked(position, self.machine, work.candidate)
        if own is work.candidate:
            return self
        return evolve(self, machine=machine)._with(name, evolve(work, candidate=own))

    def _read(self, sent: Transaction) -> Node:
        """What the ledger carries from one member to another."""
        match body := sent.body:
            case transaction.Challenge():
                return self._challenged(body.job, NodeId(sent.sender), body.proof)
            case transaction.Answer():
                return self._weigh(body.evidence)
            case GiveResult():
                return self._keep(body.job, body.result)
            case JoinNode() if sent.sender == self.keys.name:
                return evolve(self, order=None)
            case _:
                return self

    def _act(self) -> tuple[Node, Outbox]:
        """Whatever is to be done and sent now, be it for the first time or again."""
        node, sent = self, NOTHING
        for name in sorted(self.chain.state.jobs):
            if not self.chain.state.jobs[name].open:
                continue
            node = node._execute(name)
            position, work = node._position(name), node._at(name)
            sent += monitor.questions(position, work.monitor)
            if position.job.executor == position.me:
                sent += executor.deliveries(position, work.executor)
        node = evolve(node, posting=posted(node.chain, node.keys, node.posting, node.bodies()))
        return node, sent + node.posting.outbox

    def _held(self, job: Job) -> tuple[bytes, bytes] | None:
        """The sealed code and data of a task, where the node has both."""
        if not isinstance(job.terms, Task):
            return None
        code = self.payloads.get(self.chain.state.services[job.terms.service].offer.code)
        data = self.payloads.get(job.terms.data)
        return None if code is None or data is None else (code, data)

    def bodies(self) -> Iterator[Body]:
        """The transactions that the node would send now. Who wants to leave claims no place."""
        due = self._due()
        yield from (
            due if self._without_leave() == self.outstanding else (body for body in due if not isinstance(body, Apply))
        )
        yield from self.outstanding

    def _without_leave(self) -> Outstanding:
        return tuple(body for body in self.outstanding if not isinstance(body, Leave))

    def _due(self) -> Iterator[Body]:
        for name in sorted(self.chain.state.jobs):
            position, work = self._position(name), self._at(name)
            if not position.job.open:
                continue
            yield from monitor.bodies(position, work.monitor)
            if isinstance(position.job.terms, Task) and position.job.executor == position.me:
                yield from executor.bodies(position, work.executor)
            yield from candidate.bodies(position, work.candidate)
            wanted = (attestor.body(position), member.application(position, work.member))
            yield from (body for body in wanted if body is not None)
        yield from self._publishing()
        if self.order is not None:
            joining = candidate.application(self.chain, self.keys, self.machine, self.order)
            if joining is not None:
                yield joining

    def _publishing(self) -> Iterator[Body]:
        """The log of this boot, while the ledger has another one."""
        me, log = NodeId(self.keys.name), self.machine.boot_log
        if me in self.chain.state.nodes and self.chain.state.nodes[me].log != log:
            yield PublishLog(log=log)

    def _hear(self, message: ChallengeMessage | Announcement | ResultDelivery | ResultRequest) -> tuple[Node, Outbox]:
        position, work = self._position(message.job), self._at(message.job)
        match message:
            case ChallengeMessage():
                return self._answer(message)
            case Announcement():
                heard = member.on_announcement(position, work.member, message)
                return self._with(message.job, evolve(work, member=heard)), NOTHING
            case ResultDelivery():
                return self._keep(message.job, message.sealed), NOTHING
            case ResultRequest():
                return self, monitor.on_request(position, work.executor.sealed or work.monitor.sealed, message.asker)

    def _answer(self, challenge: ChallengeMessage) -> tuple[Node, Outbox]:
        """As executor: what its machine shows, whenever it is asked."""
        node = self._challenged(challenge.job, challenge.monitor, challenge.proof)
        return node, executor.answered(node._at(challenge.job).executor, challenge)

    def _challenged(self, name: JobId, asker: NodeId, proof: bytes) -> Node:
        position, work = self._position(name), self._at(name)
        if position.job.executor != position.me:
            return self
        machine, own = executor.on_challenge(position, self.machine, work.executor, asker, proof)
        return evolve(self, machine=machine)._with(name, evolve(work, executor=own))

    def _weigh(self, evidence: Evidence) -> Node:
        position, work = self._position(evidence.job), self._at(evidence.job)
        return self._with(position.name, evolve(work, monitor=monitor.on_answer(position, work.monitor, evidence)))

    def _keep(self, name: JobId, sealed: bytes) -> Node:
        work = self._at(name)
        return self._with(name, evolve(work, monitor=monitor.on_delivery(self._position(name), work.monitor, sealed)))
