"""How long work is told: a table for people, one JSON object for programs, progress on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

LOG_WIDTH: Final = 120
"""Columns where the output is no terminal."""

STEPS: Final = 10
"""Lines of progress where standard error is no terminal."""

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
strict = click.option("--strict", is_flag=True, help="Exit with 1 if a target is missed.")

Progressed = Callable[[int, int], None]


def console(*, for_errors: bool = False) -> Console:
    """Where tables go; where progress goes with ``for_errors``."""
    made = Console(stderr=for_errors, highlight=False)
    if not made.is_terminal:
        made.width = LOG_WIDTH
    return made


def say(what: str) -> None:
    """A line of progress."""
    console(for_errors=True).print(f"{what} …", markup=False)


@contextmanager
def progress(what: str) -> Iterator[Progressed]:
    """To be told how many of how many pieces are done: a bar on a terminal, else ten lines."""
    screen = console(for_errors=True)
    if screen.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=screen, transient=True) as bars:
            bar = bars.add_task(what, total=None)
            yield lambda done, whole: bars.update(bar, completed=done, total=whole)
        return

    def line(done: int, whole: int) -> None:
        if done * STEPS // whole > (done - 1) * STEPS // whole:
            screen.print(f"{what}: {done} of {whole}", markup=False)

    yield line


def table(title: str, names: Sequence[str], numbers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table: columns of ``names`` to the left, of ``numbers`` to the right."""
    made = Table(title=title, title_justify="left")
    for heading in names:
        made.add_column(heading, no_wrap=True)
    for heading in numbers:
        made.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        made.add_row(*row)
    console().print(made)


def mark(is_met: bool) -> str:
    """Whether a target was met, in one word."""
    return "[green]ok[/]" if is_met else "[bold red]missed[/]"
