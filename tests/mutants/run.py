"""``./leo mutants``: weaken one place of the specification, the core or an example, and see whether a check notices."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from leo_ref.speccheck.tlc.java import find
from tests.mutants.code.campaign import CodeCampaign, CodeCheck
from tests.mutants.code.mutant import CodeMutant, mutants
from tests.mutants.equivalent import CODE, KIT, SPEC
from tests.mutants.results import BadResults, Results, drawn

SPEC_HELP: Final = """Mutants of the specification, generated from the text of its modules.

Each is put to the invariants and properties of the models that use the definition, smallest first, and where these
notice nothing, to the numbers of states, the graphs with their refusals and the models that must fail. TLC explores
many mutants in one run. Exit code 0: every survivor is explained in tests/mutants/equivalent.py, and every mutant of
the sample was tried to its end; 1: not so.
"""

CODE_HELP: Final = """Mutants of the protocol's core in Python: rules, ledger, draw, sealing.

Each is put to the vectors that execute the statement, the graphs of small models, and the tests of its package's
folder, in a process of its own. Exit code as of spec.
"""

KIT_HELP: Final = """Mutants of the example in JavaScript: do the vectors notice?

Each is put to the vectors of one level after the other, until one is not passed. Exit code as of spec.
"""

Command = Callable[..., None]


def _shared(seconds: int, of_what: str) -> Callable[[Command], Command]:
    """The options of all."""
    options = [
        click.option("--sample", type=click.IntRange(1), help="Only so many, drawn by --seed."),
        click.option("--seed", type=int, default=1, show_default=True),
        click.option("--time-limit", type=click.IntRange(1), default=seconds, show_default=True, help=of_what),
        click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes at once."),
        click.option(
            "--resume",
            type=click.Path(dir_okay=False, path_type=Path),
            help="A file of results: what it knows is not tried again, what is new goes there.",
        ),
        click.option(
            "--least",
            type=click.IntRange(0, 100),
            help="Survivors need no explanation where so many per cent of the sample are killed.",
        ),
        click.option("--module", "modules", multiple=True, help="Only of this module; more than once for several."),
        click.option("--survivors", is_flag=True, help="Show what the file of --resume knows, and try nothing."),
        click.option("--list", "only_list", is_flag=True, help="Show the mutants, and try nothing."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
    ]

    def decorated(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


def _tell(text: str) -> None:
    click.echo(text, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def command() -> None:
    """Weaken one place of the specification, the core or an example, and see whether a check notices."""


@command.command(help=SPEC_HELP)
@_shared(900, "Seconds for one start of TLC.")
@click.option("--properties", is_flag=True, help="Properties alone: nothing is compared.")
def spec(
    sample: int | None,
    seed: int,
    time_limit: int,
    workers: int,
    resume: Path | None,
    least: int | None,
    modules: tuple[str, ...],
    *,
    survivors: bool,
    only_list: bool,
    as_json: bool,
    properties: bool,
) -> None:
    """Tries the mutants of the specification."""
    from tests.mutants.spec.campaign import Campaign, Standing

    campaign = Campaign(find(), _results(resume))
    every = [one for one in campaign.mutants if not modules or one.module in modules]
    chosen = drawn(every, sample, seed)
    for name, why in campaign.left_out.items():
        _tell(f"{name} is left out: {why}")
    if only_list:
        _list([(one.key, one.kind) for one in chosen], as_json=as_json)
        return
    if not survivors:
        campaign.run(chosen, time_limit, workers, _tell, everything=not properties)
    standings = {one.key: campaign.standing(one) for one in chosen}
    shown = [
        {
            "mutant": one.key,
            "line": one.line,
            "standing": standings[one.key].value,
            "noticed": campaign.killers(one),
            "equivalent": SPEC.get(one.key),
        }
        for one in chosen
        if standings[one.key] is not Standing.BY_PROPERTIES
    ]
    left = (Standing.SURVIVED, Standing.OPEN)
    if properties:  # what the comparison would find was not asked for
        standings = {
            key: Standing.SURVIVED if campaign.passes_properties(one) else standings[key]
            for key, one in ((one.key, one) for one in chosen)
        }
    wrong = [key for key, one in standings.items() if (one in left) != (key in SPEC)]
    _report(len(every), Counter(one.value for one in standings.values()), shown, wrong, least, as_json=as_json)


@command.command(help=CODE_HELP)
@_shared(60, "Seconds of processor for one mutant; one that needs more counts as noticed.")
@click.option("--no-tests", is_flag=True, help="Vectors and models alone.")
def code(
    sample: int | None,
    seed: int,
    time_limit: int,
    workers: int,
    resume: Path | None,
    least: int | None,
    modules: tuple[str, ...],
    *,
    survivors: bool,
    only_list: bool,
    as_json: bool,
    no_tests: bool,
) -> None:
    """Tries the mutants of the core."""
    every = [one for one in mutants() if not modules or one.module.removeprefix("leo_ref.") in modules]
    chosen = drawn(every, sample, seed)
    if only_list:
        _list([(one.key, one.kind) for one in chosen], as_json=as_json)
        return
    checks = [one for one in CodeCheck if not (no_tests and one is CodeCheck.TESTS)]
    campaign = CodeCampaign(chosen, _results(resume), checks)
    if not survivors:
        campaign.run(time_limit, workers, _tell)
    standings = {one.key: _standing(campaign, one) for one in chosen}
    shown: list[dict[str, Any]] = [
        {
            "mutant": one.key,
            "line": one.line,
            "standing": standings[one.key],
            "noticed": [],
            "equivalent": CODE.get(one.key),
        }
        for one in chosen
        if campaign.killer(one) is None
    ]
    wrong = [one.key for one in chosen if (campaign.killer(one) is None) != (one.key in CODE)]
    _report(len(every), Counter(standings.values()), shown, wrong, least, as_json=as_json)


@command.command(help=KIT_HELP)
@_shared(300, "Seconds for one mutant and level.")
@click.option("--every-level", is_flag=True, help="Ask each level, also when one before it has noticed.")
def kit(
    sample: int | None,
    seed: int,
    time_limit: int,
    workers: int,
    resume: Path | None,
    least: int | None,
    modules: tuple[str, ...],
    *,
    survivors: bool,
    only_list: bool,
    as_json: bool,
    every_level: bool,
) -> None:
    """Tries the mutants of the example."""
    from conformance.engine.conversation import GaveUp
    from tests.mutants.kit.campaign import KitCampaign
    from tests.mutants.kit.mutant import mutants as kit_mutants

    every = [one for one in kit_mutants() if not modules or one.about in modules]
    chosen = drawn(every, sample, seed)
    if only_list:
        _list([(one.key, one.kind) for one in chosen], as_json=as_json)
        return
    campaign = KitCampaign(chosen, _results(resume))
    if not survivors:
        try:
            campaign.run(time_limit, workers, _tell, every=every_level)
        except GaveUp as no:
            _tell(f"leo: example-missing: the example does not come up, {no}\n  remedy: npm ci, in examples/js")
            sys.exit(2)
    killers = {one.key: campaign.killers(one) for one in chosen}
    counts = Counter(
        level for tries in killers.values() for level in sorted(f"killed by {one.check}" for one in tries)[:1]
    )
    shown: list[dict[str, Any]] = []
    for one in chosen:
        if not killers[one.key]:
            standing = "survived" if campaign.survived(one) else "not finished"
            counts[standing] += 1
            fields = {"mutant": one.key, "line": one.line, "standing": standing, "noticed": []}
            shown.append({**fields, "equivalent": KIT.get(one.key)})
    wrong = [one.key for one in chosen if (not killers[one.key]) != (one.key in KIT)]
    _report(len(every), counts, shown, wrong, least, as_json=as_json)


def _standing(campaign: CodeCampaign, mutant: CodeMutant) -> str:
    killer = campaign.killer(mutant)
    if killer is not None:
        return f"killed by {killer.check}"
    return "survived" if campaign.survived(mutant) else "not finished"


def _results(path: Path | None) -> Results:
    try:
        return Results(path)
    except (BadResults, OSError) as bad:
        _tell(f"leo: results-wrong: {bad}\n  remedy: name another file, or delete this one")
        sys.exit(2)


def _list(found: list[tuple[str, str]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([{"mutant": key, "kind": kind} for key, kind in found]))
    else:
        for key, kind in found:
            click.echo(f"{kind:<11} {key}")


def _report(
    total: int,
    counts: Mapping[str, int],
    shown: list[dict[str, Any]],
    wrong: list[str],
    least: int | None,
    *,
    as_json: bool,
) -> None:
    """The score, what was not killed by the first means, and what is not as ``equivalent.py`` says; then it exits."""
    tried = sum(counts.values())
    killed = sum(number for name, number in counts.items() if name.startswith("killed"))
    failed = is_failure(killed, tried, wrong, least)
    if as_json:
        fields = {"ok": not failed, "mutants": total, "counts": counts, "left": shown, "wrong": wrong}
        click.echo(json.dumps(fields))
        sys.exit(failed)
    for one in shown:
        why = one["equivalent"] or "; ".join(one["noticed"])
        click.echo(f"{one['standing']}: line {one['line']}: {one['mutant']}{f' ({why})' if why else ''}")
    for key in wrong:
        click.echo(f"not as tests/mutants/equivalent.py says: {key}", err=True)
    click.echo(f"{tried} of {total} mutants: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    sys.exit(failed)


def is_failure(killed: int, tried: int, wrong: list[str], least: int | None) -> bool:
    """Whether anything is not as said, or where a share is given, fewer are killed or one said to be the same is."""
    if least is None:
        return bool(wrong)
    return 100 * killed < least * tried or any(key in SPEC or key in CODE or key in KIT for key in wrong)


if __name__ == "__main__":
    command(prog_name="leo mutants")
