"""``leo oracle``: the reference answers, one line of JSON for each line of JSON."""

from __future__ import annotations

import sys

import click


@click.command(name="oracle", short_help="Answer requests of conformance/README.md on standard input.")
def command() -> None:
    """Answer requests in JSON, one a line on standard input, with one line each on standard output, until its end.

    The requests are those of conformance/README.md, for example: {"request":"digest","domain":"d","value":{}}
    """
    from leo_ref.oracle import Session, answer_line

    session = Session()
    for line in sys.stdin.buffer:
        session, said = answer_line(session, line)
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()
