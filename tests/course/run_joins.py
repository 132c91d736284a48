"""``./leo dev course-joins``: every play of a join after its draw, and what must hold of each.

Exit code 0 if nothing was found, 1 if something was: the play is printed, step by step.
"""

from __future__ import annotations

import sys

import click

from tests.course.enrolling import TIGHT, WIDE, Walk, scenes
from tests.course.judging import PropertyFails


@click.command()
@click.option("--attestors", type=click.Choice(["2", "3"]), multiple=True, help="Only groups with so many attestors.")
@click.option("--windows", type=click.Choice(["tight", "wide"]), multiple=True, help="Only these windows.")
def command(attestors: tuple[str, ...], windows: tuple[str, ...]) -> None:
    """Play out every scene."""
    plays = 0
    for name in windows or ("tight", "wide"):
        for count in attestors or ("2", "3"):
            for scene in scenes(TIGHT if name == "tight" else WIDE, int(count)):
                walk = Walk(scene)
                who = ",".join(sorted(scene.byzantine)) or "nobody"
                try:
                    found = walk.plays()
                except PropertyFails as fails:
                    click.echo(f"{fails}\n  adversaries: {who}\n" + "\n".join(f"  {step}" for step in walk.path))
                    sys.exit(1)
                plays += found
                click.echo(f"{name} {count} {who:24} {found:>16,} plays")
    click.echo(f"{plays:,} plays: none against.")


if __name__ == "__main__":
    command()
