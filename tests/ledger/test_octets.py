"""§2 on the ledger's own documents: one form each, and octets that are not one give a refusal, never an exception."""

from __future__ import annotations

from functools import cache

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, apply
from tests.ledger.participants import VERIFIERS
from tests.ledger.play import SMALL, Dice, Game, choose_move, story


@cache
def transactions() -> tuple[tuple[State, Transaction], ...]:
    """Transactions of every kind, each with a state that takes it."""
    found: dict[str, tuple[State, Transaction]] = {}
    for seed in range(40):
        for before, transaction, after in story(SMALL, 40, seed, 14):
            if transaction is not None and isinstance(after, State):
                size = len(to_octets(transaction))
                known = found.get(transaction.body.kind)
                if known is None or len(to_octets(known[1])) < size:
                    found[transaction.body.kind] = (before, transaction)
    assert len(found) >= 15
    return tuple(found[kind] for kind in sorted(found))


def test_states_blocks_and_transactions_come_back_from_their_octets() -> None:
    dice, game = Dice(7), Game(SMALL, 40)
    for _ in range(12):
        for _ in range(8):
            game.move(choose_move(dice, game))
        block = game.block()
        assert from_octets(Block, to_octets(block)) == block
        for transaction in block.transactions:
            assert from_octets(Transaction, to_octets(transaction)) == transaction
        state = game.end_block()
        assert from_octets(State, to_octets(state)) == state


def test_every_truncation_is_refused() -> None:
    for _, transaction in transactions():
        octets = to_octets(transaction)
        for length in range(len(octets)):
            assert isinstance(from_octets(Transaction, octets[:length]), Rejection)


@given(
    which=st.integers(0, 10),
    where=st.integers(0, 10**6),
    taken=st.integers(0, 4),
    put=st.binary(max_size=4) | st.sampled_from([b'"', b"0", b"-1", b"1e9", b"[", b"{", b"null", b"\\u0000", b"F"]),
)
def test_a_mutation_is_refused_or_is_another_value_with_exactly_these_octets(
    which: int, where: int, taken: int, put: bytes
) -> None:
    state, transaction = transactions()[which]
    octets = to_octets(transaction)
    at = where % len(octets)
    mutated = octets[:at] + put + octets[at + taken :]
    read = from_octets(Transaction, mutated)
    if isinstance(read, Rejection):
        return
    assert to_octets(read) == mutated
    if mutated != octets:
        after = apply(SMALL, VERIFIERS, state, read)
        assert isinstance(after, Rejection)
        assert after.code is Code.SIGNATURE_INVALID


def test_a_changed_letter_of_any_transaction_never_applies() -> None:
    """Every octet of every transaction, replaced by its neighbour."""
    for state, transaction in transactions():
        octets = to_octets(transaction)
        for at in range(len(octets)):
            mutated = octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]
            read = from_octets(Transaction, mutated)
            if not isinstance(read, Rejection):
                after = apply(SMALL, VERIFIERS, state, read)
                assert isinstance(after, Rejection), (transaction.body.kind, at)
                assert after.code is Code.SIGNATURE_INVALID


def test_the_same_state_has_one_form_however_it_came_about() -> None:
    game = Game(SMALL, 40)
    dice = Dice(3)
    for _ in range(30):
        game.move(choose_move(dice, game))
    state = game.end_block()
    shuffled = state
    for name in sorted(state.accounts, reverse=True):
        account = state.accounts[name]
        shuffled = evolve(shuffled, accounts=shuffled.accounts.delete(name).set(name, account))
    assert to_octets(shuffled) == to_octets(state)
