"""Credit scaled for any number of nodes (§13): the steps of the argument in docs/assurance.md.

These programs run no rule. What they say of :func:`leo_ref.rules.credit.normalised` is that a node gets the floor of
its share, and a unit more if it is among the first by rest. A test holds that to it, for any number of nodes.
"""

from __future__ import annotations

from leo_ref.prove.inputs import Inputs, demand
from leo_ref.prove.integer import every, implies
from leo_ref.prove.rules import Rules


def one_more(inputs: Inputs, _rules: Rules) -> None:
    """One more node: floors and rests still add up to the shares, and rests are below the sum of all for each node.

    ``nodes`` nodes hold ``credit`` together, their floors add up to ``floors`` and their rests to ``rests``, of which
    ``positive`` are not zero.
    """
    whole = inputs.unknown("whole", 1, scales=True)
    total = inputs.unknown("total_credit", 1, scales=True)
    credit, floors, rests = inputs.unknown("credit"), inputs.unknown("floors"), inputs.unknown("rests")
    positive, nodes = inputs.unknown("positive"), inputs.unknown("nodes")
    inputs.assume(credit * total == floors * whole + rests)
    inputs.assume(rests <= positive * (whole - 1))
    inputs.assume(rests >= positive)
    inputs.assume(positive <= nodes)
    more = inputs.unknown("more")
    floor, rest = more * total // whole, more * total % whole
    left = 1 if rest > 0 else 0
    demand((credit + more) * total == (floors + floor) * whole + rests + rest, "the shares do not add up")
    demand(rests + rest <= (positive + left) * (whole - 1), "a rest is as large as the sum")
    demand(rests + rest >= positive + left, "a rest counts and is zero")
    demand(positive + left <= nodes + 1, "more rests count than there are nodes")


def enough_rests(inputs: Inputs, _rules: Rules) -> None:
    """Where all hold ``whole``, the units that are left are fewer than the rests that are not zero, or none."""
    whole = inputs.unknown("whole", 1, scales=True)
    total = inputs.unknown("total_credit", 1, scales=True)
    floors, rests, positive = inputs.unknown("floors"), inputs.unknown("rests"), inputs.unknown("positive")
    inputs.assume(whole * total == floors * whole + rests)
    inputs.assume(rests <= positive * (whole - 1))
    inputs.assume(rests >= positive)
    left = total - floors
    inputs.assume(left * whole == rests)
    demand(left >= 0, "units are missing")
    demand(implies(left > 0, left < positive), "a unit is left that no rest is for")


def pair(inputs: Inputs, _rules: Rules) -> None:
    """Two nodes: whatever rests got a unit first, neither is off by a unit and their order is kept.

    ``one`` has the lower id. A unit goes to a rest that is not zero only, and to the larger rest first.
    """
    whole = inputs.unknown("whole", 1, scales=True)
    total = inputs.unknown("total_credit", 1, scales=True)
    one, other = inputs.unknown("one"), inputs.unknown("other")
    first, second = one * total // whole, other * total // whole
    rest, next_rest = one * total % whole, other * total % whole
    unit, next_unit = inputs.choose("unit", (0, 1)), inputs.choose("next_unit", (0, 1))
    if unit:
        inputs.assume(rest > 0)
    if next_unit:
        inputs.assume(next_rest > 0)
    if unit and not next_unit:
        inputs.assume(rest >= next_rest)
    if next_unit and not unit:
        inputs.assume(next_rest > rest)
    first, second = first + unit, second + next_unit
    demand(implies(one == 0, first == 0), "zero does not stay zero")
    demand(every(first * whole < one * total + whole, one * total < first * whole + whole), "off by a unit")
    demand(implies(one >= other, first >= second), "the order is lost")
    demand(implies(other > one, second >= first), "the order is lost")
    demand(implies(one == other, first <= second + 1), "equal credit differs by more than a unit")
