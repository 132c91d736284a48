"""Everything that a ledger shows at one height."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import evolve, frozen

from leo_ref.core.rejections import Code
from leo_ref.core.state.ledger import State
from leo_ref.core.values import Count
from leo_ref.ledger import Block, Deployment
from leo_ref.ledger.block import applied
from leo_ref.rules.verifiers import Verifiers
from leo_ref.view import accounts
from leo_ref.view.accounts import AccountRow, ServiceRow, Totals
from leo_ref.view.draws import DrawView, draws
from leo_ref.view.evidence import EvidenceView, evidence_of
from leo_ref.view.jobs import JobView, jobs
from leo_ref.view.money import MoneyView, money
from leo_ref.view.refusals import RefusalView, RefusedForBlock, refusal, refused_line
from leo_ref.view.summary import HeightSummary, beginning, summary


@frozen(kw_only=True)
class HeightView:
    """A height of a ledger, for people."""

    kind: ClassVar[str] = "view"
    version: ClassVar[int] = 1
    summary: HeightSummary
    totals: Totals
    totals_before: Totals
    accounts: tuple[AccountRow, ...]
    accounts_left_out: Count
    services: tuple[ServiceRow, ...]
    jobs: tuple[JobView, ...]
    draws: tuple[DrawView, ...]
    evidence: tuple[EvidenceView, ...]
    refusals: tuple[RefusalView, ...]
    money: tuple[MoneyView, ...]


def height_view(
    deployment: Deployment,
    verifiers: Verifiers,
    before: State,
    block: Block,
    after: State,
    refused: Sequence[RefusedForBlock] = (),
    made: int = 0,
) -> HeightView:
    """The view after a block that the ledger took; ``before`` is the state after the block before.

    ``made`` is when the block was stored, in thousandths of a second since 1970; 0 where nobody knows.
    """
    params, eve = deployment.parameters, applied(deployment, verifiers, before, block.transactions)
    assert isinstance(eve, State), "the ledger took the block"
    failing = [each.transaction for each in refused if each.code == Code.EVIDENCE_FAILS.name]
    return _view(
        told(summary(before, block, after, made), refused),
        before,
        after,
        jobs=jobs(params, before, eve, after),
        draws=draws(deployment, eve, after, block.transactions),
        evidence=(
            *evidence_of(verifiers, before, block.transactions, refused=False),
            *evidence_of(verifiers, before, failing, refused=True),
        ),
        refusals=tuple(refusal(each) for each in refused),
        money=tuple(money(params, eve, after)),
    )


def beginning_view(deployment: Deployment, state: State) -> HeightView:
    """The view at height 0."""
    return _view(
        beginning(state, deployment.time * 1000),
        state,
        state,
        jobs=(),
        draws=(),
        evidence=(),
        refusals=(),
        money=(),
    )


def told(known: HeightSummary, refused: Sequence[RefusedForBlock]) -> HeightSummary:
    """A summary with what was refused for its block."""
    return evolve(known, lines=(*known.lines, *(refused_line(each) for each in refused)))


def _view(
    known: HeightSummary,
    before: State,
    after: State,
    *,
    jobs: tuple[JobView, ...],
    draws: tuple[DrawView, ...],
    evidence: tuple[EvidenceView, ...],
    refusals: tuple[RefusalView, ...],
    money: tuple[MoneyView, ...],
) -> HeightView:
    rows = accounts.rows(before, after)
    return HeightView(
        summary=known,
        totals=accounts.totals(after),
        totals_before=accounts.totals(before),
        accounts=rows,
        accounts_left_out=len({*after.nodes} | {*after.accounts}) - len(rows),
        services=accounts.services(after),
        jobs=jobs,
        draws=draws,
        evidence=evidence,
        refusals=refusals,
        money=money,
    )
