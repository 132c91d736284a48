"""``leo conformance``: the kit, a program of its own that this command becomes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

PASSED_ON: Final = {"ignore_unknown_options": True, "allow_interspersed_args": False}
PACKAGE: Final = Path(__file__).resolve().parents[1]


def kit() -> Path:
    """The folder that has the package ``conformance``: the checkout, or the part of an installed package."""
    checkout = PACKAGE.parent
    return checkout if (checkout / "conformance" / "engine").is_dir() else PACKAGE / "_kit"


@click.command(name="conformance", context_settings=PASSED_ON, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> NoReturn:
    """Put the vectors to an implementation: `leo conformance --help` is the kit's own help."""
    become("conformance.engine.main", arguments)


def become(module: str, arguments: Sequence[str]) -> NoReturn:
    """Go on as the function ``main`` of a module of the kit."""
    places = [str(kit()), str(PACKAGE.parent)]
    start = f"import sys; sys.path[:1] = {places!r}; from {module} import main; main()"
    sys.stdout.flush()
    os.execv(sys.executable, (sys.executable, "-c", start, *arguments))
