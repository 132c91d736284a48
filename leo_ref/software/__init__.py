"""SOFTWARE ONLY: everything that stands in for a TPM and a container (§5, §8); it proves nothing about a machine.

Nothing real enters, and no real path imports this room: neither :mod:`leo_ref.attestation` nor the adapters do.

The shapes, the questions and the checks are the protocol's; the quote is signed by an ordinary Ed25519 key instead of a
TPM, so it convinces nobody that the machine is what it says. Read in this order: ``quote``, ``appraisal`` (the checks
on one piece), ``job`` (the piece against what was shown), ``endorsement`` (the key that a candidate's attestors ask
for), ``certificate``, ``machine`` (all of it behind the interface of a node), ``verifiers``.
"""
