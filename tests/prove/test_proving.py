"""What the suite proves each time, and how a solver's silence or a disagreement is told."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from leo_ref.cli.prove import command
from leo_ref.prove import solvers
from leo_ref.prove.failure import ProveFailure
from leo_ref.prove.properties.catalogue import PROPERTIES, chosen
from leo_ref.prove.prove import prove
from leo_ref.prove.report import Conclusion
from leo_ref.prove.rules import Rules

CHEAP = ("join-conserved", "join-dust", "credit-lie", "credit-beginning", "credit-scaled", "induction-one-more")


@pytest.mark.parametrize("name", [*CHEAP, "induction-enough-rests", "induction-pair", "task-conserved"])
def test_both_solvers_prove_it(name: str) -> None:
    (wanted,) = chosen((name,))
    report = prove(wanted, 2, Rules())
    assert report.conclusion is Conclusion.PROVED, report.problem
    assert report.questions > 0
    assert set(report.answers.values()) == {"unsat"}


@pytest.mark.parametrize(
    ("said", "conclusion"), [("unknown", Conclusion.UNDECIDED), ("sat", Conclusion.DISAGREE)], ids=["unknown", "sat"]
)
def test_one_solver_is_not_enough(said: str, conclusion: Conclusion, monkeypatch: pytest.MonkeyPatch) -> None:
    (wanted,) = chosen(("credit-lie",))

    def other(text: str, _seconds: int) -> str:
        """It says what it must not, and zero for everything."""
        names = text.partition("(get-value (")[2].partition(")")[0].split()
        return f"{said}\n({' '.join(f'({name} 0)' for name in names)})"

    monkeypatch.setattr(solvers, "SOLVERS", {**solvers.SOLVERS, "cvc5": other})
    assert prove(wanted, 1, Rules()).conclusion is conclusion


def test_a_solver_that_says_something_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers, "SOLVERS", {"z3": lambda _text, _seconds: "(error)", "cvc5": solvers.SOLVERS["cvc5"]})
    with pytest.raises(ProveFailure, match="SOLVER_CONFUSED"):
        prove(chosen(("credit-lie",))[0], 1, Rules())


def test_the_command_proves_lists_and_refuses_a_wrong_name() -> None:
    runner = CliRunner()
    told = runner.invoke(command, ["--property", "credit-lie", "--json"], standalone_mode=False)
    assert told.return_value == 0
    found = json.loads(told.stdout)
    assert found["ok"]
    assert found["properties"][0]["answers"] == {"z3": "unsat", "cvc5": "unsat"}
    listed = json.loads(runner.invoke(command, ["--list", "--json"]).stdout)
    assert [each["name"] for each in listed] == [each.name for each in PROPERTIES]
    assert runner.invoke(command, ["--property", "nosuch"]).exit_code == 2
