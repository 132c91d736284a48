"""A measured boot without hardware (§8): firmware, boot loader and kernel of Debian in QEMU, on a TPM that is software.

This room touches the world: it fetches packages, makes a disk, starts programs. What it brings back is a
:class:`~leo_ref.machine.capture.Capture`, octets that the pure core parses and judges.

- :mod:`~leo_ref.machine.packages`: what the machine is made of, by the distribution's own tools.
- :mod:`~leo_ref.machine.initrd`, :mod:`~leo_ref.machine.partitions`, :mod:`~leo_ref.machine.disk`: what it starts from.
- :mod:`~leo_ref.machine.twin`: in what a tampered machine differs.
- :mod:`~leo_ref.machine.qemu`, :mod:`~leo_ref.machine.children`, :mod:`~leo_ref.machine.run`,
  :mod:`~leo_ref.machine.report`: one boot, and what the machine said.
- :mod:`~leo_ref.machine.boots`: boots on one TPM, each with its quote.
- :mod:`~leo_ref.machine.capture`, :mod:`~leo_ref.machine.judging`: that as a file, and what an appraisal says of it;
  pure but for the file.

Nothing here is hardware: whoever runs QEMU and swtpm can make both say anything.
"""
