"""Platform configuration registers: which are selected, what digest a selection has, how one is extended.

A PC client has 24 registers in each bank, so a bank is selected by three octets (TPM 2.0 Library, Part 2, sections
10.6.1 and 10.9.7; PC Client Platform TPM Profile, section 4.6.1). The order of the banks, banks that occur twice and
banks of which nothing is selected stay visible: whoever appraises compares the whole with the policy's selection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import HASHES, Hash
from leo_ref.tcg.octets import Cursor, refuse, whole

COUNT: Final = 24
SELECT_LENGTH: Final = COUNT // 8

_LOW, _MIDDLE, _HIGH = (
    tuple(tuple(first + bit for bit in range(8) if octet >> bit & 1) for octet in range(256)) for first in (0, 8, 16)
)
"""The registers that an octet of a selection stands for, worked out once for each of its values."""

BANKS_MOST: Final = 16
"""Selections in one list; no TPM has so many banks, and a stranger's list stays small in memory."""

Banks = Mapping[Hash, Mapping[int, bytes]]
"""The values of registers, by bank and number."""


@frozen
class Selection:
    """Registers of one bank, TPMS_PCR_SELECTION."""

    bank: Hash
    registers: tuple[int, ...]
    """Strictly increasing, each below :data:`COUNT`; may be empty."""


Selections = tuple[Selection, ...]
"""TPML_PCR_SELECTION."""


@frozen
class Written:
    """Selections and their octets, by which they are recognised faster than they are read."""

    selections: Selections
    octets: bytes
    """:func:`encode` of the selections."""


def parse(octets: bytes) -> Selections | Rejection:
    """The selections in ``octets``.

    Rejections: PCR_TRUNCATED, PCR_TRAILING, PCR_COUNT, PCR_BANK, PCR_TOO_HIGH, PCR_SELECT_LENGTH.
    """
    return whole(octets, read, Code.PCR_TRUNCATED, Code.PCR_TRAILING)


def read(cursor: Cursor) -> Selections:
    """The selections at ``cursor``."""
    count = cursor.u32()
    if count > BANKS_MOST:
        refuse(Code.PCR_COUNT, limit=BANKS_MOST, count=count)
    return tuple([_read_selection(cursor) for _ in range(count)])


def _read_selection(cursor: Cursor) -> Selection:
    number = cursor.u16()
    bank = HASHES.get(number)
    if bank is None:
        refuse(Code.PCR_BANK, given=number)
    length = cursor.u8()
    select = cursor.take(length)
    bits = int.from_bytes(select, "little")  # register i is bit i % 8 of octet i // 8
    if bits >> COUNT:
        refuse(Code.PCR_TOO_HIGH, highest=bits.bit_length() - 1)
    if length != SELECT_LENGTH:
        refuse(Code.PCR_SELECT_LENGTH, expected=SELECT_LENGTH, length=length)
    return Selection(bank, _LOW[bits & 0xFF] + _MIDDLE[bits >> 8 & 0xFF] + _HIGH[bits >> 16])


def encode(selections: Selections) -> bytes:
    """The octets of a TPML_PCR_SELECTION."""
    octets = [len(selections).to_bytes(4, "big")]
    for selection in selections:
        bits = sum(1 << register for register in selection.registers)
        octets += [selection.bank.octets, bytes([SELECT_LENGTH]), bits.to_bytes(SELECT_LENGTH, "little")]
    return b"".join(octets)


def digest(algorithm: Hash, selections: Selections, banks: Banks) -> bytes | Rejection:
    """The digest that stands for the values of the selected registers, in the order of the selections.

    ``algorithm`` is that of the signature, or of a policy. Rejections: PCR_VALUE_MISSING, PCR_VALUE_LENGTH. The length
    matters because only the concatenation of the values is hashed.
    """
    values = []
    for selection in selections:
        bank = banks.get(selection.bank, {})
        for register in selection.registers:
            value = bank.get(register)
            if value is None:
                return reject(Code.PCR_VALUE_MISSING, bank=selection.bank.title, register=register)
            if len(value) != selection.bank.size:
                return reject(
                    Code.PCR_VALUE_LENGTH,
                    bank=selection.bank.title,
                    register=register,
                    expected=selection.bank.size,
                    length=len(value),
                )
            values.append(value)
    return algorithm.digest(b"".join(values))


def extended(bank: Hash, value: bytes, *measurements: bytes) -> bytes:
    """The register after TPM2_PCR_Extend by each in turn: H(value ‖ measurement), each as long as the bank's digests.

    (TPM 2.0 Library, Part 1, section 17.)
    """
    function, size = bank.function, bank.size  # `bank.digest` without its call, as job logs are hashed in every answer
    assert len(value) == size, "as long as the digests of the bank"
    for measurement in measurements:
        assert len(measurement) == size, "as long as the digests of the bank"
        value = function(value + measurement, usedforsecurity=False).digest()
    return value
