"""Saying what a TPM is, what Leo needs of it, and what is missing."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.tpm import handles
from leo_ref.tpm.connection import Tpm
from leo_ref.tpm.failure import TpmFailure
from leo_ref.tpm.provision import endorsement_certificate
from leo_ref.tpm.templates import Kind
from leo_ref.tpm.tss import TPM2_CAP

MANUFACTURER: Final = 0x105
VENDOR: Final = range(0x106, 0x10A)
FIRMWARE: Final = (0x10B, 0x10C)
"""Numbers of properties, TPM_PT (Part 2, section 6.13)."""

ALGORITHMS: Final = {"RSA": 0x0001, "SHA-256": 0x000B, "AES": 0x0006, "CFB": 0x0043, "OAEP": 0x0017}
"""What Leo needs in any case, for the decryption key is of RSA: name -> TPM_ALG_ID."""

ALGORITHMS_OF: Final = {Kind.ECC: {"ECC": 0x0023, "ECDSA": 0x0018}, Kind.RSA: {"RSASSA": 0x0014}}
"""The same for one kind of attestation key; one kind is enough."""

BANKS: Final = {0x0004: "sha1", 0x000B: "sha256", 0x000C: "sha384", 0x000D: "sha512", 0x0012: "sm3_256"}
P256: Final = 0x0003


@frozen
class Missing:
    """Something that Leo needs and this TPM lacks."""

    what: str
    remedy: str


NO_BANK: Final = Missing("registers of the bank sha256", "Switch the bank on in the firmware's settings.")


@frozen
class Report:
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
    """The kinds of endorsement key that have one."""
    provisioned: tuple[str, ...]
    """The kinds that have Leo's keys."""
    leftovers: int
    """Objects and sessions that are loaded."""
    missing: tuple[Missing, ...]


def examine(tpm: Tpm) -> Report:
    """Asks the TPM; changes nothing.

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
    lacking = [*needed, *(() if usable else (name for names in of_kinds.values() for name in names))]
    return Report(
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
            *(Missing(name, "Use another TPM; this one does not know it.") for name in lacking),
            *(() if "sha256" in banks else (NO_BANK,)),
            *(() if usable else troubles),
        ),
    )


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
    found: list[str] = []
    troubles: list[Missing] = []
    for kind in Kind:
        try:
            endorsement_certificate(tpm, kind)
        except TpmFailure as failure:
            troubles.append(Missing(f"certificate of the {kind.value} endorsement key: {failure.what}", failure.remedy))
        else:
            found.append(kind.value)
    return tuple(found), tuple(troubles)


def _provisioned(tpm: Tpm) -> tuple[str, ...]:
    there = {handle for handle in handles.in_use(tpm) if handles.is_ours(handle, handles.public_area(tpm, handle))}
    return tuple(kind.value for kind in Kind if handles.ATTESTATION_KEY[kind] in there)


def _lacking(tpm: Tpm) -> tuple[list[str], dict[Kind, list[str]]]:
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
        of_kinds[Kind.ECC].append("P-256")
    return needed, of_kinds
