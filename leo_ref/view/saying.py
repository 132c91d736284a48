"""Transactions in words: what the sender did, without its name."""

from __future__ import annotations

from typing import assert_never

from attrs import frozen

from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    AnswerCredential,
    Apply,
    Approve,
    AskResult,
    Body,
    Challenge,
    ChallengeCandidate,
    Confirm,
    ConfirmCandidate,
    DisputeKey,
    GiveResult,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    PublishLog,
    ReleaseKey,
    RequestPayment,
    Show,
    Transaction,
    Transfer,
    WithdrawService,
    signing_digest,
)
from leo_ref.core.values import AccountId, JobId
from leo_ref.demo.phrases import leo


@frozen(kw_only=True)
class LogLine:
    """One thing that happened: ``who`` ``what`` ``whom``."""

    who: AccountId | None
    """Who did it; null where the tick did."""
    what: str
    whom: AccountId | None
    job: JobId | None
    code: str | None
    """Of a refusal."""
    clause: str | None


def line(what: str, who: str | None = None, whom: str | None = None, job: JobId | None = None) -> LogLine:
    """A line that is no refusal."""
    return LogLine(
        who=None if who is None else AccountId(who),
        what=what,
        whom=None if whom is None else AccountId(whom),
        job=job,
        code=None,
        clause=None,
    )


def said(transaction: Transaction) -> LogLine:
    """What a transaction of a block does."""
    what, whom = _phrase(transaction.body)
    return line(what, transaction.sender, whom, job_of(transaction))


def job_of(transaction: Transaction) -> JobId | None:
    """The job that a transaction is about, or makes."""
    body = transaction.body
    match body:
        case PostTask() | JoinNode():
            return JobId(signing_digest(transaction.sender, transaction.counter, body).hex())
        case Transfer() | OfferService() | WithdrawService() | Leave() | PublishLog():
            return None
        case _:
            return body.job


def _phrase(body: Body) -> tuple[str, str | None]:
    """What is done, and to whom."""
    match body:
        case Transfer(to=to, amount=amount):
            return f"transfers {leo(amount)} to", to
        case OfferService(offer=offer, bond=bond):
            return f"offers a service at {leo(offer.price)}, with a bond of {leo(bond)}", None
        case WithdrawService():
            return "withdraws a service", None
        case PostTask(payment=payment, tau=tau):
            return f"posts a task: {leo(payment)} go into escrow, {tau} votes are to be drawn", None
        case JoinNode():
            return "asks to become a node", None
        case Leave():
            return "leaves: it is no node any more", None
        case PublishLog(log=log):
            return f"publishes the log of its boot, {len(log)} octets", None
        case Apply(round=number):
            return f"claims a place in round {number}", None
        case _:
            return _working(body)


def _working(
    body: Show
    | Approve
    | ReleaseKey
    | DisputeKey
    | Challenge
    | Answer
    | Accuse
    | RequestPayment
    | AskResult
    | GiveResult
    | Confirm
    | ChallengeCandidate
    | AnswerCredential
    | ConfirmCandidate,
) -> tuple[str, str | None]:
    """What is done in a job once its group is drawn."""
    match body:
        case Show():
            return "shows its machine", None
        case Approve():
            return "approves what was shown", None
        case ReleaseKey(part=part):
            return f"releases the key of the {part.value}, sealed to the executor", None
        case DisputeKey(part=part):
            return f"opens the key of the {part.value} before everybody", None
        case Challenge():
            return "asks the executor on the ledger", None
        case Answer(evidence=evidence):
            return "answers on the ledger", evidence.monitor
        case Accuse():
            return "accuses the executor with an answer of its own", None
        case RequestPayment():
            return "requests payment: the job ran, and its traces are gone", None
        case AskResult():
            return "asks for the result on the ledger", None
        case GiveResult(result=result):
            return f"puts the sealed result on the ledger, {len(result)} octets", None
        case Confirm():
            return "confirms: it saw the job run, and holds the result", None
        case ChallengeCandidate():
            return "challenges the candidate with a credential", None
        case AnswerCredential(attestor=attestor):
            return "answers the credential of", attestor
        case ConfirmCandidate():
            return "opens its credential before everybody", None
    assert_never(body)
