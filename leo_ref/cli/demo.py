"""``leo demo``: the story of Alice and Bob (§15) on real TPMs and a real container, down to the last unit."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.text import Text

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.cli.benches.speech import console as console_for
from leo_ref.cli.checkout import cache
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure
from leo_ref.cli.show.wishes import Wishes
from leo_ref.cli.transcripts import recording
from leo_ref.core.values import CREDIT
from leo_ref.demo.catalogue import FAULTS
from leo_ref.demo.faults import twisted, with_fault
from leo_ref.demo.participants import DEFAULT_SEED, NODES, Participants, participants_of
from leo_ref.demo.picture import alices_picture
from leo_ref.demo.play import BlockSteps, frames_of, play
from leo_ref.demo.setup import Setup, begin, opening, software

SEED_MOST: Final = 200
NODES_MOST: Final = 200

FAULT_HELP: Final = "Play with this fault; `list` prints all faults and plays nothing."
OUT_HELP: Final = "The folder for both pictures."
PICTURE_HELP: Final = "A picture of your own, at most 8 MiB and 24 million pixels."


@click.command(name="demo")
@click.option(
    "--seed",
    default=DEFAULT_SEED,
    show_default=True,
    help="Text from which keys in software and all chance are derived.",
)
@click.option(
    "--nodes", type=click.IntRange(NODES, NODES_MOST), default=NODES, show_default=True, help="How many nodes."
)
@click.option("--fault", type=click.Choice([*FAULTS, "list"]), metavar="NAME", help=FAULT_HELP)
@click.option("--picture", type=click.Path(path_type=Path), help=PICTURE_HELP)
@click.option("--out", type=click.Path(path_type=Path), default="leo-demo", show_default=True, help=OUT_HELP)
@click.option(
    "--software", "in_software", is_flag=True, help="Without TPM, container and root: evidence is made in software."
)
@click.option(
    "--record", type=click.Path(path_type=Path), help="Write the transcript of the run to this file, for `leo verify`."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output instead.")
def command(
    seed: str,
    nodes: int,
    fault: str | None,
    picture: Path | None,
    out: Path,
    in_software: bool,
    record: Path | None,
    as_json: bool,
) -> None:
    """Play the scenario of §15: a TPM (swtpm) for every node, and Bob's program on Alice's picture in a container.

    Bob offers a service at 3 LEO; a new machine joins; Alice has a colour picture turned grey for 10 LEO. Alice's
    limit on the result is chosen so that exactly ten nodes are drawn: one executes and nine monitor.

    At the end a table compares all balances: EXPECTED is computed from the table of §12 alone, ACTUAL is the ledger's.

    It needs root; the first time it installs swtpm and Docker and makes the container's image. With --software it needs
    none of these.

    Exit code 0: the task, or the fault, ended as it must, and all balances are equal to the unit; 1: otherwise.
    """
    if fault == "list":
        list_faults(as_json=as_json)
        return
    if len(seed) > SEED_MOST:
        raise CommandFailure(
            "seed-too-long", f"a seed has at most {SEED_MOST} characters", "choose a shorter one", USAGE
        )
    if in_software and fault is not None and FAULTS[fault].of_machine:
        raise CommandFailure("fault-needs-machine", f"{fault} needs TPMs or a container", "leave out --software", USAGE)
    from leo_ref.cli.show import pictures  # Pillow comes with an extra, and is asked for before anything is played

    pictures.prepare(out)
    data = alices_picture() if picture is None else pictures.read(picture)
    wishes = Wishes(
        seed=seed, nodes=nodes, fault=fault, software=in_software, data=data, out=out, record=record, as_json=as_json
    )
    if not plays_out(wishes):
        sys.exit(FAILED)


def list_faults(*, as_json: bool) -> None:
    """Prints every fault and how it must end."""
    if as_json:
        plays_out = [
            {
                "name": name,
                "says": fault.says,
                "outcome": fault.outcome.value,
                "guilty": fault.guilty.value,
                "software": not fault.of_machine,
            }
            for name, fault in FAULTS.items()
        ]
        click.echo(json.dumps(plays_out))
        return
    for name, fault in FAULTS.items():
        needs = "" if not fault.of_machine else " (not with --software)"
        click.echo(f"{name}{needs}\n    {fault.says} Ends: {fault.outcome.value}; found out: {fault.guilty.value}.")


def plays_out(wishes: Wishes) -> bool:
    """Plays and tells; gives back whether all is as it must be."""
    from leo_ref.cli.show.ending import concluded  # it shows pictures

    actors = with_fault(participants_of(wishes.seed, wishes.nodes), wishes.fault)
    screen = console_for(for_errors=wishes.as_json)
    steps: list[dict[str, object]] = []
    with set_up(actors, wishes, screen) as setup:
        screen.print(introduction(actors, setup, wishes) + "\n", markup=False)
        start = begin(actors, setup)
        if wishes.fault is not None:
            start = twisted(actors, start, wishes.fault)
        with recording(wishes.record, opening(actors, setup), frames_of(actors, setup, start)) as frames:
            for part in play(actors, setup, start, frames):
                if isinstance(part, BlockSteps):
                    show_steps(screen, part, len(steps))
                    steps += [{"block": part.height, "what": step.what, "proof": step.proof} for step in part.steps]
                else:
                    return concluded(screen, actors, setup, wishes, steps, part)
    raise AssertionError("a play has an end")


def set_up(actors: Participants, wishes: Wishes, screen: Console) -> AbstractContextManager[Setup]:
    """The setup to play on, as long as the context lasts."""
    if wishes.software:
        return nullcontext(software(actors, wishes.data))
    from leo_ref.adapters.deployment.parts import real_parts  # only here are TPMs and Docker needed

    return real_parts(
        actors, wishes.data, wishes.fault, cache("images"), lambda what: screen.print(f"{what} …", style="dim")
    )


def introduction(actors: Participants, setup: Setup, wishes: Wishes) -> str:
    """What the reader should know beforehand."""
    share = f"{len(actors.nodes)} nodes share {actors.parameters.total_credit // CREDIT} credits."
    if isinstance(setup.evidence, Software):
        made = "Keys, VRF proofs, draws and signatures are real. The evidence is SOFTWARE, signed by an ordinary key "
        made += "instead of a TPM, and the picture is turned grey in this process instead of in a container."
    else:
        made = "Each has a TPM of its own (swtpm: software, which shows that messages and rules fit, and nothing about "
        made += "a machine), and what it runs runs in a container without network. Blocks are made when all is quiet."
    attack = "" if wishes.attack is None else f"\nThe fault: {wishes.attack.says}"
    return f"{share} {made}{attack}"


def show_steps(screen: Console, scene: BlockSteps, before: int) -> None:
    """The steps of a block, numbered on."""
    for number, step in enumerate(scene.steps, start=before + 1):
        screen.print(Text.assemble((f"{number:2} ", "bold"), (f"block {scene.height:2}  ", "dim"), step.what + "."))
        screen.print(Text(f"   proved by: {step.proof}.", "cyan"))
