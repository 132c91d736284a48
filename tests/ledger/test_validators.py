"""§4: what a block does follows from deployment, state and block alone, in whatever process."""

from __future__ import annotations

import os
import subprocess
import sys

from leo_ref.core.encoding import to_octets
from tests.ledger.play import SMALL, Dice, Game, choose_move

VALIDATOR = """
import sys
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.core.state.ledger import State
from tests.ledger.participants import VERIFIERS

deployment, state, *blocks = map(bytes.fromhex, sys.stdin.read().split())
deployment, state = from_octets(Deployment, deployment), from_octets(State, state)
for octets in blocks:
    state = apply_block(deployment, VERIFIERS, state, from_octets(Block, octets))
print(to_octets(state).hex())
"""


def validated(hash_seed: int, given: list[bytes]) -> str:
    """What a validator makes of them that was started with nothing but these octets."""
    run = subprocess.run(
        [sys.executable, "-c", VALIDATOR],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        input="\n".join(octets.hex() for octets in given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_two_validators_started_from_octets_agree() -> None:
    """From the first state and from one in the midst of jobs, in processes with other hash seeds."""
    dice, game = Dice(5), Game(SMALL, 40)
    states, blocks = [to_octets(game.state)], []
    for _ in range(9):
        for _ in range(12):
            game.move(choose_move(dice, game))
        blocks.append(to_octets(game.block()))
        states.append(to_octets(game.end_block()))
    assert game.state.jobs, "else nothing could differ"
    deployment = to_octets(game.deployment)
    assert validated(1, [deployment, states[0], *blocks]) == states[-1].hex()
    assert validated(2, [deployment, states[5], *blocks[5:]]) == states[-1].hex()
