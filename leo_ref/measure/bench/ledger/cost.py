"""What one transaction costs: its octets are read, and the rule of its body is applied or refuses it."""

from __future__ import annotations

from statistics import median
from time import process_time_ns
from typing import Final

from attrs import frozen

from leo_ref.attestation.verifiers.tpm import keys_of
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import apply
from leo_ref.measure.bench.interleaved import without_collections
from leo_ref.rules.verifiers import Verifiers

MOST_MS: Final = 50
"""What no transaction may cost."""


@frozen(kw_only=True)
class CostlyWork:
    """A transaction and the ledger that it comes to."""

    what: str
    """What makes it costly, for people."""
    params: Parameters
    verifiers: Verifiers
    state: State
    transaction: Transaction


@frozen(kw_only=True)
class Cost:
    """What came out, in milliseconds of the processor."""

    kind: str
    ends: str
    """``applied``, or the code of its refusal."""
    what: str
    octets: int
    read_ms: float
    apply_ms: float

    @property
    def ms(self) -> float:
        """All of it."""
        return self.read_ms + self.apply_ms

    @property
    def is_met(self) -> bool:
        """Whether it costs no more than it may."""
        return self.ms < MOST_MS


def cost(work: CostlyWork, passes: int) -> Cost:
    """The medians of so many passes."""
    octets = to_octets(work.transaction)
    reads, applies = list[int](), list[int]()
    ended: State | Rejection | None = None
    with without_collections():
        for _ in range(passes):
            keys_of.cache_clear()  # each pass is the first to meet a node's keys
            began = process_time_ns()
            read = from_octets(Transaction, octets)
            between = process_time_ns()
            assert isinstance(read, Transaction), read
            ended = apply(work.params, work.verifiers, work.state, read)
            applies.append(process_time_ns() - between)
            reads.append(between - began)
    return Cost(
        kind=work.transaction.body.kind,
        ends=ended.code.name if isinstance(ended, Rejection) else "applied",
        what=work.what,
        octets=len(octets),
        read_ms=median(reads) / 10**6,
        apply_ms=median(applies) / 10**6,
    )


def worst(costs: list[Cost]) -> list[Cost]:
    """Of each kind the costliest that was applied, and the costliest that was refused, in the order of the kinds."""
    found: dict[tuple[str, bool], Cost] = {}
    for each in costs:
        key = each.kind, each.ends == "applied"
        if key not in found or found[key].ms < each.ms:
            found[key] = each
    kinds = list(dict.fromkeys(each.kind for each in costs))
    return [found[kind, applied] for kind in kinds for applied in (True, False) if (kind, applied) in found]
