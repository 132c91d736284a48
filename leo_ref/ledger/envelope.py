"""The envelope of a transaction (§4): signed by its sender, carrying the sender's next counter."""

from __future__ import annotations

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction, signing_digest
from leo_ref.rules.verifiers import Verifiers


def opened(verifiers: Verifiers, state: State, transaction: Transaction) -> str | Rejection:
    """The transaction's id, 64 hexadecimal digits, if its signature and counter hold."""
    message = signing_digest(transaction.sender, transaction.counter, transaction.body)
    if not verifiers.signed(transaction.sender, message, transaction.signature):
        return reject(Code.SIGNATURE_INVALID, sender=transaction.sender)
    expected = state.accounts.get(transaction.sender, EMPTY).counter
    if transaction.counter != expected:
        return reject(Code.COUNTER_WRONG, given=transaction.counter, expected=expected)
    return message.hex()
