"""Levels: the groups of vectors that an implementation declares, in the order in which they are best begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from leo_ref.core.encoding import JsonValue

LEVELS: Final[Mapping[str, str]] = {
    "questions": "nonces, and when a monitor asks: canonical JSON and SHA-256, nothing else",
    "encoding": "octets that are a value or a document, and octets that are not",
    "rules": "credit, election, quorum, outcome and settlement on their own: integers, no cryptography",
    "models": "states, actions, what follows and what is refused; symbols in place of cryptography",
    "sealing": "Merkle trees, imprints of sealed payloads, chunks of them",
    "draw": "VRF proofs, votes and tickets",
    "ledger": "transactions, blocks and genesis documents in octets",
    "tcg": "what TPMs and firmware write: keys, attestations, signatures, logs",
    "identity": "endorsement certificates, candidates, credentials, what keys must be",
    "appraisal": "answers of a TPM judged by a policy",
    "transcripts": "whole runs, and what is wrong with them first",
}
"""Name, which is also the folder of its files, and what it is about."""


def levels(paths: Iterable[str]) -> list[JsonValue]:
    """For the index: each level with its files."""
    found: dict[str, list[JsonValue]] = {name: [] for name in LEVELS}
    for path in sorted(paths):
        found[path.partition("/")[0]].append(path)
    return [{"name": name, "about": about, "files": found[name]} for name, about in LEVELS.items()]
