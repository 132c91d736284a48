"""Attack 5: no party is dishonest, and the network takes the deposit of an honest executor.

Before the attack all parties are honest, messages come up to a block late and every fifth is lost. Where what is lost
is not sent again, windows close on an executor that did its work. With the windows of §3 and parties that repeat until
they see the effect, nobody loses more than the prices of §12.
"""

from __future__ import annotations

from typing import Final

import pytest

from leo_ref.core.state.job import Outcome
from leo_ref.parties.message import LEDGER, Outbox, Sent
from leo_ref.parties.posting import Posting
from leo_ref.parties.simulator.trial import INTERVAL, Trial, Weather, trial

NODES: Final = 8
SEEDS: Final = tuple(f"attack 5, {number}" for number in range(4))
BAD: Final = Weather(delay=INTERVAL, loss=200)
"""The network of §14."""


def played(weather: Weather = BAD) -> list[Trial]:
    """What came of one task under each seed."""
    return [trial(seed, NODES, weather) for seed in SEEDS]


def test_late_and_lost_messages_cost_nobody_anything() -> None:
    """Questions go over the ledger where they were lost elsewhere, and are answered in time."""
    ended = played()
    assert all(one.is_well for one in ended)
    assert [one.outcome for one in ended].count(Outcome.DONE) > len(ended) // 2
    assert any(one.challenged for one in ended)


def test_where_nothing_is_sent_again_windows_close_on_the_honest(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = set[bytes]()

    def once(self: Posting) -> Outbox:
        """What was not sent before."""
        new = tuple(each for each in self.transactions if each.signature not in sent)
        sent.update(each.signature for each in new)
        return tuple(Sent(LEDGER, each) for each in new)

    monkeypatch.setattr(Posting, "outbox", property(once))
    assert not all(one.is_well for one in played())
