"""§4, §14: the ledger under random and hostile transactions, looked at after every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import tick
from leo_ref.ledger.block import beacon_message
from tests.ledger.invariants import broken, supply
from tests.ledger.moves import anything, lies, useful
from tests.ledger.participants import MEMBERS, VERIFIERS, account, signed
from tests.ledger.play import BIG, SMALL, Game
from tests.ledger.steps import broken_by_step

T = TypeVar("T")

amounts = st.integers(0, 6)
counts = st.integers(1, 2)
windows = st.integers(2, 3)
parameters = st.sampled_from([SMALL, BIG]) | st.builds(
    lambda join_fee, more, rounds, **others: Parameters(
        join_fee=join_fee, join_deposit=join_fee * rounds + more, rounds=rounds, **others
    ),
    join_fee=counts,
    more=amounts,
    gas_fee=amounts,
    tau=st.integers(7, 80),
    min_tau=st.integers(1, 7),
    max_tau=st.integers(80, 90),
    vote_pay=st.integers(0, 2),
    min_group=st.integers(2, 4),
    rounds=counts,
    apply_window=windows,
    ready_window=windows,
    keys_window=windows,
    answer_window=st.just(2),
    confirm_window=st.integers(6, 7),
    join_credit=amounts,
    executor_reward=amounts,
    executor_penalty=st.integers(0, 60),
    monitor_reward=amounts,
    monitor_penalty=st.integers(0, 60),
    absence_penalty=amounts,
    forged_claim_penalty=st.integers(0, 60),
    total_credit=st.integers(len(MEMBERS), 80),
    lookback=st.integers(0, 3),
    floor_numerator=st.integers(0, 2),
    floor_denominator=st.just(3),
    join_floor_numerator=st.integers(0, 3),
    join_floor_denominator=st.just(4),
    draw_delay=counts,
)


class Drawn:
    """Hypothesis as the one who chooses."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def pick(self, options: Sequence[T]) -> T:
        return self._data.draw(st.sampled_from(options))

    def number(self, least: int, most: int) -> int:
        return self._data.draw(st.integers(least, most))


class Ledger(RuleBasedStateMachine):
    """Owners, nodes and candidates on one ledger; what is refused must change nothing."""

    @initialize(params=parameters, wealth=st.sampled_from([0, 5, 20, 100]))
    def begin(self, params: Parameters, wealth: int) -> None:
        balance = wealth * max(1, params.gas_fee)
        self.game = Game(params, balance)
        self.supply = supply(self.game.state)
        self.before = self.game.state
        self.ticked = True

    def _send(self, transaction: Transaction) -> State | Rejection:
        self.before, self.ticked = self.game.state, False
        octets = to_octets(self.before)
        after = self.game.send(transaction)
        assert to_octets(self.before) == octets, "a state never changes"
        if isinstance(after, Rejection):
            assert self.game.state is self.before
        else:
            counters = {name: holder.counter for name, holder in self.before.accounts.items()}
            counters[transaction.sender] = transaction.counter + 1
            new = {name: holder.counter for name, holder in after.accounts.items()}
            assert {name: counter for name, counter in new.items() if counter} == {
                name: counter for name, counter in counters.items() if counter
            }
        return after

    @rule(data=st.data(), moves=st.integers(1, 8))
    def useful_moves(self, data: st.DataObject, moves: int) -> None:
        for _ in range(moves):
            options = useful(Drawn(data), self.game.params, self.game.state)
            if options:
                person, body = data.draw(st.sampled_from(options))
                self._send(signed(person, self.game.counter(person), body))
                self.all_holds()

    @rule(data=st.data())
    def lie(self, data: st.DataObject) -> None:
        options = lies(Drawn(data), self.game.state)
        if options:
            person, body = data.draw(st.sampled_from(options))
            self._send(signed(person, self.game.counter(person), body))

    @rule(data=st.data())
    def nonsense(self, data: st.DataObject) -> None:
        person, body = anything(Drawn(data), self.game.params, self.game.state)
        self._send(signed(person, self.game.counter(person), body))

    @precondition(lambda self: self.game.history)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        after = self._send(data.draw(st.sampled_from(self.game.history)))
        assert isinstance(after, Rejection)
        assert after.code is Code.COUNTER_WRONG

    @rule(data=st.data(), ahead=st.integers(1, 2**53 - 1))
    def jump_ahead(self, data: st.DataObject, ahead: int) -> None:
        person, body = anything(Drawn(data), self.game.params, self.game.state)
        after = self._send(signed(person, min(self.game.counter(person) + ahead, 2**53 - 1), body))
        assert isinstance(after, Rejection)
        assert after.code is Code.COUNTER_WRONG

    @rule(data=st.data(), bit=st.integers(0, 511))
    def bad_signature(self, data: st.DataObject, bit: int) -> None:
        person, body = anything(Drawn(data), self.game.params, self.game.state)
        transaction = signed(person, self.game.counter(person), body)
        flipped = (int.from_bytes(transaction.signature, "big") ^ 1 << bit).to_bytes(64, "big")
        thief = account(data.draw(st.sampled_from(MEMBERS)))
        for forged in (evolve(transaction, signature=flipped), evolve(transaction, sender=thief)):
            if forged != transaction:
                after = self._send(forged)
                assert isinstance(after, Rejection)
                assert after.code is Code.SIGNATURE_INVALID

    @rule(blocks=st.integers(1, 3))
    def end_blocks(self, blocks: int) -> None:
        for _ in range(blocks):
            self.before, self.ticked = self.game.state, True
            block = self.game.block()
            message = beacon_message(self.game.start.beacon, block.height)
            beacon = VERIFIERS.beacon(self.game.deployment.producers[0].vrf_key, message, block.beacon_proof)
            assert beacon is not None
            ticked = tick(self.game.params, self.before, block.hash, beacon)
            after = self.game.end_block()
            assert after == ticked, "a block is its transactions and then the tick"
            assert from_octets(State, to_octets(after)) == after
            self.order_is_kept()
            self.all_holds()

    def order_is_kept(self) -> None:
        """§13: where no job ended, the tick moves credit but keeps its order."""
        before, after = self.before, self.game.state
        if {name for name, job in before.jobs.items() if job.stage is Stage.SETTLED} != {
            name for name, job in after.jobs.items() if job.stage is Stage.SETTLED
        }:
            return
        ranked = sorted((node.credit, after.nodes[name].credit) for name, node in before.nodes.items())
        assert [new for _, new in ranked] == sorted(new for _, new in ranked)

    @invariant()
    def all_holds(self) -> None:
        state = self.game.state
        assert broken(self.game.params, state, ticked=self.ticked and state is self.game.start) == []
        assert broken_by_step(self.before, state) == []
        assert supply(state) == self.supply


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
