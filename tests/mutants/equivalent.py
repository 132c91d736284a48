"""Mutants that no check can notice, each with the reason; by key, as ``./leo mutants`` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SPEC: Final[Mapping[str, str]] = {}
"""Of the specification."""

CODE: Final[Mapping[str, str]] = {
    "rules.challenge.answer: monitor is None -> False": "Whoever has no name has not asked either.",
}
"""Of the core."""
