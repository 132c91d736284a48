"""What is shared between worlds changes no answer, however little is remembered."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.state.ledger import State
from leo_ref.speccheck import abstraction, sharing
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.sharing import EqualLedgers, LedgerStep, remembered
from leo_ref.speccheck.tlc.compare import compare
from tests.speccheck.conftest import Tied


def test_a_ledger_is_asked_about_once(election: Tied) -> None:
    asked: list[int] = []

    def step(ledger: State) -> LedgerStep:
        asked.append(ledger.height)
        return f"AT_{ledger.height}"

    again = remembered(step)
    ledger = election.model().initial()[0].ledger
    later = evolve(ledger, height=7)
    assert [again(one) for one in (ledger, later, ledger, later)] == [f"AT_{ledger.height}", "AT_7"] * 2
    assert asked == [ledger.height, 7]


def test_what_was_forgotten_is_asked_again_and_never_mixed_up(election: Tied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST", 3)
    start = election.model().initial()[0].ledger
    again, ledgers = remembered(lambda ledger: f"AT_{ledger.height}"), EqualLedgers()
    for height in [*range(50), *range(50)]:
        ledger = evolve(start, height=height)  # no name keeps it: its identity may be used again
        assert again(ledger) == f"AT_{height}"
        assert ledgers.one(ledger) == ledger


def test_equal_ledgers_become_one(election: Tied) -> None:
    ledgers = EqualLedgers()
    start = election.model().initial()[0].ledger
    twin = evolve(start)
    assert twin is not start
    assert ledgers.one(start) is ledgers.one(twin) is start
    assert ledgers.one(evolve(start, height=7)) is not start


@pytest.mark.parametrize("most", [1, 100])
def test_a_graph_is_the_same_without_sharing_and_with_little_memory(
    election: Tied, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    assert election.model().shares
    shared, worlds = election.explored()
    with monkeypatch.context() as patched:
        patched.setattr(sharing, "MOST", most)
        patched.setattr(abstraction, "MOST", most)
        little, _ = election.explored()
    monkeypatch.setattr(Model, "shares", False)
    alone, others = election.explored()
    assert compare(shared, alone) is None
    assert compare(shared, little) is None
    assert worlds == others
