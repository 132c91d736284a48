"""Snapshot files for the tests: of a ledger's own state, and made wrong in one place."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from leo_ref.core.values import NodeId
from leo_ref.explain import Malformed, Situation, read_snapshot
from leo_ref.explain.example import example


def octets(file: object) -> bytes:
    """A file as people write it."""
    return json.dumps(file, indent=1).encode()


def situation(file: object) -> Situation:
    """The situation of a sound file."""
    found = read_snapshot(octets(file))
    assert isinstance(found, Situation), found
    return found


def malformed(file: object) -> Malformed:
    """What is wrong with a wrong one."""
    found = read_snapshot(octets(file))
    assert isinstance(found, Malformed), found
    return found


def example_file() -> Any:  # JSON that the tests change
    """The example, to be changed."""
    return json.loads(json.dumps(example()))


def labelled(file: Any, label: str) -> NodeId:  # JSON
    """The node with this label."""
    (name,) = [name for name, node in file["nodes"].items() if node["label"] == label]
    return NodeId(name)


def seed(name: str) -> bytes:
    """A seed from a name."""
    return sha256(name.encode()).digest()
