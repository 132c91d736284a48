"""The functions that the properties are about: those of the reference, or in tests their mutants."""

from __future__ import annotations

from collections.abc import Callable, Collection

from attrs import frozen
from immutables import Map

from leo_ref.core import parameters
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import PostTask
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules import credit, market, settlement
from leo_ref.rules.settlement import Settlement


@frozen(kw_only=True)
class Rules:
    """The executable rules, by name."""

    parameters_fault: Callable[[Parameters], Rejection | None] = parameters.fault
    post_task: Callable[[Parameters, State, AccountId, JobId, PostTask], State | Rejection] = market.post_task
    settlement: Callable[[Parameters, Job, Outcome], Settlement] = settlement.settlement
    after_lie: Callable[[int, int], int] = credit.after_lie
    joining_credit: Callable[[Parameters, Collection[int]], int] = credit.joining_credit
    normalised: Callable[[Parameters, Map[NodeId, int]], Map[NodeId, int]] = credit.normalised
