"""Where the money of a job went when it was settled (§12), and what that did to credit (§13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Job, Outcome, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, Amount, Credit, JobId, NodeId
from leo_ref.rules.settlement import Settlement, settlement


@frozen(kw_only=True)
class SettledShare:
    """What one account put into a job, and what it has of it."""

    account: AccountId
    role: str
    paid_in: Amount
    received: Amount
    earned: Credit
    lost: Credit
    """Before all credit is scaled to its total."""


@frozen(kw_only=True)
class MoneyView:
    """A job that was settled with this block. What was put in is what was received, burned, and gone back."""

    job: JobId
    outcome: Outcome
    shares: tuple[SettledShare, ...]
    hold: Amount
    """What the job held of the service's bond."""
    bond: Amount
    """What of it went back."""
    burned: Amount


def money(params: Parameters, eve: State, after: State) -> Iterator[MoneyView]:
    """The jobs that the tick settled; ``eve`` is the state before it."""
    for name in sorted(eve.jobs):
        job, outcome = eve.jobs[name], after.jobs[name].outcome
        if job.open and outcome is not None:
            found = settlement(params, job, outcome)
            yield MoneyView(
                job=name,
                outcome=outcome,
                shares=tuple(_shares(job, found)),
                hold=job.terms.hold if isinstance(job.terms, Task) else 0,
                bond=found.bond,
                burned=found.burned,
            )


def _shares(job: Job, found: Settlement) -> Iterator[SettledShare]:
    """Everybody with a part in the job."""
    paid_in, roles, terms = Counter[str](), dict[str, list[str]](), job.terms
    if isinstance(terms, Task):
        paid_in[terms.owner] += terms.payment
        roles.setdefault(terms.owner, []).append("task owner")
        roles.setdefault(terms.service_owner, []).append("service owner")
    else:
        paid_in[terms.candidate] += terms.deposit
        roles.setdefault(terms.candidate, []).append("candidate")
    member = "monitor" if isinstance(terms, Task) else "attestor"
    for node in sorted(job.group, key=lambda each: (each != job.executor, each)):
        paid_in[node] += terms.deposit
        roles.setdefault(node, []).append("executor" if node == job.executor else member)
    received, earned, lost = Counter[str](), dict(found.earned), Counter[NodeId]()
    for account, amount in found.payouts:
        received[account] += amount
    for node, amount in found.lost:
        lost[node] += amount
    for who, parts in roles.items():
        yield SettledShare(
            account=AccountId(who),
            role=", ".join(parts),
            paid_in=paid_in[who],
            received=received[who],
            earned=earned.get(NodeId(who), 0),
            lost=lost[NodeId(who)],
        )
