"""One boot and its quote as a file, which can be appraised anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Final

from attrs import frozen

from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.variant import Variant
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import AtMost, Digest

JOB_REGISTER: Final = 14
"""As :mod:`leo_ref.adapters.tpm.measure` has it, which needs the TPM's library to be imported."""

REGISTERS: Final = (*range(11), JOB_REGISTER)
"""What is quoted: firmware, boot loader, the kernel's list, and the job's register."""

LOG_MOST: Final = 1 << 20
CERTIFICATE_MOST: Final = 4096
PUBLIC_MOST: Final = 1024


@frozen(kw_only=True)
class Capture:
    """One boot and its quote."""

    kind: ClassVar[str] = "machine_capture"
    version: ClassVar[int] = 1
    machine: Variant
    packages: tuple[str, ...]
    """What the machine was made of: name and version of each."""
    root: Annotated[bytes, AtMost(CERTIFICATE_MOST)]
    """The throw-away authority of the TPM's certificate, DER."""
    certificate: Annotated[bytes, AtMost(CERTIFICATE_MOST)]
    endorsement_key: Annotated[bytes, AtMost(PUBLIC_MOST)]
    """TPMT_PUBLIC."""
    attestation_key: Annotated[bytes, AtMost(PUBLIC_MOST)]
    """TPMT_PUBLIC."""
    question: Digest
    """What was to be signed along."""
    attest: Annotated[bytes, AtMost(LOG_MOST)]
    """TPMS_ATTEST."""
    signature: Annotated[bytes, AtMost(LOG_MOST)]
    """TPMT_SIGNATURE."""
    values: tuple[Digest, ...]
    """Of ``REGISTERS``, in the bank SHA-256."""
    event_log: Annotated[bytes, AtMost(LOG_MOST)]
    kernel_list: Annotated[bytes, AtMost(LOG_MOST)]


def save(capture: Capture, path: Path) -> None:
    """Writes the canonical octets."""
    path.write_bytes(to_octets(capture))


def load(path: Path) -> Capture:
    """What :func:`save` wrote.

    Raises:
        MachineFailure: CAPTURE_BROKEN.
    """
    try:
        found = from_octets(Capture, path.read_bytes())
    except OSError as error:
        raise _broken(path, str(error.strerror)) from error
    if isinstance(found, Rejection):
        raise _broken(path, f"{found.code.name} {found.values}")
    return found


def _broken(path: Path, why: str) -> MachineFailure:
    return MachineFailure(Failure.CAPTURE_BROKEN, f"{path}: {why}.", "Make it anew: leo machine boot --out DIRECTORY")
