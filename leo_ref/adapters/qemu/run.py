"""One boot: QEMU, with a TPM made of software, until the machine has reported or its time is over."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.adapters.qemu import qemu
from leo_ref.adapters.qemu import variant as variants
from leo_ref.adapters.qemu.children import running
from leo_ref.adapters.qemu.disk import REFUSED, write_disk
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.packages import Parts
from leo_ref.adapters.qemu.report import MachineReport, complete, parse_report
from leo_ref.adapters.qemu.variant import Variant

ATTEMPTS: Final = 2
LINES: Final = ("console", "report")
"""The files for what comes over the two serial lines."""

POLL: Final = 0.1
"""Seconds between two looks at what the machine said."""

LEAVE_LIMIT: Final = 20.0
"""Seconds that a machine has to switch itself off after its last word."""


@frozen
class Boot:
    """What came of it."""

    report: MachineReport | None
    """None where the machine itself refused to start."""
    console: bytes
    """What firmware, boot loader and kernel showed."""
    seconds: float


def boot(parts: Parts, variant: Variant, tpm: Path, limit: float, kept: Path | None = None) -> Boot:
    """Boots a machine once; a second time where the TPM failed, which was seen under load, in one boot of thirty.

    Args:
        parts: What it is made of.
        variant: Which machine.
        tpm: The folder of an swtpm that nobody uses meanwhile; its state is in ``state``. What the boot needs is made
            beside that and removed.
        limit: Seconds until it must have reported.
        kept: What the machine said is copied to here, with another suffix for each line, also where it fails.

    Raises:
        MachineFailure: DISK_FAILED, BOOT_FAILED, BOOT_LIMIT, REPORT_BROKEN, TPM_FAILED.
    """
    for attempt in range(1, ATTEMPTS + 1):
        with tempfile.TemporaryDirectory(dir=tpm) as made:
            try:
                return _once(parts, variant, tpm / "state", Path(made), limit)
            except MachineFailure as failure:
                if failure.name is not Failure.TPM_FAILED or attempt == ATTEMPTS:
                    raise
            finally:
                if kept is not None:
                    _keep(Path(made), kept)
    raise AssertionError("the last attempt returns or raises")


def _keep(folder: Path, kept: Path) -> None:
    for line in LINES:
        if (folder / line).exists():
            shutil.copyfile(folder / line, kept.with_suffix(f".{line}"))


def _once(parts: Parts, variant: Variant, state: Path, folder: Path, limit: float) -> Boot:
    write_disk(parts, variant, folder / "disk")
    variables = folder / "variables"
    variables.write_bytes(parts.octets(variants.variables(variant)))
    socket, console, said = folder / "tpm", *(folder / line for line in LINES)
    control = f"type=unixio,path={socket},mode=0600"
    emulator = ("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state},mode=0600", "--ctrl", control, "--terminate")
    with running(emulator, folder / "swtpm.log") as tpm:
        _wait_for(socket, tpm, folder / "swtpm.log")
        start = time.monotonic()
        with running(qemu.command(parts, folder), folder / "qemu.log") as process:
            while process.poll() is None and not complete(_read(said)):
                if time.monotonic() - start > limit:
                    raise _too_late(limit, console)
                time.sleep(POLL)
            _leave(process)
            seconds = time.monotonic() - start
    shown = _read(console)
    if complete(_read(said)):
        return Boot(parse_report(_read(said)), shown, seconds)
    if REFUSED.encode("ascii") in shown:
        return Boot(None, shown, seconds)
    raise MachineFailure(
        Failure.BOOT_FAILED,
        f"QEMU said: {_last(_read(folder / 'qemu.log'))}. The console's last words: {_last(shown)}.",
        "Run it again with --out, which keeps the console.",
    )


def _wait_for(socket: Path, tpm: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + LEAVE_LIMIT
    while True:
        over = tpm.poll() is not None or time.monotonic() > end  # asked first: what ended may have made it just before
        if socket.exists():
            return
        if over:
            raise MachineFailure(Failure.BOOT_FAILED, f"swtpm said: {_last(_read(log))}.", "Reinstall swtpm.")
        time.sleep(POLL)


def _leave(process: subprocess.Popen[bytes]) -> None:
    """The machine resets itself after its last word, by which QEMU ends; one that does not is ended with the block."""
    try:
        process.wait(LEAVE_LIMIT)
    except subprocess.TimeoutExpired:
        return


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _last(octets: bytes) -> str:
    """The last line that says something, without what would act on a terminal."""
    lines = [line.strip() for line in octets.decode("ascii", "replace").splitlines()]
    shown = [line for line in lines if line]
    return shown[-1].encode("unicode_escape").decode("ascii") if shown else "nothing"


def _too_late(limit: float, console: Path) -> MachineFailure:
    return MachineFailure(
        Failure.BOOT_LIMIT,
        f"{limit:g} s are over. The console's last words: {_last(_read(console))}.",
        "Give it more: --limit. It boots in software emulation, which other load slows down.",
    )
