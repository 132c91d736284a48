"""What is measured and how; how fast anything is depends on the machine and is no test."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leo_ref.draw import keys, vrf
from leo_ref.draw.sortition import sortition
from leo_ref.measure.bench import interleaved, task
from leo_ref.measure.bench.draw import DrawRow, MeasuredRow, floor, measure, rows
from leo_ref.measure.bench.failure import BenchFailure, Failure
from leo_ref.measure.bench.interleaved import Ratio, ratio
from leo_ref.measure.bench.plot import cost_by_nodes
from leo_ref.measure.bench.workers import on_processes

INPUTS = 4


class Clock:
    """Time passes only where somebody says so."""

    def __init__(self) -> None:
        self.now = 0

    def passing(self, of: Callable[[int], int]) -> Callable[[int], None]:
        """Work on number i that takes ``of(i)`` nanoseconds."""

        def work(number: int) -> None:
            assert not gc.isenabled() or self.now == 0, "a collection could be timed"
            if not gc.isenabled():
                self.now += of(number)

        return work


def test_a_ratio_is_of_sums_over_all_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(interleaved, "perf_counter_ns", lambda: clock.now)
    found = ratio(clock.passing(lambda _n: 1000), clock.passing(lambda n: 1000 * n), inputs=5, passes=3)
    assert found == Ratio(ratio=2.0, least=2.0, most=2.0, subject_us=2.0, floor_us=1.0)
    assert gc.isenabled()


def test_a_call_of_many_operations_counts_each(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(interleaved, "perf_counter_ns", lambda: clock.now)
    found = ratio(clock.passing(lambda _n: 1000), clock.passing(lambda _n: 500), inputs=2, passes=1, operations=100)
    assert found.ratio == pytest.approx(0.005)


def test_one_disturbed_pass_does_not_move_the_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, calls = Clock(), iter(range(100))
    monkeypatch.setattr(interleaved, "perf_counter_ns", lambda: clock.now)
    disturbed = clock.passing(lambda _n: 10**9 if next(calls) == 3 else 3000)
    found = ratio(clock.passing(lambda _n: 1000), disturbed, inputs=2, passes=5)
    assert found.ratio == 3.0
    assert found.most > 1000


def test_every_target_of_the_draw_has_its_row() -> None:
    targets = {row.name: row.target for row in rows(INPUTS) if row.target is not None}
    assert {name: target for name, target in targets.items() if name.startswith(("prove", "verify"))} == {
        "prove TAI": 3.5,
        "verify TAI": 5.5,
        "prove ELL2": 3.5,
        "verify ELL2": 5.5,
    }
    assert {target for name, target in targets.items() if name.startswith("votes, w = 10^12")} == {1.0}
    assert {target for name, target in targets.items() if name.startswith("votes by kept")} == {0.01}


@pytest.mark.parametrize("row", rows(INPUTS), ids=lambda row: row.name)
def test_no_row_measures_a_refusal(row: DrawRow) -> None:
    for number in range(INPUTS):
        assert "Rejection" not in type(row.subject(number)).__name__


def test_inputs_differ() -> None:
    by_name = {row.name: row.subject for row in rows(INPUTS)}
    for name in ("prove TAI", "verify TAI", "proof to hash", "expand a seed"):
        assert len({by_name[name](number) for number in range(INPUTS)}) == INPUTS
    multiply = floor(INPUTS)
    assert len({multiply(number) for number in range(INPUTS)}) == INPUTS


def test_every_row_is_measured() -> None:
    said: list[str] = []
    measured = measure(INPUTS, 1, said.append)
    assert [result.name for result in measured] == [row.name for row in rows(INPUTS)] == said
    assert all(result.found.ratio > 0 for result in measured)


@pytest.mark.parametrize(("found", "target", "is_met"), [(3.5, 3.5, True), (3.6, 3.5, False), (9.0, None, True)])
def test_a_target_is_met_or_missed(found: float, target: float | None, is_met: bool) -> None:
    assert MeasuredRow("row", Ratio(found, found, found, 1.0, 1.0), target).is_met is is_met


@pytest.mark.parametrize("nodes", [1, 64, 65, 200])
def test_the_credit_of_all_nodes(nodes: int) -> None:
    assert task.total(nodes) == sum(task.weight(node) for node in range(nodes))


def test_a_task_finds_the_winners_that_the_rules_find() -> None:
    nodes = 150
    drawn = task.draw(nodes, 1)
    votes = {}
    for node in range(nodes):
        own = keys.secret(task._seed(node))
        beta = vrf.transcript(own, task.message(node)).beta
        votes[node] = sortition(beta, task.weight(node), task.total(nodes), task.TAU)
    assert drawn.winners == sum(j > 0 for j in votes.values()) > 0
    assert drawn.votes == sum(votes.values())
    assert drawn.node_cost > 0


def test_a_task_is_the_same_on_two_processes() -> None:
    one, two = task.draw(100, 1), task.draw(100, 2)
    assert (one.winners, one.votes, one.total) == (two.winners, two.votes, two.total)


def double(number: int) -> int:
    return 2 * number


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ZeroDivisionError
    return number


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_order_and_are_told(processes: int) -> None:
    said: list[tuple[int, int]] = []
    pieces = list(range(10))
    assert on_processes(double, pieces, processes, lambda done, of: said.append((done, of))) == [
        2 * piece for piece in pieces
    ]
    assert said == [(done, 10) for done in range(1, 11)]


def test_a_killed_process_is_a_named_failure() -> None:
    with pytest.raises(BenchFailure) as failure:
        on_processes(die_at_three, range(6), 2)
    assert failure.value.name is Failure.WORKER_LOST


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_in_a_process_is_not_hidden(processes: int) -> None:
    with pytest.raises(ZeroDivisionError):
        on_processes(fail_at_three, range(6), processes)


def test_a_plot_is_the_same_every_time(tmp_path: Path) -> None:
    drawn = [task.draw(nodes, 1) for nodes in (10, 100)]
    for name in ("first.svg", "second.svg"):
        cost_by_nodes(drawn, tmp_path / name)
    first = (tmp_path / "first.svg").read_text()
    assert first == (tmp_path / "second.svg").read_text()
    assert "date" not in first
    assert ElementTree.fromstring(first).tag.endswith("svg")
