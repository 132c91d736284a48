"""For each action of the models: where the specification defines it, and the clause that it carries out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.rejections import CODES

SOURCES: Final[Mapping[str, str]] = {
    "Accuse": "Challenge!Accuse",
    "Announce": "Election!Announce",
    "Answer": "Challenge!Answer",
    "AnswerCredential": "Enrolment!AnswerCredential",
    "Apply": "Selection!Apply",
    "Approve": "Approval!Approve",
    "AskResult": "Result!AskResult",
    "Challenge": "Challenge!Challenge",
    "ChallengeCandidate": "Enrolment!ChallengeCandidate",
    "Claim": "Selection!Apply",
    "Confirm": "Confirmation!Confirm",
    "ConfirmCandidate": "Enrolment!ConfirmCandidate",
    "Decide": "Election!Elect",
    "DisputeKey": "Dispute!DisputeKey",
    "Elect": "Election!Elect",
    "EndBlock": "Block!Tick",
    "GiveAccusation": "Challenge!Accuse",
    "GiveAnswer": "Challenge!Answer",
    "GiveApproval": "Approval!Approve",
    "GiveAsk": "Result!AskResult",
    "GiveChallenge": "Challenge!Challenge",
    "GiveConfirmation": "Confirmation!Confirm",
    "GiveCredential": "Enrolment!ChallengeCandidate",
    "GiveDispute": "Dispute!DisputeKey",
    "GiveKey": "Release!ReleaseKey",
    "GiveOpening": "Enrolment!ConfirmCandidate",
    "GiveReply": "Enrolment!AnswerCredential",
    "GiveRequest": "Result!RequestPayment",
    "GiveResult": "Result!GiveResult",
    "GiveShow": "Show!Show",
    "GiveSight": "Show!Show",
    "GiveTheResult": "Result!GiveResult",
    "Join": "Admission!Join",
    "Leave": "Admission!Leave",
    "OfferService": "Market!OfferService",
    "Post": "Market!PostTask",
    "PostTask": "Market!PostTask",
    "Receive": "Attestation!Receive",
    "ReleaseKey": "Release!ReleaseKey",
    "RequestPayment": "Result!RequestPayment",
    "See": "Attestation!See",
    "Show": "Show!Show",
    "Transfer": "Market!Transfer",
    "WithdrawService": "Market!WithdrawService",
}
"""The definition behind each action; the models name some of them anew."""

CLAUSES: Final[Mapping[str, str]] = {
    "Admission!Join": "§5",
    "Admission!Leave": "§5",
    "Approval!Approve": "§9",
    "Attestation!Receive": "§11",
    "Attestation!See": "§10",
    "Block!Tick": "§4",
    "Challenge!Accuse": "§10",
    "Challenge!Answer": "§10",
    "Challenge!Challenge": "§10",
    "Confirmation!Confirm": "§11",
    "Dispute!DisputeKey": "§9",
    "Election!Announce": "§6",
    "Election!Elect": "§7",
    "Enrolment!AnswerCredential": "§5",
    "Enrolment!ChallengeCandidate": "§5",
    "Enrolment!ConfirmCandidate": "§5",
    "Market!OfferService": "§6",
    "Market!PostTask": "§6",
    "Market!Transfer": "§4",
    "Market!WithdrawService": "§6",
    "Release!ReleaseKey": "§9",
    "Result!AskResult": "§11",
    "Result!GiveResult": "§11",
    "Result!RequestPayment": "§10",
    "Selection!Apply": "§6",
    "Show!Show": "§9",
}
"""The clause that each definition carries out."""


def clause_of(action: str, result: str, *, settles: bool) -> str:
    """The clause that decides: of a refusal its code's, of a settlement §12, else the action's."""
    if result in CODES:
        return CODES[result].clause
    return "§12" if settles and action == "EndBlock" else CLAUSES[SOURCES[action]]
