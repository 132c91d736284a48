"""For each action of the models: where the specification defines it, and the clause that it carries out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.rejections import CODES

SOURCES: Final[Mapping[str, str]] = {
    "Alter": "Attestation!Alter",
    "Announce": "Election!Announce",
    "Answer": "Attestation!Answer",
    "Apply": "Selection!Apply",
    "Claim": "Selection!Apply",
    "ClaimPayment": "Release!RequestPayment",
    "Confirm": "Confirmation!Confirm",
    "Decide": "Election!Elect",
    "Elect": "Election!Elect",
    "EndBlock": "Block!Tick",
    "GiveKey": "Release!ReleaseKey",
    "GiveVerdict": "Confirmation!Confirm",
    "Join": "Admission!Join",
    "Leave": "Admission!Leave",
    "OfferService": "Market!OfferService",
    "Post": "Market!PostTask",
    "PostReady": "Release!Ready",
    "PostTask": "Market!PostTask",
    "Ready": "Release!Ready",
    "ReleaseKey": "Release!ReleaseKey",
    "RequestPayment": "Release!RequestPayment",
    "Say": "Confirmation!Confirm",
    "SignReady": "Attestation!SignReady",
    "Transfer": "Market!Transfer",
    "WithdrawService": "Market!WithdrawService",
}
"""The definition behind each action; the models name some of them anew."""

CLAUSES: Final[Mapping[str, str]] = {
    "Admission!Join": "§5",
    "Admission!Leave": "§5",
    "Attestation!Alter": "§8",
    "Attestation!Answer": "§8",
    "Attestation!SignReady": "§9",
    "Block!Tick": "§4",
    "Confirmation!Confirm": "§11",
    "Election!Announce": "§6",
    "Election!Elect": "§7",
    "Market!OfferService": "§6",
    "Market!PostTask": "§6",
    "Market!Transfer": "§4",
    "Market!WithdrawService": "§6",
    "Release!Ready": "§9",
    "Release!ReleaseKey": "§9",
    "Release!RequestPayment": "§10",
    "Selection!Apply": "§6",
}
"""The clause that each definition carries out."""


def clause_of(action: str, result: str, *, settles: bool) -> str:
    """The clause that decides: of a refusal its code's, of a settlement §12, else the action's."""
    if result in CODES:
        return CODES[result].clause
    return "§12" if settles and action == "EndBlock" else CLAUSES[SOURCES[action]]
