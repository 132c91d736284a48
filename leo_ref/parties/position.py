"""A party's place in one job: what every role there looks at."""

from __future__ import annotations

from attrs import frozen

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Job
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.parties.chain import Chain


@frozen
class Position:
    """Who looks, at which job, on which ledger."""

    keys: Keys
    chain: Chain
    name: JobId

    @property
    def me(self) -> NodeId:
        """The party's name, as that of a node."""
        return NodeId(self.keys.name)

    def log_is_published(self, log: bytes) -> bool:
        """Whether the ledger has this log of the party's machine: without it nothing that it shows would pass."""
        return self.chain.state.nodes[self.me].log == log

    @property
    def job(self) -> Job:
        """The job as the ledger has it."""
        return self.chain.state.jobs[self.name]

    @property
    def suite(self) -> Suite:
        """The deployment's VRF suite."""
        return self.chain.deployment.suite
