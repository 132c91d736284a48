"""The pages of coalitions and of credit: tables, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Final

from leo_ref.core.parameters import Parameters
from leo_ref.core.values import CREDIT, LEO
from leo_ref.explain.chances import percent
from leo_ref.measure.statistics import coalition
from leo_ref.measure.statistics.coalition import (
    AWAY,
    EVENTS,
    HONEST,
    JOIN_SHARES,
    KEYS,
    NODES,
    SHARES,
    TAUS,
    Counted,
    WeightedNetwork,
    alike,
)
from leo_ref.measure.statistics.growth import TAU, Grown, gini
from leo_ref.measure.statistics.page import table

TARGETS: Final = {12: Fraction(20, 100), 100: Fraction(5, 100), 1000: Fraction(5, 100)}
"""The most of all credit, and of all executions, that one of so many nodes should have."""


def missed(grown: Sequence[Grown]) -> list[str]:
    """The targets that were not reached from an even start, in words."""
    return [
        f"{each.start.nodes} nodes: {what} {share:.1%}"
        for each in grown
        if is_even(each)
        for what, share in (("credit", each.top_credit), ("executions", each.top_executions))
        if share > TARGETS[each.start.nodes]
    ]


def is_even(grown: Grown) -> bool:
    """Whether all began with the same."""
    return abs(grown.start.richest * grown.start.nodes - 1) < 1 / grown.start.nodes


def growth_page(seed: str, grown: Sequence[Grown]) -> str:
    """The page of credit in Markdown."""
    params = Parameters()
    rows = [
        [
            f"{each.start.nodes}",
            f"{each.start.richest:.2%}",
            f"{each.done:,}",
            f"{each.members / max(1, each.done):.2f}",
            f"{each.credit[0] / sum(each.credit):.2%}",
            f"{each.top_credit:.2%}",
            f"{each.top_executions:.2%}",
            f"{gini(each.credit):.4f}",
            f"{gini(each.executions):.4f}",
        ]
        for each in grown
    ]
    heads = ["nodes", "first began with", "DONE", "members", "first has", "most credit", "most executions"]
    heads += ["Gini of credit", "Gini of executions"]
    wrong = missed(grown)
    verdict = f"**Missed: {'; '.join(wrong)}.**" if wrong else "**From an even start, every target is met.**"
    tasks, whole = f"{grown[0].tasks:,}", f"{params.total_credit // CREDIT:,}"
    executing, monitoring = params.executor_reward / CREDIT, params.monitor_reward / CREDIT
    earned = f"{max(each.members for each in grown):,}"
    return f"""# Who gets richer?

`./leo statistics --seed '{seed}' --tasks {grown[0].tasks}` makes this page. In each line, so many honest nodes play
{tasks} tasks with the parameters of §3: tau {TAU}, {whole} credits altogether, {executing:g} for
executing and {monitoring:g} for monitoring. Votes, election, settlement and the scaling of credit are those of the
rules (§6, §7, §12, §13). Every node applies for every task and works, one task settles in a block, and nobody joins or
leaves. Random values are hashes.

{verdict}
The targets are at most 20 % of credit and of executions among 12 nodes, and 5 % among 100 and 1000.

{table(heads, rows)}

**Why credit spreads.** All roles earn the same, so a task adds one unit to the credit of each member, whatever its
votes. With a share s of W a node is a member with probability 1 - exp(-tau × s), which grows less than s does: per
credit, the poor earn more, and scaling takes from all in proportion. So shares move towards one another, at the pace at
which credit is earned: here at most {earned} of {whole}. A single node that holds much keeps much for long, as
the last lines show, and while it does it executes more than its share, because the executor is whoever has the most
votes (§7).
"""


def risk_page(seed: str, counted: Sequence[Counted]) -> str:
    """The page of coalitions in Markdown."""
    params, tasks = Parameters(), f"{counted[0].tasks:,}"
    least, rounds = params.min_group, params.rounds
    floor = f"{params.floor_numerator}/{params.floor_denominator}"
    join_floor, fee = f"{params.join_floor_numerator}/{params.join_floor_denominator}", params.join_fee // LEO
    return f"""# Who gets a majority?

`./leo statistics --seed '{seed}' --tasks {counted[0].tasks}` makes this page; `./leo draw SNAPSHOT --risk` computes the
same for a snapshot ([snapshot.md](../snapshot.md) says what the columns mean). Parameters are those of §3. A group
stands with {least} members and more than {floor} of tau in the J of its monitors, in one of {rounds} rounds.

## By tau and share

{NODES} nodes with the same credit, of which a coalition has a share. "Away" is the part of the honest nodes that is
busy or kept away. Their credit stays in W (§6), so the coalition has no more votes than before, and no group stands
where it is almost alone. "At most" is for a coalition that sees all other claims before it claims.

{table(["tau", "share", "away", "executor", "half", "quorum", "both", "at most", "all", "unfilled"], _by_tau())}

**With half of the monitors' J** a coalition keeps a task from being paid (UNDECIDED), at the cost of its own pay.
**With the executor and the quorum** ("both") it decides alone that the task is paid, but only for work that was done:
the ledger has appraised the machine before and after, and one honest monitor has seen the run and holds the result, or
the executor loses its deposit (§10, §11). **As the whole group** ("all") it is paid though it keeps the result to
itself. A larger tau is the remedy for all three, and costs the task more.

**It is none where little honest credit is free.** Below {floor} of W hardly any group stands without the coalition, so
it may wait for a round that it captures: it has {rounds} chances instead of one, whatever tau is ("at most", with half
of the honest nodes away). Who sees little free credit in `leo draw --risk` should wait with a task.

## By the number of nodes

A coalition with 20 % of credit, in so many nodes; tau 10, nobody away. In one node it never has both: the executor's
votes are no monitor's.

{table(["nodes", "executor", "half", "quorum", "both", "at most", "all", "unfilled"], _by_keys())}

## Joins

Whoever has the whole group of a join decides alone, and may have a machine admitted that has no TPM; one honest
attestor is enough to keep it out (§5). The group of a join has more than {join_floor} of tau = {params.tau} votes.
"Alone": the coalition's own votes make a group in a round in which no honest node is free. So often it gets what it
wants while it keeps everybody else busy. Every round costs {fee} LEO, so a group of its own costs it the LEO beside it
on average, besides what it costs to keep everybody busy. "All free": the same where all honest nodes apply.
"Quorum": all apply, and the coalition has more than half of the votes. That is enough where it keeps the others off the
ledger until the window for challenges is over, by a producer or by their network. An admission then costs the LEO in
the last column.

{table(["share", "alone", "LEO", "all free", "quorum", "LEO"], _befriended())}

The same floor is asked of honest joins. How often no group stands in one round, and in {rounds}, {NODES} nodes, where
so much of the credit claims nothing, be it busy, away or a coalition's that wants nobody admitted:

{table(["claims nothing", "in a round", f"in {rounds} rounds"], _attested())}

## Honest jobs without a group

Nobody away and no coalition: how often no group stands, of a task with tau 10 and of a join.

{table(["nodes", "task: in a round", f"in {rounds} rounds", "join: in a round", f"in {rounds} rounds"], _honest())}

## Beside draws

{tasks} tasks each, drawn with the thresholds of §6 and elected by §7; random values are hashes. For each event: what
was drawn, what is computed, and one standard deviation.

{table(["network", "tau", "event", "drawn", "computed", "σ"], _drawn(counted))}
"""


@cache
def _by_tau() -> list[list[str]]:
    """Exact and without arguments, so it is worked out once."""
    return [
        [str(tau), _whole(share), _whole(away), *_chances(alike(share, away, tau))]
        for tau in TAUS
        for share in SHARES
        for away in AWAY
    ]


def _by_keys() -> list[list[str]]:
    return [[str(keys), *_chances(alike(Fraction(20, 100), Fraction(0), 10, keys=keys))] for keys in KEYS]


def _chances(network: WeightedNetwork) -> list[str]:
    answer = coalition.computed(network)
    chances = (answer.executor, answer.half, answer.quorum, answer.captured)
    texts = [percent(chance.value) for chance in chances]
    return [*texts, *map(percent, (answer.captured_at_most, answer.whole.value, answer.unfilled.value))]


def _honest() -> list[list[str]]:
    return [[str(nodes), *_of_task(nodes), *_of_join(Fraction(0), nodes)] for nodes in HONEST]


def _of_task(nodes: int) -> list[str]:
    network = alike(Fraction(0), Fraction(0), 10, nodes=nodes)
    return [percent(coalition.computed(network, rounds).unfilled.value) for rounds in (1, None)]


def _of_join(away: Fraction, nodes: int = NODES) -> list[str]:
    params = Parameters()
    fails = 1 - coalition.attested(alike(Fraction(0), away, params.tau, nodes=nodes)).stands.value
    return [percent(fails), percent(fails**params.rounds)]


def _attested() -> list[list[str]]:
    return [[_whole(share), *_of_join(share)] for share in (Fraction(0), *JOIN_SHARES, Fraction(50, 100))]


def _befriended() -> list[list[str]]:
    params, rows = Parameters(), []
    for share in JOIN_SHARES:
        network = alike(share, Fraction(0), params.tau)
        alone = coalition.befriended(network).value
        free = coalition.attested(network)
        quorum = free.quorum.value
        rows.append(
            [
                _whole(share),
                *(_rarely(alone), _roughly(params.join_fee / alone / LEO)),
                _rarely(free.whole.value),
                *(_rarely(quorum), _roughly(params.join_fee / quorum / LEO)),
            ]
        )
    return rows


def _rarely(chance: Fraction) -> str:
    """A probability of which one digit counts."""
    return f"{float(chance):.1e}"


def _roughly(amount: Fraction) -> str:
    """Two digits."""
    digits = max(0, len(str(round(amount))) - 2)
    return f"{round(round(amount), -digits):,}"


def _drawn(counted: Sequence[Counted]) -> list[list[str]]:
    return [
        [
            each.network.name,
            str(each.network.tau),
            {"captured": "both", "whole": "all"}.get(event, event),
            f"{seen / each.tasks:.2%}",
            f"{chance:.2%}",
            f"{error:.2%}",
        ]
        for each in counted
        for event, seen, chance, error in zip(EVENTS, each.seen, each.chances, each.errors, strict=True)
    ]


def _whole(share: Fraction) -> str:
    return f"{float(share):.0%}"
