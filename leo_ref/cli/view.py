"""``leo view``: a transcript as a file that the page shows height by height."""

from __future__ import annotations

import gzip
from pathlib import Path

import click

from leo_ref.cli.failure import FAILED, USAGE, CommandFailure
from leo_ref.cli.transcripts import lines_of
from leo_ref.transcript.fault import Broken
from leo_ref.view.file import view_lines


@click.command(name="view")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the views go; compressed by gzip where the name ends in .gz.",
)
def command(file: Path, *, out: Path) -> int:
    """Verify FILE, a transcript, and write what it shows at each height to a file that the page opens.

    `leo testnet page` writes the page. The file is written only if the transcript holds.

    Exit code 0: it is written; 1: the transcript is wrong; 2: FILE cannot be read, or the other not be written.
    """
    made = list(view_lines(lines_of(file, lambda _octets: None)))
    broken = next((each for each in made if isinstance(each, Broken)), None)
    if broken is not None:
        click.echo(f"The transcript is WRONG.\n{broken}")
        return FAILED
    octets = b"".join(each for each in made if isinstance(each, bytes))
    try:
        out.write_bytes(gzip.compress(octets, mtime=0) if out.suffix == ".gz" else octets)
    except OSError as error:
        what = f"{out}: {error.strerror}"
        raise CommandFailure("view-unwritable", what, "name another place: --out", USAGE) from error
    click.echo(f"{len(made) - 1} heights")
    return 0
