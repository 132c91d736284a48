"""A deployment on real parts: a TPM for each node, a container for each job, the ledger and the network in one process.

This room touches the world. Rules, roles and network are those of the pure core: what is real are the machines behind
the nodes (:class:`leo_ref.attestation.machine.Machine`).

- :mod:`~leo_ref.adapters.deployment.machine`: one node's TPM and container.
- :mod:`~leo_ref.adapters.deployment.boot`: what its firmware and loader measured, made up and labelled so.
- :mod:`~leo_ref.adapters.deployment.parts`: all that the story needs, as long as it plays.
- :mod:`~leo_ref.adapters.deployment.faults`: machines that do what an executor should not.

The TPMs are swtpm: software, which shows that messages and rules fit, and nothing about a machine.
"""
