"""One transaction (§4): the envelope, then the rule. It applies wholly or leaves the state as it was."""

from __future__ import annotations

from typing import assert_never

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import EMPTY, Account, State
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
)
from leo_ref.core.values import AccountId, JobId, ServiceId
from leo_ref.ledger.envelope import opened
from leo_ref.rules import (
    admission,
    approval,
    challenge,
    confirmation,
    dispute,
    enrolment,
    market,
    release,
    result,
    selection,
    show,
)
from leo_ref.rules.verifiers import Verifiers


def execute(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, name: str, body: Body
) -> State | Rejection:
    """The rule of ``body``, sent by ``sender``; ``name`` is the id of what it creates."""
    match body:
        case Transfer():
            return market.transfer(state, sender, body)
        case OfferService():
            return market.offer_service(params, state, sender, ServiceId(name), body)
        case WithdrawService():
            return market.withdraw_service(state, sender, body)
        case PostTask():
            return market.post_task(params, state, sender, JobId(name), body)
        case JoinNode():
            return admission.join(params, verifiers, state, sender, JobId(name), body)
        case Leave():
            return admission.leave(state, sender)
        case PublishLog():
            return admission.publish_log(state, sender, body)
        case Apply():
            return selection.apply(params, verifiers, state, sender, body)
        case Show():
            return show.show(verifiers, state, sender, body)
        case Approve():
            return approval.approve(state, sender, body)
        case ReleaseKey():
            return release.release_key(verifiers, state, sender, body)
        case DisputeKey():
            return dispute.dispute_key(verifiers, state, sender, body)
        case Challenge():
            return challenge.challenge(params, verifiers, state, sender, body)
        case Answer():
            return challenge.answer(verifiers, state, sender, body)
        case Accuse():
            return challenge.accuse(params, verifiers, state, sender, body)
        case RequestPayment():
            return result.request_payment(params, verifiers, state, sender, body)
        case AskResult():
            return result.ask_result(params, state, sender, body)
        case GiveResult():
            return result.give_result(state, sender, body)
        case Confirm():
            return confirmation.confirm(params, verifiers, state, sender, body)
        case ChallengeCandidate():
            return enrolment.challenge_candidate(params, state, sender, body)
        case AnswerCredential():
            return enrolment.answer_credential(state, sender, body)
        case ConfirmCandidate():
            return enrolment.confirm_candidate(params, verifiers, state, sender, body)
    assert_never(body)


def apply(params: Parameters, verifiers: Verifiers, state: State, transaction: Transaction) -> State | Rejection:
    """The state after one signed transaction, without the tick that ends a block; or why it is refused (§4).

    ``state`` is the one after the transactions before it.

    Rejections, in this order: SIGNATURE_INVALID, COUNTER_WRONG, then those of the rule of its body: the first check
    that fails, in the order of §4's table.
    """
    name = opened(verifiers, state, transaction)
    if isinstance(name, Rejection):
        return name
    after = execute(params, verifiers, state, transaction.sender, name, transaction.body)
    if isinstance(after, Rejection):
        return after
    account = after.accounts.get(transaction.sender, EMPTY)
    counted = Account(account.balance, account.counter + 1)
    return evolve(after, accounts=after.accounts.set(transaction.sender, counted))
