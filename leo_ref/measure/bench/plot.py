"""Plots as SVG, octet by octet the same for the same numbers: no date, no random names, text as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from leo_ref.measure.bench.task import TaskDrawn

if TYPE_CHECKING:
    from leo_ref.measure.bench.demo.measured import Size
    from leo_ref.measure.bench.testnet import NetworkSize

INK: Final = ("#1f5f8b", "#d1700f", "#3b7d3b", "#8b2f5f", "#666666")
"""Colours that can be told apart on a light and on a dark page, in print too."""

MEBIBYTE: Final = 1024 * 1024

STYLE: Final[dict[str, object]] = {
    "svg.hashsalt": "leo",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
}


def svg(paint: Callable[[Sequence[Axes]], None], panels: int = 1) -> str:
    """The figure that ``paint`` makes of so many panels, two beside one another."""
    columns, rows = min(panels, 2), -(-panels // 2)
    text = StringIO()
    with style.context(["default", STYLE]):  # not what the user's own matplotlibrc says
        figure = Figure(figsize=(5.2 * columns + 1.2, 3.8 * rows), layout="constrained")
        paint([figure.add_subplot(rows, columns, number + 1) for number in range(panels)])
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


def cost_by_nodes(drawn: Sequence[TaskDrawn], path: Path) -> None:
    """What a node costs, by the number of nodes: level where the whole is linear."""

    def paint(axes: Sequence[Axes]) -> None:
        (panel,) = axes
        panel.plot([each.nodes for each in drawn], [each.node_cost for each in drawn], "o-", color=INK[0])
        panel.set_xscale("log")
        panel.set_ylim(bottom=0.0, top=1.3 * max(each.node_cost for each in drawn))
        panel.set_xlabel("nodes")
        panel.set_ylabel("cost of a node, scalar multiplications")
        panel.set_title("One task drawn: prove, hash, count votes")

    path.write_text(svg(paint), encoding="utf-8")


def network_by_nodes(sizes: Sequence[NetworkSize], path: Path) -> None:
    """Time and memory of a network of processes, by the number of nodes."""
    nodes = [each.nodes for each in sizes]

    def paint(axes: Sequence[Axes]) -> None:
        times = {
            "processor time of all": [each.processor for each in sizes],
            "the story": [each.playing for each in sizes],
            "start": [each.starting for each in sizes],
        }
        memory = {
            "at the end of the story": [each.memory for each in sizes],
            "at work, before it": [each.idle_memory for each in sizes],
        }
        for panel, lines, label in zip(axes, (times, memory), ("seconds", "MiB"), strict=True):
            for (name, values), colour in zip(lines.items(), INK, strict=False):
                panel.plot(nodes, values, "o-", color=colour, label=name)
            panel.set_xlim(left=0)
            panel.set_ylim(bottom=0)
            panel.set_xlabel("nodes, each a process")
            panel.set_ylabel(label)
            panel.legend(frameon=False)
        axes[0].set_title("A network on one machine: time")
        axes[1].set_title("Memory of all processes (PSS)")

    path.write_text(svg(paint, panels=2), encoding="utf-8")


def demo_by_nodes(sizes: Sequence[Size], path: Path) -> None:
    """Time and memory of the demo, by the number of nodes."""
    nodes = [each.nodes for each in sizes]

    def paint(axes: Sequence[Axes]) -> None:
        times = {
            "all of it": [each.seconds for each in sizes],
            "the story": [each.playing for each in sizes],
            "TPMs, daemon, image, enrolment": [each.setting_up for each in sizes],
        }
        memory = {
            "the demo's own process": [each.memory.own / MEBIBYTE for each in sizes],
            "all swtpm": [each.memory.tpms / MEBIBYTE for each in sizes],
            "Docker's daemon": [each.memory.daemon / MEBIBYTE for each in sizes],
        }
        for panel, lines, label in zip(axes, (times, memory), ("seconds", "MiB"), strict=True):
            for (name, values), colour in zip(lines.items(), INK, strict=False):
                panel.plot(nodes, values, "o-", color=colour, label=name)
            panel.set_xlim(left=0)
            panel.set_ylim(bottom=0)
            panel.set_xlabel("nodes, each with a TPM")
            panel.set_ylabel(label)
            panel.legend(frameon=False)
        axes[0].set_title("The demo: time")
        axes[1].set_title("The demo: memory at its end")

    path.write_text(svg(paint, panels=2), encoding="utf-8")
