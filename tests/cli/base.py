"""A process that imports as after ``pip install leo-ref``: what the extras bring is hidden from it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

HIDE: Final = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hidden())
"""


def canonical(distribution: str) -> str:
    """The name as the index has it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def brought_by(distributions: Iterable[str]) -> set[str]:
    """These distributions, what they depend on, and so on, without extras."""
    found: set[str] = set()
    waiting = [canonical(name) for name in distributions]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            try:
                required = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # it is for another system or Python
            waiting += [name_of(line) for line in required if "extra ==" not in line]
    return found


def name_of(requirement: str) -> str:
    """The distribution that a line of requirements asks for."""
    return canonical(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0])


def hidden_modules() -> list[str]:
    """The modules that the extras and the project's own tools bring, and the base install does not."""
    base = brought_by(["leo-ref"])
    return sorted(
        module
        for module, owners in metadata.packages_distributions().items()
        if module != "leo_ref" and not any(canonical(owner) in base for owner in owners)
    )


def run(code: str, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs Python code that imports as after a base install."""
    return subprocess.run(
        [sys.executable, "-c", f"HIDDEN = {hidden_modules()!r}\n{HIDE}\n{code}", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
