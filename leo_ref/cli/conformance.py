"""``leo conformance``: the vectors put to an implementation."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from leo_ref.cli.checkout import checkout

PASSED_ON = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command(name="conformance", context_settings=PASSED_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> NoReturn:
    """Put every vector to an implementation, and show each answer that differs.

    ARGUMENTS go to pytest, which runs the tests in conformance/. Beside pytest's own options there are:

    \b
      --implementation CMD     a program that answers requests on lines; default: the reference
      --values                 compare the values of refusals, too, and not only their codes
      --time-limit SECONDS     for one answer; default: 30
      --vectors DIR            other vectors, made by `leo vectors --all --out DIR`

    CMD is started in the current folder. For example:
    leo conformance --implementation "./my-node --oracle" -k encoding -x

    Exit code 0: no answer differs; 1: one does; others are pytest's.
    """  # noqa: D301 - click's own mark for lines that stay as they are
    root = checkout()
    own = ("-c", str(root / "pyproject.toml"), "--rootdir", str(root), str(root / "conformance"))
    sys.stdout.flush()
    os.execv(sys.executable, (sys.executable, "-m", "pytest", *own, *arguments))
