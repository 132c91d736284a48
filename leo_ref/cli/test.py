"""``leo test``: format, lint, types, import contracts, purity, names, then every test and vector."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leo_ref.cli.checkout import checkout
from leo_ref.cli.failure import FAILED
from leo_ref.cli.steps import ToolStep, run_steps

WORKERS = "2"


def steps(arguments: tuple[str, ...]) -> tuple[ToolStep, ...]:
    """All steps in their order; ``arguments`` go to pytest."""
    python = (sys.executable, "-m")
    return (
        ToolStep("ruff format", (*python, "ruff", "format", "--check", ".")),
        ToolStep("ruff check", (*python, "ruff", "check", ".")),
        ToolStep("mypy", (*python, "mypy")),
        ToolStep("import-linter", (str(Path(sys.executable).with_name("lint-imports")), "--no-logo")),
        ToolStep("purity", (*python, "lints.purity", "leo_ref")),
        ToolStep("names", (*python, "lints.names", "leo_ref")),
        ToolStep("pytest", (*python, "pytest", "-n", WORKERS, "--dist", "worksteal", *arguments), live=True),
    )


NAMES = tuple(step.name for step in steps(()))


@click.command(name="test")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Run only this step; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output; progress on standard error.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(only: tuple[str, ...], as_json: bool, arguments: tuple[str, ...]) -> None:
    """Run every lint, type check and test of the project. Exit code 0: all succeed; 1: one does not.

    ARGUMENTS after `--` go to pytest, for example: leo test --only pytest -- -k draw -x
    """
    chosen = [step for step in steps(arguments) if not only or step.name in only]
    if not run_steps(chosen, checkout(), as_json=as_json):
        sys.exit(FAILED)
