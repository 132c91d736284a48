"""§4: replays, signatures and blocks, with real Ed25519 keys."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.ledger import Block, apply, apply_block
from leo_ref.parties.producer import signed as signed_block
from tests.ledger.participants import PRODUCERS, VERIFIERS, account, signed
from tests.ledger.play import SMALL, Game


def transfer(sender: str, counter: int, amount: int, to: str = "bob") -> Transaction:
    return signed(sender, counter, Transfer(to=account(to), amount=amount))


def test_a_transaction_applies_once() -> None:
    game = Game(SMALL, 10)
    once = transfer("alice", 0, 4)
    assert isinstance(game.send(once), State)
    assert game.send(once) == reject(Code.COUNTER_WRONG, given=0, expected=1)
    game.end_block()
    assert game.send(once) == reject(Code.COUNTER_WRONG, given=0, expected=1)
    assert game.state.balance(account("alice")) == 6
    assert game.state.balance(account("bob")) == 14


def test_the_whole_balance_can_be_spent_and_one_unit_more_cannot() -> None:
    game = Game(SMALL, 10)
    assert game.send(transfer("alice", 0, 11)) == reject(Code.BALANCE_TOO_LOW, balance="10", needed="11")
    assert isinstance(game.send(transfer("alice", 0, 10)), State)
    assert game.state.balance(account("alice")) == 0


@pytest.mark.parametrize("field", ["sender", "counter", "body", "signature"])
def test_the_signature_covers_everything(field: str) -> None:
    game = Game(SMALL, 10)
    good = transfer("alice", 0, 1)
    changed = {
        "sender": evolve(good, sender=account("bob")),
        "counter": evolve(good, counter=1),
        "body": evolve(good, body=Transfer(to=account("bob"), amount=2)),
        "signature": evolve(good, signature=bytes(64)),
    }[field]
    assert game.send(changed) == reject(Code.SIGNATURE_INVALID, sender=changed.sender)


def test_an_unknown_account_may_send_but_has_nothing() -> None:
    game = Game(SMALL, 0)
    assert game.send(transfer("alice", 0, 1)) == reject(Code.BALANCE_TOO_LOW, balance="0", needed="1")


def some_block(game: Game) -> Block:
    game.send(transfer("alice", 0, 1))
    game.send(transfer("bob", 0, 2, to="carol"))
    return game.block()


def test_a_block_follows_its_parent_by_hash() -> None:
    game = Game(SMALL, 10)
    block = evolve(some_block(game), parent=bytes(32))
    expected = game.start.block_hash.hex()
    refused = apply_block(game.deployment, VERIFIERS, game.start, block)
    assert refused == reject(Code.WRONG_PARENT, given=bytes(32).hex(), expected=expected)


@pytest.mark.parametrize("height", [0, 2, 2**64 - 1])
def test_a_block_follows_its_parent_by_height(height: int) -> None:
    game = Game(SMALL, 10)
    block = evolve(some_block(game), height=height)
    refused = apply_block(game.deployment, VERIFIERS, game.start, block)
    assert refused == reject(Code.WRONG_HEIGHT, given=str(height), expected="1")


def test_a_block_is_not_applied_twice_nor_on_a_fork() -> None:
    game = Game(SMALL, 10)
    block = some_block(game)
    game.end_block()
    again = apply_block(game.deployment, VERIFIERS, game.state, block)
    assert isinstance(again, Rejection)
    assert again.code is Code.WRONG_PARENT
    fork = Game(SMALL, 11)
    other = apply_block(game.deployment, VERIFIERS, fork.state, block)
    assert isinstance(other, Rejection)
    assert other.code is Code.WRONG_PARENT


@given(index=st.integers(0, 2), amount=st.integers(11, 2**128 - 3))
def test_one_refused_transaction_refuses_the_block_and_leaves_no_trace(index: int, amount: int) -> None:
    game = Game(SMALL, 10)
    good = some_block(game)
    transactions = [*good.transactions]
    transactions.insert(index, transfer("carol", 0, amount + 2))
    octets = to_octets(game.start)
    refused = apply_block(
        game.deployment,
        VERIFIERS,
        game.start,
        signed_block(PRODUCERS[0], evolve(good, transactions=tuple(transactions))),
    )
    assert refused == reject(Code.NOT_APPLICABLE, index=index, refusal="BALANCE_TOO_LOW")
    assert to_octets(game.start) == octets


def test_a_refused_transaction_does_not_use_up_its_counter() -> None:
    game = Game(SMALL, 10)
    refused = apply(SMALL, VERIFIERS, game.state, transfer("alice", 0, 11))
    assert isinstance(refused, Rejection)
    assert isinstance(game.send(transfer("alice", 0, 10)), State)


def test_the_order_of_independent_transactions_changes_the_hash_only() -> None:
    game = Game(SMALL, 10)
    block = some_block(game)
    one = apply_block(game.deployment, VERIFIERS, game.start, block)
    other = apply_block(
        game.deployment,
        VERIFIERS,
        game.start,
        signed_block(PRODUCERS[0], evolve(block, transactions=block.transactions[::-1])),
    )
    assert isinstance(one, State)
    assert isinstance(other, State)
    assert one.block_hash != other.block_hash
    assert evolve(one, block_hash=bytes(32)) == evolve(other, block_hash=bytes(32))
