"""``leo node``: a node as a process, and what its owner asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from leo_ref.cli import party
from leo_ref.cli.benches import speech
from leo_ref.cli.checkout import cache
from leo_ref.cli.failure import USAGE, CommandFailure

if TYPE_CHECKING:
    from leo_ref.adapters.deployment.durable import DurableMachine
    from leo_ref.adapters.tpm.templates import KeyKind
    from leo_ref.attestation.machine import Identifiable
    from leo_ref.core.keys import Keys
    from leo_ref.ledger import Genesis
    from leo_ref.network.party.serve import MachineMaker

Command = TypeVar("Command", bound=Callable[..., Any])

HELP: Final = """\
A node as a process. It follows a ledger, speaks with other parties, and does what the protocol asks of a node.

\b
With a TPM made of software (swtpm) in its state directory, and containers, as root:
  leo node init my-node --swtpm --authority my-authority > my-node.json
  leo node serve my-node --swtpm --ledger http://127.0.0.1:8420
  leo node join my-node
With the machine's own TPM: --tcti device:/dev/tpmrm0 instead of --swtpm, and no --authority.
With neither TPM nor containers, which proves nothing about a machine: --software.
docs/running.md has the rest.
"""

DOCKER: Final = "/var/run/docker.sock"
AUTHORITY: Final = "leo-authority"
EVIDENCE: Final = "evidence.json"


@click.group(name="node", short_help="A node as a process: it follows the ledger, and serves in jobs.", help=HELP)
def command() -> None:
    """A node as a process."""


MACHINE_OPTIONS: Final = (
    click.option("--software", is_flag=True, help="Evidence made in software, without TPM and containers: no proof."),
    click.option("--swtpm", is_flag=True, help="A TPM of software in the state directory, and containers."),
    click.option("--tcti", metavar="ADDRESS", help="This TPM, for example device:/dev/tpmrm0, and containers."),
    click.option("--rsa", is_flag=True, help="With --tcti: the TPM's RSA endorsement key instead of the ECC one."),
)


def machine_options(command: Command) -> Command:
    """Which machine stands behind the node."""
    for option in reversed(MACHINE_OPTIONS):
        command = option(command)
    return command


def one_of(*, software: bool, swtpm: bool, tcti: str | None) -> None:
    """Exactly one machine was named."""
    if (software, swtpm, bool(tcti)).count(True) != 1:
        what = "a node needs exactly one of --software, --swtpm and --tcti ADDRESS"
        raise CommandFailure("machine-missing", what, "--swtpm makes a TPM of software; leo node --help", USAGE)


@command.command()
@party.state_argument
@machine_options
@click.option(
    "--authority",
    type=click.Path(file_okay=False, path_type=Path),
    default=AUTHORITY,
    show_default=True,
    help="With --swtpm: the folder of who certifies TPMs of software; made where it is not there.",
)
def init(state: Path, *, software: bool, swtpm: bool, tcti: str | None, rsa: bool, authority: Path) -> None:
    """Make a state directory with new keys, and print what the node shows when it joins, as JSON.

    A genesis document names its first nodes by this. With --swtpm, `evidence.json` in the folder of the authority is
    what it says of how evidence is judged.
    """
    from leo_ref.core.encoding import to_octets
    from leo_ref.network.ledger.trial import NodeCard
    from leo_ref.parties.keys import identity

    one_of(software=software, swtpm=swtpm, tcti=tcti)
    keys = party.new_state(state)
    machine: Identifiable
    try:
        if software:
            from leo_ref.network.party.software import software_machine

            machine = software_machine(keys)
        elif tcti:
            from leo_ref.adapters.deployment.node_machine import made_on

            machine = made_on(tcti, _kind(rsa=rsa), keys)
        else:
            from leo_ref.adapters.deployment.node_machine import evidence_of, made_in_software
            from leo_ref.adapters.tpm.authority import kept_authority

            maker = kept_authority(authority)
            (authority / EVIDENCE).write_bytes(to_octets(evidence_of(maker)))
            machine = made_in_software(state, keys, maker)
    except BaseException:
        party.no_state(state)
        raise
    shown = NodeCard(account=keys.name, identity=identity(keys, machine, keys.name))
    click.echo(to_octets(shown).decode("utf-8"))


@command.command()
@party.state_argument
@machine_options
@click.option("--docker", default=DOCKER, show_default=True, metavar="SOCKET", help="The container daemon's socket.")
@party.serving_options
def serve(
    state: Path, *, software: bool, swtpm: bool, tcti: str | None, rsa: bool, docker: str, **options: object
) -> None:
    """Be a node until Ctrl-C; a node that was killed goes on where it was.

    A TPM of software and containers of open jobs stay when the process ends: `leo node end` ends them.
    """
    one_of(software=software, swtpm=swtpm, tcti=tcti)
    if software:
        from leo_ref.network.party.software import software_in

        party.serve(state, "node", software_in, options)
        return
    party.serve(state, "node", durable(state, tcti, docker, _kind(rsa=rsa)), options, lasting=True)


def durable(state: Path, tcti: str | None, docker: str, kind: KeyKind) -> MachineMaker:
    """What gives the node a TPM and containers."""
    from leo_ref.adapters.deployment.node_machine import MachineWanted, durable_machine

    wanted = MachineWanted(
        folder=state, tcti=tcti, kind=kind, daemon=str(Path(docker).absolute()), cache=cache("images")
    )

    @contextmanager
    def machine(keys: Keys, document: Genesis) -> Iterator[DurableMachine]:
        with durable_machine(wanted, keys, document.evidence, lambda said: click.echo(said, err=True)) as found:
            yield found

    return machine


def _kind(*, rsa: bool) -> KeyKind:
    from leo_ref.adapters.tpm.templates import KeyKind

    return KeyKind.RSA if rsa else KeyKind.ECC


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


@command.command()
@party.state_argument
def end(state: Path) -> None:
    """End what a node leaves running so that it can go on: its TPM of software, and containers of open jobs.

    Those jobs are lost then, as when the machine is switched off. The node's process has to be ended before.
    """
    from leo_ref.adapters.deployment.node_machine import ended
    from leo_ref.network.ledger.folder import locked

    with locked(state):
        ended(state)
