"""Questions on sealed payloads: trees of any number of leaves, paths of one of them, chunks (§9)."""

from __future__ import annotations

from leo_ref.fuzz.dice import Dice, digest
from leo_ref.fuzz.levels.variation import varied
from leo_ref.fuzz.mutation import changed_octets
from leo_ref.fuzz.pool import Pool
from leo_ref.fuzz.tree import Json
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.merkle import path_to, tree_root

LEAVES = 70
"""Leaves of the largest tree."""


def request(dice: Dice, pool: Pool) -> Json:
    """A question of the level ``sealing``."""
    leaves = [digest(dice)[: dice.number(0, 32)] for _ in range(dice.number(1, LEAVES))]
    index = dice.number(0, len(leaves) - 1)
    match dice.number(0, 9):
        case 0:
            return {"request": "merkle_root", "leaves": [leaf.hex() for leaf in leaves]}
        case 1:
            return {"request": "merkle_path", "leaves": [leaf.hex() for leaf in leaves], "index": index}
        case 2 | 3 | 4:
            count, path = len(leaves), [step.hex() for step in path_to(leaves, index)]
            leaf, root = leaves[index], tree_root(leaves)
            match dice.number(0, 5):
                case 0:
                    count = max(0, count + dice.number(-2, 2))
                case 1:
                    path = path[:-1]
                case 2 if len(path) > 1:
                    path[0], path[1] = path[1], path[0]
                case 3:
                    leaf = changed_octets(dice, leaf) if leaf else b"\0"
                case _:
                    pass
            return {"request": "merkle_places", "count": count, "root": root.hex(), "leaf": leaf.hex(), "path": path}
        case 5:
            length = dice.number(0, 40)
            payload = digest(dice)[:1] * length
            return {"request": "imprint", "octets": payload.hex()}
        case 6:
            return {"request": "chunk", **chunk(dice)}
        case _:
            return varied(dice, pool, dice.pick(pool.topics))


def chunk(dice: Dice) -> Json:
    """The only chunk of a short payload, with an imprint that is its own or almost."""
    payload = digest(dice)[: dice.number(16, 32)]
    imprint = imprint_of(payload)
    length = imprint.length + dice.pick((0, 0, 1, -1))
    return {
        "imprint": {"length": length, "root": imprint.root.hex()},
        "index": dice.pick((0, 0, 0, 1)),
        "chunk": (changed_octets(dice, payload) if dice.odds(30) else payload).hex(),
        "path": [] if dice.odds(80) else [digest(dice).hex()],
    }
