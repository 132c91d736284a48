"""``leo oracle``: the reference answers, one line of JSON for each line of JSON."""

from __future__ import annotations

import sys

import click


@click.command(name="oracle")
def command() -> None:
    """Answer requests, one JSON object a line on standard input, each with one line of JSON on standard output.

    The requests are those of conformance/README.md, for example: {"request":"digest","domain":"d","value":{}}

    An answer has one member: ok, refused (with a code), or error (the request itself is wrong). Exit code 0 at the end
    of standard input, whatever the answers are.
    """
    from leo_ref.oracle import Session, answer_line

    session = Session()
    for line in sys.stdin.buffer:
        session, said = answer_line(session, line)
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()
