"""What transactions cost the ledger at their worst, and how often it appraises evidence of a task."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from attrs import evolve, field, frozen
from click.testing import CliRunner

from leo_ref.cli import bench
from leo_ref.cli.benches import ledger
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import Job, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body
from leo_ref.core.values import JobId
from leo_ref.ledger import apply_block
from leo_ref.measure.bench.ledger.cost import MOST_MS, Cost, cost, worst
from leo_ref.measure.bench.ledger.works import works
from leo_ref.parties.simulator.plan import Plan
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.parties.simulator.deployment import at_its_end, deployment, run

ONE = Cost(kind="transfer", ends="applied", what="", octets=1, read_ms=1.0, apply_ms=2.0)


def test_every_kind_is_there_applied_and_refused() -> None:
    found = worst([cost(work, 1) for work in works()])
    kinds = {body.kind for body in get_args(Body)}
    assert {each.kind for each in found if each.ends == "applied"} == kinds
    assert {each.kind for each in found if each.ends != "applied"} == kinds
    assert all(each.ms > 0 for each in found)


def test_the_worst_of_each_kind_is_kept() -> None:
    dear, refused = evolve(ONE, apply_ms=3.0), evolve(ONE, ends="AMOUNT_ZERO")
    other = evolve(ONE, kind="leave")
    assert worst([ONE, refused, dear, other]) == [dear, refused, other]


@pytest.mark.parametrize(("ms", "expected"), [(MOST_MS - 2, 0), (MOST_MS - 1, 1)])
def test_a_transaction_that_costs_too_much_is_shown(ms: float, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "works", lambda: ["work"])
    monkeypatch.setattr(ledger, "cost", lambda _work, _passes: evolve(ONE, apply_ms=ms))
    shown = CliRunner().invoke(bench.command, ["ledger", "--strict", "--json"])
    assert shown.exit_code == expected
    (row,) = json.loads(shown.stdout)["ledger"]
    assert row["ok"] is (expected == 0)
    assert ("missed" in CliRunner().invoke(bench.command, ["ledger"]).stdout) is (expected == 1)


@frozen
class Counting(SoftwareVerifiers):
    """Counts what it appraises."""

    found: list[str] = field(factory=list)

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        self.found.append(evidence.phase.value)
        return super().failure(state, name, job, evidence)


def test_the_ledger_appraises_two_pieces_of_a_task_and_one_of_each_monitor_that_confirms() -> None:
    start = deployment()
    frames = run(start, Plan(seed=b"1"))
    counting, state = Counting(), start.state
    for frame in frames:
        if frame.block is not None:
            after = apply_block(start.deployment, counting, state, frame.block)
            assert isinstance(after, State)
            state = after
    job = at_its_end(frames)
    assert job.outcome is Outcome.DONE
    assert sorted(counting.found) == ["after", "before", *["during"] * (len(job.group) - 1)]
