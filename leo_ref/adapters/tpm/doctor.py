"""Saying what a TPM is, what Leo needs of it, and what is missing."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.adapters.tpm import handles, templates
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import NO_PADDING, OAEP, decrypted
from leo_ref.adapters.tpm.measure import JOB_SELECTION, read
from leo_ref.adapters.tpm.provision import fits
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2_CAP, TPM2B_PUBLIC, TPM2B_SENSITIVE_CREATE, TPMT_PUBLIC
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.core.rejections import Rejection
from leo_ref.sealing.opening import shown
from leo_ref.sealing.transport import receiving_key, seal_to

MANUFACTURER: Final = 0x105
VENDOR: Final = range(0x106, 0x10A)
FIRMWARE: Final = (0x10B, 0x10C)
"""Numbers of properties, TPM_PT (Part 2, section 6.13)."""

ALGORITHMS: Final = {"RSA": 0x0001, "SHA-256": 0x000B, "AES": 0x0006, "CFB": 0x0043, "OAEP": 0x0017}
"""What Leo needs in any case, for the decryption key is of RSA: name -> TPM_ALG_ID."""

ALGORITHMS_OF: Final = {KeyKind.ECC: {"ECC": 0x0023, "ECDSA": 0x0018}, KeyKind.RSA: {"RSASSA": 0x0014}}
"""The same for one kind of attestation key; one kind is enough."""

BANKS: Final = {0x0004: "sha1", 0x000B: "sha256", 0x000C: "sha384", 0x000D: "sha512", 0x0012: "sm3_256"}
P256: Final = 0x0003

SECRET: Final = bytes(range(32))
"""What is sealed to see whether it opens; everybody may know it."""


COMMANDS: Final = {"TPM2_RSA_Decrypt": 0x159, "TPM2_PolicyCounterTimer": 0x16D, "TPM2_PolicyPCR": 0x17F}
"""What opens a decryption key, and what ties it to a state and a boot: name -> TPM_CC."""

COMMAND_INDEX: Final = 0xFFFF
"""The bits of TPMA_CC that are the command's number (Part 2, section 8.9)."""


@frozen
class Missing:
    """Something that Leo needs and this TPM lacks."""

    what: str
    remedy: str


NO_COMMAND: Final = "Use another TPM; this one does not know it."
NOT_OPENED: Final = Missing(
    "opening what was sealed, raw and padded, in one state of one boot",
    "See whether the TPM is set to a FIPS profile, which may forbid RSA without padding; else use another TPM.",
)
NO_BANK: Final = Missing("registers of the bank sha256", "Switch the bank on in the firmware's settings.")


@frozen
class DoctorReport:
    """What was found."""

    address: str
    manufacturer: str
    vendor: str
    firmware: str
    """16 hexadecimal digits."""
    is_software: bool
    """Whether it says of itself that it is swtpm; what does not say so may be it all the same."""
    banks: tuple[str, ...]
    certificates: tuple[str, ...]
    """The kinds of endorsement key that have one with which they can be provisioned."""
    provisioned: tuple[str, ...]
    """The kinds that have Leo's keys."""
    leftovers: int
    """Objects and sessions that are loaded."""
    missing: tuple[Missing, ...]


def examine(tpm: Tpm) -> DoctorReport:
    """Asks the TPM, and has it open something with a key for once; leaves nothing behind.

    Such a key takes a TPM of hardware some seconds.

    Raises:
        TpmFailure: those of a step.
    """
    fixed = _properties(tpm)
    vendor = "".join(_text(fixed.get(number, 0)) for number in VENDOR)
    firmware = "".join(f"{fixed.get(number, 0):08x}" for number in FIRMWARE)
    banks = _banks(tpm)
    certificates, troubles = _certificates(tpm)
    needed, of_kinds = _lacking(tpm)
    usable = [kind for kind, names in of_kinds.items() if not names and kind.value in certificates]
    commands = [name for name, number in COMMANDS.items() if not _knows(tpm, number)]
    lacking = [*commands, *needed, *(() if usable else (name for names in of_kinds.values() for name in names))]
    return DoctorReport(
        address=tpm.address,
        manufacturer=_text(fixed.get(MANUFACTURER, 0)),
        vendor=vendor.strip(),
        firmware=firmware,
        is_software="SW" in vendor.split(),
        banks=banks,
        certificates=certificates,
        provisioned=_provisioned(tpm),
        leftovers=len(tpm.leftovers()),
        missing=(
            *(Missing(name, NO_COMMAND) for name in lacking),
            *(() if "sha256" in banks else (NO_BANK,)),
            *(() if commands or needed or "sha256" not in banks or _opens(tpm) else (NOT_OPENED,)),
            *(() if usable else troubles),
        ),
    )


def _knows(tpm: Tpm, command: int) -> bool:
    with tpm.step("tell its commands") as esys:
        _, data = esys.get_capability(TPM2_CAP.COMMANDS, command, 1)
    return command in {int(attributes) & COMMAND_INDEX for attributes in data.data.command.commandAttributes}


def _opens(tpm: Tpm) -> bool:
    """Whether a key of the decryption keys' template opens as they must, shown with one that is forgotten at once."""
    try:
        now = counters(tpm)
        policy = measured_policy(JOB_SELECTION, read(tpm, JOB_SELECTION), now)
        assert not isinstance(policy, Rejection), "the bank is there"
        template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.decryption(policy))[0])
        with tpm.step("make a key for once") as esys:
            handle, public, *_ = esys.create_primary(TPM2B_SENSITIVE_CREATE(), template, ESYS_TR.NULL)
        with tpm.loaded(handle):
            made = bytes(public.publicArea.marshal())
            key, sealed = receiving_key(made), seal_to(made, SECRET, SECRET)
            assert key is not None, "it is of the template"
            assert sealed is not None, "it is a key that receives"
            padded = decrypted(tpm, handle, JOB_SELECTION, now, sealed, OAEP)
            opening = decrypted(tpm, handle, JOB_SELECTION, now, sealed, NO_PADDING).rjust(len(sealed), b"\0")
            return padded == SECRET == shown(key, sealed, opening)
    except TpmFailure as failure:
        if failure.name is not Failure.TPM_REFUSED:
            raise
        return False


def _properties(tpm: Tpm) -> dict[int, int]:
    with tpm.step("tell its properties") as esys:
        _, data = esys.get_capability(TPM2_CAP.TPM_PROPERTIES, MANUFACTURER, FIRMWARE[-1] - MANUFACTURER + 1)
    return {int(entry.property): int(entry.value) for entry in data.data.tpmProperties}


def _text(word: int) -> str:
    """Four characters, of which those at the end may be missing."""
    return word.to_bytes(4, "big").replace(b"\0", b"").decode("latin-1")


def _banks(tpm: Tpm) -> tuple[str, ...]:
    """The banks that have registers."""
    with tpm.step("tell its banks") as esys:
        _, data = esys.get_capability(TPM2_CAP.PCRS, 0, 16)
    return tuple(
        BANKS.get(int(bank.hash), f"0x{int(bank.hash):04x}")
        for bank in data.data.assignedPCR
        if any(bytes(bank.pcrSelect)[: int(bank.sizeofSelect)])
    )


def _certificates(tpm: Tpm) -> tuple[tuple[str, ...], tuple[Missing, ...]]:
    """The kinds whose certificate fits, and why the others cannot be provisioned."""
    found: list[str] = []
    troubles: list[Missing] = []
    for kind in KeyKind:
        try:
            fits(tpm, kind)
        except TpmFailure as failure:
            troubles.append(Missing(f"certificate of the {kind.value} endorsement key: {failure.what}", failure.remedy))
        else:
            found.append(kind.value)
    return tuple(found), tuple(troubles)


def _provisioned(tpm: Tpm) -> tuple[str, ...]:
    there = {handle for handle in handles.in_use(tpm) if handles.is_ours(handle, handles.public_area(tpm, handle))}
    return tuple(kind.value for kind in KeyKind if handles.ATTESTATION_KEY[kind] in there)


def _lacking(tpm: Tpm) -> tuple[list[str], dict[KeyKind, list[str]]]:
    """Algorithms that are needed in any case, and those that one kind of key needs."""
    with tpm.step("tell its algorithms") as esys:
        _, algorithms = esys.get_capability(TPM2_CAP.ALGS, 0, 254)
        _, curves = esys.get_capability(TPM2_CAP.ECC_CURVES, 0, 64)
    has = {int(entry.alg) for entry in algorithms.data.algorithms}
    needed = [name for name, number in ALGORITHMS.items() if number not in has]
    of_kinds = {
        kind: [name for name, number in names.items() if number not in has] for kind, names in ALGORITHMS_OF.items()
    }
    if P256 not in {int(curve) for curve in curves.data.eccCurves}:
        of_kinds[KeyKind.ECC].append("P-256")
    return needed, of_kinds
