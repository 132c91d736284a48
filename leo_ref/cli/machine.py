"""``leo machine``: a measured boot in QEMU, and tampered variants that are refused."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from leo_ref.adapters.qemu import capture as captures
from leo_ref.adapters.qemu.capture import Capture
from leo_ref.adapters.qemu.failure import Failure as Reason
from leo_ref.adapters.qemu.failure import MachineFailure
from leo_ref.adapters.qemu.judging import LIES, Judgement, Way, enrolled, judge
from leo_ref.adapters.qemu.variant import TAMPERED, WHAT, Variant
from leo_ref.cli.checkout import cache
from leo_ref.cli.failure import FAILED
from leo_ref.core.rejections import Rejection

SOFTWARE: Final = (
    "QEMU and swtpm are software: whoever runs them can make both say anything. This shows that real logs and quotes "
    "are judged rightly, and nothing about a machine."
)
EVERY: Final = "all"
WIDTH: Final = 14
"""Columns for the names of the machines."""

SHORT: Final = 16
"""Characters of a value that is shown without --explain."""

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
explain_option = click.option("--explain", is_flag=True, help="Show every value that was compared.")


@click.group(name="machine")
def command() -> None:
    """Boot a measured machine in QEMU, and tampered variants of it that are refused."""


@command.command()
@click.option(
    "--tampered",
    "tampered",
    type=click.Choice([*(variant.value for variant in TAMPERED), EVERY]),
    multiple=True,
    default=(Variant.INITRD.value,),
    show_default=True,
    help="Which tampered variants to boot; may be given again.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the captured logs and quotes, and the consoles, in this folder.",
)
@click.option(
    "--limit", type=click.FloatRange(min=1), default=300.0, show_default=True, help="Seconds that a boot may take."
)
@explain_option
@json_option
def boot(tampered: tuple[str, ...], out: Path | None, limit: float, explain: bool, as_json: bool) -> None:
    """Boot Debian with Secure Boot on a TPM made of software; appraise its logs and its quote.

    The first boot is the reference. The same machine must be accepted when it boots again, and every tampered variant
    must be refused. A boot takes 15 to 30 seconds. QEMU is installed if this user may install packages; the other
    packages, 37 MB, are fetched once and not installed. The processor's virtualisation is not needed.

    Exit code 0: each machine is judged as it should be; 1: one is not, or a named reason stopped the command.
    """
    from leo_ref.adapters.qemu.boots import machine
    from leo_ref.adapters.qemu.packages import parts
    from leo_ref.adapters.qemu.qemu import need_qemu

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    need_qemu(_say)
    found = parts(cache("machine"), _say)
    asked = [variant for variant in TAMPERED if variant.value in tampered or EVERY in tampered]
    stopped: list[Variant] = []
    kept: list[Capture] = []
    seconds: list[float] = []
    with machine(found, limit, out) as booted:
        for name, variant in (
            ("reference", Variant.HONEST),
            ("honest", Variant.HONEST),
            *((variant.value, variant) for variant in asked),
        ):
            _say(f"booting {name}: {WHAT[variant]}")
            result, capture = booted(variant, name)
            seconds.append(round(result.seconds, 1))
            if capture is None:
                stopped.append(variant)
                _say(f"  the boot loader refused its kernel after {result.seconds:.0f} s")
                continue
            _say(f"  reported after {result.seconds:.0f} s")
            kept.append(capture)
            if out is not None:
                captures.save(capture, out / f"{name}.json")
    _conclude(kept[0], kept[1:], stopped, seconds, explain=explain, as_json=as_json)


@command.command()
@click.argument("reference", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("others", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@explain_option
@json_option
def appraise(reference: Path, others: tuple[Path, ...], explain: bool, as_json: bool) -> None:
    """Appraise files that `leo machine boot --out` kept, by policies made from the first, REFERENCE. Needs no QEMU.

    Exit code 0: each machine is judged as it should be; 1: one is not.
    """
    loaded = [captures.load(path) for path in others]
    _conclude(captures.load(reference), loaded, [], [], explain=explain, as_json=as_json)


def _conclude(
    reference: Capture,
    others: Iterable[Capture],
    stopped: list[Variant],
    seconds: list[float],
    *,
    explain: bool,
    as_json: bool,
) -> None:
    """Shows what is found; the exit code says whether each machine was judged as it should be."""
    key = enrolled(reference, int(time.time()))
    if isinstance(key, Rejection):
        raise _no_reference(key)
    judgements = [judge(reference, capture, key) for capture in others]
    found = [judgement for judgement in judgements if isinstance(judgement, Judgement)]
    for judgement in judgements:
        if isinstance(judgement, Rejection):
            raise _no_reference(judgement)
    well = all(map(_as_it_should, found))
    if as_json:
        click.echo(
            json.dumps(
                {
                    "ok": well,
                    "is_software": True,
                    "packages": reference.packages,
                    "seconds": seconds,
                    "refused_by_boot_loader": [variant.value for variant in stopped],
                    "machines": [_fields(judgement) for judgement in found],
                }
            )
        )
    else:
        for judgement in found:
            _show(judgement, explain=explain)
        for variant in stopped:
            click.echo(
                f"{variant.value:<{WIDTH}} {WHAT[variant]}: refused by the boot loader; there is nothing to quote"
            )
        click.echo(SOFTWARE)
    if not well:
        sys.exit(FAILED)


def _as_it_should(judgement: Judgement) -> bool:
    return judgement.accepted if judgement.machine is Variant.HONEST else judgement.refused


def _show(judgement: Judgement, *, explain: bool) -> None:
    honest = judgement.machine is Variant.HONEST
    verdict = "accepted" if judgement.accepted else "refused" if judgement.refused else "neither accepted nor refused"
    right = "" if _as_it_should(judgement) else "   AND SHOULD NOT BE"
    click.echo(f"{judgement.machine.value:<{WIDTH}} {WHAT[judgement.machine]}: {verdict}{right}")
    if judgement.registers:
        click.echo(f"{'':<{WIDTH}} other registers: {', '.join(map(str, judgement.registers))}")
    for event in judgement.events:
        click.echo(f"{'':<{WIDTH}} new in the event log: {event.number}, register {event.pcr}, {event.text}")
    for way in Way:
        if honest and way in LIES:
            continue
        appraisal = judgement.appraisals[way]
        said = "pass" if appraisal.refusal is None else _worded(appraisal.refusal)
        click.echo(f"{'':<{WIDTH}} {way.value:<28} {said}")
        if explain:
            for one in appraisal.compared:
                asked = "" if one.given == one.expected else f" (asked for: {one.expected})"
                click.echo(f"{'':<{WIDTH + 4}} {one.what}: {one.given}{asked}{'' if one.agrees else ' FAILS'}")


def _worded(refusal: Rejection) -> str:
    """The code, what it means and those of its values that are short."""
    pairs = zip(refusal.code.carries, refusal.values, strict=True)
    short = [f"{name} {value}" for name, value in pairs if len(str(value)) <= SHORT]
    values = f" ({', '.join(short)})" if short else ""
    return f"{refusal.code.name}{values}: {refusal.code.__doc__}"


def _fields(judgement: Judgement) -> dict[str, object]:
    return {
        "machine": judgement.machine.value,
        "ok": _as_it_should(judgement),
        "accepted": judgement.accepted,
        "refused": judgement.refused,
        "registers": judgement.registers,
        "events": [{"number": one.number, "register": one.pcr, "text": one.text} for one in judgement.events],
        "appraisals": {
            way.name.lower(): None if (refusal := judgement.appraisals[way].refusal) is None else refusal.code.name
            for way in Way
        },
    }


def _no_reference(refusal: Rejection) -> MachineFailure:
    return MachineFailure(Reason.REFERENCE_REFUSED, f"{refusal}.", "Make it anew: leo machine boot --out DIRECTORY")


def _say(what: str) -> None:
    click.echo(what, err=True)
