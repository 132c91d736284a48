"""``leo image``: the container image with Python and Pillow, made here without a registry."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from leo_ref.adapters.docker.image import Image, kept_image, make_image
from leo_ref.cli.checkout import cache

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")


@click.group(name="image")
def command() -> None:
    """Make the container image with Python and Pillow from Debian's packages, without a registry."""


@command.command()
@click.option("--again", is_flag=True, help="Make it again from today's packages.")
@json_option
def make(again: bool, as_json: bool) -> None:
    """Make the image, unless it was made before, and show it. The same packages give the same digest everywhere.

    Needs apt's tools and no Docker: the packages, 22 MB, are fetched and verified by apt and not installed. Takes some
    ten seconds. `docker load` takes the file that is printed; the daemon then calls the image by the same id.

    Exit code 0: there is an image; 1: a named reason stopped the command.
    """
    _show(make_image(cache("images"), lambda what: click.echo(what, err=True), again=again), as_json=as_json)


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def serve(folder: Path, as_json: bool) -> None:
    """Run a Docker daemon of its own in FOLDER until Ctrl-C, for nodes without one; print its socket.

    Needs root. The daemon and its containers end with this command, and nothing is left in FOLDER; what an earlier one
    left there is removed at the start. It has no network.
    """
    from leo_ref.adapters.docker.daemon import private_daemon

    image = make_image(cache("images"), lambda what: click.echo(what, err=True))
    with private_daemon(folder) as daemon:
        click.echo(json.dumps({"socket": daemon.socket, "image": image.name}) if as_json else daemon.socket)
        sys.stdout.flush()
        daemon.wait()


@command.command()
@json_option
def show(as_json: bool) -> None:
    """Show the image that was made: its id, its file and its packages. Exit code 0: it is shown; 1: none was made."""
    _show(kept_image(cache("images")), as_json=as_json)


def _show(image: Image, *, as_json: bool) -> None:
    size = image.archive.stat().st_size
    if as_json:
        fields = {"ok": True, "id": image.name, "archive": str(image.archive), "size": size}
        click.echo(json.dumps({**fields, "packages": image.packages}))
        return
    click.echo(f"{'id':<10}{image.name}\n{'archive':<10}{image.archive}\n{'size':<10}{size / 1e6:.0f} MB")
    for number, package in enumerate(image.packages):
        click.echo(f"{'' if number else 'packages':<10}{package}")
