"""The command of the kit: ``leo conformance``, or ``python -m conformance``."""

from __future__ import annotations

import fnmatch
import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from conformance.engine.ending import FAILED, PASSED, STOPPED, WRONG, ended, wrong
from conformance.engine.seconds import Seconds

FILE = click.Path(dir_okay=False, path_type=Path)

HELP = """Put the vectors to an implementation, and show each answer that differs.

    COMMAND... is your program, started in the current folder; it speaks the protocol of docs/conformance.md. Without
    it the reference answers, in this process. For example:

    \b
      leo conformance --level questions -- ./my-node --oracle
      leo conformance --id 'draw/vrf/*' --id 'models/MCElection/path-*' -- ./my-node
      leo conformance --json mine.json --junit mine.xml --html mine.html -- ./my-node
      leo conformance --page all.html mine.json theirs.json
      leo conformance --sign key.pem --statement mine.dsse.json --subject ./my-node -- ./my-node --oracle
      leo conformance --verify mine.dsse.json --key key.pub

    \b
    Exit codes:
      0  every vector passed, or failed as the file of expected failures says
      1  an answer differs or did not come, a declared level is not answered, nothing passed, or an expected failure
         passes; with --verify, the statement is not to be believed
      2  the command line, the vectors or a file is wrong
      3  the run was stopped: the program did not come up or does not answer any more, or the time is over
    """


@click.command(
    name="conformance",
    help=HELP,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "allow_interspersed_args": False,
        "max_content_width": 120,
    },
)
@click.option("--level", "levels", multiple=True, metavar="NAME", help="Ask this level only; may be given again.")
@click.option("--id", "names", multiple=True, metavar="ID", help="Ask this vector; * stands for anything. Again: more.")
@click.option(
    "--list", "listed", is_flag=True, help="List the levels, with --level or --id the vectors, and ask nothing."
)
@click.option("--values", is_flag=True, help="Compare what refusals carry, too; always done for the reference.")
@click.option("--expected", type=FILE, help="Expected failures: ID REASON, a line each.")
@click.option("--workers", type=click.IntRange(1, 64), help="Programs at a time.  [default: one for each processor]")
@click.option("--time-limit", default=30.0, show_default=True, type=Seconds(0.01), help="Seconds for an answer.")
@click.option("--run-limit", default=3600.0, show_default=True, type=Seconds(0.01), help="Seconds for all.")
@click.option("--answer-limit", default=1 << 24, show_default=True, type=click.IntRange(1), help="Octets of an answer.")
@click.option(
    "--give-up-after", default=5, show_default=True, type=click.IntRange(1), help="Answers in a row that do not come."
)
@click.option(
    "--vectors",
    type=click.Path(path_type=Path),
    help="Others: a folder, an archive, which is checked first, or a file of `leo fuzz`.",
)
@click.option("--json", "as_json", metavar="FILE", help="Write the results as JSON; - is standard output.")
@click.option("--junit", type=FILE, help="Write them as JUnit XML.")
@click.option("--html", type=FILE, help="Write them as a page.")
@click.option(
    "--page",
    type=FILE,
    help="Make a page of files of results, COMMAND..., and ask nothing.",
)
@click.option("--sign", type=FILE, metavar="KEY", help="Sign a statement of what came of the run, by this private key.")
@click.option("--statement", type=FILE, help="Where the statement goes.")
@click.option("--subject", "subjects", multiple=True, type=FILE, help="A file that is tested; may be given again.")
@click.option("--verify", type=FILE, help="Check a statement and tell what it says, and ask nothing.")
@click.option("--key", type=FILE, help="The public key of whoever must have signed it.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="[--] [COMMAND...]")
def conformance(
    levels: tuple[str, ...],
    names: tuple[str, ...],
    listed: bool,
    values: bool,
    expected: Path | None,
    workers: int | None,
    time_limit: float,
    run_limit: float,
    answer_limit: int,
    give_up_after: int,
    vectors: Path | None,
    as_json: str | None,
    junit: Path | None,
    html: Path | None,
    page: Path | None,
    sign: Path | None,
    statement: Path | None,
    subjects: tuple[Path, ...],
    verify: Path | None,
    key: Path | None,
    command: tuple[str, ...],
) -> None:
    """Says what came of it, and exits; :data:`HELP` is its help."""
    from conformance.engine import reading, results
    from conformance.engine.expected import BadList, read_expected
    from conformance.engine.program import Bounds
    from conformance.engine.questions import everything, ids
    from conformance.engine.report.junit import junit as junit_of
    from conformance.engine.report.page import page as page_of
    from conformance.engine.report.text import lines
    from conformance.engine.run import Plan, run
    from conformance.engine.schemas import VectorError
    from conformance.engine.statements import command as statements

    if page is not None:
        try:
            page.write_text(page_of([results.read_results(Path(name)) for name in command]), encoding="utf-8")
        except results.BadResults as bad:
            wrong(str(bad))
        return
    if (verify is None) != (key is None):
        wrong("--verify and --key go together")
    if verify is not None and key is not None:
        if as_json not in (None, "-"):
            wrong("what a statement says goes to standard output: --json -")
        statements.verify(verify, key, subjects, vectors, as_json=as_json == "-")
        return
    signing = None
    if sign is not None or statement is not None:
        if sign is None or statement is None or not subjects:
            wrong("--sign, --statement and --subject go together")
        if names or expected is not None:
            wrong("a statement is about whole levels and what came of them, so neither with --id nor with --expected")
        with statements.named(WRONG):
            signing = statements.Signing(sign, statement, subjects)
    try:
        found = reading.read(vectors or reading.FOLDER)
        known = set(ids(found))
        strange = found.metadata.fault({*found.cases, *found.models}, known)
        if strange is not None:
            raise VectorError(f"the metadata of the vectors is wrong: {strange}")
        reasons = {} if expected is None else read_expected(expected, known)
    except (VectorError, BadList) as bad:
        wrong(str(bad))
    missing = [level for level in levels if level not in found.levels]
    if missing:
        wrong(f"there is no level {missing[0]}; there are {', '.join(found.levels)}")
    unknown = [name for name in names if not fnmatch.filter(known, name)]
    if unknown:
        wrong(f"there is no vector {unknown[0]}; --list with --level names them")
    if listed:
        _list(found, known, levels, names)
        return
    called = shlex.split(command[0]) if len(command) == 1 else [*command]
    plan = Plan(
        vectors=found,
        command=called,
        wanted=_wanted(names) if names else everything,
        levels=frozenset(levels) or None,
        values=values or not called,
        expected=reasons,
        bounds=Bounds(seconds=time_limit, octets=answer_limit, in_a_row=give_up_after),
        run_seconds=run_limit,
        workers=workers or os.cpu_count() or 1,
    )
    ran = run(plan, _progress)
    said = results.document(ran, found, shlex.join(called), plan.levels, values=plan.values)
    options = ("--values " if values else "") + (f"--vectors {shlex.quote(str(vectors))} " if vectors else "")
    for line in lines(said, options):
        click.echo(line, err=as_json == "-")
    if as_json == "-":
        click.echo(json.dumps(said))
    elif as_json is not None:
        Path(as_json).write_text(json.dumps(said) + "\n", encoding="utf-8")
    if junit is not None:
        junit.write_bytes(junit_of(ran.judged, ran.stopped, said["remarks"]))
    if html is not None:
        html.write_text(page_of([said]), encoding="utf-8")
    if signing is not None:
        with statements.named(STOPPED if said["verdict"] == results.STOPPED else WRONG):
            signing.sign(said)
    sys.exit({results.PASSED: PASSED, results.FAILED: FAILED, results.STOPPED: STOPPED}[said["verdict"]])


def _wanted(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    plain = {name for name in patterns if not set("*?[") & set(name)}
    others = [name for name in patterns if name not in plain]
    return lambda name: name in plain or any(fnmatch.fnmatchcase(name, pattern) for pattern in others)


def _list(found: object, known: set[str], levels: tuple[str, ...], names: tuple[str, ...]) -> None:
    from conformance.engine.reading import Vectors

    assert isinstance(found, Vectors)
    if not levels and not names:
        for level, about in found.levels.items():
            click.echo(f"{level:<12} {sum(name.startswith(f'{level}/') for name in known):>7,}  {about}")
        return
    wanted = _wanted(names or ("*",))
    for name in sorted(known):
        if wanted(name) and (not levels or name.partition("/")[0] in levels):
            click.echo(name)


def _progress(done: int, whole: int) -> None:
    """Ten lines, on standard error."""
    if done * 10 // whole > (done - 1) * 10 // whole and whole > 10:
        click.echo(f"{done * 100 // whole} %", err=True)


def main() -> NoReturn:
    """Runs the command."""
    ended(conformance, "leo conformance")
