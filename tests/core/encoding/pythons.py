"""Which Pythons a machine has beside the one that runs the tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final


def other_pythons() -> Iterator[Path]:
    """Those new enough that a machine has beside the one that runs the tests, one of each version."""
    folders = (Path.home() / ".pyenv" / "versions").glob("3.*/bin")
    path = [*map(str, folders), None]
    for minor in range(11, 30):
        if minor != sys.version_info.minor:
            found = (shutil.which(f"python3.{minor}", path=place) for place in path)
            yield from [Path(name) for name in found if name and runs(name)][:1]


def runs(python: str) -> bool:
    """A name may be there without a Python behind it."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


OTHERS: Final = tuple(other_pythons())
