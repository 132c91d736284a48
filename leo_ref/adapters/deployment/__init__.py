"""Machines on real parts: a TPM for each node, a container for each job.

This room touches the world. Rules, roles and network are those of the pure core: what is real are the machines behind
the nodes (:class:`leo_ref.attestation.machine.Machine`).

- :mod:`~leo_ref.adapters.deployment.machine`: one node's TPM and container, as long as a process lasts.
- :mod:`~leo_ref.adapters.deployment.durable`: the same for a process that may be killed at any moment, and
  :mod:`~leo_ref.adapters.deployment.record`, what it measures, on disk before.
- :mod:`~leo_ref.adapters.deployment.node_machine`: such a machine from a node's state directory.
- :mod:`~leo_ref.adapters.deployment.boot`: what its firmware and loader measured, made up and labelled so.
- :mod:`~leo_ref.adapters.deployment.parts`: all that the story needs, as long as it plays.
- :mod:`~leo_ref.adapters.deployment.faults`: machines that do what an executor should not.

The TPMs are swtpm: software, which shows that messages and rules fit, and nothing about a machine.
"""
