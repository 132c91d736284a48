"""A policy to begin with: the log of firmware and boot loader accounts for registers 0 to 9, the job goes into 14."""

from __future__ import annotations

from typing import Final

from leo_ref.attestation.appraisal.policy import BootLog, Policy

EXAMPLE: Final = Policy(
    registers=(*range(10), 14),
    job_register=14,
    firmware=0,
    references=(),
    boot_log=BootLog(registers=tuple(range(10)), after_separator=False),
    kernel_list=None,
)
"""It says that a machine booted by its log, and nothing about what it booted: pin values, or judge the log's events."""
