"""Credit scaled to its total (§13): any credit of so many nodes, any total."""

from __future__ import annotations

from itertools import combinations

from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import NodeId
from leo_ref.prove.inputs import Inputs, demand
from leo_ref.prove.integer import every, implies
from leo_ref.prove.properties.property import Demanding
from leo_ref.prove.rules import Rules


def largest_remainder(nodes: int) -> Demanding:
    """All of the clause: exact sum, zero stays zero, off by less than a unit, order kept, ties to the lower id."""

    def program(inputs: Inputs, rules: Rules) -> None:
        params = Parameters(total_credit=inputs.unknown("total_credit", 1, scales=True))
        held = Map({NodeId(f"n{place}"): inputs.unknown(f"credit_{place}") for place in range(nodes)})
        inputs.places(nodes - 1)
        whole = inputs.named("whole", sum(held.values()))
        after = rules.normalised(params, held)
        if after is held:
            demand(whole == 0 or whole == params.total_credit, "nothing changes where the sum is not the total")
            return
        demand(sum(held.values()) > 0, "something changes where nobody has credit")
        names = sorted(held)
        demand(set(after) == set(held), "a node comes or goes")
        exact = [
            every(
                after[name] >= 0,
                implies(held[name] == 0, after[name] <= 0),
                after[name] * whole < held[name] * params.total_credit + whole,
                held[name] * params.total_credit < after[name] * whole + whole,
            )
            for name in names
        ]
        order = [
            every(
                implies(held[one] >= held[other], after[one] >= after[other]),
                implies(held[other] > held[one], after[other] >= after[one]),
                implies(held[other] == held[one], after[one] <= after[other] + 1),
            )
            for one, other in combinations(names, 2)
        ]
        demand(
            every(sum(after.values()) == params.total_credit, *exact, *order),
            "the sum, a zero, a unit or the order is lost",
        )

    return program


def newcomer(nodes: int) -> Demanding:
    """A newcomer, scaled with so many nodes, weighs no more than their mean (§14), where there are units enough."""

    def program(inputs: Inputs, rules: Rules) -> None:
        total = inputs.unknown("total_credit", 2 * nodes + 4, scales=True)
        params = Parameters(total_credit=total, join_credit=inputs.unknown("join_credit"))
        held = Map({NodeId(f"n{place}"): inputs.unknown(f"credit_{place}") for place in range(1, nodes + 1)})
        inputs.assume(sum(held.values()) >= 1)
        begins = rules.joining_credit(params, tuple(held.values()))
        demand(2 * nodes * begins <= sum(held.values()), "a newcomer begins with more than half the mean")
        inputs.places(nodes)
        inputs.named("whole", sum(held.values()) + begins)
        after = rules.normalised(params, held.set(NodeId("n0"), begins))
        demand(after[NodeId("n0")] * (nodes + 1) <= total, "a newcomer weighs more than the mean of the others")

    return program
