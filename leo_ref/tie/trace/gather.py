"""What happened in a run, as the specification sees it, in an order in which it can be told.

What a party does rests on the ledger that it knows, which may be behind. So what it does is told right after the block
that it had followed to; the transactions of the next block come after that. A run with the same blocks, in which
everybody was quick, would look no different to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import define, field, frozen

from leo_ref.draw.ticket import Ticket
from leo_ref.rejections import Code
from leo_ref.roles.message import Announcement, Answer, Approval, Challenge
from leo_ref.rules.attestation import conclusion
from leo_ref.simulator.event import Fate
from leo_ref.state.evidence import Conclusion, Finding, Phase
from leo_ref.state.job import Stage
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Apply, Confirm, Transaction, signing_digest
from leo_ref.transcript.entry import Followed, Made, Opening, Passed, Refused
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.observer import Observer
from leo_ref.transcript.report import Report
from leo_ref.transcript.verify import Told, replayed
from leo_ref.values import JobId, NodeId


@frozen
class Sent:
    """A transaction reached the ledger; ``code`` is that of its refusal."""

    line: int
    transaction: Transaction
    code: Code | None
    won: bool
    """For an application: whether its proof wins something."""
    shown: Conclusion
    """For a verdict: what its evidence shows."""

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
    """A monitor took an answer in."""

    line: int
    job: JobId
    monitor: NodeId
    phase: Phase
    finding: Finding


@frozen
class Signed:
    """A monitor signed that the executor is ready."""

    line: int
    job: JobId
    monitor: NodeId


Happening: TypeAlias = Sent | Heard | Decided | Answered | Signed


@define
class Gathered:
    """A run. Heights are those of the block that everything else follows."""

    opening: Opening | None = None
    states: tuple[State, ...] = ()
    blocks: dict[int, int] = field(factory=dict)
    """The line of each block, by height."""
    apart: dict[int, list[Happening]] = field(factory=dict)
    """What parties did that had followed to a height."""
    sent: dict[int, list[Sent]] = field(factory=dict)
    """What reached the ledger for the block at a height."""
    draws: dict[tuple[JobId, int], dict[NodeId, Ticket]] = field(factory=dict)
    """By job and round, what is known of who won what."""
    asked: set[tuple[JobId, NodeId, Phase]] = field(factory=set)
    """Which monitors asked their questions."""
    tried: dict[tuple[JobId, int, NodeId, bytes], bool] = field(factory=dict)
    """Which proofs win something."""

    def add(self, height: int, happening: Happening) -> None:
        """Something happened on top of the block at a height."""
        self.apart.setdefault(height, []).append(happening)


def gather(lines: Iterable[bytes]) -> tuple[Gathered, Report] | Broken:
    """The run that a transcript records, and the report on it; or what is wrong with the transcript."""
    gathered, before, codes = Gathered(), None, dict[int, str]()
    pending: dict[int, Transaction] = {}
    answered: dict[tuple[JobId, NodeId], int] = {}
    for told in replayed(lines):
        if isinstance(told, Broken):
            return told
        if isinstance(told, Report):
            return gathered, told
        observer, entry = told.replay.observer, told.entry
        match entry:
            case Opening():
                gathered.opening = entry
            case Passed(fate=Fate.DELIVERED, message=Transaction() as transaction):
                pending[told.line] = transaction
            case Passed(message=Challenge() as asked):
                gathered.asked.add((asked.job, asked.monitor, asked.phase))
            case Passed(message=Approval() as approval):
                _approved(gathered, told.line, entry, approval, observer, answered)
            case Passed(fate=Fate.DELIVERED):
                _passed(gathered, told.line, entry, observer, answered)
            case Followed(fate=Fate.DELIVERED) if before is not None:
                _followed(gathered, told.line, entry.to, before, observer)
            case Refused():
                codes[entry.transaction] = entry.code
            case Made():
                assert before is not None, "a block follows the opening"
                _made(gathered, told, before, pending, codes)
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


def _passed(
    gathered: Gathered, line: int, entry: Passed, observer: Observer, answered: dict[tuple[JobId, NodeId], int]
) -> None:
    height, state, party = observer.heights.get(entry.to, 0), observer.view(entry.to), NodeId(entry.to)
    match entry.message:
        case Announcement(job=job, node=node, proof=proof):
            if party in state.nodes and _ticket(gathered, observer, state, job, node, proof):
                gathered.add(height, Heard(line, job, node, party))
        case Answer(evidence=evidence):
            if entry.shown in {finding.value for finding in Finding}:
                finding = Finding(entry.shown)
                gathered.add(height, Answered(line, evidence.job, party, evidence.phase, finding))
                answered.setdefault((evidence.job, party), height)
        case _:
            pass


def _approved(
    gathered: Gathered,
    line: int,
    entry: Passed,
    approval: Approval,
    observer: Observer,
    answered: dict[tuple[JobId, NodeId], int],
) -> None:
    """A ready statement: it counts from when it reaches the executor; one that does not was signed all the same."""
    monitor, job = approval.statement.monitor, approval.job
    if not observer.is_founded(entry.to, approval):
        return
    # The monitor may have been ahead of the executor when it looked.
    height = observer.heights.get(entry.to if entry.fate is Fate.DELIVERED else monitor, 0)
    at = max(height, answered.get((job, monitor), height))
    if observer.states[at].jobs[job].stage is Stage.READY:
        gathered.add(at, Signed(line, job, monitor))


def _followed(gathered: Gathered, line: int, party: str, before: Observer, observer: Observer) -> None:
    """A block, and those that had waited for it, told a member that its group is closed."""
    node = NodeId(party)
    for height in range(before.heights.get(party, 0) + 1, observer.heights.get(party, 0) + 1):
        for name, job in observer.states[height].jobs.items():
            if job.stage is Stage.READY and node in job.group:
                gathered.add(height, Decided(line, name, node))


def _made(
    gathered: Gathered, told: Told, before: Observer, pending: dict[int, Transaction], codes: dict[int, str]
) -> None:
    """A block: each transaction with what the ledger saw in its proofs."""
    verifiers, state, height = before.verifiers, before.newest, told.replay.observer.newest.height
    gathered.blocks[height] = told.line
    sent = gathered.sent.setdefault(height, [])
    for line, transaction in pending.items():
        body, won, shown = transaction.body, False, Conclusion.NONE
        sender = NodeId(transaction.sender)
        if isinstance(body, Apply):
            won = _ticket(gathered, before, state, body.job, sender, body.proof)
        if isinstance(body, Confirm) and body.job in state.jobs:
            shown = conclusion(verifiers, state, body.job, state.jobs[body.job], sender, body.evidence)
        code = codes.get(line)
        sent.append(Sent(line, transaction, None if code is None else Code[code], won, shown))
