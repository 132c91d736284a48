"""Containers in which jobs run (§10), through the Docker daemon of this machine.

This room touches the world. What a container may do is decided in the core
(:mod:`leo_ref.attestation.evidence.container`); here it is asked for, read back, and held against what was asked.

- :mod:`~leo_ref.adapters.docker.daemon`: the user's own daemon, or a private one that ends with this process.
- :mod:`~leo_ref.adapters.docker.connections`: those to a daemon, none of which outlives its client.
- :mod:`~leo_ref.adapters.docker.creation`: a container, made as the task wants it and read back.
- :mod:`~leo_ref.adapters.docker.sandbox`: one job's container, from before the keys to the wipe report.
- :mod:`~leo_ref.adapters.docker.holder`, :mod:`~leo_ref.adapters.docker.held`: a process that keeps a container when
  its node is killed, and the node's side of it.
- :mod:`~leo_ref.adapters.docker.configuration`: between a configuration and what the daemon says.
- :mod:`~leo_ref.adapters.docker.supervisor`: the first process in every container.
- :mod:`~leo_ref.adapters.docker.stream`, :mod:`~leo_ref.adapters.docker.traces`: octets in and out; what is left
  afterwards.
- :mod:`~leo_ref.adapters.docker.image`, :mod:`~leo_ref.adapters.docker.loading`: the image, made from packages; getting
  it to a daemon.
"""
