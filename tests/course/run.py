"""``./leo dev course``: every play of a task's life after its draw, and what must hold of each.

Exit code 0 if nothing was found, 1 if something was: the play is printed, step by step.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor

import click

from tests.course.judging import GRID, PropertyFails, judge
from tests.course.scene import TIGHT, WIDE, Scene, scenes
from tests.course.walk import Walk


def walked(scene: Scene) -> tuple[int, int, str]:
    """Plays and positions of one scene, and the first counterexample for people."""
    walk = Walk(scene, judge)
    try:
        return walk.plays(), walk.positions, ""
    except PropertyFails as found:
        who = ", ".join(sorted(scene.byzantine)) or "nobody"
        steps = "\n".join(f"  {step}" for step in walk.path)
        return 0, walk.positions, f"{found}\n  adversaries: {who}\n{steps}"


@click.command()
@click.option("--monitors", type=click.Choice(["2", "3"]), multiple=True, help="Only groups with so many monitors.")
@click.option("--windows", type=click.Choice(["tight", "wide"]), multiple=True, help="Only these windows.")
@click.option("--most", default=6, show_default=True, help="Only sets of so many adversaries, or fewer.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def command(monitors: tuple[str, ...], windows: tuple[str, ...], most: int, jobs: int) -> None:
    """Play out every scene."""
    plays = positions = 0
    for name in windows or ("tight", "wide"):
        params, run_window = (TIGHT, 7) if name == "tight" else (WIDE, 8)
        for count in monitors or ("2", "3"):
            began = time.perf_counter()
            there = [scene for scene in scenes(params, run_window, int(count)) if len(scene.byzantine) <= most]
            with ProcessPoolExecutor(jobs) as pool:
                for scene, (more, walked_through, counterexample) in zip(there, pool.map(walked, there), strict=True):
                    plays += more
                    positions += walked_through
                    if counterexample:
                        click.echo(counterexample)
                        sys.exit(1)
                    who = ",".join(sorted(scene.byzantine)) or "nobody"
                    click.echo(f"{name} {count} {who:24} {more:>28,} plays {walked_through:>9,} positions")
                    sys.stdout.flush()
            click.echo(f"{name}, {count} monitors: {time.perf_counter() - began:.0f} s")
    click.echo(f"{plays:,} plays through {positions:,} positions, each with {len(GRID)} sets of amounts: none against.")


if __name__ == "__main__":
    command()
