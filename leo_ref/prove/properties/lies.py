"""What a lie costs, and what a candidate begins with (§13, §5): any credit, any penalty."""

from __future__ import annotations

from leo_ref.core.parameters import Parameters
from leo_ref.prove.inputs import Inputs, demand
from leo_ref.prove.integer import every
from leo_ref.prove.properties.property import Demanding
from leo_ref.prove.rules import Rules


def lie(inputs: Inputs, rules: Rules) -> None:
    """A lie costs its penalty or a tenth rounded down, whichever is more, and never makes credit negative."""
    credit, penalty = inputs.unknown("credit"), inputs.unknown("penalty")
    left = rules.after_lie(credit, penalty)
    cost = credit - left
    demand(every(left >= 0, cost >= 0), "credit is negative, or a lie earns some")
    if left > 0:
        demand(every(cost >= penalty, 10 * cost + 9 >= credit), "a lie is cheaper than §13 says")
        if cost > penalty:
            demand(10 * cost <= credit, "a lie is dearer than §13 says")
    else:
        demand(credit <= penalty, "a lie takes all from who has more than the penalty")


def beginning(nodes: int) -> Demanding:
    """A candidate begins with ``join_credit``, and at most half the mean of so many nodes."""

    def program(inputs: Inputs, rules: Rules) -> None:
        params = Parameters(join_credit=inputs.unknown("join_credit"))
        active = [inputs.unknown(f"credit_{place}") for place in range(nodes)]
        begins = rules.joining_credit(params, active)
        total = sum(active)
        demand(every(begins >= 0, begins <= params.join_credit), "a candidate begins with more than join_credit")
        if total > 0:
            demand(2 * nodes * begins <= total, "a candidate begins with more than half the mean")
            if begins < params.join_credit:
                demand(total < 2 * nodes * (begins + 1), "a candidate begins with less than §13 says")
        else:
            demand(begins == params.join_credit, "a candidate does not begin with join_credit")

    return program
