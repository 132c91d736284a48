"""``leo mutants``: weaken one place of the specification, the core or an example, and see whether a check notices."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from leo_ref.cli.checkout import checkout

HELP = """Weaken one place of the specification, the core or an example, and see whether a check notices.

\b
  leo mutants spec   the TLA+ modules, under properties alone and under everything
  leo mutants code   the rules in Python, under vectors, graphs of small models and tests
  leo mutants kit    the example in JavaScript, under the vectors; needs node, and npm ci in examples/js

Needs a checkout. ARGUMENTS go to the tool as they are: leo mutants spec --help. docs/assurance.md has the score.
"""


@click.command(
    name="mutants", help=HELP, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("what", type=click.Choice(["spec", "code", "kit"]), metavar="spec|code|kit")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(what: str, arguments: tuple[str, ...]) -> int:
    """Runs the tool in the checkout."""
    root = checkout()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = [sys.executable, "-m", "tests.mutants.run", what, *arguments]
    return subprocess.run(run, cwd=root, env=environment, check=False).returncode
