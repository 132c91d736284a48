"""Runs of the real parties in a hostile simulator: the demo with one of its faults, on a network as bad as a seed says.

Messages are late, lost, doubled and out of order, parties stop for good, and somebody lies as ``leo_ref.demo.faults``
has it. All evidence is made in software. The transcript of the run is translated as any other
(``leo_ref.speccheck.trace``).
"""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.demo.catalogue import FAULTS
from leo_ref.demo.faults import twisted, with_fault
from leo_ref.demo.participants import BLOCKS, NODES, participants_of
from leo_ref.demo.setup import INTERVAL, begin, opening, software
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import simulate
from leo_ref.speccheck.trace.check import Trace, trace_of
from leo_ref.speccheck.trace.verdict import Rejected
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.recorder import recorder_of

PLAYABLE: Final = tuple(sorted(name for name, fault in FAULTS.items() if not fault.of_machine))
"""Faults that need no machine."""


def story(seed: str | int, number: int) -> tuple[str, Trace | Rejected | Broken]:
    """What is played under these numbers, and its trace."""
    dice = Dice(seed, number, "story")
    fault = None if dice.odds(15) else dice.pick(PLAYABLE)
    everybody = with_fault(participants_of(f"{seed}/{number}", NODES), fault)
    setup = software(everybody, b"data")
    start = begin(everybody, setup)
    if fault is not None:
        start = twisted(everybody, start, fault)
    crashes = {str(keys.name): dice.number(1, BLOCKS * INTERVAL) for keys in dice.some(everybody.nodes, 10)}
    plan = Plan(
        seed=f"{seed}/{number}/network".encode(),
        interval=INTERVAL,
        delay=(1, dice.pick([INTERVAL // 5, INTERVAL, 2 * INTERVAL])),
        drop=dice.pick([0, 30, 120]),
        duplicate=dice.pick([0, 50, 300]),
        crashes=Map(crashes),
    )
    recorder, lines = recorder_of(opening(everybody, setup)).begun()
    written = [*lines]
    for frame in simulate(start, plan, BLOCKS):
        recorder, lines = recorder.frame(frame)
        written += lines
    written += recorder.closed()[1]
    says = f"the demo with {fault or 'no fault'}, messages up to {plan.delay[1] / INTERVAL:g} blocks late,"
    return f"{says} {plan.drop} of a thousand lost, {len(crashes)} nodes stop", trace_of(written)
