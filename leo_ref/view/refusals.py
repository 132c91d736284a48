"""Transactions that the ledger refused for a block: code, clause and sentence."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.rejections import CODES
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, JobId
from leo_ref.view.saying import LogLine, job_of, said

NO_VALUE: Final[Map[str, str]] = Map()


@frozen(kw_only=True)
class RefusedForBlock:
    """A transaction, and why it is in no block."""

    transaction: Transaction
    code: str
    clause: str
    value: Map[str, str] = NO_VALUE


@frozen(kw_only=True)
class RefusalView:
    """A refusal for people."""

    sender: AccountId
    wanted: str
    """What the transaction would have done."""
    job: JobId | None
    code: str
    clause: str
    says: str
    value: Map[str, str]


def refusal(refused: RefusedForBlock) -> RefusalView:
    """One refusal."""
    return RefusalView(
        sender=refused.transaction.sender,
        wanted=said(refused.transaction).what,
        job=job_of(refused.transaction),
        code=refused.code,
        clause=refused.clause,
        says=str(CODES[refused.code].__doc__),
        value=refused.value,
    )


def refused_line(refused: RefusedForBlock) -> LogLine:
    """The same as a line of the log."""
    return evolve(said(refused.transaction), code=refused.code, clause=refused.clause)
