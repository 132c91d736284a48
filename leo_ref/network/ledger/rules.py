"""Which rules a ledger is made by: services and clients of different versions refuse each other by name."""

from __future__ import annotations

from typing import Final

RULES: Final = "leo/2"
"""Changed with every change of a rule by which a block of before would come to another state. A test holds it to the
conformance vectors of whole blocks: where those change, this has to."""

RULES_HEADER: Final = "Leo-Rules"
"""The version of the rules, in requests of services and clients and in all answers."""

GENESIS_HEADER: Final = "Leo-Genesis"
"""The genesis hash in hexadecimal, likewise."""
