"""``leo node``: a node as a process, and what its owner asks of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from leo_ref.cli import party
from leo_ref.cli.benches import speech
from leo_ref.cli.failure import USAGE, CommandFailure

HELP: Final = """\
A node as a process. It follows a ledger, speaks with other parties, and does what the protocol asks of a node.

\b
A node of software, which proves nothing about a machine:
  leo node init my-node --software > my-node.json
  leo node serve my-node --software --ledger http://127.0.0.1:8420
  leo node join my-node
docs/running.md has the rest.
"""


@click.group(name="node", short_help="A node as a process: it follows the ledger, and serves in jobs.", help=HELP)
def command() -> None:
    """A node as a process."""


def machine_of(*, software: bool) -> party.MachineMaker:
    """What makes the node's machine."""
    if not software:
        raise CommandFailure(
            "machine-missing", "a node needs a machine", "--software is the only one so far; it proves nothing", USAGE
        )
    from leo_ref.network.party.software import software_machine

    return software_machine


software_option = click.option(
    "--software", is_flag=True, help="Evidence made in software, without TPM and containers: it proves nothing."
)


@command.command()
@party.state_argument
@software_option
def init(state: Path, *, software: bool) -> None:
    """Make a state directory with new keys, and print what the node shows when it joins, as JSON.

    A genesis document names its first nodes by this.
    """
    from leo_ref.core.encoding import to_octets
    from leo_ref.network.ledger.trial import NodeCard
    from leo_ref.parties.keys import identity

    machine = machine_of(software=software)
    keys = party.new_state(state)
    shown = NodeCard(account=keys.name, identity=identity(keys, machine(keys), keys.name))
    click.echo(to_octets(shown).decode("utf-8"))


@command.command()
@party.state_argument
@software_option
@party.serving_options
def serve(state: Path, *, software: bool, **options: object) -> None:
    """Be a node until Ctrl-C; a node that was killed goes on where it was."""
    party.serve(state, "node", machine_of(software=software), options)


@command.command()
@party.state_argument
@click.option("--owner", metavar="ACCOUNT", help="Whom the node answers to.  [default: itself]")
def join(state: Path, owner: str | None) -> None:
    """Have the running node ask the ledger to become a node of it."""
    party.order(state, {"kind": "join_order", "owner": owner or party.status(state)["account"]})


@command.command()
@party.state_argument
def leave(state: Path) -> None:
    """Have the running node claim no more places, and leave as soon as it has none; its credit is gone then."""
    party.order(state, {"kind": "leave_order"})


command.add_command(party.transfer)
command.add_command(party.watch)


@command.command()
@party.state_argument
@speech.as_json
def status(state: Path, *, as_json: bool) -> None:
    """Print how the running node stands."""
    found = party.status(state)
    click.echo(json.dumps(found) if as_json else "\n".join(f"{name:8} {value}" for name, value in found.items()))
