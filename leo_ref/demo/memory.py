"""What the ledger forgets of a job when it settles (§4), the story remembers: it tells who said what in it."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId
from leo_ref.ledger import Block, Deployment
from leo_ref.ledger.block import applied
from leo_ref.rules.verifiers import Verifiers


def remembered(deployment: Deployment, verifiers: Verifiers, before: State, block: Block, after: State) -> State:
    """The state ``after`` a block in which the jobs that settled with it still hold what was in them at the tick."""
    ended = [name for name, job in after.jobs.items() if not job.open and _was_open(before, name)]
    if not ended:
        return after
    eve = applied(deployment, verifiers, before, block.transactions)
    assert isinstance(eve, State), eve
    whole = after
    for name in ended:
        outcome = after.jobs[name].outcome
        whole = whole.with_job(name, evolve(eve.jobs[name], stage=Stage.SETTLED, escrow=0, outcome=outcome))
    return whole


def _was_open(before: State, name: JobId) -> bool:
    return name in before.jobs and before.jobs[name].open
