"""Questions on the draw: fresh proofs, proofs of others, votes of random values (§6)."""

from __future__ import annotations

from typing import Final

from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.fuzz.dice import Dice, digest, octets
from leo_ref.fuzz.levels.variation import varied
from leo_ref.fuzz.mutation import changed_octets
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json

SEEDS: Final = 12
"""So few keys that a proof often meets the key of another one."""
PRIME: Final = 2**255 - 19
ENDS: Final = (0, 1, PRIME - 1, PRIME, PRIME + 1, 2**255 - 1)
POINTS: Final = tuple((y + (sign << 255)).to_bytes(32, "little") for y in ENDS for sign in (0, 1))
"""Points of small order and encodings that are not canonical (RFC 8032, 5.1.3)."""


def request(dice: Dice, pool: Pool) -> Json:
    """A question of the level ``draw``."""
    match dice.number(0, 9):
        case 0:
            name = dice.pick(("vrf_prove", "vrf_transcript"))
            seed, message = digest(dice), octets(dice, 0, 70)
            return {"request": name, "suite": _suite(dice).name, "seed": seed.hex(), "alpha": message.hex()}
        case 1 | 2:
            return {"request": "vrf_verify", **proof(dice)}
        case 3:
            return {"request": "ticket", **proof(dice), **weights(dice)}
        case 4 | 5 | 6:
            beta = dice.pick(
                (digest(dice) + digest(dice), bytes(64), b"\xff" * 64, bytes(8) + digest(dice) + bytes(24))
            )
            return {"request": "sortition", "beta": beta.hex(), **weights(dice)}
        case _:
            return varied(dice, pool, dice.pick(pool.topics))


def proof(dice: Dice) -> Json:
    """A proof: sound, changed, or under another key, message or suite."""
    suite, message = _suite(dice), octets(dice, 0, 40)
    key = secret(dice.number(1, SEEDS).to_bytes(32, "big"))
    made = vrf.prove(key, message, suite)
    public = key.public_key
    match dice.number(0, 6):
        case 6:
            special = dice.pick(POINTS)
            public, made = (special, made) if dice.odds(50) else (public, special + made[32:])
        case 0:
            made = changed_octets(dice, made)
        case 1:
            public = secret(dice.number(1, SEEDS).to_bytes(32, "big")).public_key
        case 2:
            message = changed_octets(dice, message) if message else b"\0"
        case 3 if dice.odds(30):
            public = changed_octets(dice, public)
        case 4 if dice.odds(30):
            suite = _suite(dice)
        case _:
            pass
    return {"suite": suite.name, "key": public.hex(), "alpha": message.hex(), "proof": made.hex()}


def weights(dice: Dice) -> Json:
    """Weight, total and tau, as a draw may have them."""
    total = dice.pick((1, 2, 10, 1000, 10**6, 2**53 - 1, dice.number(1, 10**7)))
    weight = dice.pick((0, 1, total, total - 1, total // 2, dice.number(0, total)))
    tau = dice.pick((1, 2, 9, 100, dice.number(1, 300), max(1, total - 1), total, total + 1))
    if weight * tau > 100_000 * total and tau < total:
        tau = dice.number(1, 100)
    return {"weight": str(weight), "total": str(total), "tau": tau}


def _suite(dice: Dice) -> Suite:
    return dice.pick(list(Suite))
