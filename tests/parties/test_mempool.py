"""Transactions that reach the ledger in any order, and more than once."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.parties.keys import transaction
from leo_ref.parties.mempool import EARLY_MOST, Mempool
from leo_ref.parties.producer import LEFT, TAKEN

ANN, BEN = keys_of(b"a" * 32), keys_of(b"b" * 32)
FIRST = 7
"""Ann's counter."""
STATE = State(
    height=1,
    block_hash=bytes(32),
    beacon=bytes(64),
    accounts=Map({ANN.name: Account(100, FIRST), BEN.name: Account(100)}),
    nodes=Map(),
    services=Map(),
    jobs=Map(),
)


def sent(keys: Keys, counter: int, amount: int = 1) -> Transaction:
    return transaction(keys, counter, Transfer(to=BEN.name, amount=amount))


def reached(pool: Mempool, transactions: list[Transaction]) -> None:
    """As the ledger of the simulator takes them in."""
    for each in transactions:
        if pool.is_known(each):
            continue
        if pool.is_early(STATE, each):
            pool.wait(each)
        else:
            pool.put("somebody", each)


def ready(pool: Mempool) -> list[Transaction]:
    return [arrival.transaction for arrival in pool.ready]


@given(st.permutations([sent(ANN, FIRST + place) for place in range(4)] * 2), st.integers(0, 8))
def test_in_whatever_order_and_however_often_they_come_they_are_ready_in_their_order(
    arrived: list[Transaction], place: int
) -> None:
    pool = Mempool()
    reached(pool, [*arrived[:place], sent(BEN, 0), *arrived[place:]])
    assert [each for each in ready(pool) if each.sender == ANN.name] == [sent(ANN, FIRST + place) for place in range(4)]
    assert [each for each in ready(pool) if each.sender == BEN.name] == [sent(BEN, 0)]
    assert not pool.early


def test_what_is_early_waits_over_blocks_and_what_is_too_early_is_refused() -> None:
    pool = Mempool()
    reached(pool, [sent(ANN, FIRST + 2), sent(ANN, FIRST + 1)])
    assert pool.ready == []
    pool.emptied([])
    reached(pool, [sent(ANN, FIRST)])
    assert [each.counter for each in ready(pool)] == [FIRST, FIRST + 1, FIRST + 2]
    assert pool.is_early(STATE, sent(BEN, EARLY_MOST))
    assert not pool.is_early(STATE, sent(BEN, EARLY_MOST + 1))


def test_a_transaction_that_was_refused_may_come_again_and_one_that_was_taken_is_known() -> None:
    pool, taken, refused = Mempool(), sent(BEN, 0), sent(ANN, FIRST)
    reached(pool, [taken, refused])
    pool.emptied([TAKEN, reject(Code.AMOUNT_ZERO)])
    assert pool.ready == []
    assert pool.is_known(taken)
    assert not pool.is_known(refused)


def test_another_transaction_in_the_place_of_one_is_no_repetition_of_it() -> None:
    pool, one, other = Mempool(), sent(ANN, FIRST), sent(ANN, FIRST, amount=2)
    reached(pool, [one, other])
    assert ready(pool) == [one, other]
    pool.emptied([TAKEN, reject(Code.COUNTER_WRONG, given=FIRST, expected=FIRST + 1)])
    assert pool.is_known(one)


def test_what_is_left_goes_first_into_the_next_block() -> None:
    pool = Mempool()
    reached(pool, [sent(BEN, 0), sent(ANN, FIRST), sent(ANN, FIRST + 1)])
    pool.emptied([TAKEN, LEFT, LEFT])
    assert pool.is_known(sent(ANN, FIRST + 1))
    reached(pool, [sent(ANN, FIRST + 2)])
    assert ready(pool) == [sent(ANN, FIRST + place) for place in range(3)]


def test_what_came_while_a_block_was_made_stays() -> None:
    pool = Mempool()
    reached(pool, [sent(ANN, FIRST), sent(BEN, 0)])
    pool.emptied([LEFT])
    assert ready(pool) == [sent(ANN, FIRST), sent(BEN, 0)]
    pool.emptied([TAKEN])
    assert ready(pool) == [sent(BEN, 0)]


def counted(counter: int) -> State:
    """The ledger after so many transactions of Ann's."""
    return evolve(STATE, accounts=STATE.accounts.set(ANN.name, Account(100, counter)))


def test_a_block_of_another_producer_takes_what_it_holds_out_of_the_pool() -> None:
    pool, other = Mempool(), sent(ANN, FIRST + 1, amount=2)
    reached(pool, [sent(ANN, FIRST), sent(ANN, FIRST + 1), sent(ANN, FIRST + 2), sent(BEN, 0)])
    assert pool.followed(counted(FIRST + 2), [sent(ANN, FIRST), other]) == [sent(ANN, FIRST + 1)]
    assert ready(pool) == [sent(ANN, FIRST + 2), sent(BEN, 0)]
    assert pool.is_known(sent(ANN, FIRST))
    assert pool.is_known(other)
    assert not pool.is_known(sent(ANN, FIRST + 1))


def test_what_waited_for_a_transaction_that_only_the_other_had_is_ready_then() -> None:
    pool = Mempool()
    reached(pool, [sent(ANN, FIRST + 2), sent(ANN, FIRST + 1)])
    assert pool.followed(counted(FIRST + 1), [sent(ANN, FIRST)]) == []
    assert ready(pool) == [sent(ANN, FIRST + 1), sent(ANN, FIRST + 2)]
    assert not pool.early


def test_what_is_in_blocks_can_be_forgotten() -> None:
    pool = Mempool()
    reached(pool, [sent(ANN, FIRST), sent(ANN, FIRST + 1), sent(BEN, 0)])
    pool.emptied([TAKEN, LEFT, LEFT])
    pool.settled(counted(FIRST + 1))
    assert not pool.is_known(sent(ANN, FIRST))
    assert pool.is_known(sent(ANN, FIRST + 1))
    reached(pool, [sent(ANN, FIRST + 2)])
    assert ready(pool) == [sent(ANN, FIRST + 1), sent(BEN, 0), sent(ANN, FIRST + 2)]
