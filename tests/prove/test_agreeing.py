"""What is proved of integers that may be any is what the functions do with integers that are known."""

from __future__ import annotations

from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import NodeId
from leo_ref.prove.explore import endings, wrong_with
from leo_ref.prove.inputs import Excluded, Inputs, KnownInputs
from leo_ref.prove.integer import polynomial_of
from leo_ref.prove.path import SymbolicPath
from leo_ref.prove.properties import joins, scaling, tasks
from leo_ref.prove.rules import Rules
from leo_ref.rules.credit import joining_credit, normalised

amounts = st.integers(0, 12) | st.integers(0, 2**40)


def scaled(inputs: Inputs, nodes: int) -> Map[NodeId, int]:
    """Credit scaled."""
    inputs.places(nodes - 1)
    held = Map({NodeId(f"n{place}"): inputs.unknown(f"c{place}") for place in range(nodes)})
    return normalised(Parameters(total_credit=inputs.unknown("total", 1)), held)


PATHS: list[tuple[SymbolicPath, Map[NodeId, int]]] = []
for ending in endings(lambda inputs: PATHS.append((cast("SymbolicPath", inputs), scaled(inputs, 3)))):
    assert ending.wrong is None or ending.wrong.startswith(("NoPlace", "NotPositive"))


@given(st.lists(amounts, min_size=3, max_size=3), st.integers(1, 50) | st.integers(1, 2**40))
@settings(max_examples=60, deadline=None)
def test_one_path_is_taken_and_gives_what_the_function_gives(held: list[int], total: int) -> None:
    numbers = {"total": total, **{f"c{place}": credit for place, credit in enumerate(held)}}
    taken = [(path, after) for path, after in PATHS if path.reached_with(numbers)]
    assert len(taken) == 1
    (path, after) = taken[0]
    values = path.completed(numbers)
    expected = scaled(KnownInputs(numbers, {}), 3)
    for name in expected:
        found = polynomial_of(after[name])
        assert (after[name] if found is None else found.at(values)) == expected[name]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_property_of_a_settlement_holds_on_known_numbers(data: st.DataObject) -> None:
    """So each premise is met by some numbers, too: whatever outcome is chosen, most of these are not excluded."""

    class Drawn(KnownInputs):
        """Inputs that Hypothesis draws."""

        def unknown(self, name: str, least: int | None = 0, *, scales: bool = False) -> int:
            """Few members, and amounts that can be paid."""
            few = name.startswith(("count_", "moved_"))
            base = {"balance": 10**9, "bond": 10**9, "max_tau": 60, "tau": 40, "join_deposit": 900, "rounds": 9}
            base |= {"payment": 4000, "deposit": 3500}
            start = max(least or 0, base.get(name, 0))
            return start + (
                data.draw(st.integers(0, 40 if not few else 1), name) if not name.startswith("moved_") else 0
            )

        def choose(self, name, options):  # type: ignore[no-untyped-def]  # types of a base that hypothesis draws for
            """Any option."""
            return data.draw(st.sampled_from(options), name)

    program = data.draw(st.sampled_from([tasks.signs, tasks.shares, tasks.honest, joins.shares, joins.dust]))
    try:
        assert wrong_with(lambda inputs: program(inputs, Rules()), Drawn({}, {})) is None
    except Excluded:
        return


@given(st.lists(amounts, max_size=40), st.integers(1, 60) | st.integers(1, 2**60))
@settings(max_examples=80, deadline=None)
def test_the_steps_of_the_induction_are_the_function_s(held: list[int], total: int) -> None:
    """Floors of the shares, and a unit for each of the first by rest, none of which is zero."""
    after = normalised(Parameters(total_credit=total), Map({NodeId(f"{n:02}"): c for n, c in enumerate(held)}))
    whole = sum(held)
    if whole == 0:
        assert list(after.values()).count(0) == len(held)
        return
    floors = [credit * total // whole for credit in held]
    rests = [credit * total % whole for credit in held]
    units = [after[NodeId(f"{n:02}")] - floor for n, floor in enumerate(floors)]
    assert sum(rests) == (total - sum(floors)) * whole
    first = sorted(range(len(held)), key=lambda n: (-rests[n], n))[: total - sum(floors)]
    assert units == [int(n in first) for n in range(len(held))]
    assert all(rests[n] > 0 for n in first)


def test_a_newcomer_can_outweigh_the_mean_where_units_are_fewer_than_nodes() -> None:
    """What credit-newcomer assumes is needed: with a total of 2 a newcomer has one unit, and two others have one."""
    params, held = Parameters(total_credit=2), Map({NodeId("n1"): 1, NodeId("n2"): 3})
    begins = joining_credit(params, tuple(held.values()))
    after = normalised(params, held.set(NodeId("n0"), begins))
    assert begins == 1
    assert after == Map({NodeId("n0"): 1, NodeId("n1"): 0, NodeId("n2"): 1})
    known = KnownInputs({"total_credit": 8, "credit_1": 1, "credit_2": 3}, {})
    assert wrong_with(lambda inputs: scaling.newcomer(2)(inputs, Rules()), known) is None
