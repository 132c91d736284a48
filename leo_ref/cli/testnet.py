"""``leo testnet``: a ledger, nodes and owners on this machine, each a process."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from attrs import asdict

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure

if TYPE_CHECKING:
    from leo_ref.network.testnet.namespaces import LinkImpairment

Command = TypeVar("Command", bound=Callable[..., Any])

FOLDER: Final = "leo-testnet"
NODES: Final = 12

folder_argument = click.argument(
    "folder", default=FOLDER, type=click.Path(file_okay=False, path_type=Path), metavar="[FOLDER]"
)
nodes_option = click.option("--nodes", default=NODES, show_default=True, type=click.IntRange(12, 200), help="How many.")
interval_option = click.option(
    "--interval",
    default=2.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds between blocks; one comes early when everybody is idle.",
)


def weather_options(command: Command) -> Command:
    """Options of a network whose processes have namespaces of their own."""
    for option in (
        click.option("--loss", default=0.0, type=click.FloatRange(0, 100), help="Percent of packets, with --netns."),
        click.option("--delay", default=0, type=click.IntRange(0), help="Milliseconds at most, with --netns."),
        click.option("--netns", is_flag=True, help="A network namespace for each process; as root, with iproute2."),
    ):
        command = option(command)
    return command


def weather_of(*, netns: bool, delay: int, loss: float) -> LinkImpairment | None:
    """What was asked for."""
    from leo_ref.network.testnet.namespaces import LinkImpairment

    if (delay or loss) and not netns:
        raise CommandFailure("netns-missing", "delay and loss are those of namespaces", "add --netns", USAGE)
    return LinkImpairment(delay=delay, loss=loss) if netns else None


tpm_option = click.option(
    "--tpm", is_flag=True, help="A new network with a TPM of software for each node and a container daemon; as root."
)


@click.group(name="testnet", short_help="A ledger, nodes and owners on this machine, each a process.")
def command() -> None:
    """A ledger service, nodes and owners on this machine, each a process with keys of its own.

    Evidence is made in software, or with --tpm by TPMs that are software: it shows that processes and rules fit, and
    nothing about a machine. FOLDER has the
    state directory and the log of each process. docs/running.md has the rest.
    """


@command.command()
@folder_argument
@nodes_option
@interval_option
@weather_options
@tpm_option
def up(folder: Path, nodes: int, interval: float, *, tpm: bool, **weather: Any) -> None:  # Any: as click gives them
    """Start the network in FOLDER, a new one where there is none; it runs until `leo testnet down`."""
    from leo_ref.network.testnet.building import TestnetWanted
    from leo_ref.network.testnet.building import up as built
    from leo_ref.network.testnet.starter import starter

    with starter(folder) as starts:
        wanted = TestnetWanted(folder=folder, nodes=nodes, interval=interval, weather=weather_of(**weather), tpm=tpm)
        url = built(wanted, starts, speech.say)
        starts.release()
    click.echo(url)


@command.command()
@folder_argument
@nodes_option
@interval_option
@weather_options
@tpm_option
@click.option(
    "--out",
    default="leo-demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for both pictures.",
)
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Write a transcript of it.")
@speech.as_json
def story(
    folder: Path,
    nodes: int,
    interval: float,
    out: Path,
    record: Path | None,
    *,
    tpm: bool,
    as_json: bool,
    **weather: Any,  # as click gives them
) -> None:
    """Play Alice and Bob on the network that runs in FOLDER; where none runs, on a new one that is removed afterwards.

    Everything that is told follows from the ledger's blocks. Exit code 0: the task ended as DONE, and all balances are
    those of the table of §12; 1: otherwise.
    """
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from leo_ref.attestation.appraisal.kinds import Software
    from leo_ref.cli.demo import show_steps
    from leo_ref.cli.show.ending import concluded
    from leo_ref.cli.show.wishes import Wishes
    from leo_ref.demo.play import BlockSteps
    from leo_ref.network.testnet.building import FILE, TestnetWanted, down, members_of
    from leo_ref.network.testnet.building import up as built
    from leo_ref.network.testnet.starter import starter
    from leo_ref.network.testnet.story import story as played
    from leo_ref.network.testnet.story import story_of

    screen, steps = speech.console(for_errors=as_json), list[dict[str, object]]()
    with ExitStack() as stack:
        if not (folder / FILE).exists():
            place = TemporaryDirectory(prefix="leo-testnet-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(place))
            starts = stack.enter_context(starter(folder, temporary=True))
            wanted = TestnetWanted(
                folder=folder, nodes=nodes, interval=interval, weather=weather_of(**weather), tpm=tpm
            )
            built(wanted, starts, speech.say)
            stack.callback(down, folder)
        members, url = members_of(folder)
        told = story_of(folder, members, url)
        wishes = Wishes(
            seed="",
            nodes=len(members.nodes),
            fault=None,
            software=isinstance(told.setup.evidence, Software),
            data=told.setup.data,
            out=out,
            record=None,
            as_json=as_json,
        )
        out.mkdir(parents=True, exist_ok=True)
        is_well = False
        for part in played(folder, url, told):
            if isinstance(part, BlockSteps):
                show_steps(screen, part, len(steps))
                steps += [{"block": part.height, "what": step.what, "proof": step.proof} for step in part.steps]
            else:
                is_well = concluded(screen, told.actors, told.setup, wishes, steps, part)
        if record is not None:
            written_down(folder, record)
    if not is_well:
        sys.exit(FAILED)


@command.command(name="record")
@folder_argument
@click.option(
    "--out",
    default="run.jsonl",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The transcript.",
)
def record_command(folder: Path, out: Path) -> None:
    """Write what the network in FOLDER did as a transcript, which `leo verify` and `leo check --trace` check.

    It is put together from what ledger service and parties keep, whether they run or not.
    """
    written_down(folder, out)
    click.echo(str(out))


def written_down(folder: Path, out: Path) -> None:
    """The transcript of what a network did."""
    from leo_ref.cli.transcripts import recording
    from leo_ref.network.testnet.record import frames_of, read_network

    found = read_network(folder)
    with recording(out, found.opening, frames_of(found)) as frames:
        deque(frames, maxlen=0)


@command.command()
@click.option(
    "--out",
    default="leo.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the file goes; - is standard output.",
)
def page(out: Path) -> None:
    """Write the page by which people watch a ledger: one HTML file, to be opened from disk.

    It comes with the package, asks nobody but the ledger whose address is typed into it, and opens transcripts too.
    docs/page.md has the rest.
    """
    from leo_ref.cli.failure import USAGE, CommandFailure
    from leo_ref.network.page.shipped import page as shipped

    if str(out) == "-":
        click.echo(shipped(), nl=False)
        return
    try:
        out.write_bytes(shipped())
    except OSError as error:
        what = f"{out}: {error.strerror}"
        raise CommandFailure("page-unwritable", what, "name another place: --out", USAGE) from error
    click.echo(str(out))


@command.command()
@folder_argument
@speech.as_json
def status(folder: Path, *, as_json: bool) -> None:
    """Print which processes run. Exit code 1: one has ended."""
    from leo_ref.network.testnet.building import FILE
    from leo_ref.network.testnet.processes import read

    processes, _ = read(folder / FILE)
    found = [{"name": each.name, "pid": each.pid, "runs": each.is_alive} for each in processes]
    if as_json:
        click.echo(json.dumps({"ok": all(each["runs"] for each in found), "processes": found}))
    else:
        for each in found:
            click.echo(f"{each['name']:10} {each['pid']:8} {'runs' if each['runs'] else 'has ended'}")
    if not all(each["runs"] for each in found):
        sys.exit(FAILED)


@command.command()
@folder_argument
@click.argument("name")
def logs(folder: Path, name: str) -> None:
    """Print what the process NAME has said: ledger, node-01, newcomer, alice, bob."""
    place = folder / f"{Path(name).name}.log"
    try:
        click.echo(place.read_text(encoding="utf-8", errors="replace"), nl=False)
    except OSError as error:
        raise CommandFailure("log-missing", f"{place}: {error.strerror}", "leo testnet status", USAGE) from error


@command.command()
@folder_argument
@click.argument("name")
@click.option("--heal", is_flag=True, help="End the cut.")
def cut(folder: Path, name: str, *, heal: bool) -> None:
    """Cut the process NAME of a network with --netns off from all others."""
    from leo_ref.network.testnet.namespaces import cut as cut_off

    cut_off(folder, name, heals=heal)


@command.command()
@folder_argument
@speech.as_json
def links(folder: Path, *, as_json: bool) -> None:
    """Print how many packets each process of a network with --netns has sent, and how many `tc` dropped."""
    from leo_ref.network.testnet.namespaces import counted

    found = counted(folder)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        cut_off = ", cut off" if each.is_cut else ""
        click.echo(f"{each.name:10} {each.packets:8} packets, {each.dropped} dropped{cut_off}")


@command.command()
@folder_argument
@click.argument("name")
def start(folder: Path, name: str) -> None:
    """Start the process NAME again that has ended; it goes on where it was."""
    from leo_ref.network.testnet.building import again

    again(folder, name)


@command.command()
@folder_argument
def down(folder: Path) -> None:
    """End all processes of the network in FOLDER. Keys, ledger and logs stay."""
    from leo_ref.network.testnet.building import down as ended

    click.echo(f"{ended(folder)} processes ended")
