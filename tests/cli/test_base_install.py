"""After ``pip install leo-ref``: every command tells its help, and one that needs more names the line to type."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from leo_ref.cli.entry import EXTRA_OF
from tests.cli.base import ROOT, brought_by, canonical, hidden_modules, name_of, run

MAIN = "from leo_ref.cli import main; main()"

EVERY_HELP = """
import click
from leo_ref.cli.entry import leo
def walk(command, context):
    print(context.command_path)
    command.get_help(context)
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)
        walk(inner, click.Context(inner, info_name=name, parent=context))
walk(leo, click.Context(leo, info_name="leo"))
"""


def test_the_extras_are_hidden_and_the_base_is_not() -> None:
    assert {"networkx", "PIL", "docker", "numpy", "pytest"} <= {*hidden_modules()}
    assert not {"click", "attrs", "nacl", "cryptography", "rich"} & {*hidden_modules()}


def test_every_command_and_every_command_of_a_command_tells_its_help() -> None:
    output = run(EVERY_HELP)
    assert output.returncode == 0, output.stderr
    assert {"leo", "leo check", "leo demo", "leo bench", "leo bench demo", "leo bench models"} <= {
        *output.stdout.splitlines()
    }


@pytest.mark.parametrize(
    "arguments", [("--help",), ("check", "--list"), ("draw", "--example"), ("demo", "--fault", "list")]
)
def test_what_needs_no_extra_works(arguments: tuple[str, ...]) -> None:
    done = run(MAIN, *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("check", "MCElection"), "tlc"),
        (("bench", "models"), "tlc"),
        (("demo", "--software"), "docker"),
        (("statistics",), "plots"),
        (("ledger", "status"), "http"),
        (("tpm", "doctor"), "tpm"),
    ],
)
def test_what_needs_one_names_the_line_to_type(arguments: tuple[str, ...], extra: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path)) if arguments[0] == "demo" else ()
    done = run(MAIN, *arguments, *out, environment={"PATH": ""})
    assert done.returncode == 1, done.stderr
    assert re.match(r"leo: [a-z-]*-missing: ", done.stderr), done.stderr
    assert f"pip install 'leo-ref[{extra}]'" in done.stderr
    assert not [*tmp_path.iterdir()], "it says so before it has done anything"


def imported(path: Path) -> Iterator[str]:
    """The libraries that a module names in its imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_every_library_that_the_base_install_lacks_has_its_extra() -> None:
    owners = metadata.packages_distributions()
    base = brought_by(["leo-ref"])
    used = {name for path in (ROOT / "leo_ref").rglob("*.py") for name in imported(path)}
    outside = {
        name
        for name in used - {"leo_ref"} - {*sys.stdlib_module_names}
        if not any(canonical(owner) in base for owner in owners.get(name, []))
    }
    # Two programs of other implementations, each with libraries of its own.
    assert outside - {"dot_ring", "sortes", "ecvrf"} <= {*EXTRA_OF}


@pytest.mark.parametrize(("library", "extra"), EXTRA_OF.items())
def test_the_extra_that_is_named_brings_the_library(library: str, extra: str) -> None:
    owners = metadata.packages_distributions().get(library)
    if owners is None and not os.environ.get("CI"):
        pytest.skip(f"{library} is not installed here; pip install 'leo-ref[{extra}]'")
    assert owners is not None, f"a build server has every extra; {library} is missing"
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    brought = brought_by(map(name_of, project["optional-dependencies"][extra]))
    assert {canonical(owner) for owner in owners} & brought
