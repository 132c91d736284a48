"""The page: what was asked, how it was drawn, what came out, and what it means."""

from __future__ import annotations

from collections.abc import Sequence

from leo_ref.measure.statistics.findings import Findings, Owners
from leo_ref.measure.statistics.fit import Fit
from leo_ref.measure.statistics.population import TAU
from leo_ref.measure.statistics.sample import Sample


def page(seed: str, sample: Sample, found: Findings) -> str:
    """The page in Markdown; the plots lie beside it."""
    parts = [
        _beginning(seed, sample, found),
        _votes(found),
        _groups(found),
        _credit(found),
        _splitting(found),
        _executors(found),
    ]
    return "\n".join(parts)


def _beginning(seed: str, sample: Sample, found: Findings) -> str:
    return f"""# Is the draw fair?

`./leo statistics --seed '{seed}' --draws {found.draws}` makes this page, octet by octet the same with the same
libraries. It draws with real VRF values (§6), counts votes, elects (§7), and puts the counts beside their exact
distribution, which comes from the integer thresholds with which §6 decides. The default seed was fixed before the first
run.

**{found.draws:,} draws: {found.tasks:,} tasks, {len(sample.nodes)} keys.** A draw is the VRF value of a key for a task.
Ten owners have 100 of 1000 credits each. Two of them have one key, two have 2, two 5, two 10 and two 32, with their
credit split evenly; tau is {TAU}. Every task with a winner elects; the minimum group is applied only to the pay.

{_verdict(found)}

p is the chance of a worse fit if everything is as §6 says: anything between 0 and 1, with the same chance. Below 10^-6
the command ends with exit code 1. Cells in which fewer than 5 are expected are joined with a neighbour.

Two more pages: [who gets a majority](risk.md), by tau and share, and [who gets richer](growth.md).
"""


def _verdict(found: Findings) -> str:
    least, tests = min(found.fits, key=lambda each: each.p), len(found.fits)
    if not found.is_well:
        return f"**The draw does not fit**: {least.name} has p = {least.p:.2g}."
    share = 100 * (1 - (1 - least.p) ** tests)
    return (
        f"**The draw fits.** The least p-value of {tests} tests is {least.p:.2g} ({least.name}).\n"
        f"The least of so many is that small in about {share:.0f} % of all runs."
    )


def _votes(found: Findings) -> str:
    return f"""## Votes of a key

The binomial distribution of §6, for each of the five weights.

![Votes of keys beside the exact distribution](votes.svg)

{_tests(found.votes)}
"""


def _groups(found: Findings) -> str:
    return f"""## Sizes of groups

Whether a key is a member is a coin of its own with a known chance, so that the number of members has the distribution
of a sum of different coins, computed without rounding. Votes of all keys together are binomial over the whole credit.

![Members and votes of groups beside their exact distributions](groups.svg)

{_tests([found.members, found.total_votes])}
"""


def _credit(found: Findings) -> str:
    return f"""## Votes per credit

Every credit brings the same votes, in whichever key it lies. The test is over the votes of each key, which do not
depend on one another.

![Votes per credit of every key](credit.svg)

{_tests([found.credit])}
"""


def _splitting(found: Findings) -> str:
    rows = [
        [
            str(each.keys),
            f"{each.votes:.4f}",
            f"{each.expected_votes:.4f}",
            f"{each.votes_error:.4f}",
            f"2^{_log(each)}" if each.from_one_key[0] else "0",
            f"{each.members:.4f}",
            f"{each.expected_members:.4f}",
        ]
        for each in found.owners
    ]
    heads = ["keys", "votes", "exact", "σ", "from one key", "members", "exact"]
    return f"""## Splitting credit over many keys

Every base unit of credit is drawn by itself, with the same chance in whichever key it lies. Votes of k keys with a k-th
of the credit each therefore have the very distribution of the votes of one key: binomial(a, p) and binomial(b, p) add
up to binomial(a + b, p). "From one key" is the distance of the two cumulative distributions as the thresholds have
them; the roundings to 2^-512 are all there is. **In votes, and so in every quorum, which counts votes (§11), splitting
gains nothing.**

![What an owner has of a task, by the number of its keys](splitting.svg)

For each owner and task:

{table(heads, rows)}

{_tests(found.owners_votes)}

What splitting does change is the number of members: two votes of one key are one member, of two keys mostly two. Each
member pays its own deposit, and each monitor is paid the same whatever its votes (§12); so many keys have more shares
of the monitors' half for the same votes, at the price of as many deposits and machines: an endorsement key backs one
live node (§5). What that is worth, with the executor's half, is in the next section.
"""


def _executors(found: Findings) -> str:
    rows = [
        [
            str(each.keys),
            f"{each.executor:.4f}",
            f"{each.expected_executor:.4f}",
            f"{each.executor_error:.4f}",
            f"{each.pool:.4f}",
            f"{each.pool_error:.4f}",
        ]
        for each in found.owners
    ]
    one, many = found.owners[0], found.owners[-1]
    times = f"{one.expected_executor / many.expected_executor:.0f}"
    paid = f"{one.pool / many.pool:.1f}"
    return f"""## Who executes, and who is paid

The executor has the most votes, and among equals the lowest random value (§7). Both favour a key with much credit: it
has two votes more often, and with as many votes its random value is lower, because the range of values that give one
vote begins lower for it. **Splitting does not help to become the executor; it hurts.** For each owner with 100 of 1000
credits, the chance to execute a task, exact to the precision of floats, and the share of the pool that it is paid if
every task of at least three members is DONE (§12; half for the executor, half for the monitors), as drawn:

{table(["keys", "executor", "exact", "σ", "pool", "σ"], rows)}

{_tests([found.executors])}

So neither executing nor pay is in proportion to credit. Here an owner with one key executes {times} times as often as
one with the same credit in {many.keys} keys, and is paid {paid} times as much. Credit cannot be transferred (§13), so
nobody can pool what others earned; but who earned much in one key executes more than its share, while its share of the
votes stays exact.
"""


def _tests(fits: Sequence[Fit]) -> str:
    return table(
        ["test", "chi-square", "degrees", "p"],
        [[each.name, f"{each.statistic:.2f}", str(each.degrees), f"{each.p:.3g}"] for each in fits],
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _log(each: Owners) -> int:
    """The least k so that the distance is below 2^k."""
    numerator, bits = each.from_one_key
    return numerator.bit_length() - bits
