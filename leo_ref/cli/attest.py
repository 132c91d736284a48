"""``leo attest``: quote a nonce, appraise an answer, look at a policy, check two answers to one question (§8)."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import click
from attrs import AttrsInstance

from leo_ref.attestation.appraisal.appraise import Appraisal
from leo_ref.attestation.appraisal.bundle import PUBLISHED_MOST, Allowed, Asked, Bundle, appraise_bundle
from leo_ref.attestation.appraisal.example import EXAMPLE
from leo_ref.attestation.appraisal.policy import Policy, sound
from leo_ref.cli.failure import FAILED, USAGE, CommandFailure
from leo_ref.cli.tpm import address_of, limit_option, tcti
from leo_ref.core.encoding import LENGTH_LIMIT, decode, encode, read
from leo_ref.core.encoding.schema import schema as schema_of
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import JobId, NodeId

Document = TypeVar("Document", bound=AttrsInstance)

STANDARD_INPUT: Final = "-"
BOOT_LOG: Final = "/sys/kernel/security/tpm0/binary_bios_measurements"
KERNEL_LIST: Final = "/sys/kernel/security/ima/binary_runtime_measurements"
NOBODY: Final = "00" * 32
"""Job and monitor of a question that nobody asked on a ledger."""

LESS: Final = "have the kernel measure less, and restart the machine: docs/kernel-list.md"

NONCE_MOST: Final = 64

DOCUMENTS: Final[Mapping[str, type[AttrsInstance]]] = {
    "policy": Policy,
    "bundle": Bundle,
}
"""The files that these commands read."""

policy_option = click.option("--policy", "policy_file", metavar="FILE", required=True, help="The policy to judge by.")


@click.group(name="attest")
def command() -> None:
    """Have a TPM quote a nonce, appraise its answer, check a policy (docs/attestation.md).

    A quote of swtpm shows that messages and rules fit, and nothing about a machine.
    """


@command.command()
@click.argument("bundle_file", metavar="BUNDLE")
@policy_option
@click.option("--explain", is_flag=True, help="Show every value that was compared, up to the check that failed.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object on standard output instead.")
def appraise(bundle_file: str, policy_file: str, explain: bool, as_object: bool) -> None:
    """Appraise the last answer in BUNDLE by a policy. Needs no TPM. - is standard input.

    The command cannot know whether the key in BUNDLE is the enrolled one.

    Exit code 0: the answer passes; 1: it does not; 2: a file is wrong.
    """
    found = appraise_bundle(_policy(policy_file), _document(Bundle, bundle_file))
    if isinstance(found, Rejection):
        raise CommandFailure("key-unfit", f"{bundle_file}: {found}", "give the key as it was enrolled", USAGE)
    if as_object:
        click.echo(json.dumps(_as_json(found)))
    else:
        _tell(found, explain=explain)
    if found.finding is not Finding.PASS:
        sys.exit(FAILED)


@command.command()
@click.argument("policy_file", metavar="[FILE]", required=False)
@click.option("--example", "wanted", is_flag=True, help="Print a policy to begin with, and check nothing.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object on standard output instead.")
def policy(policy_file: str | None, wanted: bool, as_object: bool) -> None:
    """Check a policy, or print an example. Exit code 0: the policy can be used; 2: it cannot."""
    if wanted:
        click.echo(json.dumps(encode(EXAMPLE), indent=2))
        return
    if policy_file is None:
        raise click.UsageError("Missing argument 'FILE'; --example prints one.")
    checked = _policy(policy_file)
    if as_object:
        click.echo(json.dumps({"registers": checked.registers, "job_register": checked.job_register}))
        return
    registers = ", ".join(map(str, checked.registers))
    click.echo(f"It says of registers {registers} what they must hold; jobs go into {checked.job_register}.")


@command.command()
@tcti
@limit_option
@click.option(
    "--nonce",
    metavar="HEX",
    required=True,
    callback=lambda _context, _option, text: _nonce(text),
    help=f"The nonce of the question, up to {NONCE_MOST} octets.",
)
@policy_option
@click.option("--rsa", is_flag=True, help="Use the RSA keys.")
@click.option(
    "--boot-log",
    metavar="FILE",
    default=BOOT_LOG,
    show_default=True,
    help="The firmware's log, if the policy asks for it.",
)
@click.option(
    "--kernel-list",
    metavar="FILE",
    default=KERNEL_LIST,
    show_default=True,
    help="The kernel's list, if the policy asks for it.",
)
def quote(
    tcti: str | None, limit: float, nonce: bytes, policy_file: str, rsa: bool, boot_log: str, kernel_list: str
) -> None:
    """Have a TPM answer a question without a job, as a candidate does, and print the answer as a bundle (JSON).

    Keys that the TPM lacks are made in it; `leo tpm clear` removes them. The logs are read after the TPM has quoted, so
    they hold at least what the quote covers. A log may have at most 1 MiB.

    Exit code 0: there is an answer; 1: a named reason stopped it; 2: a file or an option is wrong.
    """
    from leo_ref.adapters.tpm.answer import answered
    from leo_ref.adapters.tpm.connection import connect
    from leo_ref.adapters.tpm.templates import KeyKind

    accepted = _policy(policy_file)
    asked = Asked(
        nonce=nonce,
        job=JobId(NOBODY),
        round=0,
        phase=Phase.BEFORE,
        monitor=NodeId(NOBODY),
        logs=(Allowed(log=(), finding=Finding.PASS),),
    )
    with connect(address_of(tcti), limit=limit) as tpm:
        bundle = answered(
            tpm,
            KeyKind.RSA if rsa else KeyKind.ECC,
            accepted,
            asked,
            boot_log=partial(_log, boot_log) if accepted.boot_log else None,
            kernel_list=partial(_log, kernel_list) if accepted.kernel_list else None,
        )
    text = json.dumps(encode(bundle), indent=1)
    if len(text) > LENGTH_LIMIT:
        raise CommandFailure("bundle-too-large", f"with both logs it has more than {LENGTH_LIMIT} octets", LESS)
    click.echo(text)


@command.command()
@click.argument("kind", type=click.Choice(list(DOCUMENTS)))
def schema(kind: str) -> None:
    """Print the JSON Schema of a policy or bundle file."""
    click.echo(json.dumps(schema_of(DOCUMENTS[kind]), indent=2))


def _nonce(text: str) -> bytes:
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        octets = b""
    if not 0 < len(octets) <= NONCE_MOST:
        raise click.BadParameter(f"1 to {NONCE_MOST} octets in hexadecimal", param_hint="--nonce")
    return octets


def _policy(place: str) -> Policy:
    checked = sound(_document(Policy, place))
    if isinstance(checked, Rejection):
        raise CommandFailure("policy-unsound", f"{place}: {checked}", "leo attest policy --example prints one", USAGE)
    return checked


def _document(kind: type[Document], place: str) -> Document:
    value = read(_octets(place))
    found = value if isinstance(value, Rejection) else decode(kind, value)
    if isinstance(found, Rejection):
        raise CommandFailure("file-wrong", f"{place}: {found}", "docs/attestation.md says what may stand there", USAGE)
    return found


def _log(place: str) -> bytes:
    """A log of firmware or the kernel."""
    octets = _read(place, PUBLISHED_MOST)
    if len(octets) > PUBLISHED_MOST:
        raise CommandFailure("log-too-large", f"{place} has more than {PUBLISHED_MOST} octets, the most of a log", LESS)
    return octets


def _octets(place: str) -> bytes:
    """What is in a document's file."""
    octets = _read(place, LENGTH_LIMIT)
    if len(octets) > LENGTH_LIMIT:
        raise CommandFailure(
            "file-too-large", f"{place} has more than {LENGTH_LIMIT} octets", "name another file", USAGE
        )
    return octets


def _read(place: str, most: int) -> bytes:
    """What is in a file, or one octet more than may be."""
    try:
        if place == STANDARD_INPUT:
            octets = sys.stdin.buffer.read(most + 1)
        else:
            with Path(place).open("rb") as file:
                octets = file.read(most + 1)
    except OSError as error:
        raise CommandFailure(
            "file-unreadable", f"{place}: {error.strerror}", "name a file that can be read", USAGE
        ) from None
    return octets


def _as_json(found: Appraisal) -> dict[str, object]:
    return {
        "finding": found.finding.value,
        "refused": _refused(found.refusal),
        "compared": [
            {
                "check": one.check.name,
                "what": one.what,
                "given": one.given,
                "expected": one.expected,
                "agrees": one.agrees,
            }
            for one in found.compared
        ],
    }


def _refused(refusal: Rejection | None) -> dict[str, object] | None:
    if refusal is None:
        return None
    return {"code": refusal.code.name, "values": dict(zip(refusal.code.carries, refusal.values, strict=True))}


def _tell(found: Appraisal, *, explain: bool) -> None:
    if explain:
        for one in found.compared:
            click.echo(f"{'agrees' if one.agrees else 'DIFFERS':<8}{one.check.name}: {one.what}")
            click.echo(f"        {one.given}" + ("" if one.given == one.expected else f"\n        {one.expected}"))
    click.echo(found.finding.value if found.refusal is None else f"{found.finding.value}: {found.refusal}")
