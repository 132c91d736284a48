"""``leo fuzz``: a part of the kit, a program of its own that this command becomes."""

from __future__ import annotations

from typing import NoReturn

import click

from leo_ref.cli.conformance import PASSED_ON, become


@click.command(name="fuzz", context_settings=PASSED_ON, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> NoReturn:
    """Put questions that nobody wrote to an implementation: `leo fuzz --help` is the kit's own help."""
    become("conformance.engine.fuzz.main", arguments)
