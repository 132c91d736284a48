"""What can be wrong with a transcript, one name for each way, and where it was found."""

from __future__ import annotations

from enum import Enum, unique

from attrs import frozen


@unique
class Fault(Enum):
    """Why a transcript is not the record of a run by the rules."""

    # the line as octets
    ENDS_EARLY = "The transcript ends before its closing."
    LINE_TOO_LONG = "The line is longer than any line of a transcript."
    NOT_A_LINE = "The line is not the canonical form of a line."
    WRONG_NUMBER = "The line does not have the next number."
    CHAIN_BROKEN = "The line does not follow the line before: that one, or this one's digest of it, was changed."
    CONTENT_INLINE = "Long octets are written where they occur, instead of in lines of their own."
    CONTENT_OUT_OF_ORDER = "A piece of long octets is not the next one."
    CONTENT_TOO_LONG = "Long octets have more pieces than any message carries."
    CONTENT_OTHER = "Long octets are not those that their digest names."
    CONTENT_UNUSED = "Long octets are written that the next entry does not name."
    CONTENT_AGAIN = "Long octets are written a second time."
    # the order of the entries
    NO_OPENING = "The first line is no opening."
    OPENING_AGAIN = "There is a second opening."
    AFTER_CLOSING = "Something follows the closing."
    TIME_BACKWARD = "Something happened before what the transcript tells earlier."
    # the opening
    GENESIS_REFUSED = "The deployment cannot begin like this."
    # messages
    MESSAGE_MISPLACED = "A message is told in a way that is not its own."
    BLOCK_NOT_MADE = "A block reached somebody before it was made."
    FINDING_DIFFERS = "The evidence shows something else than what was recorded."
    # the ledger
    TRANSACTION_UNKNOWN = "No transaction reached the ledger in that line, or its turn is over."
    REFUSAL_UNKNOWN = "The ledger refuses with no such code."
    NOT_REFUSED = "A transaction that was recorded as refused applies."
    REFUSAL_DIFFERS = "A transaction is refused with another code."
    NOT_APPLICABLE = "A transaction of the block is refused."
    BLOCK_INCOMPLETE = "The block does not hold all that reached the ledger and was not refused, in that order."
    WRONG_PARENT = "The block does not follow the block before."
    WRONG_HEIGHT = "The block does not have the next height."
    BLOCK_REFUSED = "The block is not its producer's, or not rightly made."
    BLOCK_HASH_DIFFERS = "The block has another hash."
    STATE_DIFFERS = "The state after the block is another."
    # the closing
    LEDGER_PENDING = "Transactions were recorded as refused after the last block."
    OUTCOME_DIFFERS = "A job has another outcome."
    BALANCE_DIFFERS = "An account has another balance."
    BURNED_DIFFERS = "Another amount was burned."
    HEIGHT_DIFFERS = "The ledger has another height."
    END_DIFFERS = "The ledger ends in another state."


@frozen
class Broken:
    """The first thing that is wrong."""

    line: int
    """The number of the line, from 0."""
    fault: Fault
    detail: str
    """The values that matter, for people."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.fault.name}: {self.fault.value}" + (f" {self.detail}" if self.detail else "")
