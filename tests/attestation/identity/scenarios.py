"""Chains of certificates, sound and hostile, each with how it must end. Keys and signatures are fixed by seeds.

``./leo dev certificates`` writes them to ``leo_ref/vectors/recorded/certificates.json``, from which the
vectors are made; a test holds the two together. The hostile ones are signed by the authorities themselves unless the
scenario is about signatures, so nothing but the one check can refuse them.
"""

from __future__ import annotations

import json

from tests.attestation.identity.ordered import more, ordered
from tests.attestation.identity.scenario import WHERE, Scenario
from tests.attestation.identity.sound import sound
from tests.attestation.identity.unchained import links, lists, profile
from tests.attestation.identity.unsorted import algorithms, unsorted
from tests.attestation.identity.unsound import keys, malformed, standing


def scenarios() -> list[Scenario]:
    """All of them, in the order of the vectors."""
    groups = (sound, malformed, keys, standing, profile, links, lists, ordered, more, unsorted, algorithms)
    return [scenario for group in groups for scenario in group()]


def text() -> str:
    """The file. Octets that occur in several scenarios are there once."""
    octets: dict[bytes, str] = {}

    def named(group: tuple[bytes, ...]) -> list[str]:
        return [octets.setdefault(one, f"{len(octets):03}") for one in group]

    found = [
        {
            "name": one.name,
            "why": one.why,
            "ends": one.ends,
            "chain": named(one.chain),
            "roots": named(one.roots),
            "lists": named(one.lists),
            "lists_required": one.lists_required,
            "at": one.at,
        }
        for one in scenarios()
    ]
    said = {
        "about": (
            "A throw-away authority with fixed keys. "
            "Written by python -m tests.attestation.identity.scenarios; never edited."
        ),
        "octets": {number: one.hex() for one, number in octets.items()},
        "scenarios": found,
    }
    return json.dumps(said, indent=1) + "\n"


if __name__ == "__main__":
    WHERE.write_text(text(), encoding="utf-8")
