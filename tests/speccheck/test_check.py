"""``leo check``: its verdicts, its exit codes, its named errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner

from leo_ref.cli.check import command
from leo_ref.speccheck import check as checking
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.manifest import Expected, ManifestEntry, chosen, read_manifest
from leo_ref.speccheck.tlc.failure import Failure as TlcFault
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import statements
from tests.vectors.made import ROOT


def entry_of(**changes: Any) -> ManifestEntry:
    (known,) = chosen(read_manifest(), ("MCElection",))
    return evolve(known, **changes)


def quiet(*_: object) -> None:
    """Nobody listens."""


def test_one_model_is_equal_and_one_fails_as_it_must() -> None:
    result = CliRunner().invoke(command, ["--json", "MCElection", "MCFaultClaim"], standalone_mode=False)
    assert result.return_value == 0, result.output
    equal, faulty = json.loads(result.stdout)["models"]
    assert equal["distinct"] == 1212
    assert equal["edges"] == 6205
    assert equal["refusals"] > 10_000
    assert faulty["expected"] == "INVARIANT"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"distinct": 1211}, "1212 distinct states"),
        ({"depth": 15}, "to depth 18"),
        ({"result": Expected.INVARIANT, "violates": "Agreement"}, "TLC says OK, the manifest INVARIANT Agreement"),
    ],
)
def test_what_the_manifest_does_not_expect_is_a_problem(jar: Jar, changes: dict[str, Any], said: str) -> None:
    (report,) = checking.check([entry_of(**changes)], jar, quiet)
    assert said in report.problem


def test_a_violation_that_should_not_be_is_shown_with_its_trace(jar: Jar) -> None:
    (fault,) = chosen(read_manifest(), ("MCFaultHearsay",))
    expected_ok = ManifestEntry(
        name=fault.name,
        module=fault.module,
        purpose="",
        result=Expected.OK,
        violates=None,
        distinct=1,
        depth=1,
        compared=False,
    )
    (report,) = checking.check([expected_ok], jar, quiet)
    assert report.problem.startswith("TLC says INVARIANT Agreement, the manifest OK.")
    assert "initial state" in report.problem
    assert "Elect" in report.problem


def test_a_missing_configuration_is_named(jar: Jar) -> None:
    with pytest.raises(TlcFailure) as caught:
        checking.check([entry_of(name="MCNowhere", compared=False)], jar, quiet)
    assert caught.value.name is TlcFault.CFG_MISSING
    assert "MCNowhere" in caught.value.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "MANIFEST_MISSING"),
        ("", "MANIFEST_WRONG"),
        ('{"kind": "manifest", "version": 1, "models": [', "MANIFEST_WRONG"),
        ('{"kind": "manifest", "version": 2, "models": []}', "UNKNOWN_VERSION"),
        ('{"kind": "manifest", "version": 1, "models": [], "more": 1}', "UNKNOWN_FIELD"),
        ('{"kind": "manifest", "version": 1}', "MISSING_FIELD"),
        ('{"kind": "manifest", "version": 1, "models": [{"name": 1}]}', "$.models[0]"),
    ],
)
def test_a_damaged_manifest_is_one_clear_error(tmp_path: Path, text: str | None, said: str) -> None:
    place = tmp_path / "manifest.json"
    if text is not None:
        place.write_text(text)
    with pytest.raises(TieFailure, match="MANIFEST") as caught:
        read_manifest(place)
    assert said in str(caught.value).replace("\n", " ")


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(TieFailure) as caught:
        chosen(read_manifest(), ("MCNowhere",))
    assert caught.value.name is Failure.MODEL_UNKNOWN


def test_an_action_that_the_reference_lacks_is_named(selection: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leo_ref.speccheck.actions.MAKERS", {})
    with pytest.raises(TieFailure) as caught:
        selection.explored()
    assert caught.value.name is Failure.ACTION_UNKNOWN


def test_every_configuration_is_in_the_manifest() -> None:
    folder = specification() / "models"
    assert {path.stem for path in folder.glob("*.cfg")} == {entry.name for entry in read_manifest().models}
    modules = {path.stem for path in folder.glob("MC*.tla")} - {"MCBase", "MCParties"}
    assert modules == {entry.module for entry in read_manifest().models}


def test_a_configuration_that_must_fail_liveness_has_no_property_but_that_one() -> None:
    """TLC does not say which temporal property is violated."""
    live = [entry for entry in read_manifest().models if entry.result is Expected.LIVENESS]
    assert live
    for entry in live:
        config = statements(entry.files().config.read_text(encoding="utf-8"))
        checked = [text for keyword, text in config if keyword.startswith(("PROPERT", "INVARIANT"))]
        assert checked == [entry.violates], entry.name


def test_the_compared_models_are_more_than_six_and_fifty_thousand_states() -> None:
    compared = [entry for entry in read_manifest().models if entry.compared]
    assert len(compared) >= 6
    states = sum(entry.distinct or 0 for entry in compared)
    assert states >= 50_000
    assert f"It compares {states:,} distinct states" in (ROOT / "README.md").read_text(encoding="utf-8")
