"""``leo fmt``: the one formatter and every lint that mends what it finds."""

from __future__ import annotations

import sys

import click

from leo_ref.cli.checkout import checkout
from leo_ref.cli.failure import FAILED
from leo_ref.cli.steps import ToolStep, run_steps


@click.command(name="fmt")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output; progress on standard error.")
def command(as_json: bool) -> None:
    """Format the code, and mend what lints can mend. Exit code 0: nothing is left to mend; 1: what is shown is."""
    python = (sys.executable, "-m")
    steps = (
        ToolStep("ruff check --fix", (*python, "ruff", "check", "--fix", ".")),
        ToolStep("ruff format", (*python, "ruff", "format", ".")),
    )
    if not run_steps(steps, checkout(), as_json=as_json):
        sys.exit(FAILED)
