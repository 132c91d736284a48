"""Joins settled (§12, §14): any deposit and fees that a deployment may have, any round, any group, every outcome."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Job, Join, Outcome, Stage
from leo_ref.core.values import AccountId, NodeId
from leo_ref.prove.group import Group, Paid, group, settle
from leo_ref.prove.inputs import Inputs, demand
from leo_ref.prove.integer import every
from leo_ref.prove.rules import Rules

CANDIDATE: Final = NodeId("candidate")
OUTSIDER: Final = NodeId("outsider")
"""It lied when it applied, and has no place."""

RECORDS: Final = ("challenged", "confirmed", "proved", "lied")
"""What the ledger may have recorded of an attestor."""

OUTCOMES: Final = (Outcome.ADMITTED, Outcome.DUPLICATE, Outcome.REFUSED, Outcome.UNDECIDED, Outcome.UNFILLED)

SHARED_OUT: Final = (Outcome.ADMITTED, Outcome.DUPLICATE, Outcome.REFUSED)
"""Outcomes that share out what the fees leave of the candidate's deposit."""

CREDENTIAL: Final = Credential(blob=b"", secret=b"")


@frozen(kw_only=True)
class JoinCase:
    """A join before it is settled, and what it comes to."""

    params: Parameters
    group: Group
    outcome: Outcome
    job: Job
    fees: int
    paid: Paid

    def due(self, records: frozenset[str]) -> bool:
        """Whether §12 pays an attestor of which this was recorded."""
        return pays(self.outcome, records)


def pays(outcome: Outcome, records: frozenset[str]) -> bool:
    """Whether §12 pays an attestor of which this was recorded."""
    if "lied" in records:
        return False
    if outcome is Outcome.REFUSED:
        return "challenged" in records
    return outcome in (Outcome.ADMITTED, Outcome.DUPLICATE) and "confirmed" in records


def case(inputs: Inputs, rules: Rules) -> JoinCase:
    """A join at any end, settled."""
    params = Parameters(
        join_fee=inputs.unknown("join_fee", scales=True),
        rounds=inputs.unknown("rounds"),
        join_deposit=inputs.unknown("join_deposit"),
        monitor_reward=inputs.unknown("monitor_reward"),
        absence_penalty=inputs.unknown("absence_penalty"),
    )
    inputs.assume(rules.parameters_fault(params) is None)
    drawn = inputs.unknown("round", 1)
    inputs.assume(drawn <= params.rounds)
    outcome = inputs.choose("outcome", OUTCOMES)

    def kind(records: frozenset[str]) -> str:
        return "paid" if pays(outcome, records) else "lying" if "lied" in records else "unpaid"

    members = group(inputs, RECORDS, kind, None)
    if outcome is not Outcome.UNFILLED:
        inputs.assume(members.watching() >= 1)
    job = Job(
        terms=Join(candidate=CANDIDATE, deposit=params.join_deposit, tau=params.tau),
        stage=inputs.choose("stage", (Stage.CONFIRM, Stage.ENROL)),
        round=drawn,
        escrow=params.join_deposit + params.join_deposit * members.size(),
        group=members.places(),
        credentials=Map(dict.fromkeys(members.recorded("challenged"), CREDENTIAL)),
        confirmed=members.recorded("confirmed"),
        provers=members.recorded("proved"),
        liars=members.recorded("lied") | {OUTSIDER},
        proven=inputs.choose("proven", (None, Outcome.REFUSED)),
    )
    paid = settle(rules.settlement, members, params, job, outcome)
    return JoinCase(params=params, group=members, outcome=outcome, job=job, fees=params.join_fee * drawn, paid=paid)


def conserved(inputs: Inputs, rules: Rules) -> None:
    """What was put in comes out, to the unit."""
    found = case(inputs, rules)
    result = found.paid.result
    demand(found.paid.total + result.bond + result.burned == found.job.escrow, "a settlement makes or loses LEO")
    demand(result.bond == 0, "a join has no bond")


def signs(inputs: Inputs, rules: Rules) -> None:
    """Nothing is negative, and the fee of every round is burned in every outcome."""
    found = case(inputs, rules)
    for name, amount in found.paid.each.items():
        demand(amount >= 0, f"{name} receives less than nothing")
    demand(found.paid.result.burned >= found.fees, "the fees are not burned")


def shares(inputs: Inputs, rules: Rules) -> None:
    """Attestors that did what they owed have equal shares, the others their deposits, liars nothing."""
    found = case(inputs, rules)
    deposit, members = found.params.join_deposit, found.group.watching()
    back = 0 if found.outcome in SHARED_OUT else deposit - found.fees
    demand(found.paid.to(CANDIDATE) == back, "the candidate does not have what it is due")
    pool = deposit - found.fees
    for crowd in found.group.crowds:
        for name in crowd.names:
            wage = found.paid.to(name) - deposit
            if "lied" in crowd.records:
                demand(found.paid.to(name) == 0, "a liar is paid")
            elif not found.due(crowd.records):
                demand(wage == 0, "who is not due a wage has one, or loses of its deposit")
            else:
                demand(every(members * wage <= pool, pool < members * wage + members), "a wage is no equal share")


def dust(inputs: Inputs, rules: Rules) -> None:
    """What rounding burns is less than a unit for each attestor; all else that is burned has its reason."""
    found = case(inputs, rules)
    burned = found.paid.result.burned - found.fees
    receiving, wage = 0, 0
    for crowd in found.group.crowds:
        if "lied" in crowd.records:
            burned -= found.params.join_deposit * crowd.count
        if found.due(crowd.records) and crowd.names:
            wage = found.paid.to(crowd.names[0]) - found.params.join_deposit
            receiving += crowd.count
    if found.outcome in SHARED_OUT:
        inputs.assume(receiving >= 1)
        members = found.group.watching()
        rounded = burned - wage * (members - receiving)
        demand(every(rounded >= 0, rounded < members), "rounding burns a unit or more for each attestor")
    else:
        demand(burned == 0, "more is burned than the fees")


def nobody_gains(inputs: Inputs, rules: Rules) -> None:
    """Everybody ends with at most what ADMITTED gives an attestor that confirmed, and what was locked."""
    found = case(inputs, rules)
    deposit, members = found.params.join_deposit, found.group.watching()
    demand(found.paid.to(CANDIDATE) <= deposit, "the candidate gains")
    for crowd in found.group.crowds:
        for name in crowd.names:
            demand(members * (found.paid.to(name) - deposit) <= deposit - found.fees, f"{name} gains")


def marks(inputs: Inputs, rules: Rules) -> None:
    """Credit: who was paid earns, who was absent loses, and no liar does either once it could confirm."""
    found = case(inputs, rules)
    result = found.paid.result
    earned, lost = dict(result.earned), dict(result.lost)
    demand(len(earned) == len(result.earned), "somebody earns twice")
    demand(len(lost) == len(result.lost), "somebody loses twice")
    members = {AccountId(name) for crowd in found.group.crowds for name in crowd.names}
    demand(earned.keys() | lost.keys() <= members, "somebody else earns or loses")
    silent = found.outcome is not Outcome.UNFILLED and found.job.proven is None
    for crowd in found.group.crowds:
        spoke = bool(crowd.records & ({"challenged"} if found.job.stage is Stage.ENROL else {"confirmed", "lied"}))
        for name in crowd.names:
            due = found.params.monitor_reward if found.due(crowd.records) else 0
            demand(earned.get(name, 0) == due, "an attestor does not earn what it is due")
            loss = found.params.absence_penalty if silent and not spoke else 0
            demand(lost.get(name, 0) == loss, "an attestor does not lose what it owes")
