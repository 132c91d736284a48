"""Who is elected among those who were drawn, and who may draw at all (§6, §7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Place
from leo_ref.core.state.ledger import State
from leo_ref.core.values import NodeId
from leo_ref.rules import selection
from tests.removed.lack import Lack, Patch

sound_obstacle = selection.obstacle


def electing(order: Callable[[Mapping[NodeId, Place], NodeId], Any]) -> list[Patch]:  # what is compared, of any type
    return [("leo_ref.oracle.rules", "elected", lambda group: min(group, key=lambda node: order(group, node)))]


def looking_back(more: Callable[[int], int]) -> list[Patch]:
    """Another lookback than the parameters have."""

    def obstacle(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
        return sound_obstacle(evolve(params, lookback=more(params.lookback)), state, job, name)

    return [("leo_ref.rules.selection", "obstacle", obstacle)]


ELECTED = (
    Lack(
        check="the most votes are elected",
        where="rules.committee.elected",
        clause="§7",
        without="compares votes as texts",
        differs=["rules/elect/nine-and-ten"],
        patches=electing(lambda group, node: ([-ord(d) for d in str(group[node].j)], group[node].beta, node)),
    ),
    Lack(
        check="among equal votes the lowest random value is elected",
        where="rules.committee.elected",
        clause="§7",
        without="lets the lowest id win, which its owner may have searched for",
        differs=["rules/elect/equal-j", "rules/elect/beta-is-an-integer"],
        patches=electing(lambda group, node: (-group[node].j, node)),
    ),
    Lack(
        check="random values are compared as big-endian integers",
        where="rules.committee.elected",
        clause="§7",
        without="reads them backwards",
        differs=["rules/elect/beta-is-an-integer"],
        patches=electing(lambda group, node: (-group[node].j, group[node].beta[::-1], node)),
    ),
    Lack(
        check="among equal random values the lowest id is elected",
        where="rules.committee.elected",
        clause="§7",
        without="elects whoever comes first or last",
        differs=["rules/elect/equal-beta"],
        patches=electing(lambda group, node: (-group[node].j, group[node].beta, [-ord(digit) for digit in node])),
    ),
    Lack(
        check="a key is registered some blocks before the job",
        where="rules.selection.obstacle",
        clause="§6",
        without="draws nodes that chose their key when they saw the job coming, and lets a new key draw in an old job",
        text="not old_enough(params, node.since, job.posted)",
        accepts=["ledger/lookback/apply-late", "ledger/lookback/apply-later", "ledger/lookback/apply-joined-anew"],
    ),
    Lack(
        check="a key that is exactly old enough counts",
        where="rules.selection.obstacle",
        clause="§6",
        without="asks for one block more",
        differs=["ledger/lookback/apply-in-time", "ledger/lookback/apply-late-for-the-first-only"],
        patches=looking_back(lambda lookback: lookback + 1),
    ),
    Lack(
        check="a key that is one block too new does not count",
        where="rules.selection.obstacle",
        clause="§6",
        without="asks for one block less",
        accepts=["ledger/lookback/apply-late", "ledger/lookback/apply-later-again"],
        patches=looking_back(lambda lookback: lookback - 1),
    ),
)
