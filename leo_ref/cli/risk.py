"""What ``leo draw --risk`` is told and prints; the command is :mod:`leo_ref.cli.draw`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import click
from attrs import frozen
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.core.values import NodeId
from leo_ref.explain import DrawReport, Malformed
from leo_ref.explain.chances import HEADS, MEANING, free, row, width
from leo_ref.explain.risk import SHARES, Risk, risk
from leo_ref.explain.words import SHORT

KEYS_MOST: Final = 10_000


@frozen(kw_only=True)
class RiskWishes:
    """What is asked of a snapshot."""

    coalition: tuple[str, ...] = ()
    shares: tuple[Fraction, ...] = ()
    keys: int | None = None
    taus: tuple[int, ...] = ()


class Percent(click.ParamType[Fraction]):
    """A share in percent, such as 33 or 12.5: above 0 and below 100."""

    name = "percent"

    def convert(  # click's own signature
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """The share."""
        try:
            share = Fraction(value) / 100
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is no number", param, ctx)
        if not 0 < share < 1:
            self.fail(f"{value} is not above 0 and below 100", param, ctx)
        return share


def answered(report: DrawReport, wishes: RiskWishes) -> Risk | Malformed:
    """The risk of what is asked; without any wish, of a few shares."""
    coalition = nodes_of(wishes, frozenset(report.situation.state.nodes))
    shares = wishes.shares or (() if coalition else SHARES)
    return risk(report, coalition, shares, wishes.keys, wishes.taus)


def tell(console: Console, found: Risk) -> None:
    """A table, and what it means."""
    name, rounds = found.report.situation.name[:SHORT], found.rounds
    said = f"Risk of job {name}, with {rounds} round{'s' if rounds > 1 else ''} left"
    console.print(said, style="bold", markup=False)
    console.print(free(found), markup=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for head in HEADS:
        table.add_column(head, justify="right", no_wrap=True)
    for case in found.cases:
        table.add_row(*row(found, case))
    console.print(table)
    for line in (*MEANING, f"Every value is proved to within {width(found)}; most are much nearer."):
        console.print(line, markup=False, soft_wrap=True)


def nodes_of(wishes: RiskWishes, known: frozenset[NodeId]) -> frozenset[NodeId]:
    """The nodes whose ids begin as was typed."""
    found = set()
    for start in wishes.coalition:
        names = [name for name in known if name.startswith(start)]
        if len(names) != 1:
            what = f"{len(names)} of {len(known)} nodes have an id that begins with {start!r}"
            raise CommandFailure("node-unclear", what, "leo draw SNAPSHOT --json names them all", USAGE)
        found.add(names[0])
    return frozenset(found)
