"""The message of a draw, and the ticket that a proof of it wins (§6)."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue, digest
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import ticket, vrf
from leo_ref.draw.suite import Suite
from tests.removed.lack import Lack, Patch

PARTS = {"beacon", "job", "node", "round"}


def alpha_of(*names: str, domain: str = ticket.SELECT_DOMAIN) -> list[Patch]:
    """A message of some parts only."""

    def alpha(beacon: bytes, job: JobId, round_number: int, node: NodeId) -> bytes:
        parts: dict[str, JsonValue] = {"beacon": beacon.hex(), "job": job, "node": node, "round": round_number}
        return digest(domain, {name: parts[name] for name in names})

    return [("leo_ref.draw.ticket", "alpha", alpha)]


def unverified(
    _key: bytes, _alpha: bytes, octets: bytes, weight: int, total: int, tau: int, suite: Suite = Suite.TAI
) -> ticket.Ticket | Rejection:
    """The random value is the one that the proof claims."""
    beta = vrf.proof_to_hash(octets, suite)
    return beta if isinstance(beta, Rejection) else ticket.ticket(beta, weight, total, tau)


def votes_first(
    key: bytes, alpha: bytes, octets: bytes, weight: int, total: int, tau: int, suite: Suite = Suite.TAI
) -> ticket.Ticket | Rejection:
    """Whether there is anything to win is asked before whether it is won honestly."""
    claimed = unverified(key, alpha, octets, weight, total, tau, suite)
    sound = vrf.verify(key, alpha, octets, suite)
    return sound if isinstance(sound, Rejection) and isinstance(claimed, ticket.Ticket) else claimed


TICKETS = (
    *(
        Lack(
            check=f"the message names the {part}",
            where="draw.ticket.alpha",
            clause="§6",
            without=without,
            differs=["draw/tickets/alpha", "draw/tickets/alpha-*"],
            patches=alpha_of(*PARTS - {part}),
        )
        for part, without in (
            ("beacon", "draws what a prover knew before the job was written"),
            ("job", "has one winner for all jobs of a block"),
            ("node", "draws nodes that share a key together"),
            ("round", "draws the same group in every round of one seed"),
        )
    ),
    Lack(
        check="the message has a domain of its own",
        where="draw.ticket.alpha",
        clause="§2, §6",
        without="lets a proof for a challenge (§8) stand for one of a draw",
        differs=["draw/tickets/alpha", "draw/tickets/alpha-*"],
        patches=alpha_of(*PARTS, domain="leo/nonce"),
    ),
    Lack(
        check="a ticket needs a proof",
        where="draw.ticket.verified",
        clause="§6",
        without="believes the random value that a proof claims",
        accepts=[
            "draw/tickets/[ell2-]forged",
            "draw/tickets/[ell2-]forged-other-key",
            "draw/tickets/[ell2-]forged-false-gamma",
            "draw/tickets/[ell2-]forged-key-mixed-order",
            "draw/tickets/[ell2-]replayed-*",
        ],
        patches=[("leo_ref.draw.ticket", "verified", unverified)],
    ),
    Lack(
        check="the proof is judged before the votes",
        where="draw.ticket.verified",
        clause="§6, order of the checks",
        without="gives NOT_DRAWN for a lie",
        differs=["draw/tickets/[ell2-]forged-other-key-no-weight", "draw/tickets/[ell2-]forged-false-gamma-no-weight"],
        patches=[("leo_ref.draw.ticket", "verified", votes_first)],
    ),
    Lack(
        check="a ticket has a vote",
        where="draw.ticket.ticket",
        clause="§6",
        without="gives places in the group to those who were not drawn",
        text="j == 0",
        accepts=[
            "draw/tickets/[ell2-]not-drawn",
            "draw/tickets/[ell2-]weight-0",
            "draw/tickets/[ell2-]no-weight-certain",
        ],
    ),
)
