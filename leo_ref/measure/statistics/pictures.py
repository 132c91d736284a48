"""The plots of the page: points are what was drawn, lines and bars what is exact."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from leo_ref.core.values import CREDIT
from leo_ref.measure.bench.plot import INK, svg
from leo_ref.measure.statistics.findings import Findings
from leo_ref.measure.statistics.fit import Fit
from leo_ref.measure.statistics.population import SPLITS, weight_of

SIGMAS = 2
"""Length of error bars, in standard deviations."""


def pictures(found: Findings) -> dict[str, str]:
    """Every plot by the name of its file."""
    return {
        "votes.svg": svg(lambda axes: _votes(axes, found), 2),
        "groups.svg": svg(lambda axes: _groups(axes, found), 2),
        "credit.svg": svg(lambda axes: _credit(axes, found)),
        "splitting.svg": svg(lambda axes: _splitting(axes, found), 4),
    }


def _votes(axes: Sequence[Axes], found: Findings) -> None:
    for panel, number in zip(axes, (0, len(SPLITS) - 1), strict=True):
        _bars(panel, found.votes[number])
        panel.set_yscale("log")
        panel.set_xlabel("votes of a key in a task")
        panel.set_ylabel("draws")
        panel.set_title(f"Keys with {weight_of(SPLITS[number]) / CREDIT:g} of 1000 credits")
    axes[0].legend()


def _groups(axes: Sequence[Axes], found: Findings) -> None:
    for panel, fit, what in zip(axes, (found.members, found.total_votes), ("members", "votes"), strict=True):
        _bars(panel, fit)
        panel.set_xlabel(f"{what} of a group")
        panel.set_ylabel("tasks")
        panel.set_title(f"{what.capitalize()} of a group")
        panel.tick_params(axis="x", labelrotation=60)
    axes[0].legend()


def _bars(panel: Axes, fit: Fit) -> None:
    labels = [cell.label for cell in fit.cells]
    labels[-1] = labels[-1].partition(" to ")[0] + "+"
    errors = [SIGMAS * cell.expected**0.5 for cell in fit.cells]
    panel.bar(labels, [cell.expected for cell in fit.cells], color="#c9d9e6", label="exact")
    panel.errorbar(
        labels,
        [cell.observed for cell in fit.cells],
        yerr=errors,
        fmt="o",
        markersize=4,
        color=INK[1],
        capsize=2,
        label="drawn, ±2 σ",
    )


def _credit(axes: Sequence[Axes], found: Findings) -> None:
    """Every key: its votes per credit and task, in units of the exact value."""
    (panel,) = axes
    numbers = range(len(found.credit.cells))
    cells = found.credit.cells
    panel.axhline(1.0, color=INK[4], linewidth=1)
    panel.errorbar(
        numbers,
        [cell.observed / cell.expected for cell in cells],
        yerr=[SIGMAS / cell.expected**0.5 for cell in cells],
        fmt="o",
        markersize=3,
        color=INK[0],
        elinewidth=0.8,
    )
    panel.set_xlabel("key, from 100 credits (left) to 3.125 (right)")
    panel.set_ylabel("votes per credit, exact = 1")
    panel.set_title("Votes per credit, ±2 σ")


def _splitting(axes: Sequence[Axes], found: Findings) -> None:
    places = range(len(found.owners))
    columns = (
        ("Votes", [each.votes for each in found.owners], [each.expected_votes for each in found.owners]),
        (
            "Members of the group",
            [each.members for each in found.owners],
            [each.expected_members for each in found.owners],
        ),
        ("Executor", [each.executor for each in found.owners], [each.expected_executor for each in found.owners]),
        ("Share of the pool, if DONE", [each.pool for each in found.owners], None),
    )
    for panel, (title, drawn, exact) in zip(axes, columns, strict=True):
        if exact is not None:
            panel.plot(places, exact, "-", color=INK[4], linewidth=1, label="exact")
        panel.plot(places, drawn, "o", color=INK[0], label="drawn")
        panel.set_xticks(list(places), [str(each.keys) for each in found.owners])
        panel.set_ylim(bottom=0.0, top=1.3 * max(drawn))
        panel.set_xlabel("keys among which 100 of 1000 credits are split")
        panel.set_ylabel("per owner and task")
        panel.set_title(title)
    axes[0].legend()
