"""The costliest transactions of each kind that somebody can send."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.measure.bench.ledger import joins, market, runs
from leo_ref.measure.bench.ledger.cost import CostlyWork


def works() -> Iterator[CostlyWork]:
    """All of them, kind by kind."""
    for of in (
        market.money,
        market.services,
        market.tasks,
        joins.joining,
        joins.membership,
        market.claims,
        joins.candidates,
        joins.enrolment,
        runs.showing,
        runs.approvals,
        runs.keys,
        runs.disputes,
        runs.questions,
        runs.results,
    ):
        yield from of()
