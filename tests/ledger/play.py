"""Blocks made from moves: a game that can be stopped and looked at after every transaction."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, TypeVar

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, apply, apply_block
from leo_ref.parties.producer import block_on
from tests.ledger.moves import Chooser, Move, anything, lies, useful
from tests.ledger.participants import MEMBERS, PRODUCERS, VERIFIERS, account, deployment, first_state, signed

T = TypeVar("T")

SMALL: Final = Parameters(
    gas_fee=1,
    tau=12,
    min_tau=10,
    max_tau=13,
    vote_pay=2,
    min_group=3,
    rounds=2,
    apply_window=3,
    enrol_window=2,
    ready_window=4,
    approve_window=2,
    keys_window=5,
    watch_window=3,
    answer_window=2,
    confirm_window=7,
    join_deposit=5,
    join_fee=2,
    join_credit=4,
    executor_reward=6,
    executor_penalty=7,
    monitor_reward=3,
    monitor_penalty=5,
    absence_penalty=2,
    forged_claim_penalty=4,
    total_credit=60,
    lookback=1,
    floor_numerator=2,
    floor_denominator=7,
    join_floor_numerator=3,
    join_floor_denominator=8,
    draw_delay=1,
)
"""Everything so small that balances and credit run out."""

BIG: Final = Parameters(rounds=2, apply_window=3, enrol_window=2, watch_window=4, answer_window=2, confirm_window=6)
"""The defaults of §3, in base units, with shorter windows."""


class Dice:
    """A seeded chooser."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)


class Game:
    """A ledger being played on: the state at the start of the block, the state now, and what the block holds."""

    def __init__(self, params: Parameters, balance: int) -> None:
        self.params, self.deployment = params, deployment(params)
        share = params.total_credit // len(MEMBERS)
        credit = {person: share + index for index, person in enumerate(MEMBERS)}
        self.start = self.state = first_state(params, balance, credit)
        self.transactions: list[Transaction] = []
        self.history: list[Transaction] = []
        """Everything ever applied."""

    def counter(self, person: str) -> int:
        return self.state.accounts.get(account(person), EMPTY).counter

    def send(self, transaction: Transaction) -> State | Rejection:
        """What becomes of the transaction; the state moves on if it applies."""
        after = apply(self.params, VERIFIERS, self.state, transaction)
        if not isinstance(after, Rejection):
            self.state = after
            self.transactions.append(transaction)
            self.history.append(transaction)
        return after

    def move(self, move: Move) -> State | Rejection:
        """Sign a move and send it."""
        person, body = move
        return self.send(signed(person, self.counter(person), body))

    def block(self) -> Block:
        """The block of what was applied since the last one."""
        return block_on(self.deployment, PRODUCERS[0], self.start, tuple(self.transactions))

    def end_block(self) -> State:
        """Finish the block."""
        after = apply_block(self.deployment, VERIFIERS, self.start, self.block())
        assert not isinstance(after, Rejection), after
        self.start = self.state = after
        self.transactions = []
        return after


def choose_move(choose: Chooser, game: Game) -> Move:
    """Mostly what is useful, now and then a lie, now and then nonsense."""
    dice = choose.number(0, 9)
    if dice < 8:
        moves = useful(choose, game.params, game.state)
    else:
        moves = lies(choose, game.state) if dice == 8 else []
    return choose.pick(moves) if moves else anything(choose, game.params, game.state)


def story(params: Parameters, balance: int, seed: int, blocks: int) -> list[tuple[State, Transaction | None, object]]:
    """A seeded game: the state before each step, the transaction (None ends the block), and what came of it."""
    dice, game = Dice(seed), Game(params, balance)
    steps: list[tuple[State, Transaction | None, object]] = []
    for _ in range(blocks):
        for _ in range(dice.number(0, 14)):
            before = game.state
            person, body = choose_move(dice, game)
            transaction = signed(person, game.counter(person), body)
            steps.append((before, transaction, game.send(transaction)))
        before = game.state
        steps.append((before, None, game.end_block()))
    return steps
