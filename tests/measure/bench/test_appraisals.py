"""`leo bench tpm`: what is measured of the judge of evidence, and that a rate is a rate."""

from __future__ import annotations

import gc

import pytest
from cryptography.exceptions import InvalidSignature

from leo_ref.core.rejections import Rejection
from leo_ref.measure.bench import appraisals, interleaved
from leo_ref.measure.bench.speed import Speed, SpeedRow, speed
from leo_ref.vectors.appraisal import recorded
from tests.measure.bench.test_measuring import Clock

ROWS = list(appraisals.rows())


def test_a_rate_is_operations_while_the_other_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(interleaved, "perf_counter_ns", lambda: clock.now)
    subject, floor = clock.passing(lambda _n: 6000), clock.passing(lambda _n: 3000)
    found = speed(SpeedRow(name="", beside="", subject=subject, floor=floor, inputs=2, operations=3, octets=200), 3)
    assert (found.found, found.us, found.beside_us, found.megabytes) == (0.5, 2.0, 1.0, 100.0)
    assert gc.isenabled()


@pytest.mark.parametrize(("found", "target", "is_met"), [(0.6, 0.6, True), (0.59, 0.6, False), (0.1, None, True)])
def test_a_rate_must_reach_its_target(found: float, target: float | None, is_met: bool) -> None:
    assert _speed(found, target).is_met is is_met


def _speed(found: float, target: float | None) -> Speed:
    return Speed(name="", beside="", found=found, least=found, most=found, us=1.0, beside_us=1.0, target=target)


def test_each_kind_of_key_has_its_target() -> None:
    assert {row.name: row.target for row in ROWS if row.target is not None} == {
        "appraisal, ECC, references": 0.6,
        "appraisal, RSA, references": 0.4,
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_row_measures_a_refusal(row: SpeedRow) -> None:
    found = row.subject(0)
    assert not isinstance(found, Rejection)
    if isinstance(found, tuple):
        assert [appraisal.refusal for appraisal in found] == [None] * row.operations == [None] * 3
    row.floor(0)


@pytest.mark.parametrize("kind", ["ecc", "rsa"])
def test_the_floor_verifies_this_signature_over_this_message(kind: str) -> None:
    first, second, _ = recorded.of_run(f"{kind}, references")
    public = recorded.KEYS[first.machine].enrolled.public
    appraisals.raw_verification(public, first)()
    other = recorded.KEYS[f"{kind}, boot log"].enrolled.public
    with pytest.raises(InvalidSignature):
        appraisals.raw_verification(other, second)()


@pytest.mark.parametrize("name", [f"event log of {appraisals.EVENTS} events", "kernel's list of 10,000 entries"])
def test_logs_are_as_long_as_those_of_real_machines(name: str) -> None:
    row = next(row for row in ROWS if row.name == name)
    assert row.octets is not None
    assert row.octets > 100_000
