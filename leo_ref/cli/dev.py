"""``leo dev``: the tools of those who change the project, each a module of ``tests/`` with its own ``--help``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

import click

from leo_ref.cli.checkout import checkout


class Tool(NamedTuple):
    """A module that is run, and what it does."""

    module: str
    does: str


TOOLS: Final[Mapping[str, Tool]] = {
    "api": Tool("tests.api.pages", "make docs/api/ from the docstrings"),
    "records": Tool("tests.core.encoding.records", "make docs/records.md from the code that reads documents"),
    "every-check": Tool("tests.removed.document", "make docs/every-check.md"),
    "certificates": Tool("tests.attestation.identity.scenarios", "make the certificates of the vectors"),
    "record-enrolment": Tool("tests.attestation.identity.record", "record an enrolment by swtpm, for the vectors"),
    "record-answers": Tool("tests.attestation.appraisal.record", "record answers of swtpm, for the vectors"),
    "record-runs": Tool(
        "tests.adapters.deployment.record", "record the demo on real parts and its faults, as root; some minutes"
    ),
    "hostile": Tool(
        "tests.conformance.hostile", "put misbehaving programs to the kit: verdict, time and memory of each"
    ),
    "fuzz-mutants": Tool(
        "tests.conformance.js_mutants", "put faults into the example in JavaScript, and see whether leo fuzz finds them"
    ),
    "fuzz": Tool("tests.fuzz.run", "give random octets to every decoder"),
    "course": Tool("tests.course.run", "play every order of a task's transactions on the rules"),
    "course-joins": Tool("tests.course.run_joins", "the same of a join's transactions"),
    "page": Tool("tests.network.page.bundle", "make the page's file from its sources; needs node and npm"),
    "page-large": Tool("tests.network.page.large", "measure how long the page takes to open a large ledger"),
    "kills": Tool("tests.adapters.deployment.kills", "kill the demo at random moments, and look for what it leaves"),
    "testnet-kills": Tool("tests.network.testnet.kills", "kill processes of a network at random moments of a story"),
    "testnet-weather": Tool("tests.network.testnet.weather", "cut off nodes, delay and drop packets, as root"),
    "releases": Tool("tests.releases", "run ./leo in a root of another release of Debian, as root"),
}
"""By name, in the order in which they are listed."""

PASSED_ON: Final = {"ignore_unknown_options": True, "allow_interspersed_args": False}


def listed() -> str:
    """The tools as help shows them."""
    width = max(map(len, TOOLS))
    return "\n".join(f"  {name:<{width}}  {tool.does}" for name, tool in TOOLS.items())


@click.command(
    name="dev",
    context_settings=PASSED_ON,
    help=f"""Run a tool for those who change the project; needs a checkout.

ARGUMENTS go to the tool as they are. The exit code is the tool's. CONTRIBUTING.md says when to use which.

\b
{listed()}
""",
)
@click.argument("tool", type=click.Choice(list(TOOLS)), metavar="TOOL")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(tool: str, arguments: tuple[str, ...]) -> int:
    """Runs the tool in the checkout."""
    root = checkout()
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run([sys.executable, "-m", TOOLS[tool].module, *arguments], cwd=root, env=environment, check=False)
    return run.returncode
