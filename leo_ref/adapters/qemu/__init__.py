"""A measured boot without hardware (§8): firmware, boot loader and kernel of Debian in QEMU, on a TPM that is software.

This room touches the world: it fetches packages, makes a disk, starts programs. What it brings back is a
:class:`~leo_ref.adapters.qemu.capture.Capture`, octets that the pure core parses and judges.

- :mod:`~leo_ref.adapters.qemu.packages`: what the machine is made of, by the distribution's own tools.
- :mod:`~leo_ref.adapters.qemu.initrd`, :mod:`~leo_ref.adapters.qemu.partitions`, :mod:`~leo_ref.adapters.qemu.disk`:
  what it starts from.
- :mod:`~leo_ref.adapters.qemu.variant`: in what a tampered machine differs.
- :mod:`~leo_ref.adapters.qemu.qemu`, :mod:`~leo_ref.adapters.qemu.children`, :mod:`~leo_ref.adapters.qemu.run`,
  :mod:`~leo_ref.adapters.qemu.report`: one boot, and what the machine said.
- :mod:`~leo_ref.adapters.qemu.boots`: boots on one TPM, each with its quote.
- :mod:`~leo_ref.adapters.qemu.capture`, :mod:`~leo_ref.adapters.qemu.judging`: that as a file, and what an appraisal
  says of it; pure but for the file.

Nothing here is hardware: whoever runs QEMU and swtpm can make both say anything.
"""
