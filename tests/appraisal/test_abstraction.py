"""What an appraisal concludes is what ``spec/Attestation.tla``, operator Appraisal, concludes of what is left of it.

The operator is taken from the tie (:func:`leo_ref.tie.actions.attestation.shows`), which is compared with TLC's whole
graph of the model, edge by edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest

from leo_ref.appraisal.abstraction import Abstract, How, abstracted
from leo_ref.appraisal.answer import published
from leo_ref.appraisal.appraise import appraise_all, failed
from leo_ref.rejections import Code, reject
from leo_ref.state.evidence import Finding, Phase
from leo_ref.state.job import Job, Part
from leo_ref.tie.actions.attestation import RIGHT, shows
from leo_ref.tie.model import Model
from leo_ref.tie.world import World
from leo_ref.vectors.appraisal.asking import Try
from leo_ref.vectors.appraisal.course import history_trials, job_trials
from leo_ref.vectors.appraisal.logs import log_trials
from leo_ref.vectors.appraisal.mutated import mutated_trials
from leo_ref.vectors.appraisal.quotes import quote_trials
from leo_ref.vectors.appraisal.valid import valid_trials

TRIALS = (valid_trials, quote_trials, log_trials, job_trials, history_trials, mutated_trials)


def operator(abstract: Abstract, phase: Phase, *, nonce_checked: bool = True) -> str:
    """``Appraisal(p, how)`` in the state of the specification that the abstraction names."""
    model = SimpleNamespace(constants=SimpleNamespace(more={"NonceChecked": nonce_checked}))
    world = SimpleNamespace(altered=abstract.altered)
    job = SimpleNamespace(keys={part: b"wrong" if part is abstract.wrong else RIGHT for part in Part})
    # The operator looks at these four things only.
    return shows(cast(Model, model), cast(World, world), cast(Job, job), phase, abstract.how.value)


@cache
def all_of_them() -> tuple[tuple[str, Phase, Abstract, Finding], ...]:
    return tuple(
        (f"{trials.cases.prefix}/{name}", tried.asked.phase, *concluded(tried))
        for trials in (make() for make in TRIALS)
        for name, tried in trials.tries.items()
    )


def concluded(tried: Try) -> tuple[Abstract, Finding]:
    exchanges = [(asked.question, answer) for asked, answer in (*tried.history, (tried.asked, tried.answer))]
    last = appraise_all(tried.policy, tried.key.enrolled, exchanges, published(*tried.published))[-1]
    return abstracted(last), last.finding


def test_every_answer_of_the_vectors_is_concluded_as_the_specification_does() -> None:
    assert len(all_of_them()) > 400
    for name, phase, abstract, finding in all_of_them():
        assert operator(abstract, phase) == finding.value, name


def combinations() -> Iterator[tuple[Phase, Abstract]]:
    """What the operator tells apart."""
    for phase in Phase:
        yield phase, Abstract(how=How.STALE, altered=False, wrong=None)
        yield phase, Abstract(how=How.FRESH, altered=True, wrong=None)
        yield phase, Abstract(how=How.FRESH, altered=False, wrong=None)
        if phase is not Phase.BEFORE:
            for part in Part:
                yield phase, Abstract(how=How.FRESH, altered=False, wrong=part)


@pytest.mark.parametrize(("phase", "abstract"), list(combinations()), ids=str)
def test_every_case_of_the_operator_has_a_real_answer(phase: Phase, abstract: Abstract) -> None:
    assert any((phase, abstract) == (one[1], one[2]) for one in all_of_them())


def test_no_real_answer_blames_a_key_before_it_moved() -> None:
    assert not any(one[1] is Phase.BEFORE and one[2].wrong is not None for one in all_of_them())


def test_a_monitor_that_ignored_the_nonce_would_conclude_otherwise() -> None:
    stale = [(phase, abstract) for _, phase, abstract, _ in all_of_them() if abstract.how is How.STALE]
    assert {operator(abstract, phase, nonce_checked=False) for phase, abstract in stale} == {"pass"}
    assert {operator(abstract, phase) for phase, abstract in stale} == {"fail"}


def test_an_answer_that_cannot_be_read_is_one_of_an_altered_machine() -> None:
    refusal: Any = reject(Code.NOT_JSON, offset=0)
    assert abstracted(failed(refusal)) == Abstract(how=How.FRESH, altered=True, wrong=None)
