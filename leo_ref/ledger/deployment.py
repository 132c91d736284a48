"""What stays the same from the first block to the last: parameters, suite, time, evidence, producers (§4)."""

from __future__ import annotations

from typing import Annotated, Final

from attrs import frozen

from leo_ref.attestation.appraisal.kinds import Kind
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import AccountId, Count, Exactly
from leo_ref.draw.suite import Suite

PRODUCERS_MOST: Final = 64
"""The most producers of a deployment: a block may carry a statement of each."""


@frozen(kw_only=True)
class Producer:
    """Who makes blocks when its turn comes."""

    account: AccountId
    """What it signs blocks and statements with."""
    vrf_key: Annotated[bytes, Exactly(32)]
    """What it makes beacons with."""


@frozen(kw_only=True)
class Deployment:
    """What every rule on blocks takes."""

    parameters: Parameters
    suite: Suite
    time: Count
    """When the block at height 0 was made: seconds since 1970."""
    evidence: Kind
    """What evidence is made of, and by what it is judged."""
    producers: tuple[Producer, ...]

    def producer(self, height: int, turn: int) -> Producer:
        """Whose turn it is: heights go round among the producers, and so do the turns of a height."""
        return self.producers[(height + turn) % len(self.producers)]

    def known(self, account: AccountId) -> bool:
        """Whether the account is a producer's."""
        return any(producer.account == account for producer in self.producers)

    def passes(self, statements: int) -> bool:
        """Whether so many producers pass a turn: more than half of them."""
        return 2 * statements > len(self.producers)


def fault(deployment: Deployment) -> Rejection | None:
    """The first thing with which no block can be made, or None.

    A producer knows the beacons of its own blocks beforehand, so between a job and its draw everybody has a block.
    """
    count = len(deployment.producers)
    if not 1 <= count <= PRODUCERS_MOST:
        return reject(Code.PRODUCERS_OUT_OF_RANGE, producers=count, most=PRODUCERS_MOST)
    seen: set[AccountId] = set()
    for producer in deployment.producers:
        if producer.account in seen:
            return reject(Code.PRODUCER_AGAIN, producer=producer.account)
        seen.add(producer.account)
    if deployment.parameters.draw_delay < count:
        return reject(Code.PARAMETER_OUT_OF_RANGE, parameter="draw_delay")
    return None
