"""Alice's limit on the result, chosen so that exactly ten nodes are drawn: the story needs ten.

Whoever chooses like this must know the VRF keys of all nodes. The story does, as it is everybody; nobody else can, and
that is why the draw opens with the beacon of a later block. Its producer knows that beacon beforehand; the story has
its key, too (§4, §6). Any field of the task would do, since the name of the task depends on each; an octet less of a
limit that the grey picture is far from changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from leo_ref.core.keys import Keys
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import PostTask, Transaction
from leo_ref.core.values import JobId, NodeId
from leo_ref.demo.participants import Participants
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha, ticket
from leo_ref.ledger import apply_block
from leo_ref.parties.message import LEDGER, Message, Outbox, Party, TaskOrder, Wake
from leo_ref.parties.producer import block_on
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.rules.selection import obstacle

DRAWN: Final = 10
TRIES: Final = 400
"""With twelve nodes one in 24 choices draws ten."""


@frozen(kw_only=True)
class Chooser:
    """Alice, who tries limits of an octet less each until ten would be drawn."""

    inner: TaskOwner
    actors: Participants

    def step(self, message: Message | Wake) -> tuple[Party, Outbox]:
        """What Alice does; her order is changed right before she posts it."""
        _, outbox = self.inner.step(message)
        if any(isinstance(item.message, Transaction) and isinstance(item.message.body, PostTask) for item in outbox):
            for order in choices(self.inner.order):
                chosen, sent = evolve(self.inner, order=order).step(message)
                posted = [item.message for item in sent if item.to == LEDGER]
                if len(drawn(self.actors, chosen, posted)) == DRAWN:
                    return chosen, sent
        inner, outbox = self.inner.step(message)
        return evolve(self, inner=inner), outbox


def choices(order: TaskOrder | None) -> Iterator[TaskOrder]:
    """The order with limits on the result of an octet less each."""
    assert order is not None, "who posts has an order"
    for less in range(TRIES):
        yield evolve(order, result_limit=order.result_limit - less)


def drawn(actors: Participants, alice: TaskOwner, posted: list[Message]) -> set[str]:
    """Who would be drawn if the next blocks held only what Alice posts; beacons do not depend on what blocks hold."""
    chain = alice.chain
    after, transactions = chain.state, tuple(message for message in posted if isinstance(message, Transaction))
    for _ in range(1 + chain.params.draw_delay):
        block = block_on(chain.deployment, actors.producer, after, transactions)
        further = apply_block(chain.deployment, chain.verifiers, after, block)
        if isinstance(further, Rejection):
            return set()
        after, transactions = further, ()
    posts = [name for name in after.jobs if name not in chain.state.jobs]
    suite, everyone = chain.deployment.suite, (*actors.nodes, actors.newcomer)
    return {keys.name for keys in everyone for name in posts if wins(chain.params, suite, keys, after, name)}


def wins(params: Parameters, suite: Suite, keys: Keys, state: State, name: JobId) -> bool:
    """Whether the node has votes in the first round of the job, and may serve in it."""
    job, node = state.jobs[name], NodeId(keys.name)
    if node not in job.snapshot or obstacle(params, state, job, node) is not None:
        return False
    proof = vrf.prove(secret(keys.vrf), alpha(job.beacon, name, job.round, node), suite)
    beta = vrf.proof_to_hash(proof, suite)
    assert not isinstance(beta, Rejection), "it was just made"
    return not isinstance(ticket(beta, job.snapshot[node], sum(job.snapshot.values()), job.terms.tau), Rejection)
