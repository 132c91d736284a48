"""``leo client``: owners of services and tasks, each with a process that holds its keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from leo_ref.cli import party
from leo_ref.cli.benches import speech
from leo_ref.cli.failure import USAGE, CommandFailure

HELP: Final = """\
Owners of services and of tasks. Keys never leave the process that `serve` is.

\b
  leo client init bob && leo client serve bob --role service-owner &
  leo client offer bob program.py --image IMAGE --price 3 --bond 2
  leo client init alice && leo client serve alice --role task-owner &
  leo client post alice picture.png --service SERVICE --payment 10 --deposit 8 --tau 10
  leo client watch alice
  leo client result alice --out grey.png
  leo client transfer alice ACCOUNT 2.5
  leo client withdraw bob SERVICE
docs/running.md has the rest.
"""


@click.group(name="client", short_help="Owners: offer a service, post a task, get the result.", help=HELP)
def command() -> None:
    """Owners of services and of tasks."""


@command.command()
@party.state_argument
def init(state: Path) -> None:
    """Make a state directory with new keys, and print the account."""
    from leo_ref.adapters.deployment.result_key import result_key
    from leo_ref.network.ledger.folder import write_private
    from leo_ref.network.party.serve import RESULT_KEY

    keys = party.new_state(state)
    write_private(state / RESULT_KEY, result_key())
    click.echo(keys.name)


@command.command()
@party.state_argument
@click.option("--role", required=True, type=click.Choice(["service-owner", "task-owner"]))
@party.serving_options
def serve(state: Path, role: str, **options: object) -> None:
    """Be an owner until Ctrl-C; one that was killed goes on where it was."""
    party.serve(state, role, None, options)


@command.command()
@party.state_argument
@click.argument("code", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--image", required=True, metavar="DIGEST", help="The container image's digest, 64 hexadecimal digits.")
@click.option("--price", required=True, metavar="LEO", help="For each task.")
@click.option("--bond", required=True, metavar="LEO", help="Paid in; open tasks hold a part of it.")
def offer(state: Path, code: Path, image: str, price: str, bond: str) -> None:
    """Have the running service owner offer the program in CODE."""
    party.order(
        state,
        {
            "kind": "offer_order",
            "code": _octets(code).hex(),
            "image": image,
            "price": party.units(price),
            "bond": party.units(bond),
            "least_tau": 0,
            "least_result_limit": 0,
            "least_time_limit": 0,
        },
    )


@command.command()
@party.state_argument
@click.argument("data", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--service", required=True, metavar="ID", help="64 hexadecimal digits.")
@click.option("--payment", required=True, metavar="LEO")
@click.option("--deposit", required=True, metavar="LEO")
@click.option("--tau", required=True, type=click.IntRange(1), help="The votes to be drawn.")
@click.option("--min-credit", default="1", show_default=True, metavar="UNITS", help="Of whoever may be drawn.")
@click.option("--run-window", default=32, show_default=True, type=click.IntRange(1), help="Blocks for the run.")
@click.option("--result-limit", default=2**20, show_default=True, type=click.IntRange(1), help="Octets of the result.")
def post(
    state: Path,
    data: Path,
    service: str,
    payment: str,
    deposit: str,
    tau: int,
    min_credit: str,
    run_window: int,
    result_limit: int,
) -> None:
    """Have the running task owner post a task: the service on the octets in DATA."""
    from attrs import evolve

    from leo_ref.core.encoding import encode
    from leo_ref.core.state.job import Requirement

    if not min_credit.isdecimal():
        raise CommandFailure("amount-wrong", f"{min_credit} is no credit", "units of credit: a number", USAGE)
    requirement = encode(evolve(Requirement(min_credit=int(min_credit)), wipe=True))
    party.order(
        state,
        {
            "kind": "task_order",
            "service": service,
            "data": _octets(data).hex(),
            "requirement": requirement,
            "payment": party.units(payment),
            "deposit": party.units(deposit),
            "tau": tau,
            "run_window": run_window,
            "result_limit": result_limit,
        },
    )


@command.command()
@party.state_argument
@click.argument("service", metavar="SERVICE")
def withdraw(state: Path, service: str) -> None:
    """Have the running service owner offer SERVICE no longer: posted tasks go on, what is free of the bond returns."""
    party.order(state, {"kind": "withdraw_order", "service": service})


command.add_command(party.transfer)
command.add_command(party.watch)


@command.command()
@party.state_argument
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where it goes.")
def result(state: Path, out: Path) -> None:
    """Write what the program gave to a file, and print how it ended. Exit code 1: there is none yet."""
    from leo_ref.network.party.control import ask

    answer = ask(state, "GET", "/result")
    out.write_bytes(answer.content)
    click.echo(answer.headers["Leo-Ended"])


@command.command()
@party.state_argument
@speech.as_json
def status(state: Path, *, as_json: bool) -> None:
    """Print how the running owner stands."""
    found = party.status(state)
    click.echo(json.dumps(found) if as_json else "\n".join(f"{name:8} {value}" for name, value in found.items()))


def _octets(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise CommandFailure("file-unreadable", f"{place}: {error.strerror}", "name a file", USAGE) from error
