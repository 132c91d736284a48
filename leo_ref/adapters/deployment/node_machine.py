"""The durable machine of a node from its state directory: made once, opened by each process of the node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from leo_ref.adapters.deployment import boot
from leo_ref.adapters.deployment.durable import DurableMachine
from leo_ref.adapters.deployment.failure import Failure, NodeMachineFailure
from leo_ref.adapters.deployment.record import machine_record
from leo_ref.adapters.deployment.tpm_machine import Identified
from leo_ref.adapters.docker.daemon import connected
from leo_ref.adapters.docker.held import HeldRun
from leo_ref.adapters.docker.image import make_image
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.lasting import lasting_tpm, switch_off
from leo_ref.adapters.tpm.provision import identity, provision
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.attestation.appraisal.kinds import Kind
from leo_ref.attestation.appraisal.kinds import Tpm as Evidence
from leo_ref.core.keys import Keys
from leo_ref.draw.keys import secret

TPM: Final = "tpm"
"""The folder of a TPM in software, below the state directory."""
JOBS: Final = "jobs"
"""Where holders have their folders."""
BOOT_LOG: Final = Path("/sys/kernel/security/tpm0/binary_bios_measurements")
"""What the kernel has of the firmware's event log."""


@frozen(kw_only=True)
class MachineWanted:
    """What was asked for on the command line."""

    folder: Path
    """The state directory."""
    tcti: str | None
    """The address of the TPM; None: one in software, in the state directory."""
    kind: KeyKind = KeyKind.ECC
    daemon: str
    """The path of the container daemon's socket."""
    cache: Path
    """Where the image is kept."""


def evidence_of(authority: Authority) -> Evidence:
    """What a genesis document says where TPMs in software, certified by the authority, begin with the invented boot."""
    return Evidence(policy=boot.POLICY, roots=(authority.certificate,), templates=frozenset({TEMPLATES[KeyKind.ECC]}))


def made_in_software(folder: Path, keys: Keys, authority: Authority) -> Identified:
    """Makes a TPM in software in a state directory, and its keys; the same ones where it is there.

    Raises:
        TpmFailure: those of :func:`leo_ref.adapters.tpm.factory.certified_tpm` and of a step.
    """
    with certified_tpm(authority, (KeyKind.ECC,), folder / TPM) as swtpm, connect(swtpm.address) as tpm:
        return _identified(keys, tpm, KeyKind.ECC)


def made_on(tcti: str, kind: KeyKind, keys: Keys) -> Identified:
    """Makes the keys that a TPM lacks.

    Raises:
        TpmFailure: those of a connection and of :func:`leo_ref.adapters.tpm.provision.provision`.
    """
    with connect(tcti) as tpm:
        return _identified(keys, tpm, kind)


def _identified(keys: Keys, tpm: Tpm, kind: KeyKind) -> Identified:
    return Identified(keys=provision(tpm, kind), vrf_key=secret(keys.vrf).public_key)


@contextmanager
def durable_machine(
    wanted: MachineWanted, keys: Keys, evidence: Kind, say: Callable[[str], None]
) -> Iterator[DurableMachine]:
    """The machine of a node, which goes on where it was. TPM and containers stay when the context ends.

    Args:
        wanted: What was asked for.
        keys: The node's.
        evidence: What the ledger judges.
        say: Is told what is made.

    Raises:
        NodeMachineFailure: EVIDENCE_DIFFERS, MACHINE_MISSING, BOOT_UNKNOWN; those of
            :func:`leo_ref.adapters.deployment.record.machine_record`.
        TpmFailure: those of a connection; NOT_PROVISIONED.
        DockerFailure, ImageFailure, PackageFailure: there is no daemon, or no image can be made.
    """
    if not isinstance(evidence, Evidence):
        what = f"It judges evidence of the kind {evidence.kind}."
        raise NodeMachineFailure(Failure.EVIDENCE_DIFFERS, what, "Start the node with --software.")
    if wanted.tcti is None and not (wanted.folder / TPM).is_dir():
        what = f"{wanted.folder} has none in software."
        raise NodeMachineFailure(
            Failure.MACHINE_MISSING, what, "Make a state directory with one: leo node init --swtpm"
        )
    with closing(connected(wanted.daemon)):
        pass  # whoever cannot have a container would pay for it
    image = make_image(wanted.cache, say)
    with machine_record(wanted.folder) as record, ExitStack() as stack:
        (wanted.folder / JOBS).mkdir(mode=0o700, exist_ok=True)
        line = TpmLine(wanted)
        stack.callback(line.close)
        tpm = line.connected()
        yield DurableMachine(
            tpm=tpm,
            kind=wanted.kind,
            policy=evidence.policy,
            boot_log=b"" if evidence.policy.boot_log is None else boot_log(wanted),
            identified=Identified(keys=identity(tpm, wanted.kind), vrf_key=secret(keys.vrf).public_key),
            record=record,
            place=wanted.folder / JOBS,
            daemon=wanted.daemon,
            image=image,
            reconnected=line.connected,
            began=record.begun(),
        )


@define
class TpmLine:
    """The connection to a node's TPM, of which there is one at a time."""

    wanted: MachineWanted
    _open: ExitStack = field(factory=ExitStack)

    def connected(self) -> Tpm:
        """A new connection, to a TPM that is on and booted.

        Raises:
            TpmFailure: those of a connection and of :func:`leo_ref.adapters.tpm.lasting.lasting_tpm`.
            NodeMachineFailure: BOOT_UNKNOWN.
        """
        self.close()
        self._open = ExitStack()
        in_software = self.wanted.tcti is None
        address = lasting_tpm(self.wanted.folder / TPM) if self.wanted.tcti is None else self.wanted.tcti
        tpm = self._open.enter_context(connect(address))
        if in_software:
            boot.boot(tpm)
        return tpm

    def close(self) -> None:
        """Lets go of the TPM; may be called again."""
        self._open.close()


def boot_log(wanted: MachineWanted) -> bytes:
    """The log of this boot: the invented one of a TPM in software, else what the kernel has of the firmware's.

    Raises:
        NodeMachineFailure: EVIDENCE_DIFFERS where the kernel has none, and the ledger asks for it.
    """
    if wanted.tcti is None:
        return boot.LOG
    try:
        return BOOT_LOG.read_bytes()
    except OSError as error:
        what = f"It asks for the event log of the firmware, and {error}."
        raise NodeMachineFailure(
            Failure.EVIDENCE_DIFFERS, what, "Run this as root on a machine whose firmware has one."
        ) from error


def ended(folder: Path) -> None:
    """Ends what a node's process leaves running in order to go on: its TPM in software, and its containers."""
    for place in (folder / JOBS).glob("*"):
        HeldRun(place).remove()
    if (folder / TPM).is_dir():
        switch_off(folder / TPM)
