"""The transactions of a party on their way: each has its counter for good and is sent again until the ledger shows it.

Several may be on their way at once, with counters that follow on one another, so that one lost message holds up the
others no longer than until it is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Body, Transaction
from leo_ref.ledger import execute
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import transaction
from leo_ref.parties.message import LEDGER, Outbox, Sent


@frozen(kw_only=True)
class Posting:
    """What is on its way, in the order of the counters."""

    transactions: tuple[Transaction, ...] = ()
    due: tuple[Body, ...] = ()
    """What was due when this was judged."""
    judged_by: State | None = None
    """The ledger by which it was judged."""

    @property
    def outbox(self) -> Outbox:
        """All of it, to be sent once more."""
        return tuple(Sent(LEDGER, each) for each in self.transactions)


def posted(chain: Chain, keys: Keys, before: Posting, bodies: Iterable[Body]) -> Posting:
    """What is on its way now that these bodies are due, as far as the party's own ledger would take them.

    A transaction keeps its counter while it and those before it are due; what is not due is not sent again.
    """
    due = tuple(bodies)
    if before.judged_by is chain.state and before.due == due:
        return before
    after, taken = chain.state, list[Transaction]()
    counter = after.accounts.get(keys.name, EMPTY).counter
    for body in in_order(before, counter, due):
        # The id matters only to what creates something, and is then a digest that nothing has yet.
        signed = transaction(keys, counter + len(taken), body)
        further = execute(chain.params, chain.verifiers, after, keys.name, signed.signature.hex(), body)
        if not isinstance(further, Rejection):
            taken.append(signed)
            after = further
    return Posting(transactions=tuple(taken), due=due, judged_by=chain.state)


def in_order(before: Posting, counter: int, due: tuple[Body, ...]) -> Iterator[Body]:
    """The bodies that are due: first those on their way already, by their counters from ``counter`` on."""
    going = [each.body for each in before.transactions if each.counter >= counter and each.body in due]
    yield from going
    yield from (body for body in due if body not in going)
