"""The risk of a snapshot: who is counted, of whose credit, in which rounds; and what the command says."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from leo_ref.cli import draw
from leo_ref.cli.failure import CommandFailure
from leo_ref.core.values import CREDIT
from leo_ref.draw.risk import round_of
from leo_ref.draw.rounds import Outlook, outlook
from leo_ref.draw.tally import Setting
from leo_ref.explain import Malformed, report
from leo_ref.explain.chances import HEADS, as_json, percent
from leo_ref.explain.risk import SHARES, TAU_MOST, Risk, risk
from tests.explain.files import example_file, labelled, octets, situation

ROOT = Path(__file__).parents[2]
FILE = example_file()
MEMBERS = [labelled(FILE, label) for label in ("drawn too", "drawn, by its proof")]
FREE = (300, 250, 200, 5, 6, 100, 80)
"""Credit of the nodes that may apply."""
TOTAL = sum(FREE) + 4 + 100 + 100 + 100
"""And that of the others that are active: too poor, too new, a party's, busy."""


def found(file: object = FILE, **asked: Any) -> Risk:
    made = risk(report(situation(file)), **asked)
    assert isinstance(made, Risk), made
    return made


def same(one: Outlook, other: Outlook, within: Fraction = Fraction(1, 10**12)) -> bool:
    """But for roundings, which differ with the order of nodes."""
    chances = (
        (getattr(one, name), getattr(other, name))
        for name in ("unfilled", "unfilled_without", "executor", "half", "quorum", "captured", "whole")
    )
    return abs(one.captured_at_most - other.captured_at_most) < within and all(
        abs(getattr(left, part) - getattr(right, part)) < within
        for left, right in chances
        for part in ("low", "value", "high")
    )


def test_whoever_may_not_apply_weighs_and_has_no_votes() -> None:
    made = found(coalition=MEMBERS)
    assert (made.total, made.free) == (TOTAL * CREDIT, sum(FREE) * CREDIT)
    assert dict(made.away) == {
        "NODE_BUSY": 100 * CREDIT,
        "CREDIT_TOO_LOW": 4 * CREDIT,
        "KEY_TOO_NEW": 100 * CREDIT,
        "NODE_OF_PARTY": 100 * CREDIT,
    }
    asked = Setting(total=TOTAL * CREDIT, tau=10, members=3, votes=6, elects=True)
    expected = round_of(asked, [250 * CREDIT, 200 * CREDIT], [c * CREDIT for c in (300, 5, 6, 100, 80)])
    (case,) = made.cases
    assert same(case.answer, outlook(expected, 5))
    assert (case.tau, case.nodes, case.credit) == (10, 2, 450 * CREDIT)


def test_a_node_of_the_coalition_that_may_not_apply_has_no_votes_either() -> None:
    more = found(coalition=[*MEMBERS, labelled(FILE, "busy elsewhere")])
    assert more.cases[0].answer == found(coalition=MEMBERS).cases[0].answer
    assert (more.cases[0].nodes, more.cases[0].credit) == (3, 550 * CREDIT)


def test_who_lied_in_an_earlier_round_may_not_apply_again() -> None:
    file = example_file()
    file["nodes"][labelled(FILE, "drawn too")].update(lied=True)
    file["round"] = 4
    made = found(file, coalition=MEMBERS)
    assert dict(made.away)["LIED"] == 250 * CREDIT
    assert made.rounds == 2
    assert made.cases[0].answer.quorum.high < found(coalition=MEMBERS).cases[0].answer.quorum.low


def test_a_coalition_that_is_thought_of_takes_its_share_from_all_others() -> None:
    made = found(shares=[Fraction(1, 5)], keys=3)
    each = TOTAL * CREDIT // 15
    asked = Setting(total=TOTAL * CREDIT, tau=10, members=3, votes=6, elects=True)
    expected = round_of(asked, [each] * 3, [c * CREDIT * 4 // 5 for c in FREE])
    assert same(made.cases[0].answer, outlook(expected, 5), Fraction(1, 10**8))
    assert [case.nodes for case in found(shares=SHARES).cases] == [1, 1, 2, 4]


def test_every_tau_is_asked_of_every_coalition() -> None:
    made = found(coalition=MEMBERS, shares=[Fraction(1, 10)], taus=[10, 30])
    assert [(case.tau, case.nodes) for case in made.cases] == [(10, 2), (10, 1), (30, 2), (30, 1)]


def test_the_parameters_of_the_file_count() -> None:
    file = example_file()
    file["parameters"].update(min_group=4, floor_numerator=2, floor_denominator=3, rounds=2)
    asked = Setting(total=TOTAL * CREDIT, tau=10, members=4, votes=7, elects=True)
    ours = [250 * CREDIT, 200 * CREDIT]
    expected = round_of(asked, ours, [c * CREDIT for c in (300, 5, 6, 100, 80)])
    assert same(found(file, coalition=MEMBERS).cases[0].answer, outlook(expected, 2))
    assert not same(found(coalition=MEMBERS).cases[0].answer, outlook(expected, 2), Fraction(1, 100))


def test_in_a_join_all_members_are_monitors() -> None:
    file = example_file()
    del file["task"]
    file["join"] = {"tau": 10, "candidate": "ab" * 32}
    (case,) = found(file, coalition=MEMBERS).cases
    asked = Setting(total=TOTAL * CREDIT, tau=10, members=2, votes=8, elects=False)
    others = (300, 5, 6, 100, 80, 4, 100)
    expected = round_of(asked, [250 * CREDIT, 200 * CREDIT], [c * CREDIT for c in others])
    assert same(case.answer, outlook(expected, 5))
    assert case.answer.executor.high == 0
    assert case.alone == round_of(asked, [250 * CREDIT, 200 * CREDIT], ()).stands


@pytest.mark.parametrize("tau", [TAU_MOST + 1, 10**6])
def test_too_many_votes_are_refused(tau: int) -> None:
    made = risk(report(situation(FILE)), shares=SHARES, taus=[tau])
    assert isinstance(made, Malformed)
    assert str(TAU_MOST) in made.what


def test_less_credit_than_votes_is_refused() -> None:
    file = example_file()
    for node in file["nodes"].values():
        node["credit"] = "0"
    file["nodes"][MEMBERS[0]]["credit"] = "10"
    made = risk(report(situation(file)), shares=SHARES)
    assert isinstance(made, Malformed)
    assert "W is 10 base units" in made.what


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(0), "0 %"),
        (Fraction(1, 10**7), "<0.001 %"),
        (Fraction(123, 100_000), "0.123 %"),
        (Fraction(9_9999, 10_000_000), "1.00 %"),
        (Fraction(12_345, 100_000), "12.35 %"),
        (Fraction(1), "100.00 %"),
    ],
)
def test_percents(share: Fraction, said: str) -> None:
    assert percent(share) == said


def leo_draw(*arguments: str) -> Any:  # parsed JSON or text
    result = CliRunner().invoke(draw.command, ["-", *arguments], input=octets(FILE))
    if isinstance(result.exception, CommandFailure):
        raise result.exception
    if result.exit_code:
        return result.output
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


def test_the_table_says_what_the_object_says() -> None:
    printed, made = leo_draw("--risk", "--share", "12.5", "--json"), found(shares=[Fraction(1, 8)])
    assert printed == as_json(made)
    (case,) = printed["cases"]
    for name in ("executor", "half", "quorum", "captured", "whole", "unfilled", "unfilled_without"):
        low, value, high = (Fraction(case[name][each]) for each in ("low", "value", "high"))
        exact = getattr(made.cases[0].answer, name)
        assert low <= exact.low <= exact.high <= high
        assert low <= value <= high
    said = leo_draw("--risk", "--share", "12.5")
    assert all(head in said for head in HEADS)
    assert percent(made.cases[0].answer.half.value) in said
    assert "12.50 %" in said
    assert "BUSY 8.03 %" in said
    assert max(len(line) for line in said.splitlines()) <= 120


def test_without_a_wish_a_few_shares_are_told() -> None:
    assert len(leo_draw("--risk", "--json")["cases"]) == len(SHARES)
    assert len(leo_draw("--risk", "--coalition", MEMBERS[0][:6], "--json")["cases"]) == 1


def test_wrong_wishes_are_named() -> None:
    with pytest.raises(CommandFailure, match="begins with 'zz'"):
        leo_draw("--risk", "--coalition", "zz")
    assert "add --risk" in leo_draw("--tau", "12")
    for share in ("0", "100", "many", "1/0"):
        assert "--share" in leo_draw("--risk", "--share", share)


def test_the_document_names_every_column() -> None:
    text = (ROOT / "docs" / "snapshot.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z ]+) \| `([a-z_]+)` \|", text, re.M)
    assert [head for head, _ in rows] == list(HEADS[3:])
    assert {name for _, name in rows} <= leo_draw("--risk", "--json")["cases"][0].keys()
