"""Transactions as somebody sends them, and the ledgers that they come to."""

from __future__ import annotations

from typing import Final

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Body
from leo_ref.ledger import apply
from leo_ref.measure.bench.ledger.cost import CostlyWork
from leo_ref.rules.verifiers import Verifiers
from leo_ref.vectors.ledger.deployment import VERIFIERS, start
from leo_ref.vectors.participants import Person

PARAMETERS: Final = start().parameters


def work(what: str, state: State, who: Person, body: Body, verifiers: Verifiers = VERIFIERS) -> CostlyWork:
    """The next transaction of somebody."""
    sent = who.transaction(state.accounts.get(who.account, EMPTY).counter, body)
    return CostlyWork(what=what, params=PARAMETERS, verifiers=verifiers, state=state, transaction=sent)


def applied(costly: CostlyWork) -> State:
    """The state after a transaction that is applied."""
    after = apply(costly.params, costly.verifiers, costly.state, costly.transaction)
    assert not isinstance(after, Rejection), after
    return after
