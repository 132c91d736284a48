"""Everything that touches the world: TPMs, containers, Debian's packages, QEMU, whole deployments of them.

No judgement enters: octets are carried, the rooms below parse and judge them. Nothing here is software that stands in
for a machine (:mod:`leo_ref.software`).

- :mod:`~leo_ref.adapters.tpm`, :mod:`~leo_ref.adapters.docker`, :mod:`~leo_ref.adapters.debian`: one tool each.
- :mod:`~leo_ref.adapters.qemu`: a measured boot of a machine in QEMU.
- :mod:`~leo_ref.adapters.deployment`: a TPM and a container behind each node of the demo.
- :mod:`~leo_ref.adapters.temporary`: folders for a while.
- :mod:`~leo_ref.adapters.interrupts`: signals wait for what must not be left in the middle.
- :mod:`~leo_ref.adapters.commits`: one transaction of SQLite.
"""
