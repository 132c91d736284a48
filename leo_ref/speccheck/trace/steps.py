"""A run in the actions of the specification, played by the reference over symbols: a step for each thing that happened.

What nobody can see is chosen so that the run can be explained: a released key is right unless a dispute shows that it
is not. Published logs are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from leo_ref.core.rejections import Code
from leo_ref.core.state.job import Part
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    AnswerCredential,
    Apply,
    Approve,
    AskResult,
    Challenge,
    ChallengeCandidate,
    Confirm,
    ConfirmCandidate,
    DisputeKey,
    GiveResult,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    PublishLog,
    ReleaseKey,
    RequestPayment,
    Show,
    Transfer,
    WithdrawService,
)
from leo_ref.core.values import NodeId
from leo_ref.speccheck.actions import MAKERS
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.runs.behaviour import SpecCall
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.trace.gather import Answered, Decided, Gathered, Happening, Heard, Received, SentTransaction
from leo_ref.speccheck.trace.names import Names
from leo_ref.speccheck.trace.units import Units

ON_LEDGER: Final = "OnLedger"
OFF_LEDGER: Final = "OffLedger"

ABSTRACTED: Final = frozenset(
    {
        Code.SIGNATURE_INVALID,
        Code.COUNTER_WRONG,
        Code.IDENTITY_FAILS,
        Code.EK_CHANGED,
        Code.KEY_NOT_CERTIFIED,
        Code.OTHER_QUESTION,
        Code.QUESTION_FORGED,
        Code.EVIDENCE_NOT_SIGNED,
        Code.OPENING_LENGTH,
        Code.OPENING_RANGE,
        Code.OPENING_OTHER,
        Code.RELEASED_KEY_LENGTH,
        Code.RELEASED_KEY_RANGE,
        Code.RESULT_OTHER,
        Code.RESULT_TOO_LONG,
        Code.TAU_OUT_OF_RANGE,
        Code.PAYLOAD_LENGTH,
        Code.PAYLOAD_LAST_CHUNK,
    }
)
"""Refusals of what the specification abstracts away."""


@frozen
class Action:
    """A ground action: the operator of the specification, its arguments, and what makes it a step of ``Leo``."""

    line: int
    name: str
    arguments: tuple[Value, ...] = ()
    within: str = ""
    maker: str = ""
    """The name in ``MAKERS``; empty where it is that of the operator."""
    refused: str = ""
    """The code, of a transaction that was refused."""

    def act(self, model: Model) -> Act:
        """The action in the reference."""
        return MAKERS[self.maker or self.name](model, *self.arguments)

    @property
    def call(self) -> SpecCall:
        """The action as the specification has it."""
        return SpecCall(self.name, self.arguments, self.within, self.refused)

    @property
    def expression(self) -> str:
        """The step, in TLA+."""
        return self.call.text()


@frozen
class Telling:
    """The run's actions, in their order."""

    gathered: Gathered
    names: Names
    units: Units

    def actions(self) -> Iterator[Action | None]:
        """Every action; None for a refusal that the specification has no words for."""
        for height in range(len(self.gathered.states)):
            happened = [*self.gathered.apart.get(height, []), *self.gathered.sent.get(height + 1, [])]
            for happening in sorted(happened, key=lambda each: each.line):
                yield from self._sent(happening) if isinstance(happening, SentTransaction) else self._apart(happening)
            if height + 1 in self.gathered.blocks:
                yield Action(self.gathered.blocks[height + 1], "PassTime", within=OFF_LEDGER, maker="EndBlock")

    # --- what parties do among themselves ---

    def _apart(self, happening: Happening) -> Iterator[Action]:
        if isinstance(happening, SentTransaction) or happening.job != self.names.attested:
            return
        line, nodes = happening.line, self.names.nodes
        match happening:
            case Heard(announcer=announcer, node=node):
                yield Action(line, "Hear", (nodes[announcer], nodes[node]), maker="Announce")
            case Decided(node=node):
                yield Action(line, "Decide", (nodes[node],))
            case Answered(monitor=monitor, finding=finding):
                yield Action(line, "See", (nodes[monitor], finding.value), OFF_LEDGER)
            case Received(node=node) if node in nodes:
                yield Action(line, "Receive", (nodes[node],), OFF_LEDGER)

    def _wrong(self, part: Part) -> bool:
        """Whether a dispute that the ledger took shows that the task's or the service's key is none."""
        every = (sent for block in self.gathered.sent.values() for sent in block if sent.code is None)
        bodies = (sent.transaction.body for sent in every)
        return any(
            isinstance(body, DisputeKey) and (body.job, body.part) == (self.names.attested, part) for body in bodies
        )

    # --- what reaches the ledger ---

    def _sent(self, sent: SentTransaction) -> Iterator[Action | None]:
        if isinstance(sent.transaction.body, PublishLog):
            return
        action = self._transaction(sent)
        if sent.code is None:
            assert action is not None, "the ledger took it, so all that it names is there"
            yield action
        elif action is None or sent.code in ABSTRACTED:
            yield None
        else:
            yield evolve(action, refused=sent.code.name)

    def _transaction(self, sent: SentTransaction) -> Action | None:
        """The transaction as an action of the ledger; None where it names a job or service that does not exist."""
        names, sender, line, refused = self.names, sent.transaction.sender, sent.line, sent.code is not None
        who = names.accounts[sender]
        body = sent.transaction.body
        match body:
            case Transfer():
                return Action(
                    line, "Transfer", (who, names.accounts[body.to], body.amount // self.units.leo), ON_LEDGER
                )
            case OfferService():
                return self._creating(line, "OfferService", names.services.get(sent.name))
            case WithdrawService():
                service = names.services.get(body.service)
                return None if service is None else Action(line, "WithdrawService", (who, service), ON_LEDGER)
            case PostTask():
                return self._creating(line, "PostTask", names.tasks.get(sent.name))
            case JoinNode():
                return self._creating(line, "Join", names.joins.get(sent.name))
            case Leave():
                return Action(line, "Leave", (who,), ON_LEDGER) if who in names.nodes.values() else None
            case PublishLog():
                return None
        job = names.jobs.get(body.job)
        if job is None:
            return None
        if isinstance(body, ReleaseKey):
            key = "wrong" if body.job == names.attested and self._wrong(body.part) else "right"
            if body.job == names.attested and not refused:
                return Action(line, "GiveKey", (body.part.value, key), OFF_LEDGER)
            return Action(line, "ReleaseKey", (who, job, body.part.value, key), ON_LEDGER)
        if sender not in names.nodes:
            return None
        if isinstance(body, Apply):
            arguments = (who, job, body.round, "ok" if sent.won else "forged")
            return Action(line, "Apply" if refused else "Claim", arguments, maker="Apply")
        if isinstance(body, ChallengeCandidate | AnswerCredential | ConfirmCandidate):
            return self._enrolling(sent, body, who, job)
        if body.job == names.attested and not refused:
            return self._given(sent, who)
        return self._taken(sent, who, job)

    def _enrolling(
        self, sent: SentTransaction, body: ChallengeCandidate | AnswerCredential | ConfirmCandidate, who: str, job: str
    ) -> Action | None:
        """A credential, an answer, an opening: what each was is known once the credential was made again."""
        opened, line = self.gathered.opened, sent.line
        match body:
            case ChallengeCandidate():
                made = (body.job, NodeId(sent.transaction.sender)) in opened
                return Action(line, "ChallengeCandidate", (who, job, "made" if made else "junk"), ON_LEDGER)
            case AnswerCredential(attestor=attestor):
                right = opened.get((body.job, attestor)) == body.answer
                short = self.names.nodes.get(attestor)
                arguments = (who, job, short or "", "right" if right else "wrong")
                return None if short is None else Action(line, "AnswerCredential", arguments, ON_LEDGER)
            case ConfirmCandidate():
                made = (body.job, NodeId(sent.transaction.sender)) in opened
                return Action(line, "ConfirmCandidate", (who, job, "true" if made else "false"), ON_LEDGER)

    def _given(self, sent: SentTransaction, who: str) -> Action | None:
        """What the ledger took of a party of the attested task, as an action of the parties."""
        line, body, shows = sent.line, sent.transaction.body, "pass" if sent.passes else "fail"
        match body:
            case Show():
                return Action(line, "GiveShow", ("pass",), OFF_LEDGER)
            case Approve():
                return Action(line, "GiveApproval", (who,), OFF_LEDGER)
            case DisputeKey(part=part):
                return Action(line, "GiveDispute", (part.value,), OFF_LEDGER)
            case Challenge():
                return Action(line, "GiveChallenge", (who,), OFF_LEDGER)
            case Answer(evidence=evidence):
                monitor = self.names.nodes.get(str(evidence.monitor))
                return None if monitor is None else Action(line, "GiveAnswer", (monitor,), OFF_LEDGER)
            case Accuse():
                return Action(line, "GiveAccusation", (who, shows), OFF_LEDGER)
            case RequestPayment():
                return Action(line, "GiveRequest", (), OFF_LEDGER)
            case AskResult():
                return Action(line, "GiveAsk", (who,), OFF_LEDGER)
            case GiveResult():
                return Action(line, "GiveTheResult", (), OFF_LEDGER)
            case Confirm():
                return Action(line, "GiveConfirmation", (who, shows), OFF_LEDGER)
            case _:
                return None

    def _taken(self, sent: SentTransaction, who: str, job: str) -> Action | None:
        """A transaction as an action of the ledger; what its evidence shows is asked after all else."""
        line, body = sent.line, sent.transaction.body
        shows = "fail" if sent.code is Code.EVIDENCE_FAILS or not sent.passes else "pass"
        match body:
            case Show():
                return Action(line, "Show", (who, job, shows), ON_LEDGER)
            case Approve():
                return Action(line, "Approve", (who, job), ON_LEDGER)
            case DisputeKey(part=part):
                return Action(line, "DisputeKey", (who, job, part.value, "true"), ON_LEDGER)
            case Challenge():
                return Action(line, "Challenge", (who, job, "true"), ON_LEDGER)
            case Answer(evidence=evidence):
                monitor = self.names.nodes.get(str(evidence.monitor))
                return None if monitor is None else Action(line, "Answer", (who, job, monitor, shows), ON_LEDGER)
            case Accuse():
                return Action(line, "Accuse", (who, job, shows), ON_LEDGER)
            case RequestPayment():
                return Action(line, "RequestPayment", (who, job, shows), ON_LEDGER)
            case AskResult():
                return Action(line, "AskResult", (who, job), ON_LEDGER)
            case GiveResult():
                return Action(line, "GiveResult", (who, job, "right"), ON_LEDGER)
            case Confirm():
                return Action(line, "Confirm", (who, job, shows), ON_LEDGER)
            case _:
                return None

    @staticmethod
    def _creating(line: int, name: str, created: str | None) -> Action | None:
        return None if created is None else Action(line, name, (created,), ON_LEDGER)
