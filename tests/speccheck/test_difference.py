"""A rule weakened in the reference makes its graph differ from TLC's, and the difference says where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import pytest
from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Place
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules import selection
from leo_ref.speccheck.tlc.compare import DifferenceKind, compare
from leo_ref.speccheck.tlc.render import render
from tests.speccheck.conftest import Tied

TICK = import_module("leo_ref.ledger.tick")
"""The module: its room gives the name to the function."""


def elected_by_text(group: Mapping[NodeId, Place]) -> NodeId:
    """J compared as text: "9" stands before "10"."""
    return max(group, key=lambda node: (str(group[node].j), -int.from_bytes(group[node].beta), node))


def elected_last_id(group: Mapping[NodeId, Place]) -> NodeId:
    """Ties to the highest id."""
    best = min((-place.j, place.beta) for place in group.values())
    return max(node for node, place in group.items() if (-place.j, place.beta) == best)


def full_one_too_late(params: Parameters, job: Job) -> bool:
    """``>`` for ``>=``: a group of exactly the minimum does not close."""
    return len(job.group) > params.min_group


def only_the_task_owner(terms: Any) -> tuple[str, ...]:
    """The service owner's nodes may serve."""
    return (terms.owner,)


def the_free_weigh(state: State) -> Any:
    """Who owns a party's node is not in the snapshot."""
    return Map({name: node.credit for name, node in state.nodes.items() if node.identity.owner == AccountId(name)})


RIGHT_OPEN = selection.open_round


def deposits_stay(params: Parameters, state: State, snapshot: Map[NodeId, int], job: Job) -> Job:
    """The escrow is not lowered when a round fails."""
    return evolve(RIGHT_OPEN(params, state, snapshot, job), escrow=job.escrow)


@frozen
class Fault:
    """A rule, where it is used, and what takes its place."""

    model: str
    module: Any
    name: str
    faulty: Callable[..., Any]


FAULTS = {
    "j compared as text": Fault("election", selection, "elected", elected_by_text),
    "ties to the highest id": Fault("election", selection, "elected", elected_last_id),
    "a minimal group does not close": Fault("selection", selection, "group_stands", full_one_too_late),
    "the service owner's nodes serve": Fault("selection", selection, "parties", only_the_task_owner),
    "owners' nodes do not weigh": Fault("selection", TICK, "weights", the_free_weigh),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_weakened_rule_is_a_difference(
    fault: Fault, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    tied: Tied = request.getfixturevalue(fault.model)
    assert compare(tied.graph, tied.explored()[0]) is None
    monkeypatch.setattr(fault.module, fault.name, fault.faulty)
    difference = compare(tied.graph, tied.explored()[0])
    assert difference is not None
    assert difference.path[0].label == ""
    assert difference.path[0].state in [tied.graph.states[node] for node in tied.graph.initial]


def test_a_lost_deposit_is_shown_with_the_shortest_path(selection_patch: None, selection: Tied) -> None:
    del selection_patch
    difference = compare(selection.graph, selection.explored()[0])
    assert difference is not None
    assert difference.kind is DifferenceKind.STEP
    steps = [visit.label.partition("_")[0] for visit in difference.path]
    assert steps == ["", "PostTask", "EndBlock", "EndBlock", "EndBlock", "Apply"]
    text = render(difference)
    assert "EndBlock" in text
    assert "job.t1.round: 1 -> 2" in text
    assert "job.t1.escrow: 24 -> 17" in text
    assert "TLC allows" in text
    assert "the reference does" in text


@pytest.fixture
def selection_patch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deposits stay in escrow when a round fails."""
    monkeypatch.setattr(TICK, "open_round", deposits_stay)


def test_another_code_is_a_difference(selection: Tied, monkeypatch: pytest.MonkeyPatch) -> None:

    def job_in(state: State, name: Any, stage: Any) -> Job | Rejection:
        job = state.jobs.get(name)
        if job is None or job.stage is not stage:
            return reject(Code.NO_SUCH_JOB, job=name)
        return job

    monkeypatch.setattr("leo_ref.rules.selection.job_in", job_in)
    difference = compare(selection.graph, selection.explored()[0])
    assert difference is not None
    assert difference.kind is DifferenceKind.REFUSAL
    assert {(refusal.spec, refusal.reference) for refusal in difference.refusals} == {("WRONG_STAGE", "NO_SUCH_JOB")}
