"""Attack 15: whoever makes blocks tries transactions until a draw suits it.

Before the attack a producer has what anybody has. Where a draw depends on what a block holds, it has as many draws of
each job as it can make blocks. With the beacon it has one: the draw depends on the beacon alone, and the beacon on
nothing that the producer may choose.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import PostTask, Transaction, Transfer
from leo_ref.core.values import LEO, JobId
from leo_ref.ledger import apply_block
from leo_ref.ledger.block import beacon_message
from leo_ref.parties.keys import transaction
from leo_ref.parties.producer import block_on, signed
from tests.attacks.chain import ALICE, BOB, CAROL, FEW, HONEST, PRODUCER, Chain, party, posting


def ended(chain: Chain, state: State, transactions: Iterable[Transaction]) -> State:
    """The state after a block of the producer's."""
    block = block_on(chain.deployment, PRODUCER, state, tuple(transactions))
    after = apply_block(chain.deployment, chain.verifiers, state, block)
    assert isinstance(after, State), after
    return after


def pays(count: int) -> list[Transaction]:
    """Blocks of different contents: so many payments."""
    return [transaction(CAROL, number, Transfer(to=BOB.name, amount=1)) for number in range(count)]


def offered() -> tuple[Chain, Transaction]:
    """A chain with a service, and Alice's task, which nobody has put into a block."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(BOB, LEO, 8 * LEO)
    return chain, transaction(ALICE, 0, posting(service, 10 * LEO, 8 * LEO, 20))


def posted() -> tuple[Chain, JobId]:
    """A chain in which a task waits for its draw, at the beginning of the block that opens it."""
    chain, task = offered()
    assert isinstance(task.body, PostTask)
    name = chain.posted(ALICE, task.body)
    assert chain.state.jobs[name].stage is Stage.POSTED
    assert chain.state.jobs[name].deadline == chain.state.height + 1
    return chain, name


def test_the_draw_is_the_same_whatever_the_block_holds_that_opens_it() -> None:
    chain, name = posted()
    states = [ended(chain, chain.state, pays(count)) for count in range(6)]
    assert len({state.block_hash for state in states}) == 6
    assert {state.jobs[name].stage for state in states} == {Stage.APPLY}
    assert len({state.jobs[name].beacon for state in states}) == 1


def test_the_draw_is_the_same_whatever_the_blocks_before_hold() -> None:
    chain, task = offered()
    beacons = set()
    for count in range(4):
        opened = ended(chain, ended(chain, chain.state, [task, *pays(count)]), [])
        (job,) = opened.jobs.values()
        assert job.stage is Stage.APPLY
        beacons.add((opened.beacon, job.beacon))
    assert len(beacons) == 1


def test_a_producer_cannot_choose_its_beacon() -> None:
    """Neither another message, nor another key, nor octets that are no proof."""
    chain, _ = posted()
    block = block_on(chain.deployment, PRODUCER, chain.state, ())
    other_height = block_on(chain.deployment, PRODUCER, evolve(chain.state, height=chain.state.height + 1), ())
    other_beacon = block_on(chain.deployment, PRODUCER, evolve(chain.state, beacon=bytes(64)), ())
    other_key = block_on(chain.deployment, party("another producer"), chain.state, ())
    for proof in (other_height.beacon_proof, other_beacon.beacon_proof, other_key.beacon_proof, b"", bytes(80)):
        chosen = signed(PRODUCER, evolve(block, beacon_proof=proof))
        refused = apply_block(chain.deployment, chain.verifiers, chain.state, chosen)
        assert refused == reject(Code.BEACON_FORGED, producer=PRODUCER.name)


def test_a_beacon_follows_the_one_before_and_the_height() -> None:
    chain, _ = posted()
    message = beacon_message(chain.state.beacon, chain.state.height + 1)
    proof = block_on(chain.deployment, PRODUCER, chain.state, ()).beacon_proof
    key = chain.deployment.producers[0].vrf_key
    assert ended(chain, chain.state, []).beacon == chain.verifiers.beacon(key, message, proof)
    assert beacon_message(chain.state.beacon, chain.state.height) != message != beacon_message(bytes(64), 2)
