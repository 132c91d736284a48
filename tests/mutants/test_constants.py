"""Constants of the compared models hide no swap of two of them: where they are equal, the reason is here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final

from attrs import asdict

from leo_ref.speccheck.constants import Constants, mapping
from tests.vectors.made import VECTORS, model

TIES: Final = "Equal votes are what the model is about, or members that are alike."
SOME: Final = "Some nodes have equal votes; others of the model have other ones."
APART: Final = "MCSettlement, which pays every amount, has them apart."
OTHERS: Final = "In MCSettlement no two nodes hold the same, and none have the same votes."

EQUAL: Final = {
    ("MCAdmission", "votes"): SOME,
    ("MCAttestation", "gas_fee = vote_pay"): APART,
    ("MCCourse", "gas_fee = vote_pay"): APART,
    ("MCDelivery", "gas_fee = vote_pay"): APART,
    ("MCElection", "credit"): OTHERS,
    ("MCElection", "deposit = bond"): APART,
    ("MCElection", "votes"): TIES,
    ("MCEnrolment", "votes"): SOME,
    ("MCLeo", "credit"): OTHERS,
    ("MCLeo", "deposit = bond"): APART,
    ("MCLeo", "votes"): TIES,
    ("MCLookback", "votes"): SOME,
    ("MCMarket", "payment = deposit"): "A deposit that is as high as it may be is a limit; t1 has another one.",
    ("MCSelection", "deposit = bond"): APART,
    ("MCSelection", "votes"): SOME,
    ("MCTwoTasks", "credit"): OTHERS,
    ("MCTwoTasks", "payment = bond"): APART,
    ("MCTwoTasks", "price = vote_pay"): APART,
    ("MCTwoTasks", "votes"): OTHERS,
}
"""By model and what is equal in it."""


@cache
def constants() -> dict[str, Constants]:
    return {path.stem: model(path.stem)[2] for path in sorted(VECTORS.glob("models/MC*.json"))}


def amounts(one: Constants, task: str) -> dict[str, int]:
    terms, service = one.tasks[task], one.services[one.tasks[task]["service"]]
    return {
        **{name: terms[name] for name in ("payment", "deposit")},
        **{name: service[name] for name in ("price", "bond")},
        **{name: getattr(one.parameters, name) for name in ("gas_fee", "vote_pay")},
    }


def equal(one: Constants) -> Iterator[str]:
    for task in one.tasks:
        there = amounts(one, task)
        yield from (f"{a} = {b}" for a, b in combinations(there, 2) if there[a] == there[b])
    rounds = (drawn for each in one.draw.values() for drawn in each.values())
    if any(_twice([node["j"] for node in drawn.values()]) for drawn in rounds):
        yield "votes"
    starts = one.more["Start"]
    assert isinstance(starts, frozenset)
    if any(_twice(list(mapping(mapping(start)["credit"]).values())) for start in starts):
        yield "credit"


def _twice(numbers: list[int]) -> bool:
    held = [number for number in numbers if number]
    return len(set(held)) < len(held)


def test_what_is_equal_in_a_model_has_its_reason() -> None:
    assert {(name, what) for name, one in constants().items() for what in equal(one)} == EQUAL.keys()


def test_each_two_parameters_differ_in_some_model() -> None:
    values = [asdict(one.parameters) for one in constants().values()]
    same = [pair for pair in combinations(values[0], 2) if all(one[pair[0]] == one[pair[1]] for one in values)]
    assert same == []


def test_the_model_that_pays_every_amount_has_all_of_them_apart() -> None:
    one = constants()["MCSettlement"]
    assert not [what for what in equal(one) if "=" in what]
    assert "votes" not in set(equal(one))
    assert "credit" not in set(equal(one))
