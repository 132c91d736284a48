"""What an appraisal accepts, as data (§8): a file that a deployment publishes and everybody appraises by.

Which registers a quote must have is said exactly; what stands in them is said either by reference values or by a log
that must account for them. Register 10 belongs to the kernel's list, the job register to the job.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from struct import Struct
from typing import Annotated, ClassVar, Final

from attrs import frozen
from immutables import Map

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import AtMost, Count, Digest, Height
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import AFTER_SEPARATOR, FIRMWARE_PCRS
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import IMA_PCR
from leo_ref.tcg.ima_replay import AGGREGATES
from leo_ref.tcg.pcr import COUNT, Selection, Selections, Written

BANK: Final = Hash.SHA256
"""The bank that is quoted. Every TPM in use has it, and the job's events have its length."""

FOR_JOBS: Final = frozenset(range(8, 16)) - {IMA_PCR}
"""Registers that only a reset or restart of the TPM sets back, firmware's (0 to 7) and the kernel's left out."""

AGGREGATED: Final = AGGREGATES[0]
"""Registers that a quote must have for its kernel's list: of these, or of some, the list begins with the digest."""


@frozen(kw_only=True)
class Reference:
    """The values that a register may have."""

    register: Count
    values: frozenset[Digest]


@frozen(kw_only=True)
class BootLog:
    """The event log of firmware and boot loader must account for registers."""

    registers: tuple[Count, ...]
    """Strictly increasing, at least one, none of them that of the kernel's list or of the job."""
    after_separator: bool | Map[Count, frozenset[EventType]]
    """What may follow the separators: of each firmware register only these types, and none where it has no entry.

    True stands for :data:`leo_ref.tcg.boot.AFTER_SEPARATOR`, False for anything.
    """

    @property
    def allowed(self) -> Mapping[int, frozenset[EventType]] | None:
        """As :func:`leo_ref.tcg.boot.after_separator` takes it; None where anything may follow."""
        if isinstance(self.after_separator, bool):
            return AFTER_SEPARATOR if self.after_separator else None
        return self.after_separator


@frozen(kw_only=True)
class KernelList:
    """The kernel's list must account for register 10; registers 0 to 9 are quoted too."""

    violations: bool
    """Whether files that changed while they were measured are tolerated."""
    files: frozenset[Annotated[bytes, AtMost(64)]] | None
    """The only digests that measured files may have; None where any file may be measured."""


@frozen(kw_only=True)
class Policy:
    """What a quote must show. From :func:`sound` only, where it comes from outside."""

    kind: ClassVar[str] = "attestation_policy"
    version: ClassVar[int] = 1
    registers: tuple[Count, ...]
    """Those that a quote selects, no more and no fewer; strictly increasing."""
    job_register: Count
    """Into which the job is measured; one of :data:`FOR_JOBS`."""
    firmware: Height
    """The least version of the TPM's firmware, as the TPM writes it: 64 bits."""
    references: tuple[Reference, ...]
    """In the order of the registers, at most one each."""
    boot_log: BootLog | None
    kernel_list: KernelList | None

    @cached_property
    def selections(self) -> Selections:
        """The selection that a quote must have."""
        return (Selection(BANK, self.registers),)

    @cached_property
    def standing(self) -> Selections:
        """Those whose values stay as they are while a machine waits for a job: all but that of the kernel's list.

        A key that was to open for its value would open no more once the kernel measured one file (§9).
        """
        return (Selection(BANK, tuple(register for register in self.registers if register != IMA_PCR)),)

    @cached_property
    def boot_registers(self) -> tuple[int, ...]:
        """Those that a machine leaves as they are once it is up: not the kernel's list's, and not the job's."""
        return tuple(register for register in self.registers if register not in (IMA_PCR, self.job_register))

    @cached_property
    def written(self) -> Written:
        """The same registers as a TPM writes them: also of a policy that is not sound, which then differs."""
        selections = (Selection(BANK, tuple(register for register in range(COUNT) if register in self.registers)),)
        return Written(self.selections if self.selections == selections else selections, pcr.encode(selections))

    @cached_property
    def layout(self) -> Struct:
        """How the values of the registers follow one another."""
        return Struct(f"{BANK.size}s" * len(self.registers))

    @cached_property
    def accepted(self) -> tuple[tuple[int, frozenset[bytes]], ...]:
        """The references as pairs; as the above, worked out once for all appraisals."""
        return tuple((reference.register, reference.values) for reference in self.references)


def sound(policy: Policy) -> Policy | Rejection:
    """The same, if it says of each register that a quote has what it must hold, and of no other.

    Rejection: POLICY_REGISTERS, with the first part that is at fault, in the order below.
    """
    referred = tuple(reference.register for reference in policy.references)
    logged = () if policy.boot_log is None else policy.boot_log.registers
    listed = () if policy.kernel_list is None else (IMA_PCR,)
    accounted = sorted((*{*referred, *logged}, *listed, policy.job_register))
    faults = {
        "registers": not _rising(policy.registers) or max(policy.registers, default=COUNT) >= COUNT,
        "job_register": policy.job_register not in FOR_JOBS,
        "references": not _rising(referred) or not all(reference.values for reference in policy.references),
        "boot_log": not _rising(logged) or (policy.boot_log is not None and not logged) or not _firmware(policy),
        "kernel_list": bool(listed) and not set(AGGREGATED) <= set(policy.registers),
        "all": accounted != list(policy.registers),
    }
    for part, at_fault in faults.items():
        if at_fault:
            return reject(Code.POLICY_REGISTERS, part=part)
    return policy


def _firmware(policy: Policy) -> bool:
    """Whether it says what may follow separators of registers only that have one and stand in the event log."""
    if policy.boot_log is None or isinstance(policy.boot_log.after_separator, bool):
        return True
    return set(policy.boot_log.after_separator) <= set(policy.boot_log.registers) & set(FIRMWARE_PCRS)


def _rising(numbers: tuple[int, ...]) -> bool:
    return list(numbers) == sorted(set(numbers))
