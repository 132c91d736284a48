"""What nobody accepts, in plain words: transactions that the ledger refuses, blocks that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body, DisputeKey, RequestPayment, Show, Transaction
from leo_ref.demo.finding import failed_check, refusal
from leo_ref.demo.participants import Participants
from leo_ref.demo.step import Step
from leo_ref.ledger import Block
from leo_ref.ledger.block import forged
from leo_ref.parties.simulator.event import Fate, Passage, TransactionRefused
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.rules.verifiers import Verifiers

SHOWN: Final = frozenset({Code.NOT_EXECUTOR, Code.EVIDENCE_FAILS, Code.OPENING_OTHER, Code.KEY_NOT_AT_FAULT})
"""What no honest party is refused for, whenever its message comes."""

TRIED: Final[Mapping[type[Body], str]] = {
    Show: "shows its machine",
    DisputeKey: "disputes a key",
    RequestPayment: "asks for payment",
}


def steps_of_refusals(
    actors: Participants, params: Parameters, verifiers: Verifiers, before: State, frame: Frame
) -> Iterator[Step]:
    """What the ledger refused of those who did what nobody honest does, and blocks that are none."""
    for event in frame.events:
        match event:
            case TransactionRefused(
                transaction=Transaction(sender=sender, body=Show() | DisputeKey() | RequestPayment() as body)
            ):
                found = refusal(params, verifiers, before, sender, body)
                if found is None or found.code not in SHOWN:
                    continue
                why = found.code.name
                if found.code is Code.EVIDENCE_FAILS and not isinstance(body, DisputeKey):
                    job = before.jobs[body.job]
                    if isinstance(body, RequestPayment):
                        job = evolve(job, requested=body.result)
                    why = str(failed_check(verifiers, before, body.job, job, body.evidence))
                yield Step(
                    f"{actors.called(sender).capitalize()} {TRIED[type(body)]}, and is refused", f"the check {why}"
                )
            case Passage(message=Block() as block, sender=sender, fate=Fate.DELIVERED) if sender in actors.names:
                found = forged(verifiers, block)
                if found is not None:
                    yield Step(
                        f"{actors.called(sender).capitalize()} sends everybody a block of its own, which nobody takes",
                        f"the check {found.code.name}: the producer did not sign it",
                    )
            case _:
                pass
