"""What happened in a run, as the specification sees it, in an order in which it can be told.

What a party does rests on the ledger that it knows, which may be behind. So what it does is told before the end of the
block behind the one that it had followed to, among the transactions of that block in the order of the lines. A run with
the same blocks, in which everybody was quick, would look no different to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import define, field, frozen

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, Apply, Confirm, ConfirmCandidate, Transaction, signing_digest
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.draw.ticket import Ticket
from leo_ref.ledger.block import Block
from leo_ref.parties.message import Announcement, AnswerMessage, ResultDelivery
from leo_ref.parties.simulator.event import Fate
from leo_ref.rules.question import fails
from leo_ref.sealing.result import result_digest
from leo_ref.transcript.entry import BlockEntry, Followed, OpeningEntry, Passed, RefusalEntry
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.observer import Observer
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import VerifiedEntry, replayed


@frozen
class SentTransaction:
    """A transaction reached the ledger; ``code`` is that of its refusal."""

    line: int
    transaction: Transaction
    code: Code | None
    won: bool
    """For an application: whether its proof wins something."""
    passes: bool
    """For evidence on the ledger: whether it passes."""

    @property
    def name(self) -> str:
        """The transaction's id, and that of what it creates."""
        return signing_digest(self.transaction.sender, self.transaction.counter, self.transaction.body).hex()


@frozen
class Heard:
    """An announcement that holds reached a node."""

    line: int
    job: JobId
    announcer: NodeId
    node: NodeId


@frozen
class Decided:
    """A member learnt that its group is closed, and elected."""

    line: int
    job: JobId
    node: NodeId


@frozen
class Answered:
    """An answer to its question about the run reached a monitor."""

    line: int
    job: JobId
    monitor: NodeId
    finding: Finding


@frozen
class Received:
    """The sealed result reached a member."""

    line: int
    job: JobId
    node: NodeId


Happening: TypeAlias = SentTransaction | Heard | Decided | Answered | Received


@define
class Gathered:
    """A run. Heights are those of the block that everything else follows."""

    opening: OpeningEntry | None = None
    states: tuple[State, ...] = ()
    blocks: dict[int, int] = field(factory=dict)
    """The line of each block, by height."""
    apart: dict[int, list[Happening]] = field(factory=dict)
    """What parties did that had followed to a height."""
    sent: dict[int, list[SentTransaction]] = field(factory=dict)
    """What reached the ledger for the block at a height."""
    draws: dict[tuple[JobId, int], dict[NodeId, Ticket]] = field(factory=dict)
    """By job and round, what is known of who won what."""
    early: dict[NodeId, set[tuple[JobId, bytes]]] = field(factory=dict)
    """Results, by digest, that reached a node before the block that says for what payment was requested."""
    opened: dict[tuple[JobId, NodeId], bytes] = field(factory=dict)
    """By join and attestor, the right answers to the credentials that were made again."""
    tried: dict[tuple[JobId, int, NodeId, bytes], bool] = field(factory=dict)
    """Which proofs win something."""
    wrongdoers: set[AccountId] = field(factory=set)
    """Who did what nobody honest does, where the specification of a task says nothing of it: blocks and joins."""

    def add(self, height: int, happening: Happening) -> None:
        """Something happened on top of the block at a height."""
        self.apart.setdefault(height, []).append(happening)


def gather(lines: Iterable[bytes]) -> tuple[Gathered, ReplayReport] | Broken:
    """The run that a transcript records, and the report on it; or what is wrong with the transcript."""
    gathered, before, codes = Gathered(), None, dict[int, str]()
    pending: dict[int, Transaction] = {}
    for happened in replayed(lines):
        if isinstance(happened, Broken):
            return happened
        if isinstance(happened, ReplayReport):
            return gathered, happened
        observer, entry = happened.replay.observer, happened.entry
        match entry:
            case OpeningEntry():
                gathered.opening = entry
            case Passed(fate=Fate.DELIVERED, message=Transaction() as transaction):
                pending[happened.line] = transaction
            case Passed(fate=Fate.DELIVERED):
                _passed(gathered, happened.line, entry, observer)
            case Followed(fate=Fate.DELIVERED) if before is not None:
                _followed(gathered, happened.line, entry.to, before, observer)
            case RefusalEntry():
                codes[entry.transaction] = entry.code
            case BlockEntry():
                assert before is not None, "a block follows the opening"
                _made(gathered, happened, before, pending, codes)
                pending, codes = {}, {}
            case _:
                pass
        gathered.states, before = observer.states, observer
    raise AssertionError("the last is the verdict")


def _ticket(gathered: Gathered, observer: Observer, state: State, job: JobId, node: NodeId, proof: bytes) -> bool:
    """Whether a proof wins something now, which is then remembered."""
    there = state.jobs.get(job)
    if there is None or there.stage not in (Stage.APPLY, Stage.READY):
        return False
    tried = (job, there.round, node, proof)
    if tried not in gathered.tried:
        won = observer.verifiers.ticket(state, job, node, proof)
        gathered.tried[tried] = won is not None
        if won is not None:
            gathered.draws.setdefault((job, there.round), {})[node] = won
    return gathered.tried[tried]


def _passed(gathered: Gathered, line: int, entry: Passed, observer: Observer) -> None:
    height, state, party = observer.heights.get(entry.to, 0), observer.view(entry.to), NodeId(entry.to)
    match entry.message:
        case Announcement(job=job, node=node, proof=proof):
            if party in state.nodes and _ticket(gathered, observer, state, job, node, proof):
                gathered.add(height, Heard(line, job, node, party))
        case AnswerMessage(evidence=evidence):
            if state.jobs[evidence.job].stage is Stage.RUN and entry.shown in {finding.value for finding in Finding}:
                gathered.add(height, Answered(line, evidence.job, party, Finding(entry.shown)))
        case ResultDelivery(job=job, sealed=sealed):
            gathered.early.setdefault(party, set()).add((job, result_digest(sealed)))
            _received(gathered, line, height, state, party)
        case Block() if entry.shown is not None:
            gathered.wrongdoers.add(AccountId(entry.sender))
        case _:
            pass


def _received(gathered: Gathered, line: int, height: int, state: State, party: NodeId) -> None:
    """What a node holds is the result as soon as it knows that payment was requested for it."""
    for job, digest in sorted(gathered.early.get(party, set())):
        there = state.jobs.get(job)
        if there is not None and there.stage is Stage.CONFIRM and digest == there.requested:
            gathered.add(height, Received(line, job, party))
            gathered.early[party].remove((job, digest))


def _followed(gathered: Gathered, line: int, party: str, before: Observer, observer: Observer) -> None:
    """A block, and those that had waited for it, told a member that its group is closed."""
    node = NodeId(party)
    for height in range(before.heights.get(party, 0) + 1, observer.heights.get(party, 0) + 1):
        for name, job in observer.states[height].jobs.items():
            if job.stage is Stage.READY and node in job.group:
                gathered.add(height, Decided(line, name, node))
        _received(gathered, line, height, observer.states[height], node)


def _made(
    gathered: Gathered,
    happened: VerifiedEntry,
    before: Observer,
    pending: dict[int, Transaction],
    codes: dict[int, str],
) -> None:
    """A block: each transaction with what the ledger saw in its proofs."""
    verifiers, state, height = before.verifiers, before.newest, happened.replay.observer.newest.height
    gathered.blocks[height] = happened.line
    sent = gathered.sent.setdefault(height, [])
    for line, transaction in pending.items():
        body, won, passes = transaction.body, False, True
        sender = NodeId(transaction.sender)
        if isinstance(body, Apply):
            won = _ticket(gathered, before, state, body.job, sender, body.proof)
        if isinstance(body, ConfirmCandidate) and line not in codes:
            right = verifiers.right_answer(state, body.job, sender, body.opening)
            join = state.jobs[body.job]
            if isinstance(right, Rejection):
                gathered.wrongdoers.add(transaction.sender)
            else:
                gathered.opened[body.job, sender] = right
                if join.answers.get(sender) != right:
                    gathered.wrongdoers.add(AccountId(str(join.subject)))
        if isinstance(body, Accuse | Confirm) and line not in codes:
            job: Job = state.jobs[body.job]
            passes = fails(verifiers, state, body.job, job, body.evidence) is None
        code = codes.get(line)
        sent.append(SentTransaction(line, transaction, None if code is None else Code[code], won, passes))
