"""The file of tickets (docs/snapshot.md): claims apart from the snapshot, so that many can use one snapshot."""

from __future__ import annotations

from typing import Annotated

from attrs import evolve, field, frozen

from leo_ref.core.encoding import JsonValue
from leo_ref.core.values import AtMost, Digest, NodeId
from leo_ref.draw.keys import secret
from leo_ref.explain.malformed import Malformed, decoded, filled, read_text
from leo_ref.explain.situation import Claim, Situation


@frozen(kw_only=True)
class ClaimLine:
    """A line of the file: a proof, or the seed to prove with."""

    node: NodeId
    proof: Annotated[bytes, AtMost(1024)] | None
    seed: Digest | None = field(repr=False)


def read_claims(situation: Situation, octets: bytes) -> Situation | Malformed:
    """The situation with the claims of a file after its own, in the order of the file."""
    try:
        given = read_text(octets)
        whole: JsonValue = given
        if isinstance(given, list):
            whole = [filled(item, {"proof": None, "seed": None}) for item in given]
        tickets = decoded(tuple[ClaimLine, ...], whole, given)
        claims = tuple(_claim(situation, index, ticket) for index, ticket in enumerate(tickets))
    except Malformed as malformed:
        return malformed
    return evolve(situation, claims=situation.claims + claims)


def _claim(situation: Situation, index: int, ticket: ClaimLine) -> Claim:
    if ticket.proof is None and ticket.seed is None:
        raise Malformed(f"$[{index}]", "§6", "a ticket has a `proof`, or a `seed` to prove with")
    node = situation.state.nodes.get(ticket.node)
    if ticket.seed is not None and node is not None:
        own = secret(ticket.seed).public_key
        if own != node.identity.vrf_key:
            raise Malformed(f"$[{index}].seed", "§6", f"the seed has the VRF key {own.hex()}, not the node's")
    return Claim(node=ticket.node, proof=ticket.proof, seed=ticket.seed)
