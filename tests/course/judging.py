"""What must hold of every play (§14), judged at the tick that settles, for a grid of amounts.

No rule after the draw looks at an amount before the settlement. So a play is walked once, and its end is settled with
every set of amounts.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import NOBODY, Job, Outcome, Stage, Task
from leo_ref.core.values import AccountId
from leo_ref.rules.settlement import Settlement, settlement
from tests.course.scene import ALICE, BOB, EXECUTOR, Scene
from tests.course.walk import Position


class PropertyFails(AssertionError):
    """A play on which a property does not hold."""


@frozen
class Amounts:
    """One set of amounts that a task may be posted with."""

    fee: int
    price: int
    shared: int
    deposit: int
    vote_pay: int
    tau: int = 3

    def applied(self, params: Parameters, task: Task) -> tuple[Parameters, Task]:
        """Parameters and terms with these amounts."""
        priced = evolve(
            task,
            payment=self.fee + self.price + self.shared,
            price=self.price,
            deposit=self.deposit,
            tau=self.tau,
            hold=self.fee + self.tau * self.vote_pay,
        )
        return evolve(params, gas_fee=self.fee, vote_pay=self.vote_pay), priced


def grid() -> list[Amounts]:
    """Amounts with their edges: nothing shared, odd shares, the least and the greatest deposit, a price of nothing."""
    found: list[Amounts] = []
    for fee, price, shared, vote_pay in product((0, 1, 4), (0, 1, 6, 31), (0, 1, 2, 3, 7, 12), (0, 1, 4)):
        least, most = fee + price + (shared + 1) // 2, fee + price + shared
        if shared >= 3 * vote_pay:
            deposits = sorted({least, (least + most) // 2, most})
            found.extend(Amounts(fee, price, shared, deposit, vote_pay) for deposit in deposits)
    return found


GRID: Final = tuple(grid())


def demand(holds: bool, said: str) -> None:
    """Raise where a property does not hold."""
    if not holds:
        raise PropertyFails(said)


def judge(scene: Scene, position: Position, ended: Job) -> None:
    """All properties of one play's end."""
    job, outcome = position.job, ended.outcome
    assert outcome is not None
    nobody_wrongly_blamed(scene, job, outcome)
    one_honest_monitor_is_enough(scene, position, outcome)
    payment_by_quorum(scene, job, outcome)
    ends_in_time(scene, position, outcome)
    money(scene.params, scene.byzantine, paid_by(job), outcome)


def nobody_wrongly_blamed(scene: Scene, job: Job, outcome: Outcome) -> None:
    """§14: no wrong blame, without any majority."""
    blamed = {Outcome.EXECUTOR_FAULT: EXECUTOR, Outcome.OWNER_FAULT: ALICE, Outcome.SERVICE_FAULT: BOB}.get(outcome)
    demand(blamed is None or not scene.honest(blamed), f"{outcome.value} falls on an honest party")
    demand(not any(scene.honest(node) for node in job.liars), "an honest monitor is called a liar")


def one_honest_monitor_is_enough(scene: Scene, position: Position, outcome: Outcome) -> None:
    """§14: DONE implies that it was shown, seen and delivered."""
    job = position.job
    if outcome is not Outcome.DONE:
        return
    demand(job.shown is not None, "DONE without `before`")
    demand(job.requested is not None, "DONE without `after`")
    for node in scene.monitors:
        if scene.honest(node):
            passed = node in job.answered or position.seen.get(node) is Finding.PASS
            demand(passed, f"DONE, and `during` did not pass for {node}")
            demand(job.given or node in position.holds, f"DONE, and {node} does not hold the result")


def payment_by_quorum(scene: Scene, job: Job, outcome: Outcome) -> None:
    """§14: payment by quorum only; keys only after `show` and approvals."""
    votes = {node: job.group[node].j for node in scene.monitors}
    half = sum(votes.values())
    if outcome is Outcome.DONE:
        demand(2 * sum(votes[node] for node in job.confirmed) > half, "DONE without a quorum")
    if job.keys:
        demand(job.shown is not None, "a key moved before anything was shown")
        demand(2 * sum(votes[node] for node in job.approved) > half, "a key moved before a quorum approved")


def ends_in_time(scene: Scene, position: Position, outcome: Outcome) -> None:
    """§14: the end comes by a height known beforehand, and good parties with a good majority are DONE."""
    demand(position.state.height < position.job.deadline, "a stage outlasts its window")
    demand(position.state.height < scene.last_height, "the task lasts too long")
    votes = {node: position.job.group[node].j for node in scene.monitors}
    good = 2 * sum(votes[node] for node in scene.monitors if scene.honest(node)) > sum(votes.values())
    if good and all(scene.honest(party) for party in (ALICE, BOB, EXECUTOR)):
        demand(outcome is Outcome.DONE, f"{outcome.value} among honest parties")


def paid_by(job: Job) -> Job:
    """The job without what no settlement looks at; many plays end alike."""
    return evolve(
        job,
        deadline=0,
        beacon=b"",
        escrow=0,
        shown=None,
        answered=NOBODY,
        challenged=Map(dict.fromkeys(job.challenged, 0)),
        asked=Map(dict.fromkeys(job.asked, 0)),
        requested=None,
        proven=None,
    )


@cache
def priced(params: Parameters, task: Task) -> tuple[tuple[Amounts, Parameters, Task], ...]:
    """The grid, applied."""
    return tuple((amounts, *amounts.applied(params, task)) for amounts in GRID)


@frozen
class Paid:
    """What came of an end with one set of amounts."""

    amounts: Amounts
    params: Parameters
    task: Task
    result: Settlement
    received: Map[str, int]


@cache
def paid(params: Parameters, job: Job, outcome: Outcome) -> tuple[Paid, ...]:
    """The end with every set of amounts, whoever does as they like; what holds whoever that is, is looked at here."""
    assert isinstance(job.terms, Task)
    found = []
    for amounts, paying, task in priced(params, job.terms):
        escrow = task.payment + task.hold + len(job.group) * task.deposit
        result = settlement(paying, evolve(job, terms=task, escrow=escrow), outcome)
        received: dict[str, int] = {}
        for account, amount in result.payouts:
            demand(amount >= 0, f"{account} receives {amount} with {amounts}")
            received[account] = received.get(account, 0) + amount
        whole = sum(received.values()) + result.bond + result.burned
        demand(whole == escrow, f"LEO is not conserved with {amounts}")
        demand(result.burned >= paying.gas_fee, f"the gas fee is not burned with {amounts}")
        found.append(Paid(amounts, paying, task, result, Map(received)))
    return tuple(found)


@cache
def money(params: Parameters, byzantine: frozenset[str], job: Job, outcome: Outcome) -> None:
    """§14, with every set of amounts: nobody honest pays for others, nobody gains."""
    for each in paid(params, job, outcome):
        broken = pays_for_others(each, job, outcome, byzantine) or gains(each, job, byzantine)
        if broken:
            raise PropertyFails(f"{broken} with {each.amounts}")


def pays_for_others(paid: Paid, job: Job, outcome: Outcome, byzantine: frozenset[str]) -> str:
    """§14: nobody honest pays for others."""
    params, task, result, received = paid.params, paid.task, paid.result, paid.received
    if ALICE not in byzantine and outcome is not Outcome.DONE:
        least = task.payment - (params.gas_fee if outcome is Outcome.UNDECIDED else 0)
        if received[ALICE] < least:
            return f"an honest task owner has {received[ALICE]} of {task.payment}"
    if BOB not in byzantine:
        if result.bond != task.hold:
            return "an honest service owner loses of its bond"
        used = job.stage in (Stage.RUN, Stage.CONFIRM)
        if used and outcome is not Outcome.UNDECIDED and received[BOB] != task.price:
            return "an honest service owner is not paid for a use"
    lost = {node for node, amount in result.lost if amount}
    for node in job.group:
        if node not in byzantine:
            if received.get(AccountId(node), 0) < task.deposit:
                return f"honest {node} loses of its deposit"
            if node in lost:
                return f"honest {node} loses credit"
    return ""


def gains(paid: Paid, job: Job, byzantine: frozenset[str]) -> str:
    """§14: nobody ends with more than DONE would give, plus what was locked; nor does a coalition."""
    params, task, result, received = paid.params, paid.task, paid.result, paid.received
    shared = task.payment - params.gas_fee - task.price
    wage = (shared - shared // 2) // (len(job.group) - 1)
    most = {ALICE: task.payment, BOB: task.price, EXECUTOR: task.deposit + shared // 2}
    for node in job.group:
        if node != EXECUTOR:
            most[AccountId(node)] = task.deposit + wage
    for account, amount in received.items():
        if amount > most[AccountId(account)]:
            return f"{account} gains: {amount} for at most {most[AccountId(account)]}"
    together = sum(received.get(account, 0) for account in byzantine)
    if together > sum(most[AccountId(account)] for account in byzantine):
        return "a coalition gains"
    if result.bond > task.hold:
        return "the bond grows"
    return ""
