"""Vectors on credit and groups: normalisation (§13), election (§7), quorum (§11)."""

from __future__ import annotations

from collections.abc import Mapping

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.state.job import Stage
from leo_ref.vectors.case import Cases
from leo_ref.vectors.rules.scene import closing, node


def normalise_cases() -> Cases:
    """Exact largest remainder."""
    cases = Cases("rules/normalise")

    def scaling(
        name: str, why: str, total: int, held: Mapping[int, int], after: Mapping[int, int] | None = None
    ) -> None:
        request: dict[str, JsonValue] = {
            "request": "normalise",
            "total": str(total),
            "credit": {node(number): str(credit) for number, credit in held.items()},
        }
        gives: JsonValue = None if after is None else {node(number): str(credit) for number, credit in after.items()}
        cases.add(name, why, request, gives=gives, clause="§13", action="Credit!Normalised")

    scaling("already-exact", "nothing changes", 10, {1: 4, 2: 6}, {1: 4, 2: 6})
    scaling("no-credit", "with nothing to scale nothing changes", 1000, {1: 0, 2: 0}, {1: 0, 2: 0})
    scaling("nobody", "no node at all", 1000, {}, {})
    scaling("halves", "scaled down without a rest", 1000, {1: 1000, 2: 1000}, {1: 500, 2: 500})
    scaling(
        "tie-of-remainders",
        "three equal rests, two units: the lower ids",
        1000,
        {3: 7, 1: 7, 2: 7},
        {1: 334, 2: 333, 3: 333},
    )
    scaling("zero-stays-zero", "no credit out of nothing", 1000, {1: 0, 2: 3, 3: 3}, {1: 0, 2: 500, 3: 500})
    scaling("largest-remainder-wins", "rests decide before ids", 10, {1: 2, 2: 3, 3: 2}, {1: 3, 2: 4, 3: 3})
    held = {number: 100 + number * 6 for number in range(1, 14)}
    held[13] += 1900 - sum(held.values())
    scaling("total-1900", "1900 to 1000 with thirteen rests: rounding each on its own gives 996 or 1003", 1000, held)
    scaling("base-units", "in base units", 10**9, {1: 10**9 + 1, 2: 5 * 10**6, 3: 1})
    scaling("scaled-up", "after a loss the others gain", 10, {1: 1, 2: 2}, {1: 3, 2: 7})
    scaling("more-nodes-than-units", "one unit each to the lowest ids", 7, dict.fromkeys(range(1, 51), 1))
    return cases


def elect_cases() -> Cases:
    """Highest j, then lowest beta, then lowest id."""
    cases = Cases("rules/elect")
    for name, why, members, winner in (
        ("alone", "a group of one", {1: (1, 0)}, 1),
        ("highest-j", "most votes", {1: (2, 0), 2: (3, 9), 3: (1, 0)}, 2),
        ("nine-and-ten", "as texts 9 comes after 10", {1: (9, 0), 2: (10, 5)}, 2),
        ("equal-j", "equal votes: the lower random value", {1: (2, 300), 2: (2, 299), 3: (1, 0)}, 2),
        (
            "beta-is-an-integer",
            "256 is more than 255, though its octets read backwards are less",
            {1: (2, 256), 2: (2, 255)},
            2,
        ),
        ("equal-beta", "equal votes and random value: the lower id", {3: (2, 7), 2: (2, 7), 1: (1, 7)}, 2),
    ):
        group: JsonValue = {
            node(number): {"j": j, "beta": beta.to_bytes(64, "big").hex()} for number, (j, beta) in members.items()
        }
        cases.add(
            name, why, {"request": "elect", "group": group}, gives=node(winner), clause="§7", action="Election!Elect"
        )
    return cases


def quorum_cases() -> Cases:
    """Strictly more than half of the J of all monitors."""
    cases = Cases("rules/quorum")
    for name, why, votes, members, holds in (
        ("exactly-half", "half is not more than half", (1, 1, 2), (1, 2), False),
        ("one-more-than-half", "the least quorum", (1, 1, 2), (2, 3), True),
        ("odd-total-below", "two of five", (1, 1, 3), (1, 2), False),
        ("odd-total-above", "three of five", (1, 1, 3), (3,), True),
        ("heads-do-not-count", "three heads of four, three votes of ten", (1, 1, 1, 7), (1, 2, 3), False),
        ("nobody", "no votes", (1, 1), (), False),
        ("everybody", "all votes; the executor's do not count", (1, 1), (1, 2), True),
    ):
        request: dict[str, JsonValue] = {
            "request": "quorum",
            "job": encode(closing(votes, Stage.CONFIRM)),
            "nodes": [node(number) for number in members],
        }
        cases.add(name, why, request, gives=holds, clause="§11", action="Committee!IsQuorum")
    return cases
