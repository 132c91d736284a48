"""The table of balances at the end of the story."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from leo_ref.demo.balance import Row
from leo_ref.demo.participants import Participants
from leo_ref.demo.phrases import leo


def balances(actors: Participants, rows: Iterable[Row]) -> Table:
    """Base units as LEO; what the table of §12 gives beside what the ledger says."""
    title = "Balances in LEO, to the unit: the table of §12 beside the ledger"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading in ("who", "role"):
        table.add_column(heading, no_wrap=True)
    for heading in ("gain", "EXPECTED", "ACTUAL"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for row in rows:
        amounts = [leo(units).removesuffix(" LEO") for units in (row.actual - row.before, row.expected, row.actual)]
        mark = Text("ok", "green") if row.agrees else Text("DIFFERS", "bold red")
        table.add_row(actors.called(row.who), row.role, *amounts, mark)
    return table
