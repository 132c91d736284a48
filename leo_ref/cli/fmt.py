"""``leo fmt``: the one formatter and every lint that mends what it finds."""

from __future__ import annotations

import sys

import click

from leo_ref.cli.checkout import checkout
from leo_ref.cli.failure import FAILED
from leo_ref.cli.steps import Step, run_steps


@click.command(name="fmt", short_help="Format the code and mend what the lints can mend.")
def command() -> None:
    """Format the code and mend what the lints can mend; what they cannot is shown, and then the exit code is 1."""
    python = (sys.executable, "-m")
    steps = (
        Step("ruff check --fix", (*python, "ruff", "check", "--fix", ".")),
        Step("ruff format", (*python, "ruff", "format", ".")),
    )
    if not run_steps(steps, checkout(), as_json=False):
        sys.exit(FAILED)
