"""Leo Reference: the executable form of the specification in ``spec/``.

The names below are the public API, described in ``docs/api/`` and defined by way of :mod:`leo_ref.api`. They are
imported when the first of them is used, so that ``import leo_ref`` alone costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leo_ref.api import (
        CREDIT,
        LEO,
        Account,
        Answer,
        Appraisal,
        Block,
        Bundle,
        ClaimAnswer,
        Code,
        Compared,
        Deployment,
        DrawReport,
        Finding,
        FirstNode,
        Genesis,
        JsonValue,
        Keys,
        Malformed,
        Map,
        NodeStanding,
        Parameters,
        Policy,
        Producer,
        Rejection,
        Secret,
        Session,
        Software,
        State,
        Suite,
        Ticket,
        Tpm,
        Transaction,
        Transfer,
        Verifiers,
        apply_block,
        apply_transaction,
        appraise,
        ask,
        decode,
        draw_alpha,
        draw_group,
        encode,
        from_octets,
        genesis,
        keys_of,
        make_block,
        producer_of,
        read_json,
        sign_transaction,
        sortition,
        to_octets,
        verifiers_of,
        verify_ticket,
        vrf_prove,
        vrf_secret,
        vrf_verify,
    )

__all__ = [
    "CREDIT",
    "LEO",
    "Account",
    "Answer",
    "Appraisal",
    "Block",
    "Bundle",
    "ClaimAnswer",
    "Code",
    "Compared",
    "Deployment",
    "DrawReport",
    "Finding",
    "FirstNode",
    "Genesis",
    "JsonValue",
    "Keys",
    "Malformed",
    "Map",
    "NodeStanding",
    "Parameters",
    "Policy",
    "Producer",
    "Rejection",
    "Secret",
    "Session",
    "Software",
    "State",
    "Suite",
    "Ticket",
    "Tpm",
    "Transaction",
    "Transfer",
    "Verifiers",
    "apply_block",
    "apply_transaction",
    "appraise",
    "ask",
    "decode",
    "draw_alpha",
    "draw_group",
    "encode",
    "from_octets",
    "genesis",
    "keys_of",
    "make_block",
    "producer_of",
    "read_json",
    "sign_transaction",
    "sortition",
    "to_octets",
    "verifiers_of",
    "verify_ticket",
    "vrf_prove",
    "vrf_secret",
    "vrf_verify",
]


def __getattr__(name: str) -> object:
    """A name of the API, at its first use.

    Raises:
        AttributeError: where it is none, as of any module.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from leo_ref import api

    return getattr(api, name)


def __dir__() -> list[str]:
    """What a shell offers to complete."""
    return sorted(__all__)
