"""The vectors of the draw against what knows nothing of the reference: fractions, long decimals, textbook points."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import cache
from itertools import accumulate
from math import ceil, comb
from typing import Any

import pytest

from leo_ref.core.rejections import CODES
from leo_ref.draw.edwards import PointFault
from leo_ref.draw.suite import Suite
from leo_ref.vectors.case import expanded
from tests.draw.naive import Naive
from tests.draw.slow_binomial import SPACE, cdf, decimal_thresholds
from tests.vectors.made import file

VRF_CODES = {code for code in CODES if code.startswith("VRF_")}
SMALL = 60
"""Weights up to this are summed in fractions."""

MANY = 2600


def vectors(name: str) -> list[Any]:  # as the schema has them
    """The vectors of a file."""
    found = file(f"draw/{name}.json")
    return [expanded(one, found["shared"]) for one in found["vectors"]]


@cache
def exact(weight: int, total: int, tau: int) -> list[int]:
    """The thresholds: all of them, or more than any vector of a large weight asks about."""
    if weight <= SMALL:
        return [ceil(upto * SPACE) for upto in cdf(weight, total, tau)]
    if total == 2 * tau and weight <= 2 * MANY:
        return [-(-SPACE * upto >> weight) for upto in accumulate(comb(weight, k) for k in range(weight))]
    return decimal_thresholds(weight, total, tau, count=count_of(tau))


def count_of(tau: int) -> int:
    """More votes than any vector has where so many are expected."""
    return 80 if tau < 100 else MANY


def test_votes_are_those_of_fractions_and_decimals() -> None:
    most = 0
    for one in vectors("sortition"):
        asked, said = one["request"], one["answer"]["ok"]
        weight, total, tau = int(asked["weight"]), int(asked["total"]), asked["tau"]
        if tau >= total:
            assert said == weight, one["id"]
        else:
            assert said == bisect_right(exact(weight, total, tau), int(asked["beta"], 16)), one["id"]
            assert said < count_of(tau), one["id"]
            most = max(most, said)
    assert most > 2000, "a table of some hundred thresholds does not do"


def test_every_threshold_is_met_on_below_and_above() -> None:
    asked = defaultdict(set)
    for one in vectors("sortition"):
        request = one["request"]
        asked[int(request["weight"]), int(request["total"]), request["tau"]].add(int(request["beta"], 16))
    whole = 0
    for (weight, total, tau), numbers in asked.items():
        if 0 < weight <= SMALL and tau < total:
            beside = {least + step for least in exact(weight, total, tau)[:-1] for step in (-1, 0, 1)}
            whole += {number for number in beside if 0 <= number < SPACE} <= numbers
    assert whole >= 13, "distributions of which every threshold is met"


@pytest.mark.parametrize("suite", [suite.name for suite in Suite])
def test_every_code_is_reached_in_either_suite(suite: str) -> None:
    hostile = [one for one in vectors("vrf") if "refused" in one["answer"] and one["request"]["suite"] == suite]
    assert {one["answer"]["refused"]["code"] for one in hostile} == VRF_CODES
    assert len(hostile) >= 200


def test_points_are_judged_as_by_the_textbook() -> None:
    library = Naive()
    for one in vectors("vrf"):
        if one["request"]["request"] != "vrf_verify":
            continue
        key, proof = bytes.fromhex(one["request"]["key"]), bytes.fromhex(one["request"]["proof"])
        expected = "VRF_KEY_LENGTH" if len(key) != 32 else judged("KEY", library.fault(key))
        if not expected:
            expected = "VRF_PROOF_LENGTH" if len(proof) != 80 else judged("GAMMA", library.fault(proof[:32]))
        found = one["answer"].get("refused", {"code": ""})["code"]
        assert found == expected or (not expected and found in ("", "VRF_S_TOO_LARGE", "VRF_CHALLENGE_MISMATCH"))


def judged(what: str, fault: PointFault | None) -> str:
    return "" if fault is None else f"VRF_{what}_{fault.name}"
