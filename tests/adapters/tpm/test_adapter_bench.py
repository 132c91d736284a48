"""What `leo bench tpm` does with TPMs; how fast they are depends on the machine and is no test."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from leo_ref.adapters.tpm.swtpm import throw_away_tpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.identity.certification import Statement
from leo_ref.cli import bench
from leo_ref.cli.benches import tpm
from leo_ref.core.rejections import Rejection
from leo_ref.measure.bench import adapter
from leo_ref.measure.bench.adapter import Ready
from leo_ref.measure.bench.speed import Speed
from leo_ref.tcg import attest
from tests.adapters.tpm.fleets import temporary_folder
from tests.adapters.tpm.leaks import HeldRun


@pytest.mark.parametrize("kind", KeyKind)
def test_both_quote_the_same(kind: KeyKind) -> None:
    with throw_away_tpm():  # the thread that starts the processes stays
        pass
    held = HeldRun.now()
    with adapter.quotes(kind) as row:
        ours, bare = row.subject(0), row.floor(0)
    assert isinstance(ours, Statement)
    assert isinstance(bare, tuple)
    found = [attest.quote(octets) for octets in (ours.attest, bytes(bare[0]))]
    assert not isinstance(found[0], Rejection)
    assert not isinstance(found[1], Rejection)
    assert found[0].attested == found[1].attested
    assert found[0].extra == found[1].extra == adapter.NONCE
    assert HeldRun.now() == held


def test_all_parts_of_what_is_ready_are_told_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with throw_away_tpm():
        pass
    held = HeldRun.now()
    with temporary_folder(monkeypatch) as folder:
        first, second = adapter.ready(1)
        assert list(folder.iterdir()) == []
    assert HeldRun.now() == held
    assert {*second.parts_ms} > {*first.parts_ms} > {"start swtpm", "endorsement key", "certificate"}
    for one in (first, second):
        assert one.found == pytest.approx(one.ms / sum(one.parts_ms.values()))


@pytest.mark.parametrize(("found", "is_met"), [(1.5, True), (1.51, False)])
def test_ready_must_not_take_longer_than_its_target(found: float, is_met: bool) -> None:
    one = Ready(name="", found=found, least=found, most=found, ms=1.0, parts_ms={}, target=adapter.READY_TARGET)
    assert one.is_met is is_met


def test_the_command_as_json_and_as_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "QUOTES", 1)
    monkeypatch.setattr(tpm, "rows", lambda: iter(()))
    end = CliRunner().invoke(bench.command, ("tpm", "--passes", "1", "--json"))
    assert end.exit_code == 0
    said = json.loads(end.stdout)
    assert [one["name"] for one in said["tpm"]] == ["quote, ECC", "quote, RSA"]
    assert [one["name"] for one in said["ready"]] == ["TPM ready", "node ready"]
    end = CliRunner().invoke(bench.command, ("tpm", "--passes", "1"))
    assert "bare ESAPI loop" in end.stdout
    assert "parts in ms: start swtpm" in end.stdout


def test_one_that_does_not_start_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldRun.now()
    monkeypatch.setattr(adapter, "GET_RANDOM", None)  # the first question fails
    with temporary_folder(monkeypatch) as folder:
        with pytest.raises(TypeError):
            list(adapter.ready(1))
        assert list(folder.iterdir()) == []
    assert HeldRun.now() == held


def test_a_missed_target_is_shown_and_fails_only_if_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tpm, "rows", lambda: iter(()))
    monkeypatch.setattr(adapter, "ready", lambda _passes: iter(()))
    monkeypatch.setattr(adapter, "QUOTES", 1)
    missed = Speed(name="", beside="", found=0.7, least=0.7, most=0.7, us=1.0, beside_us=1.0, target=0.8)
    monkeypatch.setattr(tpm, "speed", lambda _row, _passes: missed)
    for arguments, expected in (((), 0), (("--strict",), 1), (("--json", "--strict"), 1)):
        end = CliRunner().invoke(bench.command, ("tpm", *arguments))
        assert end.exit_code == expected
        if "--json" in arguments:
            assert [one["ok"] for one in json.loads(end.stdout)["tpm"]] == [False, False]
        else:
            assert "missed" in end.stdout
