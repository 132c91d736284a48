"""``leo bench``: its parts, their JSON, and what a missed target does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from leo_ref.cli import bench
from leo_ref.cli.benches import draw, peers
from leo_ref.measure.bench.draw import MeasuredRow
from leo_ref.measure.bench.interleaved import Ratio
from leo_ref.measure.bench.peers import PEERS, PeerTimes


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of ``leo bench``."""
    end = CliRunner().invoke(bench.command, arguments)
    assert end.exception is None or isinstance(end.exception, SystemExit), end.exception
    return end.exit_code, end.stdout


def test_the_draw_as_json() -> None:
    exit_code, shown = run("draw", "--inputs", "2", "--passes", "1", "--json")
    assert exit_code == 0
    measured = json.loads(shown)["draw"]
    assert len({row["name"] for row in measured}) == len(measured)
    assert all(row["ok"] == (row["target"] is None or row["ratio"] <= row["target"]) for row in measured)


def test_a_task_as_json_with_its_plot(tmp_path: Path) -> None:
    plot = tmp_path / "cost.svg"
    arguments = ("--nodes", "20", "--nodes", "10", "--processes", "1", "--plot", str(plot), "--json")
    exit_code, shown = run("task", *arguments)
    assert exit_code == 0
    assert [drawn["nodes"] for drawn in json.loads(shown)["task"]] == [10, 20]
    assert plot.read_text().startswith("<?xml")


def test_a_service_under_load_as_json() -> None:
    exit_code, shown = run("service", "--passes", "1", "--json")
    assert exit_code == 0
    measured = json.loads(shown)["service"]
    assert measured["passes"][0]["transactions"] == 512
    assert measured["transactions_per_second"] > 0
    assert measured["whole_ratio"] > measured["block_ratio"] > 1


def test_a_task_as_a_table() -> None:
    exit_code, shown = run("task", "--nodes", "10", "--processes", "1")
    assert exit_code == 0
    assert "node cost" in shown


@pytest.mark.parametrize(("ratio", "strict", "expected"), [(3.5, True, 0), (3.6, True, 1), (3.6, False, 0)])
def test_a_missed_target_is_shown_and_fails_only_if_asked(
    ratio: float, strict: bool, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = [MeasuredRow("prove", Ratio(ratio, ratio, ratio, 1.0, 1.0), 3.5)]
    monkeypatch.setattr(draw, "measure", lambda *_arguments: measured)
    exit_code, shown = run("draw", *(["--strict"] if strict else []))
    assert exit_code == expected
    assert ("missed" in shown) == (ratio > 3.5)


@pytest.mark.parametrize(("ratio", "expected"), [(20.0, 0), (19.0, 1)])
def test_a_peer_that_is_too_fast_is_a_missed_target(
    ratio: float, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = PeerTimes(
        peer=PEERS[0],
        prove_us=1.0,
        verify_us=1.0,
        prove_ratio=ratio,
        verify_ratio=ratio,
        agrees=False,
        accepts_its_own=True,
        refuses_others=False,
    )
    monkeypatch.setattr(peers, "compare", lambda *_arguments: [compared])
    exit_code, shown = run("peers", "--strict")
    assert exit_code == expected
    assert "vrf.js" in shown
    assert "for another message" in shown
    exit_code, shown = run("peers", "--json")
    assert json.loads(shown)["peers"][0]["refuses_proofs_for_other_messages"] is False


@pytest.mark.parametrize("arguments", [("--json", "draw"), ("nosuchpart",), ("task", "--nodes", "0")])
def test_what_was_typed_wrong_is_exit_code_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
