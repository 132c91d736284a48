"""Mutants that no check can notice, each with the reason; by key, as ``./leo mutants`` shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SAME: Final = "Of two equal numbers either one is meant."

SPEC: Final[Mapping[str, str]] = {
    "Ledger.Min: a < b -> a <= b": SAME,
    "Ledger.Max: a > b -> a >= b": SAME,
}
"""Of the specification."""

CODE: Final[Mapping[str, str]] = {
    "rules.challenge.answer: monitor is None -> False": "Whoever has no name has not asked either.",
}
"""Of the core."""

KIT: Final[Mapping[str, str]] = json.loads(
    (Path(__file__).parent / "kit" / "explained.json").read_text(encoding="utf-8")
)
"""Of the example in JavaScript, whose lines are long."""
