"""Every domain of a digest is in the table of §2, and nothing else is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BESIDE = ("leo/software-", "leo/service-")
"""Domains of what is no part of the protocol."""


def declared() -> list[str]:
    """The values of all constants named like a domain."""
    found = []
    for path in sorted((ROOT / "leo_ref").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if any(name.endswith("_DOMAIN") for name in names):
                assert isinstance(node, ast.Assign | ast.AnnAssign)
                assert isinstance(node.value, ast.Constant), f"{path}: {names}"
                found.append(str(node.value.value))
    return found


def test_no_two_uses_share_a_domain() -> None:
    assert len(declared()) == len(set(declared())) > 20


def test_the_table_has_every_domain_of_the_protocol() -> None:
    written = re.findall(r"^\| `(leo/[a-z-]+)` \|", (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8"), re.M)
    assert len(written) == len(set(written))
    assert set(written) == {domain for domain in declared() if not domain.startswith(BESIDE)}
