"""One word, one meaning: no two modules have a public class of one name, unless both mean the same thing.

``python -m lints.names leo_ref`` prints each name that stands for two things, and each exception that is not needed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SAME: Final[Mapping[str, str]] = {
    "Answer": "what an executor shows: the transaction that carries it, and what is in its envelope",
    "EccKey": "a public key on a curve, as X.509 and as a TPM write it",
    "Failure": "the names of what may fail in a room that touches the world; each room has one (core.failures)",
    "Node": "a member of the network: what the ledger keeps of it, and the party itself",
    "Refused": "a refusal on its way up, caught in the room that raised it",
    "RsaKey": "an RSA public key, as X.509 and as a TPM write it",
    "Tpm": "a TPM: connected to, and as what evidence of a deployment is made by",
}
"""Names that several modules may use, and what they mean in all of them."""


def classes(package: Path) -> dict[str, list[str]]:
    """The public classes of a package: name to the modules that define it, in their order."""
    found: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(str(path))
    return found


def findings(package: Path, same: Mapping[str, str] = SAME) -> list[str]:
    """What is wrong, a line each, in the order of the names."""
    found = classes(package)
    doubles = {name: paths for name, paths in found.items() if len(paths) > 1}
    lines = [f"{name} is in {', '.join(paths)}" for name, paths in doubles.items() if name not in same]
    lines += [f"{name} is an exception, but not in two modules" for name in same if name not in doubles]
    return sorted(lines)


def main(arguments: list[str]) -> int:
    """Prints every finding in the packages named; the exit code."""
    if not arguments:
        print("usage: python -m lints.names PACKAGE...", file=sys.stderr)
        return 2
    lines = [line for package in arguments for line in findings(Path(package))]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
