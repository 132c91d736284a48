"""``leo vectors``: make the conformance vectors anew, or check them; their releases, which are the kit's business."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NoReturn

import click

from leo_ref.cli.checkout import checkout
from leo_ref.cli.conformance import PASSED_ON, become
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure

RELEASES: Final[Mapping[str, str]] = {
    "archive": "Make an archive of the vectors, the same octets everywhere.",
    "diff": "What changed between two archives or folders, and what it means for your results.",
    "release": "Note the vectors as they are in the log of releases.",
}
"""Commands of the kit, each with its own help."""


@click.group(name="vectors", invoke_without_command=True, subcommand_metavar="[COMMAND [ARGUMENTS]...]")
@click.option("--check", is_flag=True, help="Write nothing, and compare the files with what would be written.")
@click.option("--all", "whole", is_flag=True, help="Every edge and refusal of every model; needs --out.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="A folder instead of conformance/vectors."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_context
def command(context: click.Context, check: bool, whole: bool, out: Path | None, as_json: bool) -> None:
    """Make the conformance vectors from the reference, byte by byte the same every time; the commands make releases.

    The constants of the models come from TLC. Files in the folder that are no vectors any more are removed.

    Exit code 0: the vectors are made, or with --check are as they would be made; 1: with --check, a file differs.
    """
    if context.invoked_subcommand is not None:
        if check or whole or out is not None or as_json:
            raise click.UsageError("Options of the vectors' making do not go with a command.")
        return
    from leo_ref.vectors import files

    if whole and out is None:
        raise CommandFailure(
            "out-missing", "--all makes files that do not belong in the checkout", "add --out DIR", USAGE
        )
    folder = out if out is not None else checkout() / "conformance" / "vectors"
    made = files.made(whole=whole, report=lambda name: click.echo(f"{name} ...", err=True))
    found = files.differences(folder, made) if check else files.write(folder, made)
    size = sum(map(len, made.values()))
    if as_json:
        click.echo(json.dumps({"ok": not (check and found), "files": len(made), "octets": size, "different": found}))
    else:
        for path, how in found.items():
            click.echo(f"{path}: {how}" if check else f"{path}: written" if how != "not made" else f"{path}: removed")
        click.echo(f"{len(made)} files, {size >> 10} KiB, {len(found)} different")
    if check and found:
        sys.exit(FAILED)


def _of_the_kit(name: str) -> click.Command:
    """A command that the kit has."""

    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def passed_on(arguments: tuple[str, ...]) -> NoReturn:
        if name == "release":
            checkout()  # the log is in git
        become("conformance.engine.releases.main", (name, *arguments))

    return click.command(name=name, short_help=RELEASES[name], context_settings=PASSED_ON, add_help_option=False)(
        passed_on
    )


for _name in RELEASES:
    command.add_command(_of_the_kit(_name))
