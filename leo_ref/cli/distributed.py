"""``leo check MODEL --distributed ADDRESS``: the commands that run one model on several machines."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import click

from leo_ref.cli.failure import USAGE, CommandFailure
from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.tlc.distributed import PORT, server_command, worker_command
from leo_ref.speccheck.tlc.java import find

ADDRESS: Final = re.compile(r"[0-9A-Za-z.:-]+", re.ASCII)


def print_commands(entries: list[ManifestEntry], address: str, memory: int, *, as_json: bool) -> int:
    """Prints what is typed on the machine at the address, and what on each that computes; the exit code."""
    if len(entries) != 1:
        raise CommandFailure(
            "one-model", f"--distributed is for one model, and not for {len(entries)}", "name one", USAGE
        )
    if ADDRESS.fullmatch(address) is None:
        raise CommandFailure("address-wrong", f"{address!r} is no host", "give a name or an address", USAGE)
    jar = find()
    folder = Path(gettempdir()) / f"leo-distributed-{entries[0].name}"
    server = server_command(entries[0].files(), jar, address, PORT, memory // 2, folder)
    worker = worker_command(jar, "OWN-ADDRESS", address, PORT, memory // 2, len(os.sched_getaffinity(0)))
    if as_json:
        click.echo(json.dumps({"server": server, "worker": worker}))
        return 0
    click.echo(f"# on {address}, with {jar}; it ends when all is explored, and says how many states there are\n")
    click.echo(f"{shlex.join(server)}\n")
    click.echo("# then on each machine that computes, this one too, with the same TLC and its own address\n")
    click.echo(f"{shlex.join(worker)}\n")
    click.echo(
        "# Safety only. A violation is a line that begins with 'Error:', with a trace below it; what is", err=True
    )
    click.echo("# violated is not named, and the exit code is 0 all the same.", err=True)
    return 0
