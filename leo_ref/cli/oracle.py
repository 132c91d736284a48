"""``leo oracle``: the reference answers, by lines of JSON or over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

PORT: Final = 8421


@click.command(name="oracle")
@click.option("--http", "over_http", is_flag=True, help="Serve over HTTP on this machine instead.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="Of --http; 0: any.")
def command(over_http: bool, port: int) -> None:
    """Answer requests, a line of JSON on standard input each, by one line of JSON on standard output.

    A line is a request or an array of requests, as docs/conformance.md has them, for example:
    {"id":1,"request":"digest","domain":"d","value":{}}

    An answer has the id of its request and one member: ok, refused (with a code), or error (the request itself is
    wrong). Exit code 0 at the end of standard input, whatever the answers are.

    \b
    Over HTTP the same message is the body of a POST to /v1/ask, and the models that were set up last:
      leo oracle --http
      curl -d '{"id":1,"request":"digest","domain":"d","value":{}}' http://127.0.0.1:8421/v1/ask
    """  # noqa: D301 - click's own mark for lines that stay as they are
    if over_http:
        from leo_ref.cli.asking import serve

        serve(port, lambda url: click.echo(f"the oracle is served at {url}; Ctrl-C ends it", err=True))
        return
    from leo_ref.oracle import Session, answer_line

    session = Session()
    for line in sys.stdin.buffer:
        session, said = answer_line(session, line, lambda path: Path(path).read_bytes())
        sys.stdout.buffer.write(said)
        sys.stdout.buffer.flush()
