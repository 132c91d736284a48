"""A genesis document with default parameters, for trials."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Kind
from leo_ref.core.encoding import decode, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.node import Identity
from leo_ref.core.values import LEO, AccountId, Amount, Digest, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, Producer, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of


@frozen(kw_only=True)
class NodeCard:
    """What a node prints of itself when its state directory is made: by this a genesis document names it."""

    account: AccountId
    identity: Identity


def trial_genesis(
    producers: Sequence[tuple[str, str]],
    balances: Sequence[tuple[str, str]],
    nodes: Sequence[NodeCard],
    seconds: int,
    time: int,
    evidence: Kind,
) -> bytes | str:
    """The canonical octets, or in words why there is no such document.

    ``producers`` are accounts and VRF keys in hexadecimal, ``balances`` accounts and whole LEO in decimal. All credit
    goes to ``nodes`` in equal parts. A draw waits for as many blocks as there are producers (§4).
    """
    made: list[Producer] = []
    for account, key in producers:
        name, octets = decode(AccountId, account), decode(Digest, key)
        if isinstance(name, Rejection) or isinstance(octets, Rejection):
            return f"{account}:{key} is no producer: both are 64 hexadecimal digits in lower case"
        made.append(Producer(account=name, vrf_key=octets))
    held: dict[AccountId, int] = {}
    for account, leo in balances:
        name, amount = decode(AccountId, account), decode(Amount, leo)
        if isinstance(name, Rejection) or isinstance(amount, Rejection):
            return f"{account}={leo} is no balance: an account is 64 hexadecimal digits in lower case, LEO a number"
        held[name] = held.get(name, 0) + amount * LEO
    usual, first = Parameters(), dict[NodeId, FirstNode]()
    for each in nodes:
        node = NodeId(each.account)
        if node in first:
            return f"the node {node} is named twice"
        first[node] = FirstNode(identity=each.identity, credit=usual.total_credit // len(nodes))
    document = Genesis(
        parameters=evolve(usual, seconds_per_block=seconds, draw_delay=max(usual.draw_delay, len(made))),
        suite=Suite.TAI,
        evidence=evidence,
        time=time,
        producers=tuple(made),
        balances=Map(held),
        nodes=Map(first),
    )
    state = genesis(verifiers_of(document), document)
    return str(state) if isinstance(state, Rejection) else to_octets(document)
