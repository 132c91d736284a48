"""The questions of the page find a fair draw fair, and each kind of unfair draw unfair."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from hashlib import sha512
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from leo_ref.cli.statistics import command
from leo_ref.draw import keys, vrf
from leo_ref.measure.statistics.findings import UNBELIEVABLE, findings
from leo_ref.measure.statistics.fit import Cell, fit
from leo_ref.measure.statistics.population import TAU, TOTAL, kept, population, seed_of
from leo_ref.measure.statistics.sample import DrawnTask, Sample, SeedRange, draw_piece, outcome, random_values, sample

TASKS = 300
NODES = population("test")
THRESHOLDS = kept(NODES)

Change = Callable[[int, int, bytes], bytes]
"""A task, a node and a random value give another value."""


def hashed(change: Change = lambda _task, _node, value: value) -> Sample:
    """Tasks drawn with hashes for random values, perhaps changed."""
    drawn = []
    for task in range(TASKS):
        values = [change(task, node, sha512(f"{task} {node}".encode()).digest()) for node in range(len(NODES))]
        drawn.append(outcome(NODES, THRESHOLDS, values))
    return Sample(NODES, tuple(drawn))


def worst(found: Sample) -> float:
    return min(each.p for each in findings(found).fits)


def test_a_fair_draw_fits() -> None:
    found = findings(hashed())
    assert found.is_well
    assert min(each.p for each in found.fits) > 1e-4
    assert (found.draws, found.tasks) == (TASKS * len(NODES), TASKS)


def lifted(_task: int, _node: int, value: bytes) -> bytes:
    """Random values are a fifth nearer to their end: more votes for everybody."""
    number = int.from_bytes(value, "big")
    return (number + ((1 << 512) - number) // 5).to_bytes(64, "big")


def shared(task: int, _node: int, value: bytes) -> bytes:
    """In every fourth task all nodes have the same random value: each is fair, but groups are not."""
    return sha512(b"%d" % task).digest() if task % 4 == 0 else value


def favoured(_task: int, node: int, value: bytes) -> bytes:
    """One node in a hundred never loses."""
    return b"\xff" + value[1:] if node == 50 else value


def coarse(_task: int, _node: int, value: bytes) -> bytes:
    """Only six bits are random."""
    return bytes([value[0] & 0b11111100]) + bytes(63)


@pytest.mark.parametrize("change", [lifted, shared, favoured, coarse])
def test_an_unfair_draw_does_not_fit(change: Change) -> None:
    found = hashed(change)
    assert worst(found) < UNBELIEVABLE
    assert not findings(found).is_well


def test_an_election_that_follows_another_rule_does_not_fit() -> None:
    """The node with the highest number, whatever its votes."""
    found = hashed()
    drawn = [DrawnTask(task.votes, max(n for n, j in enumerate(task.votes) if j > 0)) for task in found.drawn]
    assert findings(Sample(NODES, tuple(drawn))).executors.p < UNBELIEVABLE


def test_credit_that_counts_more_in_one_key_does_not_fit() -> None:
    """The first node takes the votes that its neighbour won."""
    drawn = []
    for task in hashed().drawn:
        first, second, *others = task.votes
        drawn.append(DrawnTask(bytes([first + second, 0, *others]), task.executor))
    assert findings(Sample(NODES, tuple(drawn))).credit.p < UNBELIEVABLE


def test_random_values_are_those_that_proofs_show() -> None:
    secrets = [keys.secret(seed_of("test", "key", number)) for number in range(5)]
    alphas = [bytes([number]) * 32 for number in range(5)]
    expected = [vrf.transcript(own, alpha).beta for own, alpha in zip(secrets, alphas, strict=True)]
    assert random_values(secrets, alphas) == expected


def test_the_population_shares_all_credit() -> None:
    assert sum(node.weight for node in NODES) == TOTAL
    assert len({node.name for node in NODES}) == len(NODES)
    assert sum(THRESHOLDS[node.weight].tau == TAU for node in NODES) == len(NODES)


def test_a_sample_does_not_depend_on_the_processes() -> None:
    assert sample("test", 6_000, 1) == sample("test", 6_000, 2)


def test_every_task_is_drawn_once() -> None:
    whole = draw_piece(SeedRange("test", 0, 4))
    assert draw_piece(SeedRange("test", 2, 4)) == whole[2:]
    assert len({task.votes for task in whole}) == 4


def test_what_owners_have_adds_up() -> None:
    found = hashed()
    answers = findings(found)
    assert 2 * sum(each.expected_executor for each in answers.owners) == pytest.approx(1 - math.exp(-TAU), abs=1e-9)
    closed = [task for task in found.drawn if sum(j > 0 for j in task.votes) >= 3]
    assert 2 * sum(each.pool for each in answers.owners) == pytest.approx(len(closed) / TASKS)
    votes = sum(sum(task.votes) for task in found.drawn)
    assert 2 * sum(each.votes for each in answers.owners) == pytest.approx(votes / TASKS)
    executors = sum(task.executor is not None for task in found.drawn)
    assert 2 * sum(each.executor for each in answers.owners) == pytest.approx(executors / TASKS)


def test_real_draws_fit() -> None:
    found = findings(sample("a seed", 5_000, 1))
    assert found.is_well
    assert found.draws == 5_000


def test_cells_are_joined_until_enough_is_expected() -> None:
    cells = [Cell(str(number), number, expected) for number, expected in enumerate((6.0, 2.0, 4.0, 1.0, 1.0))]
    found = fit("joined", cells)
    assert [(cell.label, cell.observed, cell.expected) for cell in found.cells] == [("0", 0, 6.0), ("1 to 4", 10, 8.0)]
    assert found.degrees == 1
    assert found.statistic == pytest.approx(6.0 + 0.5)


def test_the_command_writes_the_same_page_again(tmp_path: Path) -> None:
    said = [page_in(tmp_path / name) for name in ("first", "second")]
    assert {**said[0], "folder": ""} == {**said[1], "folder": ""}
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert first == second
    plots = {name for name in first if name.endswith(".svg")}
    assert len(plots) == 4
    page = first["README.md"].decode()
    assert all(f"]({name})" in page for name in plots)
    assert f"{said[0]['draws']:,} draws" in page
    assert all(test["name"] in page for test in said[0]["tests"])


def page_in(folder: Path) -> dict[str, Any]:  # Any: what JSON can say
    """What ``leo statistics --json`` says when it writes there."""
    arguments = (
        "--draws",
        "2000",
        "--tasks",
        "40",
        "--seed",
        "test",
        "--processes",
        "1",
        "--json",
        "--out",
        str(folder),
    )
    end = CliRunner().invoke(command, arguments)
    assert end.exit_code == 0, end.output
    said = json.loads(end.stdout)
    assert isinstance(said, dict)
    return said
