"""The mapping between the reference's states and the specification's is injective, and shown to be."""

from __future__ import annotations

from typing import Any

import pytest

from leo_ref.core.state.job import Job
from leo_ref.speccheck import abstraction
from leo_ref.speccheck.abstraction import function, job_value
from leo_ref.speccheck.reference import not_injective
from leo_ref.speccheck.tlc.values import Value
from tests.speccheck.conftest import Tied


def test_every_world_comes_back_from_its_values(selection: Tied, election: Tied) -> None:
    for tied in (selection, election):
        assert not_injective(tied.model(), *tied.explored()) == ""


@pytest.mark.parametrize(("field", "forgotten"), [("liars", frozenset()), ("escrow", 0), ("deadline", 5), ("round", 1)])
def test_a_forgotten_field_is_found(
    selection: Tied, monkeypatch: pytest.MonkeyPatch, field: str, forgotten: Any
) -> None:
    def forgetful(job: Job) -> Value:
        record = dict(job_value(job)[1])  # type: ignore[index,arg-type]  # a record is a pair of a tag and its fields
        return function({**record, field: forgotten})

    graph, worlds = selection.explored()
    assert not_injective(selection.model(), graph, worlds) == ""
    monkeypatch.setattr(abstraction, "job_value", forgetful)
    graph, worlds = selection.explored()
    assert field in not_injective(selection.model(), graph, worlds)
