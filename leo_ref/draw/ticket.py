"""What the draw is over, and what comes out of it (§6).

``alpha`` ties a draw to one job, one round, one node, and a beacon that nobody knew when the job was written: nodes
that share a VRF key share no draw. A :class:`Ticket` exists only for a random value that was proved and that gives at
least one vote.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue, digest
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.sortition import sortition
from leo_ref.draw.suite import Suite

SELECT_DOMAIN: Final = "leo/select"


@frozen
class Ticket:
    """A verified draw that was won."""

    j: int
    """The votes, at least one."""

    beta: bytes
    """The random value, 64 octets."""


def alpha(beacon: bytes, job: JobId, round_number: int, node: NodeId) -> bytes:
    """The message of a node's draw (§6): 32 octets, the digest in the domain ``leo/select``.

    ``beacon`` is that of the block whose tick opened the round, at most 64 octets; ``job`` and ``node`` are 64
    hexadecimal digits; rounds count from 1.
    """
    return digest(SELECT_DOMAIN, subject(beacon, job, round_number, node))


def subject(beacon: bytes, job: JobId, round_number: int, node: NodeId) -> JsonValue:
    """What alpha is the digest of: octets and ids in lower-case hexadecimal, the round (from 1) as a number."""
    return {"beacon": beacon.hex(), "job": job, "node": node, "round": round_number}


def ticket(beta: bytes, weight: int, total: int, tau: int) -> Ticket | Rejection:
    """The ticket of a proved random value, or why there is none."""
    j = sortition(beta, weight, total, tau)
    if j == 0:
        return reject(Code.NOT_DRAWN, weight=str(weight), total=str(total), tau=str(tau))
    return Ticket(j, beta)


def verified(
    public_key: bytes, alpha: bytes, proof: bytes, weight: int, total: int, tau: int, suite: Suite = vrf.TAI
) -> Ticket | Rejection:
    """The votes and the random value that ``proof`` shows for a node, or why it shows none (§6, RFC 9381, 5.3).

    ``public_key`` is the node's VRF key, 32 octets; ``alpha`` the message of its draw, 32 octets; ``proof`` 80 octets.
    ``weight`` is the node's credit and ``total`` that of all active nodes, both in base units, 0 <= weight <= total
    and total > 0; ``tau`` > 0 is the number of votes that all nodes expect together.

    Rejections: the codes ``VRF_…`` in the order of ``docs/draw.md``; then NOT_DRAWN, where the value gives no vote.
    """
    beta = vrf.verify(public_key, alpha, proof, suite)
    if isinstance(beta, Rejection):
        return beta
    return ticket(beta, weight, total, tau)
