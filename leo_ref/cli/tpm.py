"""``leo tpm``: start a throw-away TPM, look at one, take out of it what Leo put there."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Final

import click
from attrs import asdict

from leo_ref.cli.failure import FAILED, CommandFailure

HARDWARE: Final = "device:/dev/tpmrm0"
VARIABLES: Final = ("LEO_TCTI", "TPM2TOOLS_TCTI")

SOFTWARE: Final = (
    "swtpm is software: whoever runs it can read its secrets. What it signs shows that messages and rules fit, and "
    "nothing about a machine."
)

tcti = click.option(
    "--tcti",
    metavar="ADDRESS",
    help="Which TPM: swtpm:path=SOCKET, device:PATH or tabrmd. [default: $LEO_TCTI, $TPM2TOOLS_TCTI, or the machine's]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
limit_option = click.option(
    "--limit",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    help="Seconds to wait for each command of the TPM.",
)


@click.group(name="tpm")
def command() -> None:
    """Start a throw-away TPM in software, examine a TPM, remove Leo's keys from it."""


@command.command()
@click.option("--rsa", is_flag=True, help="Also certify an RSA endorsement key; takes some tenths of a second.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep its state in this folder, and go on from it the next time.",
)
@json_option
def start(rsa: bool, state: Path | None, as_json: bool) -> None:
    """Start a throw-away TPM (swtpm) with a certificate by a throw-away authority; it runs until Ctrl-C.

    Its address is printed on standard output. Without --state nothing is left afterwards.

    swtpm is software: whoever runs it can read its secrets. What it signs shows that messages and rules fit, and
    nothing about a machine.
    """
    from leo_ref.adapters.tpm.authority import throw_away_authority
    from leo_ref.adapters.tpm.factory import certified_tpm
    from leo_ref.adapters.tpm.templates import KeyKind

    authority = throw_away_authority()
    with certified_tpm(authority, tuple(KeyKind) if rsa else (KeyKind.ECC,), state) as swtpm:
        if as_json:
            root = authority.certificate.hex()
            click.echo(json.dumps({"tcti": swtpm.address, "pid": swtpm.pid, "root": root, "is_software": True}))
        else:
            click.echo(swtpm.address)
            click.echo(
                f"{SOFTWARE}\nRunning until Ctrl-C; in another terminal: leo tpm doctor --tcti {swtpm.address}",
                err=True,
            )
        sys.stdout.flush()
        swtpm.wait()


@command.command()
@tcti
@limit_option
@json_option
def doctor(tcti: str | None, limit: float, as_json: bool) -> None:
    """Say which TPM it is, what Leo needs of it and what is missing. Changes nothing.

    Exit code 0: nothing is missing; 1: something is, or no TPM answers.
    """
    from leo_ref.adapters.tpm.connection import connect
    from leo_ref.adapters.tpm.doctor import examine

    with connect(address_of(tcti), limit=limit) as tpm:
        report = examine(tpm)
    if as_json:
        click.echo(json.dumps({"ok": not report.missing, **asdict(report)}))
    else:
        rows = {
            "address": report.address,
            "TPM": f"{report.manufacturer} {report.vendor}, firmware {report.firmware}",
            "banks": " ".join(report.banks),
            "certificates": " ".join(report.certificates) or "none",
            "Leo's keys": " ".join(report.provisioned) or "none",
            "loaded": str(report.leftovers),
        }
        for name, value in rows.items():
            click.echo(f"{name:<14}{value}")
        if report.is_software:
            click.echo(SOFTWARE)
        for missing in report.missing:
            click.echo(f"missing: {missing.what}\n  remedy: {missing.remedy}")
        if not report.missing:
            click.echo("nothing is missing")
    if report.missing:
        sys.exit(FAILED)


@command.command()
@tcti
@limit_option
@json_option
def clear(tcti: str | None, limit: float, as_json: bool) -> None:
    """Remove Leo's keys from a TPM, and nothing else: the owner, other programs' objects and NV stay as they are.

    Exit code 0: no key of Leo is left, also if there was none; 1: a named reason stopped it.
    """
    from leo_ref.adapters.tpm import clear as clearing
    from leo_ref.adapters.tpm.connection import connect

    with connect(address_of(tcti), limit=limit) as tpm:
        done = clearing.clear(tpm)
    removed, left = ([f"0x{handle:08x}" for handle in found] for found in (done.removed, done.left))
    if as_json:
        click.echo(json.dumps({"ok": True, "removed": removed, "left": left}))
        return
    click.echo(f"removed {' '.join(removed)}" if removed else "the TPM has no keys of Leo")
    if left:
        click.echo(f"left {' '.join(left)}: among Leo's handles, but not made by Leo")


def address_of(tcti: str | None) -> str:
    """The TPM to use."""
    for address in (tcti, *map(os.environ.get, VARIABLES)):
        if address:
            return address
    if Path(HARDWARE.removeprefix("device:")).exists():
        return HARDWARE
    raise CommandFailure(
        "tpm-missing",
        "this machine shows no TPM (there is no /dev/tpmrm0), and no other one was named",
        "switch it on in the firmware's settings; or leo tpm start, then --tcti with what it prints",
    )
