"""``leo vectors``: make the conformance vectors anew, or check that they are as they would be made."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from leo_ref.cli.checkout import checkout
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure


@click.command(name="vectors")
@click.option("--check", is_flag=True, help="Write nothing, and compare the files with what would be written.")
@click.option("--all", "whole", is_flag=True, help="Every edge and refusal of every model; needs --out.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="A folder instead of conformance/vectors."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def command(check: bool, whole: bool, out: Path | None, as_json: bool) -> None:
    """Make the conformance vectors from the reference, byte by byte the same every time.

    The constants of the models come from TLC. Files in the folder that are no vectors any more are removed.

    Exit code 0: the vectors are made, or with --check are as they would be made; 1: with --check, a file differs.
    """
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
