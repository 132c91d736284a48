"""The command ``leo fuzz``."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from pathlib import Path
from typing import Final, NoReturn

import click

from conformance.engine.seconds import Seconds

HELP = """Put questions that nobody wrote to an implementation and to the reference, until the answers differ.

    COMMAND... is your program, as `leo conformance` takes it: docs/conformance.md. Of each level that it declares
    questions are made from a seed, and such as came seldom so far are preferred. The first difference is made smaller,
    shown, and written as a file of vectors. docs/fuzzing.md says how. For example:

    \b
      leo fuzz -- ./my-node --oracle
      leo fuzz --level models --level ledger --seed 7 --seconds 600 -- ./my-node
      leo conformance --vectors leo-fuzz/models-0123456789ab.json -- ./my-node

    \b
    Exit codes:
      0  no answer differs
      1  an answer differs, or did not come
      2  the command line, the vectors or a file is wrong, or a level is not declared
      3  the run was stopped: the program did not come up
    """

SAME, DIFFERENT, WRONG, STOPPED = 0, 1, 2, 3
QUESTIONS: Final = 100_000
EVERY: Final = 10.0
"""Seconds between two lines of progress."""


@click.command(
    name="fuzz",
    help=HELP,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "allow_interspersed_args": False,
        "max_content_width": 120,
    },
)
@click.option("--seed", default="1", show_default=True, help="The same seed asks the same questions.")
@click.option(
    "--questions",
    type=click.IntRange(1),
    help=f"Questions, at most.  [default: {QUESTIONS}, unless --seconds is given]",
)
@click.option("--seconds", type=Seconds(0.01), help="Seconds, at most; a batch that was begun is finished.")
@click.option("--level", "levels", multiple=True, metavar="NAME", help="Ask this level only; may be given again.")
@click.option("--values", is_flag=True, help="Compare what refusals carry, too.")
@click.option(
    "--out",
    default="leo-fuzz",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the file of a difference.",
)
@click.option(
    "--shrink",
    default=120.0,
    show_default=True,
    type=Seconds(0),
    help="Seconds in which the question of a difference is made smaller.",
)
@click.option("--time-limit", default=30.0, show_default=True, type=Seconds(0.01), help="Seconds for an answer.")
@click.option("--answer-limit", default=1 << 24, show_default=True, type=click.IntRange(1), help="Octets of an answer.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON; text goes to standard error.")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="[--] COMMAND...")
def fuzzing(
    seed: str,
    questions: int | None,
    seconds: float | None,
    levels: tuple[str, ...],
    values: bool,
    out: Path,
    shrink: float,
    time_limit: float,
    answer_limit: int,
    as_json: bool,
    command: tuple[str, ...],
) -> None:
    """Says what came of it, and exits; :data:`HELP` is its help."""
    from conformance.engine import reading
    from conformance.engine.conversation import GaveUp
    from conformance.engine.fuzz.report import document, lines
    from conformance.engine.fuzz.run import FuzzPlan, NoLevel, fuzz
    from conformance.engine.program import Bounds
    from conformance.engine.schemas import VectorError

    try:
        vectors = reading.read(reading.FOLDER)
    except VectorError as bad:
        _ended(WRONG, str(bad))
    strange = [level for level in levels if level not in vectors.levels]
    if strange:
        _ended(WRONG, f"there is no level {strange[0]}; there are {', '.join(vectors.levels)}")
    if out.exists() and not os.access(out, os.W_OK):
        _ended(WRONG, f"{out} cannot be written to")
    plan = FuzzPlan(
        vectors=vectors,
        command=shlex.split(command[0]) if len(command) == 1 else [*command],
        seed=seed,
        out=out,
        levels=tuple(dict.fromkeys(levels)),
        questions=questions if questions is not None or seconds is not None else QUESTIONS,
        seconds=seconds,
        values=values,
        shrinking=shrink,
        bounds=Bounds(seconds=time_limit, octets=answer_limit),
    )
    try:
        ran = fuzz(plan, _Progress())
    except GaveUp as no:
        _ended(STOPPED, f"stopped: {no}")
    except NoLevel as bad:
        _ended(WRONG, str(bad))
    for line in lines(plan, ran):
        click.echo(line, err=as_json)
    if as_json:
        click.echo(json.dumps(document(plan, ran)))
    sys.exit(DIFFERENT if ran.finding is not None else STOPPED if ran.stopped is not None else SAME)


class _Progress:
    """A line on standard error, now and then."""

    def __init__(self) -> None:
        self._next = time.monotonic() + EVERY

    def __call__(self, ran: object) -> None:
        from conformance.engine.fuzz.run import Fuzzed

        assert isinstance(ran, Fuzzed)
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        whole = ran.asked.total()
        click.echo(
            f"{whole:,} questions, {whole / ran.seconds:,.0f} a second; {len(ran.reached.ends):,} kinds of answers,"
            f" {len(ran.reached.boundaries):,} boundaries, {len(ran.reached.codes)} codes",
            err=True,
        )


def _ended(code: int, text: str) -> NoReturn:
    click.echo(f"leo: {text}", err=True)
    sys.exit(code)


def main() -> NoReturn:
    """Runs the command; what a missing library or a reader that has gone means is said in one line."""
    from conformance.engine.ending import ended

    ended(fuzzing, "leo fuzz")
