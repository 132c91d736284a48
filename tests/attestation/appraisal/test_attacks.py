"""Every attack of the table is played by the vectors it names, and an error in the appraisal is no appraisal."""

from __future__ import annotations

from importlib import import_module
from typing import NoReturn

import pytest

from leo_ref.attestation.appraisal.bundle import appraise_bundle
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.vectors.appraisal.asking import after, recorded
from tests.attestation.appraisal.attacks import ATTACKS, Attack
from tests.attestation.appraisal.files import bundle
from tests.attestation.appraisal.test_phases import HONEST, phases
from tests.removed.named import by_id, named


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.what.replace(" ", "-"))
def test_the_named_vectors_are_refused_with_the_named_code(attack: Attack) -> None:
    for pattern, code in attack.refused:
        for identity in named([pattern]):
            assert by_id()[identity].code == code, identity


def test_no_attack_is_there_twice() -> None:
    assert len({attack.what for attack in ATTACKS}) == len(ATTACKS)


class Broken(Exception):
    """A fault of the verifier's own."""


def breaks(*_given: object, **_more: object) -> NoReturn:
    raise Broken


PARTS = (
    ("leo_ref.attestation.appraisal.appraise", "quoted"),
    ("leo_ref.attestation.appraisal.appraise", "booted"),
    ("leo_ref.attestation.appraisal.appraise", "job_register"),
    ("leo_ref.attestation.appraisal.appraise", "continues"),
    ("leo_ref.tcg.signature", "parse"),
    ("leo_ref.tcg.signature", "encode_dss_signature"),
    ("leo_ref.tcg.attest", "quote"),
    ("leo_ref.attestation.appraisal.quoted", "values_of"),
)
TWO = after(recorded("ecc, kernel list", 1), recorded("ecc, kernel list", 0))


@pytest.mark.parametrize(("module", "name"), PARTS)
def test_an_error_in_the_appraisal_is_no_appraisal(module: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module(module), name, breaks)
    with pytest.raises(Broken):
        appraise_bundle(TWO.policy, bundle(TWO))


def test_an_error_leaves_no_phase_that_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = phases(HONEST[0])
    monkeypatch.setattr(import_module("leo_ref.attestation.appraisal.phases"), "appraise", breaks)
    with pytest.raises(Broken):
        phases(*HONEST)
    assert not isinstance(before, Rejection)
    assert set(before.findings) == {Phase.BEFORE}
