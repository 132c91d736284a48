"""How a command of the kit ends: one line on standard error, and the exit code."""

from __future__ import annotations

import os
import sys
from typing import Final, NoReturn

import click

PASSED: Final = 0
FAILED: Final = 1
WRONG: Final = 2
STOPPED: Final = 3
INTERRUPTED: Final = 130
EXTRAS: Final = {"securesystemslib": "statements"}
"""Library -> the extra that brings it; others are of the kit's own."""


def wrong(text: str, exit_code: int = WRONG) -> NoReturn:
    """What was given cannot be used."""
    click.echo(f"leo: {text}", err=True)
    sys.exit(exit_code)


def ended(command: click.Command, name: str) -> NoReturn:
    """Runs a command; what a missing library or a reader that has gone means is said in one line."""
    said = None
    try:
        said = command.main(prog_name=name, standalone_mode=False)
    except click.ClickException as bad:
        bad.show()
        sys.exit(bad.exit_code)
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get((missing.name or "").partition(".")[0], "conformance")
        click.echo(
            f"leo: extra-missing: this command needs {missing.name}, which is not installed\n"
            f"  remedy: pip install 'leo-ref[{extra}]', or use ./leo in a checkout",
            err=True,
        )
        sys.exit(FAILED)
    except (KeyboardInterrupt, click.Abort):
        click.echo("leo: interrupted", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    sys.exit(said if isinstance(said, int) else PASSED)
