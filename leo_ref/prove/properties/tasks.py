"""Tasks settled (§12, §14): any amounts that posting takes, any group, any records of its members, every outcome."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import NO_KEYS, Job, Outcome, Part, Requirement, Stage, Task
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.state.transaction import PostTask
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.prove.group import Group, Paid, UnorderedName, group, settle
from leo_ref.prove.inputs import Excluded, Inputs, demand
from leo_ref.prove.integer import every, is_known
from leo_ref.prove.rules import Rules

ALICE: Final = AccountId("alice")
BOB: Final = AccountId("bob")
EXECUTOR: Final = NodeId("executor")
OUTSIDER: Final = NodeId("outsider")
"""It lied when it applied, and has no place."""
SERVICE: Final = ServiceId("service")
TASK: Final = JobId("task")

RECORDS: Final = ("approved", "challenged", "confirmed", "proved", "asked", "lied")
"""What the ledger may have recorded of a monitor."""

OUTCOMES: Final = (
    Outcome.UNFILLED,
    Outcome.DONE,
    Outcome.EXECUTOR_FAULT,
    Outcome.OWNER_FAULT,
    Outcome.SERVICE_FAULT,
    Outcome.UNDECIDED,
)

SHARED_OUT: Final = (Outcome.DONE, Outcome.OWNER_FAULT)
"""Outcomes that share the payment out."""

WAGES: Final = (*SHARED_OUT, Outcome.EXECUTOR_FAULT)
"""Outcomes that pay the full wage."""

IMPRINT: Final = Imprint(length=16, root=bytes(32))


@frozen(kw_only=True)
class TaskCase:
    """A task before it is settled."""

    rules: Rules
    params: Parameters
    before: State
    posted: State
    group: Group
    outcome: Outcome
    job: Job
    task: Task
    released: bool
    given: bool

    def settled(self) -> Paid:
        """What it comes to."""
        return settle(self.rules.settlement, self.group, self.params, self.job, self.outcome)

    def paid(self, records: frozenset[str]) -> bool:
        """Whether §12 pays a monitor of which this was recorded."""
        return pays(self.outcome, given=self.given, records=records)

    def receiving(self) -> int:
        """How many monitors §12 pays."""
        return sum(crowd.count for crowd in self.group.crowds if self.paid(crowd.records))

    def liars(self) -> int:
        """How many members lied."""
        return sum(crowd.count for crowd in self.group.crowds if "lied" in crowd.records)


def pays(outcome: Outcome, *, given: bool, records: frozenset[str]) -> bool:
    """Whether §12 pays a monitor of which this was recorded; ``given``: the result was put on the ledger."""
    if "lied" in records:
        return False
    match outcome:
        case Outcome.DONE:
            return "confirmed" in records and "asked" not in records
        case Outcome.EXECUTOR_FAULT:
            spoke = {"approved", "challenged", "confirmed", "proved"} | (set() if given else {"asked"})
            return bool(records & spoke)
        case Outcome.OWNER_FAULT | Outcome.SERVICE_FAULT:
            return "approved" in records
        case _:
            return False


def parameters(inputs: Inputs) -> Parameters:
    """Any amounts."""
    return Parameters(
        gas_fee=inputs.unknown("gas_fee"),
        vote_pay=inputs.unknown("vote_pay"),
        min_tau=inputs.unknown("min_tau"),
        max_tau=inputs.unknown("max_tau"),
        executor_reward=inputs.unknown("executor_reward"),
        executor_penalty=inputs.unknown("executor_penalty"),
        monitor_reward=inputs.unknown("monitor_reward"),
        absence_penalty=inputs.unknown("absence_penalty"),
    )


def case(inputs: Inputs, rules: Rules) -> TaskCase:
    """A task that was posted, at any end."""
    params = parameters(inputs)
    offer = Offer(
        code=IMPRINT,
        image=bytes(32),
        price=inputs.unknown("price"),
        key_commitment=bytes(32),
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
    )
    service = Service(owner=BOB, offer=offer, live=True, bond=inputs.unknown("bond"))
    before = State(
        height=0,
        block_hash=bytes(32),
        beacon=b"",
        accounts=Map({ALICE: Account(balance=inputs.unknown("balance"))}),
        nodes=Map(),
        services=Map({SERVICE: service}),
    )
    body = PostTask(
        service=SERVICE,
        data=IMPRINT,
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=inputs.unknown("payment"),
        deposit=inputs.unknown("deposit"),
        tau=inputs.unknown("tau"),
        run_window=params.max_run_window,
        result_limit=0,
    )
    posted = rules.post_task(params, before, ALICE, TASK, body)
    if not isinstance(posted, State):
        raise Excluded
    return at_an_end(inputs, rules, params, before, posted)


def at_an_end(inputs: Inputs, rules: Rules, params: Parameters, before: State, posted: State) -> TaskCase:
    """The task with any group, any records, and an outcome."""
    outcome = inputs.choose("outcome", OUTCOMES)
    drawn, given = outcome is not Outcome.UNFILLED, inputs.choose("given", (False, True))

    def kind(records: frozenset[str]) -> str:
        return "paid" if pays(outcome, given=given, records=records) else "lying" if "lied" in records else "unpaid"

    members = group(inputs, RECORDS, kind, EXECUTOR if drawn else None)
    if drawn:
        inputs.assume(members.watching() >= 1)
    released = inputs.choose("released", (False, True))
    job = posted.jobs[TASK]
    assert isinstance(job.terms, Task)
    job = evolve(
        recorded(job, members),
        stage=inputs.choose("stage", (Stage.CONFIRM, Stage.APPROVE)),
        given=given,
        keys=Map({Part.SERVICE: b""}) if released else NO_KEYS,
        escrow=job.escrow + job.terms.deposit * members.size(),
    )
    return TaskCase(
        rules=rules,
        params=params,
        before=before,
        posted=posted,
        group=members,
        outcome=outcome,
        job=job,
        task=posted.jobs[TASK].terms,  # type: ignore[arg-type] # a task was posted
        released=released,
        given=given,
    )


def recorded(job: Job, members: Group) -> Job:
    """The job with what the ledger recorded of its members."""
    return evolve(
        job,
        group=members.places(),
        executor=members.executor,
        approved=members.recorded("approved"),
        challenged=Map(dict.fromkeys(members.recorded("challenged"), 0)),
        confirmed=members.recorded("confirmed"),
        provers=members.recorded("proved"),
        asked=Map(dict.fromkeys(members.recorded("asked"), 0)),
        liars=members.recorded("lied") | {OUTSIDER},
    )


def conserved(inputs: Inputs, rules: Rules) -> None:
    """What was put in comes out, to the unit."""
    found = case(inputs, rules)
    held = found.posted.balance(ALICE) + found.posted.services[SERVICE].bond + found.posted.jobs[TASK].escrow
    had = found.before.balance(ALICE) + found.before.services[SERVICE].bond
    demand(held == had, "posting makes or loses LEO")
    paid = found.settled()
    demand(paid.total + paid.result.bond + paid.result.burned == found.job.escrow, "a settlement makes or loses LEO")


def signs(inputs: Inputs, rules: Rules) -> None:
    """Nothing is negative, and the fee is burned in every outcome."""
    found = case(inputs, rules)
    paid = found.settled()
    for name, amount in paid.each.items():
        demand(amount >= 0, f"{name} receives less than nothing")
    demand(paid.result.bond >= 0, "the bond gets less than nothing")
    demand(paid.result.burned >= found.params.gas_fee, "the fee is not burned")
    demand(found.posted.balance(ALICE) >= 0, "posting takes more than there is")
    demand(found.posted.services[SERVICE].bond >= 0, "posting holds more than there is")


def shares(inputs: Inputs, rules: Rules) -> None:
    """Executor and monitors have what §12 says: half, and equal shares of the rest, rounded down."""
    found = case(inputs, rules)
    paid, deposit = found.settled(), found.task.deposit
    pay = found.task.payment - found.params.gas_fee - found.task.price
    half = 0
    if found.group.executor is not None:
        half = paid.to(EXECUTOR) - deposit
        if found.outcome in SHARED_OUT:
            demand(every(2 * half <= pay, pay <= 2 * half + 1), "the executor's half is no half")
        else:
            fault = found.outcome is Outcome.EXECUTOR_FAULT
            demand(half == (-deposit if fault else 0), "the executor has a half")
    members = found.group.watching()
    pool = pay - pay // 2
    for crowd in found.group.crowds:
        for name in crowd.names:
            wage = paid.to(name) - deposit
            if "lied" in crowd.records:
                demand(paid.to(name) == 0, "a liar is paid")
            elif not found.paid(crowd.records):
                demand(wage == 0, "who is not due a wage has one, or loses of its deposit")
            elif found.outcome in WAGES:
                demand(every(members * wage <= pool, pool < members * wage + members), "a wage is no equal share")
            else:
                hold = found.task.tau * found.params.vote_pay
                full, held = pool // members, hold // members
                demand(every(wage <= full, wage <= held), "a wage is more than a share of the hold, or than the wage")
                demand(wage in (full, held), "a wage is neither a share of the hold nor the wage")


def owners(inputs: Inputs, rules: Rules) -> None:
    """Both owners have what the table of §12 says."""
    found = case(inputs, rules)
    paid, task = found.settled(), found.task
    earns = found.outcome is Outcome.DONE or (
        found.released and found.outcome in (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT)
    )
    demand(paid.to(BOB) == (task.price if earns else 0), "the service owner does not have its price")
    back = {
        Outcome.DONE: 0,
        Outcome.EXECUTOR_FAULT: task.payment,
        Outcome.OWNER_FAULT: 0 if found.released else task.price,
        Outcome.SERVICE_FAULT: task.payment,
        Outcome.UNFILLED: task.payment - found.params.gas_fee,
        Outcome.UNDECIDED: task.payment - found.params.gas_fee,
    }[found.outcome]
    demand(paid.to(ALICE) == back, "the task owner does not get back what it is due")
    bond = 0 if found.outcome is Outcome.SERVICE_FAULT else task.hold
    demand(paid.result.bond == bond, "the bond does not get back what was held")


def dust(inputs: Inputs, rules: Rules) -> None:
    """What rounding burns is less than a unit for each monitor; all else that is burned has its reason."""
    found = case(inputs, rules)
    paid, task = found.settled(), found.task
    burned = paid.result.burned - task.deposit * found.liars()
    members, receiving = found.group.watching(), found.receiving()
    wage = 0
    for crowd in found.group.crowds:
        if found.paid(crowd.records) and crowd.names:
            wage = paid.to(crowd.names[0]) - task.deposit
    price = task.price if found.released else 0
    match found.outcome:
        case Outcome.DONE | Outcome.OWNER_FAULT:
            inputs.assume(receiving >= 1)
            rounded = burned - found.params.gas_fee - wage * (members - receiving)
            demand(every(rounded >= 0, rounded < members), "rounding burns a unit or more for each monitor")
        case Outcome.EXECUTOR_FAULT:
            demand(burned == task.deposit - price - wage * receiving, "more is burned than the deposit leaves")
        case Outcome.SERVICE_FAULT:
            demand(burned == task.hold - wage * receiving, "more is burned than the hold leaves")
        case _:
            demand(burned == found.params.gas_fee, "more is burned than the fee")


def honest(inputs: Inputs, rules: Rules) -> None:
    """No honest party pays for others: deposits are lost by liars and by an executor at fault only."""
    found = case(inputs, rules)
    paid, task = found.settled(), found.task
    if found.group.executor is not None and found.outcome is not Outcome.EXECUTOR_FAULT:
        demand(paid.to(EXECUTOR) >= task.deposit, "an executor without fault loses of its deposit")
    for crowd in found.group.crowds:
        if "lied" not in crowd.records:
            for name in crowd.names:
                demand(paid.to(name) >= task.deposit, "an honest monitor loses of its deposit")
    if found.outcome in (Outcome.EXECUTOR_FAULT, Outcome.SERVICE_FAULT):
        demand(paid.to(ALICE) >= task.payment, "an honest task owner pays for another's fault")
    elif found.outcome in (Outcome.UNFILLED, Outcome.UNDECIDED):
        demand(paid.to(ALICE) >= task.payment - found.params.gas_fee, "a task owner loses more than the fee")
    if found.outcome is not Outcome.SERVICE_FAULT:
        demand(paid.result.bond >= task.hold, "an honest service owner loses of its bond")


def nobody_gains(inputs: Inputs, rules: Rules) -> None:
    """Everybody ends with at most what DONE would have given, and what was locked."""
    found = case(inputs, rules)
    paid, task = found.settled(), found.task
    best = settle(
        rules.settlement,
        found.group,
        found.params,
        evolve(
            found.job,
            confirmed=frozenset(name for crowd in found.group.crowds for name in crowd.names),
            asked=Map(),
            liars=frozenset({OUTSIDER}),
        ),
        Outcome.DONE,
    )
    for name in paid.each:
        if name == ALICE:
            demand(paid.to(ALICE) <= task.payment, "a task owner gains")
        elif name == BOB or found.outcome is not Outcome.UNFILLED:
            demand(paid.to(name) <= best.to(name), f"{name} gains")
        else:
            demand(paid.to(name) <= task.deposit, f"{name} gains")
    demand(paid.result.bond <= task.hold, "the bond grows")


def one_wage(inputs: Inputs, rules: Rules) -> None:
    """What a member receives depends on its own records and the size of the group, whatever the others did.

    Members move around a ring of all records: so the group becomes any other group of that size.
    """
    found = case(inputs, rules)
    moved = [inputs.unknown(f"moved_{place}", None) for place in range(len(found.group.crowds))]
    crowds = []
    for place, crowd in enumerate(found.group.crowds):
        count = crowd.count + moved[place] - moved[(place + 1) % len(moved)]
        inputs.assume(count >= 0)
        names = crowd.names
        if is_known(count):
            label = names[0].rpartition("-")[0] if names else f"crowd_{place}"
            names = tuple(NodeId(UnorderedName(f"{label}-{number}")) for number in range(count))
        crowds.append(evolve(crowd, count=count, names=names))
    others = Group(tuple(crowds), found.group.executor)
    try:
        paid = found.settled()
        again = settle(rules.settlement, others, found.params, recorded(found.job, others), found.outcome)
    except AssertionError:  # that this cannot be is another property
        raise Excluded from None
    for name in paid.each:
        if name in again.each:
            demand(paid.to(name) == again.to(name), f"{name} has more or less by what others did")


def marks(inputs: Inputs, rules: Rules) -> None:
    """Credit: who was paid in DONE and EXECUTOR_FAULT earns, who was absent or at fault loses, no liar does either."""
    found = case(inputs, rules)
    late = found.job.stage is Stage.CONFIRM
    inputs.assume(late or found.outcome is not Outcome.DONE)  # the window of approval ends no task as DONE
    result = found.settled().result
    earned, lost = dict(result.earned), dict(result.lost)
    demand(len(earned) == len(result.earned), "somebody earns twice")
    demand(len(lost) == len(result.lost), "somebody loses twice")
    demand(not earned.keys() & lost.keys(), "somebody earns and loses")
    members = {name for crowd in found.group.crowds for name in crowd.names} | {found.group.executor}
    demand(earned.keys() | lost.keys() <= members, "somebody else earns or loses")
    rewarded = found.outcome in (Outcome.DONE, Outcome.EXECUTOR_FAULT)
    for crowd in found.group.crowds:
        for name in crowd.names:
            due = found.params.monitor_reward if rewarded and found.paid(crowd.records) else 0
            demand(earned.get(name, 0) == due, "a monitor does not earn what it is due")
            if "lied" in crowd.records and late:
                demand(name not in lost, "a liar is absent as well")
            if found.outcome not in (Outcome.DONE, Outcome.UNDECIDED):
                demand(name not in lost, "a monitor loses credit where nobody had to have spoken")
            elif not crowd.records:
                demand(lost.get(name, 0) == found.params.absence_penalty, "who said nothing loses nothing")
    executes = found.params.executor_reward if found.outcome is Outcome.DONE else 0
    at_fault = found.params.executor_penalty if found.outcome is Outcome.EXECUTOR_FAULT else 0
    demand(earned.get(EXECUTOR, 0) == executes, "the executor does not earn what it is due")
    demand(lost.get(EXECUTOR, 0) == at_fault, "the executor does not lose what it is due")
