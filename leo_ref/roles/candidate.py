"""A machine that wants to be a node (§5): it posts its join; its attestors ask, and it answers."""

from __future__ import annotations

from leo_ref.roles.chain import Chain
from leo_ref.roles.keys import Keys, identity
from leo_ref.roles.machine import Machine
from leo_ref.roles.message import JoinOrder
from leo_ref.state.transaction import JoinNode
from leo_ref.values import NodeId


def application(chain: Chain, keys: Keys, machine: Machine, order: JoinOrder) -> JoinNode | None:
    """The join, while the ledger does not know the node."""
    if NodeId(keys.name) in chain.state.nodes:
        return None
    return JoinNode(identity=identity(keys, machine, order.owner))
