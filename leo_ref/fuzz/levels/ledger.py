"""Questions on the ledger of octets: transactions and blocks signed anew, on states of the vectors or almost (§4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.core.encoding import canonical, decode, encode
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.levels.variation import parsed, varied
from leo_ref.fuzz.mutation import mutated
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json, put
from leo_ref.ledger import Deployment
from leo_ref.parties.producer import block_on
from leo_ref.vectors.ledger.deployment import ALICE, BOB, HERS, NEWCOMER, NODES
from leo_ref.vectors.participants import Person
from leo_ref.vectors.story import PRODUCER

PEOPLE: Final[Mapping[str, Person]] = {who.account: who for who in (ALICE, BOB, HERS, NEWCOMER, *NODES)}
"""Whose keys are known: they can sign anything."""
FIXED: Final = frozenset({"kind"})


def request(dice: Dice, pool: Pool) -> Json:
    """A question of the level ``ledger``."""
    topics = [topic for topic in pool.topics if topic.startswith("transaction ")]
    match dice.number(0, 9):
        case 0:
            return varied(dice, pool, dice.pick(pool.topics))
        case 1 | 2:
            return block(dice, pool, topics)
        case _:
            return transaction(dice, pool, topics)


def transaction(dice: Dice, pool: Pool, topics: list[str]) -> Json:
    """A transaction on its own state, on another of the same deployment, or on one with a change."""
    asked, other = pool.pick(dice, dice.pick(topics)), pool.pick(dice, dice.pick(topics))
    state = asked["state"]
    if dice.odds(30) and other["deployment"] == asked["deployment"]:
        state = other["state"]
    document = parsed(bytes.fromhex(asked["octets"]))
    if not isinstance(document, dict):
        return varied(dice, pool, "genesis")
    if dice.odds(40):
        donor = parsed(bytes.fromhex(other["octets"]))
        theirs = donor["body"] if isinstance(donor, dict) and isinstance(donor.get("body"), dict) else None
        document = {**document, "body": mutated(dice, document["body"], FIXED, theirs)}
    if dice.odds(15):
        document = {**document, "sender": dice.pick(list(PEOPLE))}
    if dice.odds(50):
        state = changed_state(dice, state, document)
    return {**asked, "state": state, "octets": canonical(signed(dice, state, document)).hex()}


def changed_state(dice: Dice, state: Json, document: Json) -> Json:
    """The state with a change in what the transaction is about."""
    body, sender = document.get("body", {}), document.get("sender")
    about = [
        place
        for place in (
            ("jobs", body.get("job")),
            ("jobs", body.get("job")),
            ("services", body.get("service")),
            ("accounts", sender),
            ("nodes", sender),
        )
        if isinstance(place[1], str) and place[1] in state[place[0]]
    ]
    if not about or dice.odds(20):
        return put(state, ("height",), str(max(0, int(state["height"]) + dice.number(-4, 9))))
    kind, name = dice.pick(about)
    return put(state, (kind, name), mutated(dice, state[kind][name], FIXED, dice.pick(list(state[kind].values()))))


def signed(dice: Dice, state: Json, document: Json) -> Json:
    """The transaction with the sender's next counter, its evidence and itself signed again, where that can be done."""
    who = PEOPLE.get(str(document.get("sender")))
    if who is None or dice.odds(3):
        return document
    account = state["accounts"].get(who.account)
    counter = account["counter"] if account and dice.odds(97) else document["counter"]
    made = decode(Transaction, {**document, "counter": counter})
    if isinstance(made, Rejection):
        return document
    body: Any = made.body  # any of them; some carry evidence
    evidence = getattr(body, "evidence", None)
    if isinstance(evidence, Evidence) and dice.odds(85):
        subject = subject_of(state, evidence.job)
        if subject is not None:
            body = evolve(body, evidence=enveloped(subject.seed, evidence))
    return encode(who.transaction(made.counter, body))


def subject_of(state: Json, name: str) -> Person | None:
    """Whose machine evidence of a job is about, if its key is known."""
    job = state["jobs"].get(name, {})
    return PEOPLE.get(str(job.get("executor") or job.get("terms", {}).get("candidate")))


def block(dice: Dice, pool: Pool, topics: list[str]) -> Json:
    """A block of up to three transactions at a height where something is due, or at any."""
    asked = pool.pick(dice, dice.pick(topics))
    value = due(dice, asked["state"]) if dice.odds(70) else asked["state"]
    deployment, state = decode(Deployment, asked["deployment"]), decode(State, value)
    if isinstance(deployment, Rejection) or isinstance(state, Rejection):
        return asked
    sent = []
    for _ in range(dice.pick((0, 0, 1, 1, 2, 3))):
        other = asked if dice.odds(60) else pool.pick(dice, dice.pick(topics))
        document = parsed(bytes.fromhex(other["octets"]))
        made = decode(Transaction, signed(dice, value, document)) if isinstance(document, dict) else None
        if isinstance(made, Transaction):
            sent.append(made)
    octets = canonical(encode(block_on(deployment, PRODUCER, state, tuple(sent))))
    if dice.odds(15):
        octets = canonical(mutated(dice, json.loads(octets), FIXED))
    return {"request": "block", "deployment": asked["deployment"], "state": value, "octets": octets.hex()}


def due(dice: Dice, state: Json) -> Json:
    """The state with a height at which a window of one of its jobs closes, or is about to; perhaps with a change."""
    jobs = [(name, job) for name, job in state["jobs"].items() if job["stage"] != "SETTLED"]
    if not jobs:
        return state
    name, job = dice.pick(jobs)
    heights = [int(job["deadline"]), *map(int, job["challenged"].values()), *map(int, job["asked"].values())]
    value = put(state, ("height",), str(max(0, dice.pick(heights) - 1 + dice.pick((0, 0, 0, -1, 1)))))
    return put(value, ("jobs", name), mutated(dice, job, FIXED)) if dice.odds(50) else value
