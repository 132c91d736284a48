"""The heights of a ledger as the page sees them, whatever of them is still in memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, reject
from leo_ref.ledger.block import NO_PASSES
from leo_ref.network.ledger import views
from leo_ref.network.ledger.database import create
from leo_ref.network.ledger.making import made_block, names_of
from leo_ref.network.ledger.replay import replayed
from leo_ref.network.ledger.store import Acknowledged, Commit, TurnedDown, opened
from leo_ref.network.ledger.views import HeightViews, Ledgers
from leo_ref.view.height import HeightView
from leo_ref.view.summary import HeightSummary
from tests.network.ledger.world import ANN, BEN, PRODUCERS, TIME, document, keys, transfer

BLOCKS = 40
REFUSED_AT = 7


def test_old_heights_are_made_again_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path, to_octets(document()))
    store = opened(tmp_path)
    maker = keys(PRODUCERS[0])
    here, noted = replayed(store), HeightViews(store)
    for height in range(1, BLOCKS + 1):
        applied = made_block(
            here.deployment, here.verifiers, maker, here.state, [transfer(ANN, height - 1)], 0, NO_PASSES
        )
        refused: tuple[TurnedDown, ...] = ()
        if height == REFUSED_AT:
            wrong = transfer(BEN, 5)
            name = names_of([wrong])[0]
            store.add([Acknowledged(id=name, octets=to_octets(wrong), carrier="here")])
            rejection = reject(Code.COUNTER_WRONG, given=5, expected=0)
            refused = (TurnedDown(id=name, place=0, rejection=rejection),)
        commit = Commit(
            block=applied.block,
            octets=applied.octets,
            state=applied.digest,
            made=TIME * 1000 + height,
            ids=names_of(applied.block.transactions),
            refused=refused,
            own=True,
        )
        store.commit(commit)
        noted.note(here.state, applied.block, applied.state, TIME * 1000 + height)
        here = evolve(here, state=applied.state)
    by = Ledgers(deployment=here.deployment, verifiers=here.verifiers)
    whole = noted.log(by, here.state, 0, BLOCKS + 5)
    seen = [noted.view(by, here.state, height) for height in range(BLOCKS + 1)]
    assert [each.height for each in whole] == [*range(BLOCKS + 1)]
    for octets, line in zip(seen, whole, strict=True):
        view = from_octets(HeightView, octets)
        assert isinstance(view, HeightView)
        assert view.summary == line
    (refusal,) = json.loads(seen[REFUSED_AT])["refusals"]
    assert (refusal["code"], refusal["sender"], refusal["value"]) == (
        "COUNTER_WRONG",
        BEN.name,
        {"given": "5", "expected": "0"},
    )

    monkeypatch.setattr(views, "RECENT", 3)
    monkeypatch.setattr(views, "MARKS", 4)
    forgetful = HeightViews(store, distance=2)
    replayed(store, forgetful.note)
    assert (len(forgetful.recent), len(forgetful.summaries)) == (3, 3)
    assert len(forgetful.marks) <= 4
    assert forgetful.log(by, here.state, 0, BLOCKS + 5) == whole
    assert [forgetful.view(by, here.state, height) for height in reversed(range(BLOCKS + 1))] == seen[::-1]
    assert HeightViews(store).log(by, here.state, 3, 2) == whole[3:5], "one that was told nothing"
    store.close()


def test_a_height_has_an_end(tmp_path: Path) -> None:
    """A block with more transactions than are listed says how many there are."""
    create(tmp_path, to_octets(document()))
    store = opened(tmp_path)
    here, noted = replayed(store), HeightViews(store)
    ready = [transfer(ANN, counter) for counter in range(200)]
    applied = made_block(here.deployment, here.verifiers, keys(PRODUCERS[0]), here.state, ready, 0, NO_PASSES)
    noted.note(here.state, applied.block, applied.state, 0)
    (found,) = noted.summaries.values()
    assert isinstance(found, HeightSummary)
    assert (len(found.lines) + found.left_out, found.transactions) == (200, 200)
    assert found.left_out > 0
    store.close()
