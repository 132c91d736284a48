"""What was recorded for these vectors, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "recorded"


def load(name: str) -> Any:  # Any: the two files below say what is in them
    """A recorded file."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


OCTETS: Final[Mapping[str, bytes]] = {
    name: bytes.fromhex(octets) for name, octets in load("identity.json")["octets"].items()
}
"""From swtpm, by ``tests/attestation/identity/record.py``."""
