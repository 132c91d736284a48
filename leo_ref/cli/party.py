"""What ``leo node`` and ``leo client`` have in common. No command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import click
from attrs import asdict, evolve

from leo_ref.cli.failure import USAGE, CommandFailure

if TYPE_CHECKING:
    from leo_ref.attestation.machine import Machine
    from leo_ref.core.keys import Keys
    from leo_ref.network.party.serve import PartyServing

MachineMaker: TypeAlias = "Callable[[Keys], Machine]"
Command = TypeVar("Command", bound=Callable[..., Any])

LEDGER: Final = "http://127.0.0.1:8420"

state_argument = click.argument("state", metavar="STATE", type=click.Path(file_okay=False, path_type=Path))

OPTIONS: Final = (
    click.option("--ledger", default=LEDGER, show_default=True, metavar="URL", help="The ledger service."),
    click.option(
        "--listen",
        multiple=True,
        default=("/ip4/127.0.0.1/tcp/0",),
        show_default=True,
        metavar="ADDRESS",
        help="Where other parties may connect; repeatable.",
    ),
    click.option("--bootstrap", multiple=True, metavar="ADDRESS", help="Whom to ask first for others; repeatable."),
    click.option("--mdns", is_flag=True, help="Find others in the local network, and be found."),
    click.option(
        "--per-address",
        default=16,
        show_default=True,
        type=click.IntRange(1),
        help="Connections from one address; more where many parties share one.",
    ),
    click.option("--metrics", default="", metavar="HOST:PORT", help="Serve health and numbers for Prometheus there."),
    click.option(
        "--wake",
        default=1.0,
        show_default=True,
        type=click.FloatRange(min=0.05),
        help="Seconds after which what is undone is done or sent again.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object when at work."),
)


def serving_options(command: Command) -> Command:
    """The options of a process that is at work."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def new_state(state: Path) -> Keys:
    """A new state directory with new keys."""
    from leo_ref.network.ledger.folder import made_folder, new_key
    from leo_ref.network.party.serve import KEY

    made_folder(state)
    return new_key(state / KEY)


def serve(state: Path, role: str, machine: MachineMaker | None, options: dict[str, Any]) -> None:
    """The process, until it is ended."""
    from leo_ref.network.party.process import Tempo
    from leo_ref.network.party.role import Role
    from leo_ref.network.party.serve import PartyWanted, run
    from leo_ref.network.peers.bucket import Rate
    from leo_ref.network.peers.limits import DEFAULTS
    from leo_ref.network.peers.settings import Settings

    def serving(found: PartyServing) -> None:
        if options["as_json"]:
            click.echo(json.dumps(asdict(found)))
        else:
            click.echo(f"{found.role} {found.account}, height {found.height}\n" + "\n".join(found.addresses))
        sys.stdout.flush()

    many = int(options["per_address"])
    limits = evolve(
        DEFAULTS,
        per_address=many,
        handshakes_per_address=max(8, many),
        openings=Rate(burst=max(32, 2 * many), per_second=max(4, many)),
    )
    peers = Settings(listen=options["listen"], bootstrap=options["bootstrap"], mdns=options["mdns"], limits=limits)
    wanted = PartyWanted(
        folder=state,
        role=Role(role),
        ledger=options["ledger"],
        machine=machine,
        peers=peers,
        metrics=options["metrics"],
        tempo=Tempo(wake=options["wake"]),
    )
    run(wanted, serving, lambda said: click.echo(said, err=True))


def order(state: Path, document: dict[str, Any]) -> None:
    """Gives an order to a running process."""
    from leo_ref.core.encoding import canonical
    from leo_ref.network.party.control import ask

    ask(state, "POST", "/orders", canonical(document))


def status(state: Path) -> dict[str, Any]:
    """How a running process stands."""
    from leo_ref.network.party.control import ask

    found = ask(state, "GET", "/status").json()
    assert isinstance(found, dict), "a status is an object"
    return found


def units(leo: str) -> str:
    """The units of an amount in LEO, as decimal text."""
    from decimal import Decimal, InvalidOperation

    try:
        found = Decimal(leo) * 10**8
    except InvalidOperation:
        found = Decimal("0.5")
    if not found.is_finite() or found != found.to_integral_value() or found < 0:
        raise CommandFailure("amount-wrong", f"{leo} is no amount", "LEO with at most eight places: 3 or 0.25", USAGE)
    return str(int(found))
