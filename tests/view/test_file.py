"""Views of recorded runs: what they say holds, whatever the run."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from leo_ref.cli.transcripts import lines_of
from leo_ref.cli.view import command
from leo_ref.core.encoding import canonical
from leo_ref.transcript.fault import Broken
from leo_ref.view.file import view_lines

ROOT: Final = Path(__file__).parents[2]
RUNS: Final = ("honest", "image-swapped", "attestor-lies")


def transcript(name: str) -> list[bytes]:
    place = ROOT / "conformance" / "vectors" / "transcripts" / f"{name}.jsonl.gz"
    return list(lines_of(place, lambda _octets: None))


def views(name: str) -> list[dict[str, Any]]:
    """The heights of a run; numbers are the text that they travel as."""
    made = list(view_lines(transcript(name)))
    assert not any(isinstance(line, Broken) for line in made)
    head, *heights = [json.loads(line) for line in made if isinstance(line, bytes)]
    assert head["kind"] == "views"
    assert {canonical(each) + b"\n" for each in (head, *heights)} == {*made}
    return heights


@pytest.fixture(scope="module", params=RUNS)
def heights(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return views(request.param)


def total(rows: list[dict[str, Any]], name: str) -> int:
    return sum(int(row[name]) for row in rows)


def test_every_height_is_there_and_follows_from_the_one_before(heights: list[dict[str, Any]]) -> None:
    assert [int(each["view"]["summary"]["height"]) for each in heights] == [*range(len(heights))]
    for before, after in pairwise(heights):
        assert after["view"]["totals_before"] == before["view"]["totals"]
        known = {row["account"]: row for row in before["view"]["accounts"]}
        for row in after["view"]["accounts"]:
            same = known.get(row["account"], {"balance": "0", "credit": "0", "status": None})
            assert (row["balance_before"], row["credit_before"]) == (same["balance"], same["credit"])
            assert row["status_before"] == same["status"]


def test_nothing_is_lost_and_nothing_comes_from_nowhere(heights: list[dict[str, Any]]) -> None:
    supply = {each["view"]["totals"]["supply"] for each in heights}
    assert len(supply) == 1
    for each in heights:
        view = each["view"]
        assert total(view["accounts"], "balance") == int(view["totals"]["held"])
        assert total(view["accounts"], "credit") == int(view["totals"]["credit"])
        for job in view["money"]:
            put_in = total(job["shares"], "paid_in") + int(job["hold"])
            assert put_in == total(job["shares"], "received") + int(job["bond"]) + int(job["burned"])


def test_each_transaction_has_its_line(heights: list[dict[str, Any]]) -> None:
    for each in heights[1:]:
        summary, transactions = each["view"]["summary"], each["block"]["transactions"]
        senders = [line["who"] for line in summary["lines"]][: len(transactions)]
        assert senders == [one["sender"] for one in transactions]
        assert (summary["transactions"], summary["left_out"]) == (len(transactions), 0)
        refused = [line for line in summary["lines"] if line["code"] is not None]
        assert [line["code"] for line in refused] == [one["code"] for one in each["view"]["refusals"]]


def test_evidence_passes_where_all_its_checks_do(heights: list[dict[str, Any]]) -> None:
    found = [one for each in heights for one in each["view"]["evidence"]]
    assert found
    for one in found:
        failing = [check["check"] for check in one["checks"] if not check["passes"]]
        assert one["checks"]
        assert (one["finding"], one["failed"]) == (("fail", failing[0]) if failing else ("pass", None))


def test_who_has_a_place_is_who_claimed_it(heights: list[dict[str, Any]]) -> None:
    """Those who claimed a place have one or lied, and nobody else has."""
    claimed = dict[tuple[str, int], set[str]]()
    for each in heights[1:]:
        for one in each["block"]["transactions"]:
            if one["body"]["kind"] == "apply":
                claimed.setdefault((one["body"]["job"], one["body"]["round"]), set()).add(one["sender"])
        for draw in each["view"]["draws"]:
            placed = {row["node"] for row in draw["rows"] if row["j"]}
            lied = {row["node"] for row in draw["rows"] if "lie" in row["why"]}
            assert placed | lied == claimed.get((draw["job"], draw["round"]), set())
            assert all(row["code"] is None or row["clause"] for row in draw["rows"])
    assert claimed


def test_the_fault_is_where_it_happened() -> None:
    found = [one for each in views("image-swapped") for one in each["view"]["evidence"] if one["finding"] == "fail"]
    assert {(one["failed"], one["unexpected"], one["refused"]) for one in found} == {
        ("JOB_LOG_UNEXPECTED", "image", True)
    }


def test_a_transcript_that_was_changed_makes_no_whole_file() -> None:
    lines = transcript("image-swapped")
    number = len(lines) // 2
    lines[number] = lines[number].replace(b'"time":', b'"time":1', 1)
    made = list(view_lines(lines))
    assert isinstance(made[-1], Broken)
    assert sum(isinstance(each, Broken) for each in made) == 1


def test_the_command_writes_a_file_only_of_a_transcript_that_holds(tmp_path: Path) -> None:
    given = ROOT / "conformance" / "vectors" / "transcripts" / "image-swapped.jsonl.gz"
    out = tmp_path / "views.jsonl.gz"
    done = CliRunner().invoke(command, [str(given), "--out", str(out)], standalone_mode=False)
    assert (done.return_value, done.exception) == (0, None), done.output
    assert gzip.decompress(out.read_bytes()) == b"".join(
        each for each in view_lines(transcript("image-swapped")) if isinstance(each, bytes)
    )
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(b"".join(transcript("image-swapped")[:-1]))
    other = tmp_path / "other.jsonl"
    done = CliRunner().invoke(command, [str(wrong), "--out", str(other)], standalone_mode=False)
    assert done.return_value == 1
    assert "ENDS_EARLY" in done.output
    assert not other.exists()
