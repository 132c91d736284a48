"""All properties, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from leo_ref.prove.properties import induction, joins, lies, scaling, tasks
from leo_ref.prove.properties.property import Demanding, Property, always

SIZE: Final = 4
"""Nodes up to which credit is scaled where nobody says otherwise; with six it takes long."""

NEWCOMER_MOST: Final = 3
"""Nodes up to which a newcomer is put beside them."""

TASKS: Final = "amounts that posting takes; group; records; 6 outcomes"
JOINS: Final = "deposit, fee, rounds; group; records; 5 outcomes"
NODES: Final = "credit of up to N nodes; total"
STEP: Final = "credit; total; number of nodes"


def _about(module_name: str, ranges: str, programs: Iterable[tuple[str, str, Demanding]]) -> list[Property]:
    return [
        Property(
            name=f"{module_name}-{name}",
            clause=clause,
            claim=(program.__doc__ or "").partition("\n")[0],
            ranges=ranges,
            programs=always(program),
        )
        for name, clause, program in programs
    ]


PROPERTIES: Final = (
    *_about(
        "task",
        TASKS,
        (
            ("conserved", "§14", tasks.conserved),
            ("signs", "§12, §14", tasks.signs),
            ("owners", "§12", tasks.owners),
            ("shares", "§12", tasks.shares),
            ("dust", "§12", tasks.dust),
            ("one-wage", "§12", tasks.one_wage),
            ("honest", "§14", tasks.honest),
            ("nobody-gains", "§14", tasks.nobody_gains),
            ("marks", "§13", tasks.marks),
        ),
    ),
    *_about(
        "join",
        JOINS,
        (
            ("conserved", "§14", joins.conserved),
            ("signs", "§12, §14", joins.signs),
            ("shares", "§12, §14", joins.shares),
            ("dust", "§12", joins.dust),
            ("nobody-gains", "§14", joins.nobody_gains),
            ("marks", "§13", joins.marks),
        ),
    ),
    *_about("credit", "credit; penalty", (("lie", "§13", lies.lie),)),
    Property(
        name="credit-beginning",
        clause="§5",
        claim="A candidate begins with join_credit, and at most half the mean of the active nodes.",
        ranges=NODES,
        programs=lambda size: tuple(map(lies.beginning, range(size + 1))),
    ),
    Property(
        name="credit-scaled",
        clause="§13",
        claim="The sum is exact, zero stays zero, nobody is off by a unit, the order is kept, ties go to the lower id.",
        ranges=NODES,
        programs=lambda size: tuple(map(scaling.largest_remainder, range(1, size + 1))),
    ),
    Property(
        name="credit-newcomer",
        clause="§14",
        claim="A newcomer weighs no more than the mean of n others, where the total is at least 2n + 4.",
        ranges=f"{NODES}, N at most {NEWCOMER_MOST}",
        programs=lambda size: tuple(map(scaling.newcomer, range(1, min(size, NEWCOMER_MOST) + 1))),
    ),
    *_about(
        "induction",
        STEP,
        (
            ("one-more", "§13", induction.one_more),
            ("enough-rests", "§13", induction.enough_rests),
            ("pair", "§13", induction.pair),
        ),
    ),
)


def chosen(names: Iterable[str]) -> tuple[Property, ...]:
    """The properties of these names; all of them where there is no name."""
    wanted = set(names)
    return tuple(each for each in PROPERTIES if not wanted or each.name in wanted)
