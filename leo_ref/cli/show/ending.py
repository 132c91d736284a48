"""The end of the story: pictures, balances, and whether it is the end that it must have."""

from __future__ import annotations

import json
from typing import Final

import click
from rich.console import Console

from leo_ref.cli.show import pictures
from leo_ref.cli.show.balances import balances
from leo_ref.cli.show.wishes import Wishes
from leo_ref.core.state.job import Outcome
from leo_ref.demo.catalogue import DONE, Attack, Guilty
from leo_ref.demo.participants import Participants
from leo_ref.demo.play import End
from leo_ref.demo.setup import Setup

HONEST: Final = Attack("", *DONE, "a quorum")
"""How the story ends without a fault."""


def concluded(
    screen: Console, actors: Participants, setup: Setup, wishes: Wishes, steps: list[dict[str, object]], end: End
) -> bool:
    """Shows the end; gives back whether it is as it must be."""
    assert end.job.outcome is not None, "the story ends with an outcome"
    found: dict[str, str | None] = {"picture": None, "result": None}
    if end.result is not None and end.result.is_well:
        found = {"picture": str(wishes.out / "picture.png"), "result": str(wishes.out / "result.png")}
        pictures.save(wishes.data, wishes.out / "picture.png")
        pictures.save(end.result.output, wishes.out / "result.png")
        screen.print("\nWhat Alice had, and what she opened with her own key:", markup=False)
        pictures.show(screen, (wishes.data, end.result.output))
        screen.print(f"  {found['picture']}   {found['result']}", markup=False)
    elif end.result is not None:
        screen.print(f"\nBob's program made no picture of this: {end.result.ended}", style="bold", markup=False)
    screen.print()
    screen.print(balances(actors, end.rows))
    faults = wrongs(wishes, steps, end)
    verdict = "All balances agree to the unit." if not faults else "WRONG: " + "; ".join(faults) + "."
    screen.print(verdict, style="bold red" if faults else "bold green", markup=False)
    if wishes.as_json:
        click.echo(json.dumps(summary(actors, setup, wishes, steps, end, found, ok=not faults)))
    return not faults


def wrongs(wishes: Wishes, steps: list[dict[str, object]], end: End) -> list[str]:
    """What is not as it must be."""
    wanted = wishes.attack or HONEST
    executor = end.blamed if end.blamed not in ("Alice", "Bob", "the newcomer") else None
    named = {
        Guilty.NOBODY: end.blamed is None and not end.liars,
        Guilty.LIARS: end.blamed is None and bool(end.liars),
        Guilty.EXECUTOR: executor is not None and not end.liars,
        Guilty.ALICE: end.blamed == "Alice" and not end.liars,
        Guilty.BOB: end.blamed == "Bob" and not end.liars,
        Guilty.NEWCOMER: end.blamed == "the newcomer" and not end.liars,
    }
    checks = {
        "the balances differ": end.adds_up,
        f"the outcome is not {wanted.outcome.value}": end.job.outcome is wanted.outcome,
        f"not {wanted.guilty.value} is found out": named[wanted.guilty],
        f"nothing is proved by: {wanted.shows_in}": any(wanted.shows_in in str(step["proof"]) for step in steps),
        "there is no result": end.job.outcome is not Outcome.DONE or end.result is not None,
    }
    return [what for what, holds in checks.items() if not holds]


def summary(
    actors: Participants,
    setup: Setup,
    wishes: Wishes,
    steps: list[dict[str, object]],
    end: End,
    found: dict[str, str | None],
    *,
    ok: bool,
) -> dict[str, object]:
    """All of it for programs."""
    assert end.job.outcome is not None, "the story ends with an outcome"
    return {
        "ok": ok,
        "seed": wishes.seed,
        "fault": wishes.fault,
        "evidence": setup.evidence.kind,
        "drawn": len(end.job.group),
        "outcome": end.job.outcome.value,
        "blamed": end.blamed,
        "liars": list(end.liars),
        "ended": None if end.result is None else end.result.ended,
        **found,
        "steps": steps,
        "balances": [
            {
                "who": actors.called(row.who),
                "role": row.role,
                "before": str(row.before),
                "expected": str(row.expected),
                "actual": str(row.actual),
            }
            for row in end.rows
        ],
    }
