"""What a kernel's measurement list accounts for (§8).

The list goes on growing, so it may run ahead of the quote: its shortest prefix that gives PCR 10 its quoted value is
the evidence, and the entries after it are dropped. The first entry binds the list to this boot: it is the digest of
the PCRs that firmware and boot loader extended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.ima import Entry, ImaLog, template_data
from leo_ref.tcg.pcr import extended

BOOT_AGGREGATE: Final = b"boot_aggregate"
AGGREGATES: Final = (range(10), range(8))
"""PCRs of the boot aggregate: 0 to 9 in kernels that take in what the boot loader measured, 0 to 7 in older ones."""


@frozen(kw_only=True)
class ImaReplay:
    """What a list, or the prefix of it that a quote covers, gives in one bank."""

    bank: Hash
    aggregated: range | None
    """The PCRs of which the boot aggregate is the digest; ``None`` where their values were not given."""
    ahead: int
    """Entries after the prefix, which are no evidence."""
    value: bytes
    """PCR 10 after the prefix."""
    entries: tuple[Entry, ...]
    """The prefix."""


def replay_ima(
    log: ImaLog, bank: Hash, boot: Mapping[int, bytes] | None = None, expected: bytes | None = None
) -> ImaReplay | Rejection:
    """The replay of the whole list, or of its shortest prefix after which PCR 10 is ``expected``.

    ``boot`` has the values of PCRs 0 to 7, or 0 to 9, that the same quote vouches for. Rejections, in this order:
    EVENT_LOG_BANK_WEAK; IMA_BOOT_AGGREGATE_MISSING, IMA_BOOT_AGGREGATE; IMA_NOT_REACHED; in the prefix
    IMA_BOOT_AGGREGATE_TWICE.
    """
    if bank not in STRONG:
        return reject(Code.EVENT_LOG_BANK_WEAK, bank=bank.title)
    first = log.entries[0]
    if first.name != BOOT_AGGREGATE or first.violation:
        return reject(Code.IMA_BOOT_AGGREGATE_MISSING)
    aggregated = None
    if boot is not None:
        aggregated = _aggregated(first, bank, boot)
        if aggregated is None:
            return reject(Code.IMA_BOOT_AGGREGATE, given=first.digest.hex())
    value = bytes(bank.size)
    count = 0
    for entry in log.entries:
        value = extended(bank, value, bank_digest(entry, bank))
        count += 1
        if value == expected:
            break
    if expected is not None and value != expected:
        return reject(Code.IMA_NOT_REACHED, expected=expected.hex())
    entries = log.entries[:count]
    for number, entry in enumerate(entries):
        if number and entry.name == BOOT_AGGREGATE:
            return reject(Code.IMA_BOOT_AGGREGATE_TWICE, entry=number)
    return ImaReplay(bank=bank, aggregated=aggregated, ahead=len(log.entries) - count, value=value, entries=entries)


def bank_digest(entry: Entry, bank: Hash) -> bytes:
    """What the kernel extends the bank by: the digest of the template data, ones for a violation."""
    return b"\xff" * bank.size if entry.violation else bank.digest(template_data(entry))


def boot_aggregate(bank: Hash, values: Mapping[int, bytes], pcrs: range) -> bytes:
    """The digest of the values of the PCRs, one after the other."""
    return bank.digest(b"".join(values[pcr] for pcr in pcrs))


def no_violation(replayed: ImaReplay) -> Rejection | None:
    """Nothing, where no entry is a violation, for policies that ask. Rejection: IMA_VIOLATION."""
    for number, entry in enumerate(replayed.entries):
        if entry.violation:
            return reject(Code.IMA_VIOLATION, entry=number)
    return None


def _aggregated(first: Entry, bank: Hash, boot: Mapping[int, bytes]) -> range | None:
    """The PCRs of which the first entry holds the digest in this bank."""
    for pcrs in AGGREGATES:
        if first.algorithm is bank and set(boot) >= set(pcrs) and boot_aggregate(bank, boot, pcrs) == first.digest:
            return pcrs
    return None
