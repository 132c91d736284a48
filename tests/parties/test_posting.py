"""Transactions on their way: they keep their counters, and one that is lost holds up no other for good."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.core.keys import keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.ledger import Account
from leo_ref.core.state.transaction import Transfer
from leo_ref.core.values import AccountId
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import LEDGER
from leo_ref.parties.posting import Posting, posted
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.ledger.participants import deployment
from tests.software.one_task import STATE

ANN = keys_of(b"a" * 32)
FUNDS, FIRST = 100, 5
ONE, TWO, THREE = (Transfer(to=AccountId("b" * 64), amount=amount) for amount in (11, 12, 13))
TOO_MUCH = Transfer(to=AccountId("b" * 64), amount=FUNDS + 1)


def chain(counter: int = FIRST, balance: int = FUNDS) -> Chain:
    state = evolve(STATE, accounts=Map({ANN.name: Account(balance, counter)}))
    return Chain(deployment=deployment(Parameters()), verifiers=SoftwareVerifiers(), state=state)


def sent_at(posting: Posting) -> list[tuple[int, int]]:
    """Counters and amounts."""
    return [(each.counter, each.body.amount) for each in posting.transactions if isinstance(each.body, Transfer)]


def test_all_that_is_due_is_on_its_way_with_counters_that_follow() -> None:
    posting = posted(chain(), ANN, Posting(), (ONE, TWO, THREE))
    assert sent_at(posting) == [(FIRST, 11), (FIRST + 1, 12), (FIRST + 2, 13)]
    assert [(item.to, item.message) for item in posting.outbox] == [(LEDGER, each) for each in posting.transactions]


def test_what_is_on_its_way_keeps_its_counter_whatever_becomes_due() -> None:
    first = posted(chain(), ANN, Posting(), (TWO,))
    both = posted(chain(), ANN, first, (ONE, TWO, THREE))
    assert sent_at(both) == [(FIRST, 12), (FIRST + 1, 11), (FIRST + 2, 13)]
    assert both.transactions[0] == first.transactions[0]


def test_what_the_ledger_has_is_not_sent_again_and_the_rest_keeps_its_place() -> None:
    posting = posted(chain(), ANN, Posting(), (ONE, TWO, THREE))
    later = posted(chain(FIRST + 1, FUNDS - 11), ANN, posting, (THREE, TWO))
    assert later.transactions == posting.transactions[1:]


def test_what_is_no_longer_due_is_not_sent_again() -> None:
    posting = posted(chain(), ANN, Posting(), (ONE, TWO))
    assert sent_at(posted(chain(), ANN, posting, (TWO,))) == [(FIRST, 12)]


def test_what_the_own_ledger_would_not_take_is_not_sent_and_takes_no_counter() -> None:
    assert sent_at(posted(chain(), ANN, Posting(), (TOO_MUCH, ONE))) == [(FIRST, 11)]
    spent = posted(chain(balance=20), ANN, Posting(), (ONE, TWO))
    assert sent_at(spent) == [(FIRST, 11)]
    assert sent_at(posted(chain(balance=23), ANN, spent, (ONE, TWO))) == [(FIRST, 11), (FIRST + 1, 12)]


def test_nothing_is_signed_anew_while_nothing_changes() -> None:
    here = chain()
    posting = posted(here, ANN, Posting(), (ONE, TWO))
    assert posted(here, ANN, posting, (ONE, TWO)) is posting
