"""Attack 15: whoever makes blocks tries transactions until a draw suits it.

The draw depends on the beacon alone, and the beacon on nothing that the producer may choose.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from leo_ref.ledger import apply_block
from leo_ref.ledger.block import beacon_message
from leo_ref.rejections import Code, reject
from leo_ref.roles.producer import block_on, signed
from leo_ref.state.job import Stage
from leo_ref.state.ledger import State
from leo_ref.state.transaction import OfferService, Transaction, Transfer
from leo_ref.values import JobId
from tests.ledger.moves import offer, post
from tests.ledger.people import PRODUCERS, VERIFIERS, account, beta_of, node
from tests.ledger.people import signed as sent
from tests.ledger.play import SMALL, Dice, Game


def ended(game: Game, state: State, transactions: Iterable[Transaction]) -> State:
    """The state after a block of the producer's."""
    block = block_on(game.deployment, PRODUCERS[0], state, tuple(transactions))
    after = apply_block(game.deployment, VERIFIERS, state, block)
    assert isinstance(after, State), after
    return after


def pays(count: int) -> list[Transaction]:
    """Blocks of different contents: so many payments."""
    return [sent("bob", 1 + number, Transfer(to=account("carol"), amount=1)) for number in range(count)]


def posted() -> tuple[Game, JobId]:
    """A game in which a task waits for its draw, at the beginning of the block that opens it."""
    game = Game(SMALL, 40)
    game.move(("bob", OfferService(offer=offer(1), bond=20)))
    (service,) = game.state.services
    game.move(("alice", post(Dice(1), SMALL, game.state, service)))
    game.end_block()
    (name,) = game.state.jobs
    assert game.state.jobs[name].stage is Stage.POSTED
    return game, name


def test_the_draw_is_the_same_whatever_the_block_holds_that_opens_it() -> None:
    game, name = posted()
    states = [ended(game, game.state, pays(count)) for count in range(6)]
    assert len({state.block_hash for state in states}) == 6
    assert {state.jobs[name].stage for state in states} == {Stage.APPLY}
    assert len({state.jobs[name].beacon for state in states}) == 1
    assert len({beta_of(state, name, node("n1")) for state in states}) == 1


def test_the_draw_is_the_same_whatever_the_blocks_before_hold() -> None:
    game, name = posted()
    start = Game(SMALL, 40).start
    beacons = set()
    for count in range(4):
        transactions = (*game.history, *pays(count))
        opened = ended(game, ended(game, start, transactions), [])
        beacons.add((opened.beacon, opened.jobs[name].beacon))
    assert len(beacons) == 1


def test_a_producer_cannot_choose_its_beacon() -> None:
    """Neither another message, nor another key, nor octets that are no proof."""
    game, _ = posted()
    block = block_on(game.deployment, PRODUCERS[0], game.state, ())
    other_height = block_on(game.deployment, PRODUCERS[0], evolve(game.state, height=game.state.height + 1), ())
    other_beacon = block_on(game.deployment, PRODUCERS[0], evolve(game.state, beacon=bytes(64)), ())
    other_key = block_on(game.deployment, PRODUCERS[1], game.state, ())
    for proof in (other_height.beacon_proof, other_beacon.beacon_proof, other_key.beacon_proof, b"", bytes(80)):
        chosen = signed(PRODUCERS[0], evolve(block, beacon_proof=proof))
        refused = apply_block(game.deployment, VERIFIERS, game.state, chosen)
        assert refused == reject(Code.BEACON_FORGED, producer=PRODUCERS[0].name)


def test_a_beacon_follows_the_one_before_and_the_height() -> None:
    game, _ = posted()
    message = beacon_message(game.state.beacon, game.state.height + 1)
    proof = block_on(game.deployment, PRODUCERS[0], game.state, ()).beacon_proof
    key = game.deployment.producers[0].vrf_key
    assert ended(game, game.state, []).beacon == VERIFIERS.beacon(key, message, proof)
    assert beacon_message(game.state.beacon, game.state.height) != message != beacon_message(bytes(64), 2)
