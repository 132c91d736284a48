"""``leo draw``: who is drawn from a snapshot, with how many votes, and why not (§6, §7)."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from typing import Final, TypeVar

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.cli.risk import KEYS_MOST, Percent, RiskWishes, answered, tell
from leo_ref.core.encoding import LENGTH_LIMIT
from leo_ref.core.values import NodeId
from leo_ref.explain import DrawReport, Malformed, Situation, read_claims, read_snapshot, report
from leo_ref.explain.chances import as_json as risk_as_json
from leo_ref.explain.example import example
from leo_ref.explain.risk import TAU_MOST
from leo_ref.explain.telling import as_json
from leo_ref.explain.words import SHORT, ending, explanation, in_credit, rows

Found = TypeVar("Found")

STANDARD_INPUT: Final = "-"
PAGE: Final = 120
"""Columns where the output is no terminal."""


@click.command(name="draw")
@click.argument("snapshot", required=False)
@click.option("--tickets", metavar="FILE", help="Claims beside those of the snapshot: a list of {node, proof or seed}.")
@click.option("--explain", is_flag=True, help="Show every value from alpha to the votes, up to the check that fails.")
@click.option("--node", metavar="ID", help="Explain this node only; the first digits of its id are enough.")
@click.option("--example", "wanted", is_flag=True, help="Print a snapshot with a node of every kind, and draw nothing.")
@click.option("--risk", "risky", is_flag=True, help="Say how likely a coalition gets the group, or no group stands.")
@click.option("--coalition", multiple=True, metavar="ID", help="--risk: a node of it, by its first digits.")
@click.option("--share", multiple=True, type=Percent(), help="--risk: percent of W that a coalition would hold.")
@click.option("--keys", type=click.IntRange(1, KEYS_MOST), help="--risk: in how many nodes it would hold its share.")
@click.option("--tau", multiple=True, type=click.IntRange(1, TAU_MOST), help="--risk: votes to ask for instead.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object on standard output instead.")
def command(
    snapshot: str | None,
    tickets: str | None,
    explain: bool,
    node: str | None,
    wanted: bool,
    risky: bool,
    coalition: tuple[str, ...],
    share: tuple[Fraction, ...],
    keys: int | None,
    tau: tuple[int, ...],
    as_object: bool,
) -> None:
    """Draw the group of a job from a SNAPSHOT file (docs/snapshot.md; - is standard input).

    Says for each node whether it may be drawn, the result of its claim, its votes j, and who executes. The rules are
    those of the ledger.

    If a seed is given, --explain shows secrets: x and k.

    --risk computes how likely a coalition has the executor and the monitors of the job, and how likely the job has no
    group. The coalition is named nodes of the file, or an assumed one that holds a share of all credit.

    Exit code 0: there is an answer, also if nodes are refused; 2: a file is wrong.

    Try: leo draw --example > s.json && leo draw s.json --explain
    """
    if wanted:
        click.echo(json.dumps(example(), indent=2))
        return
    if snapshot is None:
        raise click.UsageError("Missing argument 'SNAPSHOT'; --example prints one.")
    if snapshot == tickets == STANDARD_INPUT:
        raise CommandFailure(
            "input-twice", "snapshot and tickets are both standard input", "give one of them a file", USAGE
        )
    situation = _sound(snapshot, read_snapshot(_octets(snapshot)))
    if tickets is not None:
        situation = _sound(tickets, read_claims(situation, _octets(tickets)))
    wishes = RiskWishes(coalition=coalition, shares=share, keys=keys, taus=tau)
    if risky:
        _tell_risk(snapshot, report(situation), wishes, as_object=as_object)
        return
    if wishes != RiskWishes():
        raise click.UsageError("--coalition, --share, --keys and --tau ask for a risk: add --risk.")
    chosen = _chosen(situation, node) if node is not None else _everybody(situation) if explain else frozenset()
    made = report(situation, chosen)
    if as_object:
        click.echo(json.dumps(as_json(made)))
    else:
        _tell(made, chosen)


def _octets(place: str) -> bytes:
    """What is in a file, or one octet more than may be."""
    try:
        if place == STANDARD_INPUT:
            octets = sys.stdin.buffer.read(LENGTH_LIMIT + 1)
        else:
            with open(place, "rb") as file:
                octets = file.read(LENGTH_LIMIT + 1)
    except OSError as error:
        what = f"{place}: {error.strerror}"
        raise CommandFailure("file-unreadable", what, "name a file; leo draw --example prints one", USAGE) from None
    if len(octets) > LENGTH_LIMIT:
        raise CommandFailure(
            "file-too-large", f"{place} has more than {LENGTH_LIMIT} octets", "leave out nodes without credit", USAGE
        )
    return octets


def _sound(place: str, read: Found | Malformed) -> Found:
    if isinstance(read, Malformed):
        where = "standard input" if place == STANDARD_INPUT else place
        raise CommandFailure("file-wrong", f"{where}, {read}", "docs/snapshot.md says what may stand there", USAGE)
    return read


def _everybody(situation: Situation) -> frozenset[NodeId]:
    return frozenset(claim.node for claim in situation.claims) | frozenset(situation.state.nodes)


def _chosen(situation: Situation, start: str) -> frozenset[NodeId]:
    found = sorted(name for name in _everybody(situation) if name.startswith(start))
    if len(found) == 1:
        return frozenset(found)
    what = f"{len(found)} of {len(_everybody(situation))} nodes have an id that begins with {start!r}"
    raise CommandFailure("node-unclear", what, "leo draw SNAPSHOT --json names them all", USAGE)


def _tell_risk(place: str, made: DrawReport, wishes: RiskWishes, *, as_object: bool) -> None:
    found = _sound(place, answered(made, wishes))
    if as_object:
        click.echo(json.dumps(risk_as_json(found)))
    else:
        tell(_console(), found)


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAGE
    return console


def _tell(made: DrawReport, chosen: frozenset[NodeId]) -> None:
    console = _console()
    job = made.drawn
    title = f"Draw of round {job.round} for job {made.situation.name[:SHORT]}"
    console.print(f"{title}: tau {job.terms.tau}, W {in_credit(made.total)} of credit", style="bold", markup=False)
    console.print(_table(made))
    for sentence in ending(made):
        console.print(sentence, markup=False)
    if chosen:
        for heading, lines in explanation(made, chosen):
            console.print(f"\n{heading}", style="bold", markup=False)
            for line in lines:
                console.print(f"  {line}", markup=False, soft_wrap=True)


def _table(made: DrawReport) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("node", no_wrap=True)
    table.add_column("label")
    table.add_column("credit", justify="right", no_wrap=True)
    table.add_column("from", no_wrap=True)
    table.add_column("j", justify="right", no_wrap=True)
    table.add_column("answer")
    for row in rows(made):
        says = Text(row.says, "green" if row.holds else "")
        table.add_row(row.node[:SHORT], Text(row.label), row.credit, row.origin, str(row.j), says)
    return table
