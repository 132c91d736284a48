"""Attack 13, of the defaults on themselves: a least credit of 100 leaves room for ten nodes where all credit is 1000.

With the defaults a thousand nodes of equal credit may all serve in a task that asks for 100.
"""

from __future__ import annotations

import pytest

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Stage
from leo_ref.core.values import CREDIT, NodeId
from leo_ref.rules.selection import obstacle
from tests.attacks.chain import Chain, parties


@pytest.mark.parametrize("count", [12, 1000])
def test_everybody_of_many_may_serve(count: int) -> None:
    nodes = parties("honest", count)
    chain = Chain(Parameters(lookback=0), dict.fromkeys(nodes, 1))
    name = chain.post("room", tau=10, min_credit=100 * CREDIT)
    job = chain.until(name, Stage.APPLY)
    assert len(job.snapshot) == count
    assert all(obstacle(chain.params, chain.state, job, NodeId(keys.name)) is None for keys in nodes)
