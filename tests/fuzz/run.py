"""``./leo dev fuzz``: every decoder of ``DECODERS`` for as long as one likes, each in a process of its own.

Exit code 0 if nothing was found, 1 if something was: its octets are printed, ready for a test.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click

from tests.fuzz.decoders import DECODERS
from tests.fuzz.engines import ENGINES

ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--engine", type=click.Choice(ENGINES), default="random", show_default=True)
@click.option("--cases", type=click.IntRange(0), default=0, help="How many for each decoder.")
@click.option("--seconds", type=click.IntRange(0), default=0, help="How long for each decoder.")
@click.option("--target", "targets", multiple=True, type=click.Choice(list(DECODERS)), help="Only this decoder.")
@click.option("--seed", default="1", show_default=True, help="Another one makes other octets.")
@click.option("--memory", default=1024, show_default=True, help="MiB that a decoder may need, Python included.")
def command(engine: str, cases: int, seconds: int, targets: tuple[str, ...], seed: str, memory: int) -> None:
    """Give octets to decoders until one raises, answers what it should not, or hangs. A million for each by default."""
    if not cases and not seconds:
        cases = 1_000_000
    well = True
    for target in targets or DECODERS:
        asked = [engine, target, str(cases), str(seconds), seed, str(memory)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.engines", *asked], cwd=ROOT, capture_output=True, text=True, check=False
        )
        well &= done.returncode == 0
        click.echo(f"{target:38} {said(done)}")
    sys.exit(0 if well else 1)


def said(done: subprocess.CompletedProcess[str]) -> str:
    """One line about a process, more where it found something."""
    lines = done.stdout.splitlines()
    if done.returncode != 0:
        return f"FOUND {lines[-1]}" if lines else f"ended with {done.returncode}: {done.stderr[-2000:]}"
    executed = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    if executed is not None:
        per_second = re.search(r"stat::average_exec_per_sec: +(\d+)", done.stderr)
        edges = re.findall(r"cov: (\d+)", done.stderr)
        return (
            f"{executed[1]:>9} cases {per_second[1] if per_second else '?':>7}/s  {edges[-1] if edges else '?'} edges"
        )
    count = json.loads(lines[-1])
    outcomes = sorted(count["outcomes"].items(), key=lambda pair: (-pair[1], pair[0]))
    counts = ", ".join(f"{name} {number}" for name, number in outcomes)
    rate = count["cases"] / max(count["seconds"], 0.001)
    return f"{count['cases']:>9} cases {rate:>7.0f}/s  slowest {1000 * count['slowest']:.0f} ms  {counts}"


if __name__ == "__main__":
    command()
