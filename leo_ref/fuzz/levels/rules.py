"""Questions on single rules: credit, elections, and jobs of the vectors with changes (§7, §11-§13)."""

from __future__ import annotations

from leo_ref.fuzz.dice import EDGES, Dice, digest
from leo_ref.fuzz.levels.variation import varied
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json


def request(dice: Dice, pool: Pool) -> Json:
    """A question of the level ``rules``."""
    match dice.number(0, 9):
        case 0:
            held = {digest(dice).hex(): str(amount(dice)) for _ in range(dice.number(0, 9))}
            return {"request": "normalise", "total": str(max(1, amount(dice))), "credit": held}
        case 1:
            betas = [digest(dice) + digest(dice), bytes(64), b"\xff" * 64, bytes(63) + b"\1"]
            group = {
                digest(dice).hex(): {"j": dice.number(0, 3), "beta": dice.pick(betas).hex()}
                for _ in range(dice.number(1, 6))
            }
            return {"request": "elect", "group": group}
        case _:
            return varied(dice, pool, dice.pick(pool.topics))


def amount(dice: Dice) -> int:
    """Credit: a little, any, or where a width ends."""
    edge = max(0, dice.pick([edge for edge in EDGES if edge <= 2**53]) + dice.number(-1, 0))
    return dice.pick((0, 1, dice.number(0, 9), dice.number(0, 10**6), dice.number(0, 10**15), edge))
