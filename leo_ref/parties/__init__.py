"""What honest parties do (§5 to §11), as pure machines: (party, message) -> (party, messages).

No fault and no plot enters (:mod:`leo_ref.demo` has them), no clock and no socket: time is a message.

A newcomer starts at :class:`leo_ref.parties.node.Node`. Parties follow the ledger by applying its blocks themselves
(``chain``), ask the rules for every decision, and act when a block arrives: what is still undone is then sent again, so
lost messages cost time and nothing else. What people order beyond their duties is in ``outstanding``.

``member`` (the draw), ``monitor`` (also an attestor of a join), ``executor`` and ``candidate`` are what a node is in a
job; ``producer`` makes blocks of what ``mempool`` holds; ``task_owner`` and ``service_owner`` are the two owners. No
message needs a secure channel: each proves itself.
"""
