"""Attack 12: silence pays better than work, and an executor that answers some monitors starves the others.

Before the attack every monitor has its deposit. Where a pool is shared among those who were heard, each monitor gains
by every other's silence, and a friend of the executor's gains what the starved lose. With one wage nobody has more than
in DONE, whoever else is silent and whoever is at fault.
"""

from __future__ import annotations

from typing import Any

import pytest

from leo_ref.rules import settlement
from leo_ref.state.job import Part, Stage, Verdict
from leo_ref.values import LEO
from tests.attacks.chain import ALICE, BOB, EVERYBODY, FEW, HONEST, Chain, least, posting

PASS, FAIL, SILENT = Verdict.PASS, Verdict.FAIL, Verdict.SILENT
PRICE = 3 * LEO


def paid(*verdicts: Verdict | None) -> list[int]:
    """What each monitor gains in a task that ends so; ``None`` is silence on the ledger."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(BOB, PRICE, 20 * LEO)
    payment, deposit = least(FEW, PRICE, EVERYBODY)
    body = posting(service, payment + 5, deposit + 3, EVERYBODY)
    name = chain.posted(ALICE, body)
    chain.group(name)
    chain.ready(name)
    monitors = chain.monitors(name)
    had = [chain.balance(monitor) for monitor in monitors]
    chain.release(name, ALICE, Part.TASK)
    chain.release(name, BOB, Part.SERVICE)
    chain.request(name)
    for monitor, verdict in zip(monitors, verdicts, strict=True):
        if verdict is not None:
            chain.confirm(name, monitor, verdict)
    chain.until(name, Stage.SETTLED)
    return [chain.balance(monitor) - before - body.deposit for monitor, before in zip(monitors, had, strict=True)]


def test_silence_of_others_pays_nobody_more() -> None:
    """Four monitors work; where one is silent, or starved by the executor, the others have the same wage."""
    full = paid(PASS, PASS, PASS, PASS)
    assert len(set(full)) == 1
    assert full[0] > 0
    assert paid(None, PASS, PASS, PASS) == [0, *full[1:]]


def test_work_pays_better_than_silence_and_no_fault_pays_better_than_work() -> None:
    full = paid(PASS, PASS, PASS, PASS)
    assert paid(FAIL, None, None, None) == [full[0], 0, 0, 0]
    blamed = paid(Verdict.BAD_SERVICE_KEY, None, None, None)
    assert all(0 < gain <= wage for gain, wage in zip(blamed, full, strict=True))
    assert paid(SILENT, None, None, None) == [0, 0, 0, 0]


def test_where_a_pool_is_shared_each_gains_by_the_silence_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def share(params: Any, job: Any, outcome: Any) -> int:
        pay = settlement.group_pay(params, job.terms)
        return (pay - pay // 2) // len(settlement.paid_monitors(job, outcome))

    full = paid(PASS, PASS, PASS, PASS)
    monkeypatch.setattr(settlement, "wage", share)
    assert paid(PASS, PASS, PASS, PASS) == full
    assert paid(None, PASS, PASS, PASS)[1] > full[1]
