"""The scenario of §15: ten of twelve are drawn, and everybody ends with what §12 says, to the unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leo_ref.cli import demo
from leo_ref.story import balance, play
from leo_ref.story.picture import CODE, Picture, alices_picture, grey, read


def leo_demo(*arguments: str) -> Result:
    return CliRunner().invoke(demo.command, list(arguments))


@pytest.fixture(scope="module")
def told() -> Any:  # parsed JSON
    result = leo_demo("--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def gains(told: Any, role: str) -> list[int]:
    return [int(row["actual"]) - int(row["before"]) for row in told["balances"] if row["role"] == role]


def test_under_the_default_seed_exactly_ten_are_drawn(told: Any) -> None:
    """Where a change of encoding or rules changes the draws, another default seed is to be looked for."""
    assert (told["drawn"], told["outcome"], told["evidence"]) == (10, "DONE", "software")


def test_the_balances_are_those_of_section_12_to_the_unit(told: Any) -> None:
    assert gains(told, "task owner") == [-1_000_000_000]
    assert gains(told, "service owner") == [300_000_000]
    assert gains(told, "executor") == [300_000_000]
    assert gains(told, "monitor") == [33_333_333] * 9
    rows = {row["who"]: row for row in told["balances"]}
    assert int(rows["burned"]["actual"]) - int(rows["burned"]["before"]) == 100_000_003
    assert rows["in escrow"]["actual"] == "0"
    assert rows["together"]["before"] == rows["together"]["actual"]
    assert all(row["expected"] == row["actual"] for row in told["balances"])


def test_alice_gets_her_picture_in_grey(told: Any) -> None:
    colour, result = read(alices_picture()), read(bytes.fromhex(told["picture"]))
    assert colour is not None
    assert result is not None
    assert (result.width, result.height, result.depth) == (colour.width, colour.height, 1)
    for number in range(colour.height):
        for (red, green, blue), (shade,) in zip(colour.row(number), result.row(number), strict=True):
            assert 1000 * shade <= 299 * red + 587 * green + 114 * blue < 1000 * (shade + 1)


def test_the_story_is_told_in_order_and_names_what_is_only_software(told: Any) -> None:
    words = [step["what"] for step in told["steps"]]
    order = ["Bob offers", "A new machine", "ADMITTED", "Alice posts", "10 nodes were drawn", "is the executor"]
    order += ["9 monitors found", "let the key go", "The job ran", "9 monitors confirm: PASS", "DONE"]
    at = [next(index for index, what in enumerate(words) if part in what) for part in order]
    assert at == sorted(at)
    assert all(step["proof"] for step in told["steps"])
    assert sum("SOFTWARE" in step["proof"] for step in told["steps"]) >= 4


def test_people_see_the_same_without_colours_in_a_pipe() -> None:
    result = leo_demo()
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    for word in ("proved by", "SOFTWARE", "container", "EXPECTED", "ACTUAL", "1.00000003", "0.33333333", "to the unit"):
        assert word in result.output
    assert max(len(line) for line in result.output.splitlines()) <= 120


def test_another_seed_tells_another_story_that_also_adds_up() -> None:
    result = leo_demo("--json", "--seed", "another")
    told = json.loads(result.output)
    assert result.exit_code == 0
    assert told["ok"]
    assert all(row["expected"] == row["actual"] for row in told["balances"])


def test_one_unit_too_much_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = balance.gains

    def wrong(*arguments: Any) -> dict[str, int]:
        gained = right(*arguments)
        return gained | {"burned": gained["burned"] - 1}

    monkeypatch.setattr(balance, "gains", wrong)
    result = leo_demo()
    assert result.exit_code == 1
    assert "DIFFERS" in result.output
    assert "WRONG" in result.output


def test_a_wrong_picture_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "grey", lambda _code, _data: b"another picture")
    assert leo_demo("--json").exit_code == 1


def test_a_seed_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_actors: object) -> Iterator[play.End]:
        raise AssertionError("not played")

    monkeypatch.setattr(demo, "play", never)
    result = leo_demo("--seed", "x" * 201)
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
