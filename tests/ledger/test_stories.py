"""§4, §11-§14: long seeded games, which come to every outcome; and the same octets in every hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from functools import cache
from hashlib import sha256
from typing import get_args

import pytest

from leo_ref.core.encoding import to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Join, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body, Transaction
from tests.ledger.invariants import broken
from tests.ledger.play import BIG, SMALL, story
from tests.ledger.steps import broken_by_step

GAMES = {"small": (SMALL, 40), "big": (BIG, 60 * 10**8)}
SEEDS = range(40)
BLOCKS = 30

Step = tuple[State, Transaction | None, object]


@cache
def steps_of(name: str, seed: int) -> tuple[Step, ...]:
    params, balance = GAMES[name]
    return tuple(story(params, balance, seed, BLOCKS))


@pytest.mark.parametrize("name", GAMES)
def test_every_step_keeps_every_invariant(name: str) -> None:
    params: Parameters = GAMES[name][0]
    for seed in SEEDS:
        for number, (before, transaction, after) in enumerate(steps_of(name, seed)):
            if isinstance(after, State):
                found = broken(params, after, ticked=transaction is None) + broken_by_step(before, after)
                assert found == [], (seed, number, transaction)


def test_the_games_come_to_every_outcome_and_send_every_transaction() -> None:
    """Else the test above would hold for want of anything happening."""
    outcomes: Counter[tuple[bool, Outcome]] = Counter()
    kinds: Counter[str] = Counter()
    codes: Counter[Code] = Counter()
    for name in GAMES:
        for seed in SEEDS:
            for _, transaction, after in steps_of(name, seed):
                if isinstance(after, Rejection):
                    codes[after.code] += 1
                elif transaction is not None:
                    kinds[transaction.body.kind] += 1
            last = steps_of(name, seed)[-1][2]
            assert isinstance(last, State)
            for job in last.jobs.values():
                if job.outcome is not None:
                    outcomes[isinstance(job.terms, Join), job.outcome] += 1
    of_joins = {Outcome.ADMITTED, Outcome.DUPLICATE, Outcome.REFUSED}
    expected = {(False, each) for each in set(Outcome) - of_joins}
    expected |= {(True, each) for each in (Outcome.ADMITTED, Outcome.REFUSED, Outcome.UNDECIDED, Outcome.UNFILLED)}
    assert set(outcomes) - {(True, Outcome.DUPLICATE)} == expected
    assert len(kinds) == len(get_args(Body))
    assert len(codes) >= 35


def chronicle() -> str:
    """The digest of the octets of every state and of every refusal in some games."""
    running = sha256()
    for name, (params, balance) in GAMES.items():
        for seed in range(4):
            for _, _, after in story(params, balance, seed, BLOCKS):
                running.update(to_octets(after) if isinstance(after, State) else str(after).encode())
        running.update(name.encode())
    return running.hexdigest()


def test_the_same_octets_in_every_hash_seed() -> None:
    found = set()
    for hash_seed in ("0", "1", "2"):
        program = "from tests.ledger.test_stories import chronicle; print(chronicle())"
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        found.add(run.stdout)
    assert len(found) == 1
