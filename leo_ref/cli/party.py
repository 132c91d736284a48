"""What ``leo node`` and ``leo client`` have in common. No command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import asdict, evolve

from leo_ref.cli.failure import FAILED, USAGE, CommandFailure

if TYPE_CHECKING:
    from leo_ref.core.keys import Keys
    from leo_ref.network.party.serve import MachineMaker, PartyServing
    from leo_ref.network.party.watching import Seen

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


def no_state(state: Path) -> None:
    """Takes back the keys of a state directory that could not be finished; nobody has heard of them."""
    from leo_ref.network.party.serve import KEY

    (state / KEY).unlink(missing_ok=True)


def serve(
    state: Path, role: str, machine: MachineMaker | None, options: dict[str, Any], *, lasting: bool = False
) -> None:
    """The process, until it is ended; a machine that is ``lasting`` is there when the process is not."""
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
        lasting=lasting,
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


@click.command()
@state_argument
@click.argument("to", metavar="ACCOUNT")
@click.argument("amount", metavar="LEO")
def transfer(state: Path, to: str, amount: str) -> None:
    """Have the running process send LEO to ACCOUNT, once for each time that this is called."""
    order(state, {"kind": "transfer_order", "to": to, "amount": units(amount)})


@click.command()
@state_argument
@click.option("--job", metavar="ID", help="Follow that job alone; exit when it is settled.")
@click.option("--follow", is_flag=True, help="Go on until Ctrl-C, also when nothing is open any more.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each thing that happens.")
def watch(state: Path, job: str | None, *, follow: bool, as_json: bool) -> None:
    """Print what happens to the running process's account and jobs, until nothing that was ordered is open any more.

    Exit code 0: the task or join that was ordered ended as DONE or ADMITTED, or there was none; 1: it ended otherwise.
    """
    from leo_ref.core.encoding import to_octets
    from leo_ref.network.party.control import watched_by
    from leo_ref.network.party.watching import WatchEnded

    wanted = {**({} if job is None else {"job": job}), **({"follow": ""} if follow else {})}
    well = True
    for found in watched_by(state, wanted):
        click.echo(to_octets(found).decode() if as_json else line_of(found))
        sys.stdout.flush()
        well = found.well if isinstance(found, WatchEnded) else well
    if not well:
        sys.exit(FAILED)


def line_of(found: Seen) -> str:
    """What was seen, for people."""
    from leo_ref.core.values import LEO
    from leo_ref.network.party.watching import AccountSeen, StageSeen, TransactionSeen

    match found:
        case AccountSeen(balance=balance, status=status, credit=credit):
            node = "" if status is None else f", node {status.value}, credit {credit}"
            said = f"balance {balance / LEO:.8f} LEO{node}"
        case TransactionSeen(sender=sender, body=body, job=about):
            said = f"{body} by {sender[:8]}" + ("" if about is None else f" in job {about[:8]}")
        case StageSeen(job=name, stage=stage, outcome=None):
            said = f"job {name[:8]} is in {stage.value}, round {found.round}"
        case StageSeen(job=name, outcome=outcome, received=received):
            assert outcome is not None, "a settled job has an outcome"
            said = f"job {name[:8]} ended as {outcome.value}; received {received / LEO:.8f} LEO"
        case _:
            said = "nothing is open any more" if found.well else "it did not end well"
    return f"block {found.height}: {said}"


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
