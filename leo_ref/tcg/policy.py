"""Policy digests: what authPolicy of a key says, computed as a TPM's trial session does (TPM 2.0 Library, Part 3, §23).

A policy is built from :func:`start` step by step; each function takes the digest so far and gives the next one. The
hash function is the name algorithm of the key or index that will carry the policy.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selections

COMMAND_POLICY_NV: Final = 0x00000149
COMMAND_POLICY_SECRET: Final = 0x00000151
COMMAND_POLICY_AUTH_VALUE: Final = 0x0000016B
COMMAND_POLICY_COMMAND_CODE: Final = 0x0000016C
COMMAND_POLICY_COUNTER_TIMER: Final = 0x0000016D
COMMAND_POLICY_OR: Final = 0x00000171
COMMAND_POLICY_PCR: Final = 0x0000017F

NV_UNDEFINE_SPACE_SPECIAL: Final = 0x0000011F
"""The command that a policy-delete index allows and nothing else does (Part 3, section 31.4)."""

COUNTERS_OFFSET: Final = 16
"""Where resetCount begins in TPMS_TIME_INFO, and restartCount follows it (Part 2, sections 10.11.1 and 10.11.6)."""

OR_LEAST: Final = 2
OR_MOST: Final = 8
"""How many branches one PolicyOR has."""


@unique
class Comparison(Enum):
    """TPM_EO, how PolicyNV and PolicyCounterTimer compare (Part 2, section 6.7)."""

    EQUAL = 0x0000
    NOT_EQUAL = 0x0001
    SIGNED_GREATER = 0x0002
    UNSIGNED_GREATER = 0x0003
    SIGNED_LESS = 0x0004
    UNSIGNED_LESS = 0x0005
    SIGNED_AT_LEAST = 0x0006
    UNSIGNED_AT_LEAST = 0x0007
    SIGNED_AT_MOST = 0x0008
    UNSIGNED_AT_MOST = 0x0009
    BITS_SET = 0x000A
    BITS_CLEAR = 0x000B


def start(algorithm: Hash) -> bytes:
    """The digest of a session to which no policy command was given."""
    return bytes(algorithm.size)


def with_pcr(algorithm: Hash, before: bytes, selections: Selections, values_digest: bytes) -> bytes:
    """PolicyPCR: the selected registers have the values with this :func:`leo_ref.tcg.pcr.digest`."""
    return _next(algorithm, before, COMMAND_POLICY_PCR, pcr.encode(selections) + values_digest)


def with_command_code(algorithm: Hash, before: bytes, command: int) -> bytes:
    """PolicyCommandCode: the session authorises this command only."""
    return _next(algorithm, before, COMMAND_POLICY_COMMAND_CODE, command.to_bytes(4, "big"))


def with_auth_value(algorithm: Hash, before: bytes) -> bytes:
    """PolicyAuthValue, and PolicyPassword, which has the same digest: the object's secret is shown too."""
    return _next(algorithm, before, COMMAND_POLICY_AUTH_VALUE, b"")


def with_secret(algorithm: Hash, before: bytes, entity: bytes, reference: bytes = b"") -> bytes:
    """PolicySecret: the secret of the entity with this name is shown (a hierarchy's name is its handle)."""
    return algorithm.digest(_next(algorithm, before, COMMAND_POLICY_SECRET, entity) + reference)


def with_nv(algorithm: Hash, before: bytes, index: bytes, operand: bytes, offset: int, comparison: Comparison) -> bytes:
    """PolicyNV: the contents of the index with the name ``index``, from ``offset``, compare so with ``operand``."""
    return _next(algorithm, before, COMMAND_POLICY_NV, _compared(algorithm, operand, offset, comparison) + index)


def with_counter_timer(algorithm: Hash, before: bytes, operand: bytes, offset: int, comparison: Comparison) -> bytes:
    """PolicyCounterTimer: TPMS_TIME_INFO, from ``offset``, compares so with ``operand``."""
    return _next(algorithm, before, COMMAND_POLICY_COUNTER_TIMER, _compared(algorithm, operand, offset, comparison))


def either(algorithm: Hash, branches: tuple[bytes, ...]) -> bytes:
    """PolicyOR: one of two to eight policies is met; what was before it is part of the branches."""
    assert OR_LEAST <= len(branches) <= OR_MOST, f"{OR_LEAST} to {OR_MOST}"
    return _next(algorithm, start(algorithm), COMMAND_POLICY_OR, b"".join(branches))


def _compared(algorithm: Hash, operand: bytes, offset: int, comparison: Comparison) -> bytes:
    return algorithm.digest(operand + offset.to_bytes(2, "big") + comparison.value.to_bytes(2, "big"))


def _next(algorithm: Hash, before: bytes, command: int, arguments: bytes) -> bytes:
    assert len(before) == algorithm.size, f"{algorithm.size} octets"
    return algorithm.digest(before + command.to_bytes(4, "big") + arguments)
