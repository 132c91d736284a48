"""QEMU: installing it, and the machine that it is asked to be.

Everything runs in software emulation, so no access to the processor's virtualisation is needed. What firmware measures
depends on the machine (PCRs 0 and 1), so its description is fixed here to the last option.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from leo_ref.adapters.debian.apt import LIMIT, Say
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.packages import Parts

QEMU: Final = "qemu-system-x86_64"
PACKAGE: Final = "qemu-system-x86"
REMEDY: Final = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {PACKAGE}"

MACHINE: Final = (
    *("-machine", "pc-q35-7.2,smm=on,accel=tcg", "-cpu", "qemu64,+rdrand", "-smp", "1", "-m", "512"),
    *("-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"),
    *("-uuid", "4c656f00-0000-4000-8000-000000000003"),
    *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"),
)


def need_qemu(report: Say) -> None:
    """Installs QEMU if it is missing and this user may install packages.

    Raises:
        MachineFailure: QEMU_MISSING.
    """
    if shutil.which(QEMU) is not None:
        return
    as_root = _as_root()
    if as_root is not None and shutil.which("apt-get") is not None:
        report(f"installing the system package {PACKAGE}")
        apt = (*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120")
        install = (*apt, "install", "-y", "--no-install-recommends", PACKAGE)
        for command in (install, (*apt, "update"), install):
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=LIMIT)
            if shutil.which(QEMU) is not None:
                return
    raise MachineFailure(Failure.QEMU_MISSING, f"There is no {QEMU} in PATH.", REMEDY)


def _as_root() -> tuple[str, ...] | None:
    """What to put before a command that only root may give; None where nothing helps."""
    if os.geteuid() == 0:
        return ()
    sudo = ("sudo", "-n")
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run((*sudo, "true"), stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=LIMIT)
    return sudo if allowed.returncode == 0 else None


def command(parts: Parts, folder: Path) -> tuple[str, ...]:
    """What starts it, with its disk, variables and the TPM's socket in ``folder``, where it writes what it says."""
    firmware = f"if=pflash,unit=0,format=raw,readonly=on,file={parts.file('firmware.fd')}"
    return (
        *(QEMU, *MACHINE),
        *("-drive", firmware, "-drive", f"if=pflash,unit=1,format=raw,file={folder / 'variables'}"),
        *("-drive", f"if=none,id=disk,format=raw,file={folder / 'disk'}"),
        *("-device", "virtio-blk-pci,drive=disk,bootindex=0"),
        *("-chardev", f"socket,id=tpm,path={folder / 'tpm'}", "-tpmdev", "emulator,id=tpm0,chardev=tpm"),
        *("-device", "tpm-tis,tpmdev=tpm0"),
        *("-serial", f"file:{folder / 'console'}", "-serial", f"file:{folder / 'report'}"),
    )
