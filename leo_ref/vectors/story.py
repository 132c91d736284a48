"""A ledger that is told step by step, each step a vector: transactions in the midst of a block, and blocks."""

from __future__ import annotations

from copy import copy
from typing import Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue, decode, encode, to_octets
from leo_ref.core.keys import keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Body, Transaction, signing_digest
from leo_ref.core.values import CREDIT, LEO, JobId
from leo_ref.ledger import Block, Genesis, apply_block
from leo_ref.parties.producer import block_on, signed
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.vectors.case import Cases
from leo_ref.vectors.change import change
from leo_ref.vectors.participants import Person, seed

PRODUCER: Final = keys_of(seed("producer"))
"""Who makes the blocks of a story."""


class Story:
    """A ledger as far as it has been told."""

    def __init__(self, cases: Cases, start: Genesis) -> None:
        """The beginning; the vector of the genesis is the first one."""
        self.cases = cases
        self.deployment, self.parameters = start.deployment, start.parameters
        cases.shared["deployment"] = encode(start.deployment)
        request: dict[str, JsonValue] = {"request": "genesis", "octets": to_octets(start).hex()}
        said = cases.add("genesis", "the first state", request, share_as="genesis", clause="§5")
        self.state, self.name = _state(said["ok"]), "genesis"
        self._begun, self._begun_name = self.state, self.name
        self._sent: list[Transaction] = []

    def fork(self) -> Story:
        """The same story, to be told on in another way."""
        other = copy(self)
        other._sent = list(self._sent)
        return other

    def move_to(self, name: str, state: State) -> None:
        """A state that no vector leads to, at the beginning of a block."""
        self.cases.share(name, self._changed(state))
        self.state, self.name = state, name
        self._begun, self._begun_name, self._sent = state, name, []

    @property
    def beginning(self) -> State:
        """The state at the beginning of this block."""
        return self._begun

    def job(self, name: JobId) -> Job:
        """A job as it stands."""
        return self.state.jobs[name]

    def signed(self, who: Person, body: Body) -> Transaction:
        """The next transaction of an account."""
        return who.transaction(self.state.accounts.get(who.account, EMPTY).counter, body)

    def id_of(self, who: Person, body: Body) -> JobId:
        """The id that the next transaction of an account has."""
        counter = self.state.accounts.get(who.account, EMPTY).counter
        return JobId(signing_digest(who.account, counter, body).hex())

    def send(self, name: str, why: str, who: Person, body: Body, clause: str, action: str) -> None:
        """A transaction that is applied."""
        sent = self.signed(who, body)
        request = self._asking("transaction", self.name, sent)
        said = self.cases.add(name, why, request, share_as=name, clause=clause, action=action)
        self.state, self.name = _state(said["ok"]), name
        self._sent.append(sent)

    def refuse(self, name: str, why: str, who: Person, body: Body, code: str, action: str = "") -> None:
        """A transaction that is refused here."""
        self.refuse_signed(name, why, self.signed(who, body), code, action)

    def refuse_signed(self, name: str, why: str, sent: Transaction, code: str, action: str = "") -> None:
        """The same, of a transaction whose envelope may be wrong."""
        self.cases.add(name, why, self._asking("transaction", self.name, sent), code, action=action)

    def refuse_in(self, name: str, why: str, state: State, who: Person, body: Body, code: str, action: str) -> None:
        """A transaction that is refused in a state of its own."""
        sent = self.signed(who, body)
        request = self._asking("transaction", self.name, sent) | {"state": self._changed(state)}
        self.cases.add(name, why, request, code, action=action)

    def block(self) -> Block:
        """The block of everything sent since the last one."""
        return block_on(self.deployment, PRODUCER, self._begun, tuple(self._sent))

    def ahead(self, sent: Transaction) -> State:
        """The state after this block with one more transaction, and so many empty ones that a draw of it opens."""
        state = self._after(self._begun, (*self._sent, sent))
        for _ in range(self.parameters.draw_delay):
            state = self._after(state, ())
        return state

    def _after(self, state: State, transactions: tuple[Transaction, ...]) -> State:
        after = apply_block(
            self.deployment,
            SoftwareVerifiers(self.deployment.suite),
            state,
            block_on(self.deployment, PRODUCER, state, transactions),
        )
        assert isinstance(after, State), after
        return after

    def end_block(self, name: str, why: str, clause: str = "§4") -> None:
        """The block ends: the same transactions once more, and the tick."""
        request = self._asking("block", self._begun_name, self.block())
        said = self.cases.add(name, why, request, share_as=name, clause=clause, action="Block!Tick")
        self.state, self.name = _state(said["ok"]), name
        self._begun, self._begun_name, self._sent = self.state, name, []

    def close(self, job: JobId, name: str, why: str, clause: str = "§4") -> None:
        """The block with which the window of the job closes; of those before it, the one with transactions is told."""
        last = self.job(job).deadline
        if self._sent and self._begun.height + 1 < last:
            self.end_block(f"{name}-waits", "the window is open: nothing is due", clause)
        self.until(last, f"{name}-due")
        self.end_block(name, why, clause)

    def until(self, height: int, name: str) -> None:
        """The beginning of the block at this height; the empty blocks before it are not told."""
        state = self._begun
        assert state.height + 1 == height or not self._sent, "the block has ended"
        while state.height + 1 < height:
            state = self._after(state, ())
        if state is not self._begun:
            self.move_to(name, state)

    def refuse_block(self, name: str, why: str, block: Block, code: str) -> None:
        """A block that is refused at the beginning of this one, though its producer signed it."""
        self.cases.add(name, why, self._asking("block", self._begun_name, signed(PRODUCER, block)), code)

    def _changed(self, state: State) -> JsonValue:
        """Another state, as what is other in it than in the one of now."""
        now: JsonValue = {"$shared": self.name}
        return {"$changed": now, "by": change(self.cases.whole(now), encode(state))}

    def _asking(self, kind: str, state: str, document: Transaction | Block) -> dict[str, JsonValue]:
        return {
            "request": kind,
            "deployment": {"$shared": "deployment"},
            "state": {"$shared": state},
            "octets": {"$octets": encode(document)},
        }


def _state(value: JsonValue) -> State:
    state = decode(State, value)
    assert isinstance(state, State), state
    return state


def quick(parameters: Parameters) -> Parameters:
    """The same with short windows, and with no two windows, amounts, rewards or penalties alike."""
    return evolve(
        parameters,
        apply_window=2,
        answer_window=3,
        enrol_window=8,
        ready_window=4,
        approve_window=5,
        keys_window=6,
        watch_window=7,
        confirm_window=9,
        handling=19,
        join_fee=13 * LEO // 10,
        executor_reward=2 * CREDIT,
        monitor_reward=3 * CREDIT,
        monitor_penalty=7 * CREDIT,
        forged_claim_penalty=13 * CREDIT,
    )
