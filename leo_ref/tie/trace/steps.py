"""A run in the actions of the specification, played by the reference over symbols: a step for each thing that happened.

What nobody can see is chosen so that the run can be explained: a released key is right unless an answer says that it
opened nothing; the machine was altered before the last answers if all of them fail, and an answer that fails before one
that does not is a stale one; of the ready statements only those count that the executor posts, if it posts any.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.rejections import Code
from leo_ref.rules.attestation import conclude
from leo_ref.state.evidence import Conclusion, Finding
from leo_ref.state.job import Part
from leo_ref.state.transaction import (
    Apply,
    Confirm,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    Ready,
    ReleaseKey,
    RequestPayment,
    Transfer,
    WithdrawService,
)
from leo_ref.tie.actions import MAKERS
from leo_ref.tie.model import Act, Model
from leo_ref.tie.trace.gather import Answered, Decided, Gathered, Happening, Heard, Sent, Signed
from leo_ref.tie.trace.names import Names
from leo_ref.tie.trace.units import Units
from leo_ref.tlc.values import Value, pretty
from leo_ref.values import NodeId

ON_LEDGER: Final = "OnLedger"
OFF_LEDGER: Final = "OffLedger"

ABSTRACTED: Final = frozenset(
    {
        Code.SIGNATURE_INVALID,
        Code.COUNTER_WRONG,
        Code.EK_CHANGED,
        Code.KEY_NOT_CERTIFIED,
        Code.STATEMENT_FORGED,
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
    def expression(self) -> str:
        """The step, in TLA+."""
        arguments = ", ".join(pretty(argument) for argument in self.arguments)
        if self.refused:
            return f"Refused({self._applied(self.name + 'Refusal', arguments)}, {pretty(self.refused)})"
        applied = self._applied(self.name, arguments)
        return f"{self.within}({applied})" if self.within else applied

    @staticmethod
    def _applied(name: str, arguments: str) -> str:
        return f"{name}({arguments})" if arguments else name


@frozen
class Telling:
    """The run's actions, in their order."""

    gathered: Gathered
    names: Names
    units: Units

    def actions(self) -> Iterator[Action | None]:
        """Every action; None for a refusal that the specification has no words for."""
        altered = self._altered()
        for height in range(len(self.gathered.states)):
            for happening in self.gathered.apart.get(height, []):
                yield from self._apart(happening, altered)
            if height + 1 in self.gathered.blocks:
                for sent in self.gathered.sent[height + 1]:
                    yield from self._sent(sent, height)
                yield Action(self.gathered.blocks[height + 1], "PassTime", within=OFF_LEDGER, maker="EndBlock")

    # --- what parties do among themselves ---

    def _answers(self) -> list[Answered]:
        """All answers that were taken in for the task, in their order."""
        heights = range(len(self.gathered.states))
        every = (happening for height in heights for happening in self.gathered.apart.get(height, []))
        return [one for one in every if isinstance(one, Answered) and one.job == self.names.attested]

    def _altered(self) -> tuple[int, ...]:
        """The lines of the last answers, as many of them as fail without one that does not in between."""
        lines: tuple[int, ...] = ()
        for answer in reversed(self._answers()):
            if answer.finding is not Finding.FAIL:
                break
            lines = (answer.line, *lines)
        return lines

    def _wrong(self, part: Part) -> bool:
        """Whether an answer says that this key opened nothing."""
        blamed = {Part.TASK: Finding.BAD_TASK_KEY, Part.SERVICE: Finding.BAD_SERVICE_KEY}
        return any(answer.finding is blamed[part] for answer in self._answers())

    def _posted(self) -> frozenset[NodeId]:
        """The monitors whose statements the executor posted."""
        seen = (state.jobs[self.names.attested] for state in self.gathered.states if self.names.attested in state.jobs)
        return frozenset[NodeId]().union(*(job.ready for job in seen))

    def _apart(self, happening: Happening, altered: tuple[int, ...]) -> Iterator[Action]:
        if isinstance(happening, Sent) or happening.job != self.names.attested:
            return
        line, nodes = happening.line, self.names.nodes
        match happening:
            case Heard(announcer=announcer, node=node):
                yield Action(line, "Hear", (nodes[announcer], nodes[node]), maker="Announce")
            case Decided(node=node):
                yield Action(line, "Decide", (nodes[node],))
            case Signed(monitor=monitor):
                if monitor in self._posted() or not self._posted():
                    yield Action(line, "SignReady", (nodes[monitor],), OFF_LEDGER)
            case Answered(monitor=monitor, phase=phase, finding=finding):
                if line in altered[:1]:
                    yield Action(line, "Alter", (), OFF_LEDGER)
                how = "stale" if finding is Finding.FAIL and line not in altered else "fresh"
                yield Action(line, "Answer", (nodes[monitor], phase.value, how), OFF_LEDGER)

    # --- what reaches the ledger ---

    def _sent(self, sent: Sent, height: int) -> Iterator[Action | None]:
        action = self._transaction(sent, height)
        if sent.code is None:
            assert action is not None, sent
            body = sent.transaction.body
            if isinstance(body, Ready) and action.name == "PostReady":
                signed = {
                    one.monitor for block in self.gathered.apart.values() for one in block if isinstance(one, Signed)
                }
                for monitor in sorted(said.monitor for said in body.statements if said.monitor not in signed):
                    yield Action(sent.line, "SignReady", (self.names.nodes[monitor],), OFF_LEDGER)
            yield action
        elif action is None or sent.code in ABSTRACTED:
            yield None
        else:
            yield evolve(action, refused=sent.code.name)

    def _transaction(self, sent: Sent, height: int) -> Action | None:
        """The transaction as an action of the ledger; None where it names what never was."""
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
        job = names.jobs.get(body.job)
        if job is None:
            return None
        attested = body.job == names.attested and not refused
        node = who if sender in names.nodes else None
        match body:
            case Apply() if node is not None:
                arguments = (node, job, body.round, "ok" if sent.won else "forged")
                return Action(line, "Apply" if refused else "Claim", arguments, maker="Apply")
            case Ready() if attested:
                return Action(line, "PostReady", (), OFF_LEDGER)
            case Ready() if node is not None:
                said = [names.nodes.get(one.monitor) for one in body.statements]
                known = frozenset(one for one in said if one is not None)
                return Action(line, "Ready", (node, job, known), ON_LEDGER) if len(known) == len(said) else None
            case ReleaseKey():
                key = "wrong" if body.job == names.attested and self._wrong(body.part) else "right"
                if attested:
                    return Action(line, "GiveKey", (body.part.value, key), OFF_LEDGER)
                return Action(line, "ReleaseKey", (who, job, body.part.value, key), ON_LEDGER)
            case RequestPayment() if attested:
                return Action(line, "ClaimPayment", (), OFF_LEDGER)
            case RequestPayment() if node is not None:
                return Action(line, "RequestPayment", (node, job), ON_LEDGER)
            case Confirm() if attested and node is not None:
                own = sent.shown is self._conclusion(NodeId(sender), height)
                return Action(line, "GiveVerdict", (node, body.verdict.value, own), OFF_LEDGER)
            case Confirm() if node is not None:
                return Action(line, "Confirm", (node, job, body.verdict.value, sent.shown.value), ON_LEDGER)
            case _:
                return None

    @staticmethod
    def _creating(line: int, name: str, created: str | None) -> Action | None:
        return None if created is None else Action(line, name, (created,), ON_LEDGER)

    def _conclusion(self, monitor: NodeId, height: int) -> Conclusion:
        """What a monitor concludes that has followed to a height."""
        findings = {
            one.phase: one.finding
            for before in range(height + 1)
            for one in self.gathered.apart.get(before, [])
            if isinstance(one, Answered) and (one.job, one.monitor) == (self.names.attested, monitor)
        }
        return conclude(self.gathered.states[height].jobs[self.names.attested], Map(findings))
