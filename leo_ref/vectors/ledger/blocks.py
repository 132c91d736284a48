"""Vectors on who makes a block (§4): producers in turn, turns that are passed, beacons, and the order of the checks."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.encoding import JsonValue, encode, to_octets
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.core.values import LEO
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Block, Genesis, genesis
from leo_ref.ledger.block import NO_PASSES, TRANSACTIONS_MOST, Passes, beacon_message
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.keys import producer
from leo_ref.parties.producer import block_on, passing, signed
from leo_ref.vectors.case import OK, Cases, Family, joined
from leo_ref.vectors.ledger.deployment import ALICE, BOB, start
from leo_ref.vectors.participants import seed

KEYS: Final = tuple(keys_of(seed(f"producer {number}")) for number in range(3))
STRANGER: Final = keys_of(seed("a stranger"))
ZERO: Final = bytes(32)


def deployment(suite: Suite) -> Genesis:
    """Three producers: of height 1 the second one is the first whose turn it is."""
    params = evolve(start().parameters, draw_delay=len(KEYS))
    return evolve(start(), parameters=params, suite=suite, producers=tuple(map(producer, KEYS)))


class Maker:
    """Blocks on the first state, with what is wrong with them."""

    def __init__(self, cases: Cases, suite: Suite) -> None:
        """At the beginning of a deployment."""
        self.cases, self.suite = cases, suite
        document = deployment(suite)
        self.deployment = document.deployment
        state = genesis(verifiers_of(document), document)
        assert isinstance(state, State), state
        self.state = state
        cases.shared[f"deployment-{suite.name}"] = encode(self.deployment)
        cases.shared[f"state-{suite.name}"] = encode(state)
        pay = Transfer(to=BOB.account, amount=LEO)
        self.first = self.block(KEYS[1])
        """An empty block whose turn it is."""
        self.paying = self.block(KEYS[1], pays=(ALICE.transaction(0, pay),))
        self.broke = self.block(KEYS[1], pays=(ALICE.transaction(1, pay),))
        """With a transaction whose counter is ahead."""

    def block(self, keys: Keys, turn: int = 0, passes: Passes = NO_PASSES, pays: tuple[Transaction, ...] = ()) -> Block:
        """A producer's block."""
        return block_on(self.deployment, keys, self.state, pays, turn, passes)

    def passes(self, turn: int, *keys: Keys) -> Passes:
        """Statements that a turn is passed."""
        return Map({each.name: passing(each, self.state, turn) for each in keys})

    def put(self, name: str, why: str, block: Block, code: str = OK) -> None:
        """A vector."""
        request: dict[str, JsonValue] = {
            "request": "block",
            "deployment": {"$shared": f"deployment-{self.suite.name}"},
            "state": {"$shared": f"state-{self.suite.name}"},
            "octets": written(block),
        }
        clause = "§4" if code == OK else ""
        self.cases.add(f"{name}-{self.suite.name.lower()}", why, request, code, clause=clause)


def written(block: Block) -> JsonValue:
    """The block's octets; one transaction that stands in it many times is written once."""
    octets = to_octets(block)
    if len(block.transactions) <= TRANSACTIONS_MOST:
        return octets.hex()
    one = to_octets(block.transactions[0]) + b","
    start, times = octets.index(one), len(block.transactions) - 1
    return joined(octets[:start], one, times, octets[start + times * len(one) :])


def sound(make: Maker) -> None:
    """Blocks that are taken."""
    make.put("first", "the second producer's turn at height 1", make.first)
    make.put("paying", "with a transaction", make.paying)
    passed = make.block(KEYS[2], 1, make.passes(0, KEYS[0], KEYS[2]))
    make.put("turn-1", "two of three passed the first turn; its own statement counts", passed)
    everybody = make.block(KEYS[0], 2, make.passes(1, *KEYS))
    make.put("turn-2", "all passed the second turn, and with it the first", everybody)
    around = make.block(KEYS[1], 3, make.passes(2, *KEYS[:2]))
    make.put("turn-3", "turns go round", around)


def refused(make: Maker) -> None:
    """One thing is wrong with each."""
    first, passed = make.first, make.block(KEYS[2], 1, make.passes(0, *KEYS[:2]))
    for name, why, block, code in (
        ("parent", "it follows no block", signed(KEYS[1], evolve(first, parent=ZERO)), "WRONG_PARENT"),
        ("height", "a height is left out", signed(KEYS[1], evolve(first, height=2)), "WRONG_HEIGHT"),
        ("turn-of-another", "not its turn", make.block(KEYS[0]), "WRONG_PRODUCER"),
        ("stranger", "no producer at all", make.block(STRANGER), "WRONG_PRODUCER"),
        (
            "named-another",
            "signed by one, named another",
            evolve(make.block(KEYS[0]), producer=KEYS[1].name),
            "BLOCK_FORGED",
        ),
        ("needless", "nobody was passed", make.block(KEYS[1], 0, make.passes(0, *KEYS)), "PASS_NOT_NEEDED"),
        (
            "pass-of-stranger",
            "a stranger passes",
            make.block(KEYS[2], 1, make.passes(0, *KEYS, STRANGER)),
            "NOT_A_PRODUCER",
        ),
        (
            "pass-of-one",
            "one of three is not more than half",
            make.block(KEYS[2], 1, make.passes(0, KEYS[2])),
            "TURN_NOT_PASSED",
        ),
        ("pass-of-nobody", "its turn comes after another's", make.block(KEYS[2], 1), "TURN_NOT_PASSED"),
        (
            "pass-of-later-turn",
            "they passed its own turn",
            make.block(KEYS[2], 1, make.passes(1, *KEYS)),
            "PASS_FORGED",
        ),
        (
            "pass-of-earlier-turn",
            "they passed the first turn only",
            make.block(KEYS[0], 2, make.passes(0, *KEYS)),
            "PASS_FORGED",
        ),
        (
            "pass-zero",
            "no signature",
            make.block(KEYS[2], 1, Map({each.name: bytes(64) for each in KEYS})),
            "PASS_FORGED",
        ),
        (
            "pass-left-out",
            "the statements are part of what is signed",
            evolve(passed, passes=make.passes(0, *KEYS)),
            "BLOCK_FORGED",
        ),
        ("unsigned", "no signature", evolve(first, signature=bytes(64)), "BLOCK_FORGED"),
        ("signed-by-another", "another producer's signature", signed(KEYS[0], first), "BLOCK_FORGED"),
        ("emptied", "a transaction was left out", evolve(make.paying, transactions=()), "BLOCK_FORGED"),
        ("beacon-empty", "no proof", signed(KEYS[1], evolve(first, beacon_proof=b"")), "BEACON_FORGED"),
        (
            "beacon-of-another",
            "another producer's proof",
            signed(KEYS[1], evolve(first, beacon_proof=make.block(KEYS[0]).beacon_proof)),
            "BEACON_FORGED",
        ),
        ("counter", "a transaction is refused", make.broke, "NOT_APPLICABLE"),
    ):
        make.put(name, why, block, code)


def both(make: Maker) -> None:
    """Two checks in a row fail: the first is the answer."""
    first, many = make.first, (ALICE.transaction(0, Transfer(to=BOB.account, amount=1)),) * (TRANSACTIONS_MOST + 1)
    alone, strange = make.passes(0, KEYS[2]), make.passes(0, STRANGER)
    zero: Passes = Map({each.name: bytes(64) for each in KEYS})
    for name, why, block, code in (
        (
            "parent-height",
            "parent before height",
            signed(KEYS[1], evolve(first, parent=ZERO, height=2)),
            "WRONG_PARENT",
        ),
        (
            "height-many",
            "height before size",
            signed(KEYS[1], evolve(first, height=2, transactions=many)),
            "WRONG_HEIGHT",
        ),
        ("many-producer", "size before turn", make.block(KEYS[0], pays=many), "TOO_MANY_TRANSACTIONS"),
        ("producer-needless", "turn before statements", make.block(KEYS[0], 0, alone), "WRONG_PRODUCER"),
        ("needless-stranger", "none is needed, whoever signed", make.block(KEYS[1], 0, strange), "PASS_NOT_NEEDED"),
        ("stranger-few", "who, before how many", make.block(KEYS[2], 1, strange), "NOT_A_PRODUCER"),
        (
            "few-forged",
            "how many, before signatures",
            make.block(KEYS[2], 1, Map({KEYS[0].name: bytes(64)})),
            "TURN_NOT_PASSED",
        ),
        (
            "passes-unsigned",
            "statements first",
            evolve(make.block(KEYS[2], 1, zero), signature=bytes(64)),
            "PASS_FORGED",
        ),
        (
            "unsigned-beacon",
            "signature before beacon",
            evolve(first, signature=bytes(64), beacon_proof=b""),
            "BLOCK_FORGED",
        ),
        (
            "beacon-counter",
            "beacon before transactions",
            signed(KEYS[1], evolve(make.broke, beacon_proof=b"")),
            "BEACON_FORGED",
        ),
    ):
        make.put(f"both-{name}", why, block, code)


def block_cases() -> Family:
    """Blocks of three producers, under both suites."""
    cases = Cases("ledger/blocks")
    default, other = Maker(cases, Suite.TAI), Maker(cases, Suite.ELL2)
    sound(default)
    refused(default)
    both(default)
    sound(other)
    why = "a proof of the suite that the deployment does not have"
    other.put("beacon-of-tai", why, signed(KEYS[1], evolve(other.first, beacon_proof=tai(other))), "BEACON_FORGED")
    return cases.family("Who makes a block: turns, statements that pass them, signatures, beacons.")


def tai(other: Maker) -> bytes:
    """The proof that the producer would make in the default suite, over the same message."""
    message = beacon_message(other.state.beacon, other.state.height + 1)
    return vrf.prove(secret(KEYS[1].vrf), message, Suite.TAI)
