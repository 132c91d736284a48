"""Attack 26: blocks full of transfers, so that attestors cannot challenge and nobody proves what the candidate is.

Transactions cost nothing, so anybody can send more than a block holds. A producer that takes them as they come leaves
out whoever comes behind. An honest one keeps half of each block for what open jobs wait for.
"""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.core.values import JobId
from leo_ref.ledger import apply_block
from leo_ref.ledger.block import TRANSACTIONS_MOST
from leo_ref.parties import attestor, producer
from leo_ref.parties.keys import transaction
from leo_ref.parties.producer import LEFT, OTHERS_MOST, TAKEN, block_on, placed
from tests.attacks.chain import HONEST, PRODUCER, Chain, party
from tests.attacks.test_16_anothers_key import QUICK, THIEF, VICTIM, enrolling, stolen

SPAMMER: Final = party("spammer")
FLOOD: Final = TRANSACTIONS_MOST + 6


def challenges(chain: Chain, name: JobId) -> list[Transaction]:
    """What the honest attestors send."""
    owed = ((keys, attestor.body(chain.position(name, keys))) for keys in HONEST)
    return [chain.signed(keys, body) for keys, body in owed if body is not None]


def flood(keys: Keys) -> list[Transaction]:
    """More transactions than a block holds; each moves a unit to its owner."""
    return [transaction(keys, counter, Transfer(to=keys.name, amount=1)) for counter in range(FLOOD)]


def test_a_flood_keeps_nobody_from_the_block() -> None:
    chain = Chain(QUICK, dict.fromkeys(HONEST, 14), (THIEF, VICTIM, SPAMMER))
    name = enrolling(chain, THIEF, stolen(), HONEST)
    sent = challenges(chain, name)
    assert len(sent) == len(HONEST)
    ready = [*flood(SPAMMER), *sent]
    found = placed(chain.deployment, chain.verifiers, chain.start, ready)
    assert found[FLOOD:] == [TAKEN] * len(HONEST)
    assert found[:FLOOD] == [TAKEN] * OTHERS_MOST + [LEFT] * (FLOOD - OTHERS_MOST)
    taken = tuple(each for each, placing in zip(ready, found, strict=True) if placing is TAKEN)
    after = apply_block(
        chain.deployment, chain.verifiers, chain.start, block_on(chain.deployment, PRODUCER, chain.start, taken)
    )
    assert isinstance(after, State)
    assert len(after.jobs[name].credentials) == len(HONEST)


def test_without_a_half_of_their_own_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer, "NO_JOB_WAITS", ())
    chain = Chain(QUICK, dict.fromkeys(HONEST, 14), (THIEF, VICTIM, SPAMMER))
    sent = challenges(chain, enrolling(chain, THIEF, stolen(), HONEST))
    found = placed(chain.deployment, chain.verifiers, chain.start, [*flood(SPAMMER), *sent])
    assert found[FLOOD:] == [LEFT] * len(HONEST)


def test_what_the_rules_refuse_takes_no_place() -> None:
    chain = Chain(QUICK, dict.fromkeys(HONEST, 14), (THIEF, VICTIM, SPAMMER))
    name = enrolling(chain, THIEF, stolen(), HONEST)
    sent = challenges(chain, name)
    copies = [evolve(chain.signed(SPAMMER, each.body), counter=count) for count, each in enumerate(sent * 300)]
    found = placed(chain.deployment, chain.verifiers, chain.start, [*copies, *sent])
    assert found[len(copies) :] == [TAKEN] * len(HONEST)
    assert not {TAKEN, LEFT} & {each for each in found[: len(copies)] if each in (TAKEN, LEFT)}
