"""The scenario of §15 without TPM and container: ten are drawn, and everybody ends with what §12 says, to the unit."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from leo_ref.cli import demo
from leo_ref.demo import balance
from leo_ref.demo.catalogue import FAULTS
from leo_ref.demo.picture import CODE, Picture, alices_picture, grey, read
from leo_ref.transcript.entry import OpeningEntry
from tests.demo.pictures import bomb


def leo_demo(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(demo.command, ["--software", "--out", str(out), *arguments])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def document(out: Path) -> Any:  # parsed JSON
    result = leo_demo(out, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def gains(document: Any, role: str) -> list[int]:
    return [int(row["actual"]) - int(row["before"]) for row in document["balances"] if row["role"] == role]


def test_exactly_ten_are_drawn(document: Any) -> None:
    assert (document["drawn"], document["outcome"], document["evidence"]) == (10, "DONE", "software")


def test_the_balances_are_those_of_section_12_to_the_unit(document: Any) -> None:
    assert gains(document, "task owner") == [-1_000_000_000]
    assert gains(document, "service owner") == [300_000_000]
    assert gains(document, "executor") == [300_000_000]
    assert gains(document, "monitor") == [33_333_333] * 9
    rows = {row["who"]: row for row in document["balances"]}
    assert int(rows["burned"]["actual"]) - int(rows["burned"]["before"]) == 100_000_003
    assert rows["in escrow"]["actual"] == "0"
    assert rows["together"]["before"] == rows["together"]["actual"]
    assert all(row["expected"] == row["actual"] for row in document["balances"])


def test_alice_gets_her_picture_in_grey(document: Any) -> None:
    colour = read(alices_picture())
    with Image.open(document["result"]) as file:
        result = file.copy()
    assert colour is not None
    assert (result.width, result.height, result.mode) == (colour.width, colour.height, "L")
    shades = result.tobytes()
    for number in range(colour.height):
        for column, (red, green, blue) in enumerate(colour.row(number)):
            shade = shades[number * colour.width + column]
            assert 1000 * shade <= 299 * red + 587 * green + 114 * blue < 1000 * (shade + 1)


def test_the_story_is_told_in_order_and_names_what_is_only_software(document: Any) -> None:
    words = [step["what"] for step in document["steps"]]
    order = ["Bob offers", "A new machine", "ADMITTED", "Alice posts", "10 nodes were drawn", "is the executor"]
    order += ["shows its machine", "9 monitors approve", "let the key go", "The job ran", "Alice opens"]
    order += ["9 monitors confirm", "DONE"]
    at = [next(index for index, what in enumerate(words) if part in what) for part in order]
    assert at == sorted(at)
    assert all(step["proof"] for step in document["steps"])
    assert sum("SOFTWARE" in step["proof"] for step in document["steps"]) >= 4


def test_people_see_the_same_without_colours_in_a_pipe(out: Path) -> None:
    result = leo_demo(out)
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    for word in ("proved by", "SOFTWARE", "container", "EXPECTED", "ACTUAL", "1.00000003", "0.33333333", "to the unit"):
        assert word in result.output
    assert max(len(line) for line in result.output.splitlines()) <= 120


def test_another_seed_tells_another_story_that_also_adds_up(out: Path, document: Any) -> None:
    result = leo_demo(out, "--json", "--seed", "another")
    other = json.loads(result.stdout)
    assert result.exit_code == 0
    assert other["ok"]
    assert other["steps"] != document["steps"]
    assert other["drawn"] == 10


@pytest.mark.parametrize("fault", [name for name, fault in FAULTS.items() if not fault.of_machine])
def test_a_fault_ends_as_it_must_and_names_the_guilty(out: Path, fault: str) -> None:
    result = leo_demo(out, "--json", "--fault", fault)
    document = json.loads(result.stdout)
    assert (result.exit_code, document["ok"], document["outcome"]) == (0, True, FAULTS[fault].outcome.value)


def test_what_a_fault_shows_in_is_in_no_honest_story(document: Any) -> None:
    proofs = [step["proof"] for step in document["steps"]]
    assert not [name for name, fault in FAULTS.items() if any(fault.shows_in in proof for proof in proofs)]


def test_the_page_on_the_story_names_every_fault() -> None:
    page = (Path(__file__).parents[2] / "docs/story.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert set(re.findall("`([a-z-]+)`", "".join(row.split("|")[1] for row in rows))) == set(FAULTS)


def test_a_fault_that_is_not_done_is_noticed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "twisted", lambda _actors, start, _fault: start)
    result = leo_demo(out, "--fault", "alice-withholds")
    assert result.exit_code == 1
    assert "the outcome is not OWNER_FAULT" in result.output
    assert "nothing is proved by: without Alice's key" in result.output


def test_what_a_machine_does_wrong_needs_a_machine(out: Path) -> None:
    result = leo_demo(out, "--fault", "executor-reboots")
    assert "fault-needs-machine" in str(result.exception)


def test_the_faults_are_listed_with_how_they_end() -> None:
    result = CliRunner().invoke(demo.command, ["--fault", "list"])
    assert result.exit_code == 0
    assert all(name in result.output for name in FAULTS)


def test_one_unit_too_much_is_noticed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = balance.gains

    def wrong(*arguments: Any) -> dict[str, int]:
        gained = right(*arguments)
        return gained | {"burned": gained["burned"] - 1}

    monkeypatch.setattr(balance, "gains", wrong)
    result = leo_demo(out)
    assert result.exit_code == 1
    assert "DIFFERS" in result.output
    assert "WRONG" in result.output


BAD = {
    "nothing": (b"", "picture-empty"),
    "text": (b"this is no picture", "picture-unreadable"),
    "a bomb": (bomb(30_000, 30_000), "picture-too-large"),
    "a greater bomb": (bomb(60_000, 60_000), "picture-too-large"),
    "a long file": (b"P6\n1 1\n255\n" + bytes(8 * 2**20), "picture-too-long"),
}


@pytest.mark.parametrize(("octets", "name"), BAD.values(), ids=list(BAD))
def test_a_bad_picture_is_refused_before_anything_is_paid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: bytes, name: str
) -> None:
    def never(*_anything: object) -> OpeningEntry:
        raise AssertionError("the story began")

    monkeypatch.setattr(demo, "opening", never)
    picture = tmp_path / "picture"
    picture.write_bytes(octets)
    result = leo_demo(tmp_path, "--picture", str(picture))
    assert name in str(result.exception)


def test_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        assert "picture-missing" in str(leo_demo(tmp_path, "--picture", str(path)).exception)


def test_a_folder_that_cannot_be_written_to_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        assert "out-unwritable" in str(leo_demo(folder).exception)


def test_a_seed_has_an_end(out: Path) -> None:
    result = leo_demo(out, "--seed", "x" * 201)
    assert result.exit_code != 0
    assert "seed-too-long" in str(result.exception)


@pytest.mark.parametrize("code", [b"", CODE[1:], CODE.replace(b"1000", b"000"), CODE.replace(b"299", b"-29")])
def test_code_that_is_not_what_bob_sells_makes_nothing(code: bytes) -> None:
    assert grey(code, alices_picture()) == b""


@pytest.mark.parametrize(
    "data", [b"", b"P6\n1 1\n255\n", b"P6\n1 1\n255\nabcd", b"P5\n1 1\n255\na", b"P6\n-1 1\n255\n"]
)
def test_data_that_is_no_colour_picture_makes_nothing(data: bytes) -> None:
    assert grey(CODE, data) == b""


def test_white_stays_white_whatever_the_weights() -> None:
    bright = CODE.replace(b"1000", b"500")
    assert read(grey(bright, b"P6\n1 1\n255\n\xff\xff\xff")) == Picture(1, 1, 1, b"\xff")
