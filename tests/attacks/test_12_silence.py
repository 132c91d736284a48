"""Attack 12: silence pays better than work, and an executor that answers some monitors starves the others.

Before the attack every monitor has its deposit. Where a pool is shared among those who were heard, each monitor gains
by every other's silence, and a friend of the executor's gains what the starved lose. With one wage nobody has more than
in DONE, whoever else is silent and whoever is at fault.
"""

from __future__ import annotations

from typing import Any

import pytest

from leo_ref.core.state.job import Part, Stage
from leo_ref.core.values import LEO
from leo_ref.rules import settlement
from tests.attacks.chain import ALICE, BOB, EVERYBODY, FEW, HONEST, Chain, least, posting

PRICE = 3 * LEO
CONFIRMS, ACCUSES, SILENT = "confirms", "accuses", "is silent"


def paid(*monitors: str, service_key: bool = True) -> list[int]:
    """What each monitor gains in a task that ends so; all of them approved."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(BOB, PRICE, 20 * LEO)
    payment, deposit = least(FEW, PRICE, EVERYBODY)
    body = posting(service, payment + 5, deposit + 3, EVERYBODY)
    name = chain.posted(ALICE, body)
    chain.group(name)
    chain.ready(name)
    there = chain.monitors(name)
    had = [chain.balance(monitor) for monitor in there]
    chain.release(name, ALICE, Part.TASK)
    if service_key:
        chain.release(name, BOB, Part.SERVICE)
        chain.request(name)
        for monitor, does in zip(there, monitors, strict=True):
            if does is CONFIRMS:
                chain.confirm(name, monitor)
            elif does is ACCUSES:
                chain.accuse(name, monitor)
    chain.until(name, Stage.SETTLED)
    return [chain.balance(monitor) - before - body.deposit for monitor, before in zip(there, had, strict=True)]


def test_silence_of_others_pays_nobody_more() -> None:
    """Four monitors work; where one is silent, or starved by the executor, the others have the same wage."""
    full = paid(CONFIRMS, CONFIRMS, CONFIRMS, CONFIRMS)
    assert len(set(full)) == 1
    assert full[0] > 0
    assert paid(SILENT, CONFIRMS, CONFIRMS, CONFIRMS) == [0, *full[1:]]


def test_nobody_has_more_by_anothers_fault_and_nothing_for_silence() -> None:
    full = paid(CONFIRMS, CONFIRMS, CONFIRMS, CONFIRMS)
    assert paid(ACCUSES, SILENT, SILENT, SILENT) == full
    blamed = paid(service_key=False)
    assert all(0 < gain <= wage for gain, wage in zip(blamed, full, strict=True))
    assert paid(SILENT, SILENT, SILENT, SILENT) == [0, 0, 0, 0]


def test_where_a_pool_is_shared_each_gains_by_the_silence_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def share(params: Any, job: Any, outcome: Any) -> int:
        pay = settlement.group_pay(params, job.terms)
        return (pay - pay // 2) // len(list(settlement.paid_monitors(job, outcome)))

    full = paid(CONFIRMS, CONFIRMS, CONFIRMS, CONFIRMS)
    monkeypatch.setattr(settlement, "wage", share)
    assert paid(CONFIRMS, CONFIRMS, CONFIRMS, CONFIRMS) == full
    assert paid(SILENT, CONFIRMS, CONFIRMS, CONFIRMS)[1] > full[1]
