"""``leo ledger``: layer one as a service, and what is needed to begin and to look at one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from leo_ref.network.ledger.behaviour import Behaviour
    from leo_ref.network.ledger.driving import ActionDriver
    from leo_ref.network.ledger.serve import Serving

PORT: Final = 8420
STATE: Final = "leo-ledger"
EVIDENCE_REMEDY: Final = "leo node init --swtpm writes one; docs/records.md has its fields"

T = TypeVar("T")

state_option = click.option(
    "--state",
    default=STATE,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The state directory.",
)


def _url(_context: click.Context, _parameter: click.Parameter, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Addresses of services, as they were typed."""
    for each in (given,) if isinstance(given, str) else given:
        try:
            parts = urlsplit(each)
            is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_good = False
        if not is_good:
            raise click.BadParameter(f"{each!r} is no address such as http://127.0.0.1:{PORT}")
    return given


url_argument = click.argument("url", default=f"http://127.0.0.1:{PORT}", callback=_url)


HELP: Final = """\
Layer one as a service: it takes transactions, makes signed blocks, keeps them on disk, serves them over HTTP.

\b
A first ledger, with one producer and evidence made in software:
  leo ledger key producer.key
  leo ledger genesis --key producer.key --balance ACCOUNT=1000 > genesis.json
  leo ledger serve --key producer.key --genesis genesis.json
docs/ledger.md has the rest.
"""


@click.group(name="ledger", short_help="Layer one as a service: blocks, state and events over HTTP.", help=HELP)
def command() -> None:
    """Layer one as a service."""


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@speech.as_json
def key(file: Path, *, as_json: bool) -> None:
    """Make a new key in FILE, which only its owner can read, and print its public part.

    ACCOUNT:VRF_KEY is what a genesis document needs of a producer.
    """
    from leo_ref.network.ledger.folder import new_key
    from leo_ref.parties.keys import producer

    made = producer(new_key(file))
    if as_json:
        click.echo(json.dumps({"account": made.account, "vrf_key": made.vrf_key.hex()}))
    else:
        click.echo(f"{made.account}:{made.vrf_key.hex()}")


@command.command()
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The key file of a producer; may be given again.",
)
@click.option("--producer", "named", multiple=True, metavar="ACCOUNT:VRF_KEY", help="A producer; may be given again.")
@click.option("--balance", "balances", multiple=True, metavar="ACCOUNT=LEO", help="May be given again.")
@click.option(
    "--node",
    "nodes",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A first node: a file with what `leo node init` printed; may be given again.",
)
@click.option(
    "--node-balance", default=100, show_default=True, type=click.IntRange(0), help="Whole LEO of each first node."
)
@click.option(
    "--evidence",
    type=click.Path(dir_okay=False, path_type=Path),
    help="How evidence is judged: the file `evidence.json` of `leo node init --swtpm`.  [default: software]",
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1), help="Between blocks.")
@click.option("--time", "at", type=click.IntRange(0), help="Of the beginning, in seconds since 1970.  [default: now]")
def genesis(
    keys: tuple[Path, ...],
    named: tuple[str, ...],
    balances: tuple[str, ...],
    nodes: tuple[Path, ...],
    node_balance: int,
    evidence: Path | None,
    seconds: int,
    at: int | None,
) -> None:
    """Print a genesis document for trials, with default parameters.

    Whoever joins is attested by nodes, so a ledger without first nodes never has any. All credit is theirs in equal
    parts. docs/protocol.md says what such a document has (§4).
    """
    import time

    from leo_ref.attestation.appraisal.kinds import Kind, Software
    from leo_ref.network.ledger.folder import read_key
    from leo_ref.network.ledger.trial import NodeCard, trial_genesis
    from leo_ref.parties.keys import producer

    producers: list[tuple[str, str]] = [
        (each.account, each.vrf_key.hex()) for each in (producer(read_key(place)) for place in keys)
    ]
    producers += [_parts(each, ":", "--producer") for each in named]
    first = [_read(NodeCard, place, "node-unreadable", "leo node init prints one") for place in nodes]
    judged = Software() if evidence is None else _read(Kind, evidence, "evidence-unreadable", EVIDENCE_REMEDY)
    held = [_parts(each, "=", "--balance") for each in balances]
    held += [(each.account, str(node_balance)) for each in first]
    octets = trial_genesis(producers, held, first, seconds, int(time.time()) if at is None else at, judged)
    if isinstance(octets, str):
        raise CommandFailure("genesis-refused", octets, "see leo ledger genesis --help", USAGE)
    click.echo(octets.decode("utf-8"))


def _read(form: TypeForm[T], place: Path, name: str, remedy: str) -> T:
    from leo_ref.core.encoding import from_octets
    from leo_ref.core.rejections import Rejection

    try:
        octets = place.read_bytes().strip()
    except OSError as error:
        raise CommandFailure(name, f"{place}: {error.strerror}", remedy, USAGE) from error
    found = from_octets(form, octets)
    if isinstance(found, Rejection):
        raise CommandFailure(name, f"{place}: {found}", remedy, USAGE)
    return found


def _parts(text: str, mark: str, option: str) -> tuple[str, str]:
    first, found, second = text.partition(mark)
    if not found:
        raise click.BadParameter(f"{text!r} has no {mark!r}", param_hint=option)
    return first, second


@command.command()
@state_option
@click.option(
    "--genesis",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The genesis document, canonical JSON.",
)
def init(state: Path, genesis: Path) -> None:
    """Begin a ledger in a state directory, without serving it."""
    from leo_ref.network.ledger.serve import begin

    begin(state, _octets(genesis))
    click.echo(str(state))


@command.command()
@state_option
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The key of a producer. Without one the service follows the other producers.",
)
@click.option(
    "--genesis",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Begin with this document, if there is no ledger yet.",
)
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option(
    "--interval",
    type=click.FloatRange(min=0),
    help="Seconds between blocks; 0: only when asked.  [default: as genesis says]",
)
@click.option(
    "--least",
    default=0.1,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Seconds between a block and one that comes early, because everybody is idle.",
)
@click.option(
    "--patience",
    type=click.FloatRange(min=0.1),
    help="Seconds that another producer's block may be late.  [default: half the interval, at least 2]",
)
@click.option(
    "--producer", "others", multiple=True, metavar="URL", callback=_url, help="Another producer's service; repeatable."
)
@click.option("--name", "names", multiple=True, help="A name of this machine that requests may use; repeatable.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    default=("null",),
    show_default=True,
    help="An origin whose pages may ask; null is a page opened from disk. Repeatable.",
)
@click.option(
    "--driver",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Forward ready-made actions of the page to the processes in this file, for whoever has the token.",
)
@click.option(
    "--rate",
    default=1000.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Requests of one address in a second; 0: any number.",
)
@click.option(
    "--slow",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds in which the head of a request has to come, and its body.",
)
@click.option(
    "--connections", default=512, show_default=True, type=click.IntRange(2), help="At once; half for one address."
)
@speech.as_json
def serve(
    state: Path,
    key: Path | None,
    genesis: Path | None,
    address: str,
    port: int,
    interval: float | None,
    least: float,
    patience: float | None,
    others: tuple[str, ...],
    names: tuple[str, ...],
    origins: tuple[str, ...],
    driver: Path | None,
    rate: float,
    slow: float,
    connections: int,
    *,
    as_json: bool,
) -> None:
    """Serve a ledger until Ctrl-C. Its address and the token for what is no signed document are printed.

    With --json one object is printed when it serves. What happens is told on standard error.
    """
    from leo_ref.network.ledger.behaviour import Behaviour
    from leo_ref.network.ledger.folder import read_key
    from leo_ref.network.ledger.limits import ServiceLimits
    from leo_ref.network.ledger.serve import Wanted, run
    from leo_ref.network.ledger.turns import Timing

    def behaviour(seconds: int) -> Behaviour:
        between = float(seconds) if interval is None else interval
        return Behaviour(
            timing=Timing(interval=between, patience=max(2.0, between / 2) if patience is None else patience),
            least=least,
            others=others,
        )

    def serving(told: Serving) -> None:
        if as_json:
            click.echo(json.dumps(asdict(told)))
        else:
            role = "follows the other producers" if told.producer is None else f"producer {told.producer}"
            click.echo(f"{told.url}  height {told.height}, {role}\ntoken {told.token}")
        sys.stdout.flush()

    wanted = Wanted(
        folder=state,
        keys=None if key is None else read_key(key),
        genesis=None if genesis is None else _octets(genesis),
        address=address,
        port=port,
        behaviour=behaviour,
        limits=ServiceLimits(
            connections=connections,
            address_connections=max(1, connections // 2),
            rate=rate,
            head_seconds=slow,
            body_seconds=slow,
        ),
        names=names,
        origins=frozenset(each.lower() for each in origins),
        driver=None if driver is None else _driver(driver),
    )
    run(wanted, serving, lambda said: click.echo(said, err=True))


def _driver(place: Path) -> ActionDriver:
    from leo_ref.network.driver.members import members_of
    from leo_ref.network.driver.sockets import SocketDriver

    return SocketDriver(members_of(place))


@command.command()
@state_option
@speech.as_json
def verify(state: Path, *, as_json: bool) -> None:
    """Replay the ledger in a state directory, without serving it, and compare every hash.

    Exit code 0: everything is as it was stored; 1: ledger-corrupt, with the first height that differs.
    """
    from leo_ref.network.ledger.folder import locked
    from leo_ref.network.ledger.replay import replayed
    from leo_ref.network.ledger.store import opened

    with locked(state):
        store = opened(state)
        try:
            here = replayed(store)
        finally:
            store.close()
    if as_json:
        click.echo(json.dumps({"ok": True, "height": here.state.height, "state": here.digest.hex()}))
    else:
        click.echo(f"{here.state.height} blocks replayed; state {here.digest.hex()}")


@command.command()
@url_argument
def status(url: str) -> None:
    """Print how the service at URL stands, as JSON."""
    from leo_ref.network.ledger.ask import ask_status

    click.echo(ask_status(url).decode("utf-8"))


@command.command()
@url_argument
@click.option("--token", envvar="LEO_LEDGER_TOKEN", help="What `serve` printed.  [default: $LEO_LEDGER_TOKEN]")
@click.option("--state", type=click.Path(file_okay=False, path_type=Path), help="Read the token from here.")
def produce(url: str, token: str | None, state: Path | None) -> None:
    """Have the service at URL make a block now, and print what it made, as JSON.

    Exit code 1: it refused; why is on standard output.
    """
    from leo_ref.network.ledger.ask import ask_for_block
    from leo_ref.network.ledger.folder import token_of

    given = token if token is not None else token_of(state) if state is not None else ""
    octets, is_made = ask_for_block(url, given)
    click.echo(octets.decode("utf-8"))
    if not is_made:
        sys.exit(FAILED)


@command.command()
def openapi() -> None:
    """Print the API's OpenAPI document (3.1), made from the code."""
    from leo_ref.network.ledger.openapi import document_octets
    from leo_ref.network.ledger.routes import EVERYWHERE, ROUTES

    click.echo(document_octets(ROUTES, EVERYWHERE).decode("utf-8"), nl=False)


def _octets(place: Path) -> bytes:
    """A genesis document as it is on disk, without the newline at its end."""
    try:
        return place.read_bytes().rstrip(b"\n")
    except OSError as error:
        raise CommandFailure(
            "genesis-unreadable", f"{place}: {error.strerror}", "leo ledger genesis > genesis.json makes one", USAGE
        ) from error
