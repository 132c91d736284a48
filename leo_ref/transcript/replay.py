"""A transcript replayed through the reference: every entry is worked out again and compared with what was recorded."""

from __future__ import annotations

from typing import Final, assert_never

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.rejections import CODES, Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Deployment, apply, apply_block
from leo_ref.parties.message import LEDGER, AnswerMessage, Message, ResultDelivery
from leo_ref.parties.simulator.event import Fate
from leo_ref.transcript.entry import (
    BlockEntry,
    Closing,
    Content,
    Entry,
    Followed,
    OpeningEntry,
    Passed,
    RefusalEntry,
    block_of,
)
from leo_ref.transcript.fault import Fault
from leo_ref.transcript.line import state_digest
from leo_ref.transcript.observer import Observer
from leo_ref.transcript.opening import begun
from leo_ref.transcript.report import ReplayReport

Wrong = tuple[Fault, str]
"""What is wrong, and the values that matter."""

NO_TRANSACTIONS: Final[Map[int, Transaction]] = Map()
NO_CODES: Final[Map[int, str]] = Map()


@frozen(kw_only=True)
class ReplayedRun:
    """A run so far."""

    deployment: Deployment
    observer: Observer
    report: ReplayReport
    time: int = 0
    pending: Map[int, Transaction] = NO_TRANSACTIONS
    """Transactions that reached the ledger since the last block, by their lines."""
    refused: Map[int, str] = NO_CODES
    """Codes with which the next block refuses some of them."""
    closed: bool = False

    def step(self, line: int, entry: Entry) -> ReplayedRun | Wrong:
        """The run after the entry in a line."""
        if self.closed:
            return Fault.AFTER_CLOSING, ""
        if isinstance(entry, Passed | Followed | RefusalEntry | BlockEntry):
            if entry.time < self.time:
                return Fault.TIME_BACKWARD, f"{entry.time} after {self.time}."
            return evolve(self, time=entry.time)._happened(line, entry)
        match entry:
            case Content():
                return self
            case OpeningEntry():
                return Fault.OPENING_AGAIN, ""
            case Closing():
                return self._closing(entry)
        assert_never(entry)

    def _happened(self, line: int, entry: Passed | Followed | RefusalEntry | BlockEntry) -> ReplayedRun | Wrong:
        match entry:
            case Passed():
                return self._passed(line, entry)
            case Followed():
                return self._followed(entry)
            case RefusalEntry():
                return self._refused(entry)
            case BlockEntry():
                return self._made(entry)
        assert_never(entry)

    def _passed(self, line: int, entry: Passed) -> ReplayedRun | Wrong:
        message, to_ledger = entry.message, entry.to == LEDGER
        misplaced = isinstance(message, Block) and self.observer.has(message)
        if misplaced or isinstance(message, Transaction) != to_ledger:
            return Fault.MESSAGE_MISPLACED, f"A {message.kind} to {entry.to}."
        shown = self.observer.shown(entry.to, message) if entry.fate is Fate.DELIVERED else None
        if shown != entry.shown:
            return Fault.FINDING_DIFFERS, f"It shows {shown}, recorded is {entry.shown}."
        if entry.fate is not Fate.DELIVERED:
            return self
        if isinstance(message, Transaction):
            return evolve(self, pending=self.pending.set(line, message))
        report = _counted(self.report, self.observer, entry.to, message)
        if isinstance(message, AnswerMessage) and shown is not None:
            report = report.found(shown)
        return evolve(self, report=report)

    def _followed(self, entry: Followed) -> ReplayedRun | Wrong:
        if entry.height == 0 or entry.height > self.observer.newest.height:
            return Fault.BLOCK_NOT_MADE, f"Height {entry.height}; the newest is {self.observer.newest.height}."
        if entry.fate is not Fate.DELIVERED:
            return self
        return evolve(self, observer=self.observer.followed(entry.to, entry.height))

    def _refused(self, entry: RefusalEntry) -> ReplayedRun | Wrong:
        if entry.transaction not in self.pending or entry.transaction in self.refused:
            return Fault.TRANSACTION_UNKNOWN, f"Line {entry.transaction}."
        if entry.code not in CODES:
            return Fault.REFUSAL_UNKNOWN, entry.code
        return evolve(self, refused=self.refused.set(entry.transaction, entry.code))

    def _made(self, entry: BlockEntry) -> ReplayedRun | Wrong:
        """The block of what reached the ledger: each transaction applies, or is refused with the recorded code."""
        before = self.observer.newest
        after, lies, taken = before, self.report.lies, list[int]()
        for line in sorted(self.pending):
            transaction = self.pending[line]
            applied = apply(self.deployment.parameters, self.observer.verifiers, after, transaction)
            wrong = _compared(line, applied, self.refused.get(line))
            if wrong is not None:
                return wrong
            if isinstance(applied, State):
                lies += _lies(applied) - _lies(after)
                after = applied
                taken.append(line)
        if entry.transactions != tuple(taken):
            return Fault.BLOCK_INCOMPLETE, f"Recorded are lines {[*entry.transactions]}, due are {taken}."
        if entry.parent != before.block_hash:
            return Fault.WRONG_PARENT, f"The newest block is {before.block_hash.hex()}."
        if entry.height != before.height + 1:
            return Fault.WRONG_HEIGHT, f"{entry.height} after {before.height}."
        block = block_of(entry, self.pending)
        if entry.block != block.hash:
            return Fault.BLOCK_HASH_DIFFERS, f"It is {block.hash.hex()}."
        state = apply_block(self.deployment, self.observer.verifiers, before, block)
        if isinstance(state, Rejection):
            return Fault.BLOCK_REFUSED, str(state)
        if entry.state != state_digest(state):
            return Fault.STATE_DIFFERS, f"Its digest is {state_digest(state).hex()}."
        report = evolve(
            self.report,
            blocks=self.report.blocks + 1,
            transactions=self.report.transactions + len(taken),
            refused=self.report.refused + len(self.refused),
            lies=lies,
        )
        return evolve(
            self, observer=self.observer.made(state), report=report, pending=NO_TRANSACTIONS, refused=NO_CODES
        )

    def _closing(self, entry: Closing) -> ReplayedRun | Wrong:
        state = self.observer.newest
        outcomes = Map({name: job.outcome for name, job in state.jobs.items() if job.outcome is not None})
        balances = {name: account.balance for name, account in state.accounts.items()}
        if self.refused:
            return Fault.LEDGER_PENDING, ""
        if entry.height != state.height:
            return Fault.HEIGHT_DIFFERS, f"It is {state.height}, recorded is {entry.height}."
        if entry.outcomes != outcomes:
            name = min(name for name in {*outcomes, *entry.outcomes} if outcomes.get(name) != entry.outcomes.get(name))
            return (
                Fault.OUTCOME_DIFFERS,
                f"Job {name} has {outcomes.get(name)}, recorded is {entry.outcomes.get(name)}.",
            )
        if dict(entry.balances) != balances:
            who = min(who for who in {*balances, *entry.balances} if balances.get(who) != entry.balances.get(who))
            return Fault.BALANCE_DIFFERS, f"{who} has {balances.get(who)}, recorded is {entry.balances.get(who)}."
        if entry.burned != state.burned:
            return Fault.BURNED_DIFFERS, f"It is {state.burned}, recorded is {entry.burned}."
        if entry.state != state_digest(state):
            return Fault.END_DIFFERS, f"Its digest is {state_digest(state).hex()}."
        return evolve(self, closed=True, report=evolve(self.report, outcomes=outcomes, state=entry.state))


def replay_of(opening: OpeningEntry) -> ReplayedRun | Wrong:
    """The run before anything happened."""
    beginning = begun(opening)
    if isinstance(beginning, tuple):
        return beginning
    observer = Observer(verifiers=beginning.verifiers, states=(beginning.state,))
    return ReplayedRun(
        deployment=beginning.deployment, observer=observer, report=ReplayReport(evidence=opening.genesis.evidence.kind)
    )


def _compared(line: int, applied: State | Rejection, recorded: str | None) -> Wrong | None:
    """What is wrong where the ledger answers a transaction otherwise than recorded."""
    if isinstance(applied, State):
        return None if recorded is None else (Fault.NOT_REFUSED, f"Line {line}, recorded is {recorded}.")
    if recorded is None:
        return Fault.NOT_APPLICABLE, f"Line {line}: {applied}"
    code: Code = applied.code
    return None if code.name == recorded else (Fault.REFUSAL_DIFFERS, f"Line {line}: {applied} Recorded is {recorded}.")


def _lies(state: State) -> int:
    """Lies that the ledger has booked."""
    return sum(len(job.liars) for job in state.jobs.values())


def _counted(report: ReplayReport, observer: Observer, to: str, message: Message) -> ReplayReport:
    """The report after a message reached a party."""
    report = evolve(report, messages=report.messages + 1)
    match message:
        case ResultDelivery() if observer.is_result(to, message):
            return evolve(report, results=report.results + 1)
        case _:
            return report
