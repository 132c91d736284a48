"""Vectors on what an end pays (§12): the table row by row, with each that has a wage and each that has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.core.values import LEO
from leo_ref.vectors.case import Cases
from leo_ref.vectors.rules.scene import (
    ALICE,
    BOB,
    NOTHING,
    PARAMETERS,
    closing,
    due,
    each,
    enrolling,
    node,
    nodes,
    task,
    unattested,
    unfilled,
)


class Settling:
    """Vectors on what an outcome pays, burns and does to credit; each must do what its author says."""

    def __init__(self) -> None:
        """None yet."""
        self.cases = Cases("rules/settle")

    def add(
        self,
        name: str,
        why: str,
        job: Job,
        outcome: Outcome,
        burned: int,
        payouts: Mapping[str, int],
        *,
        bond: int | None = None,
        earned: Mapping[str, int] = NOTHING,
        lost: Mapping[str, int] = NOTHING,
    ) -> None:
        """A vector; the hold goes back where nothing else is said."""
        request: dict[str, JsonValue] = {
            "request": "settle",
            "parameters": encode(PARAMETERS),
            "job": encode(job),
            "outcome": outcome.value,
        }
        hold = job.terms.hold if isinstance(job.terms, Task) else 0
        gives: JsonValue = {
            "payouts": _texts(payouts),
            "bond": str(hold if bond is None else bond),
            "burned": str(burned),
            "earned": _texts(earned),
            "lost": _texts(lost),
        }
        self.cases.add(name, why, request, gives=gives, clause="§12", action="Settlement!Payout")


def _texts(amounts: Mapping[str, int]) -> dict[str, JsonValue]:
    return {name: str(amount) for name, amount in amounts.items() if amount}


FEE, PRICE, PAYMENT, DEPOSIT = LEO, 23 * LEO // 10, 10 * LEO, 8 * LEO
ALL: Final = (1, 2, 3)
ENROL, CONFIRM = Stage.ENROL, Stage.CONFIRM
HALF: Final = 335 * LEO // 100
"""Of what the payment leaves: 10 - 1 - 2.3 = 6.7 LEO."""
WAGE: Final = HALF // 3
SHARE: Final = 12 * LEO // 10 // 3
"""Of what the hold leaves a monitor: twelve times the pay for a vote."""
BACK: Final[dict[str, int]] = {ALICE: PAYMENT}
GROUP: Final[dict[str, int]] = each(DEPOSIT, 0, 1, 2, 3)
"""All deposits back."""
CREDIT, LESS = PARAMETERS.monitor_reward, PARAMETERS.absence_penalty


def done_cases(settling: Settling) -> None:
    """DONE and UNDECIDED."""
    done, confirm = Outcome.DONE, Stage.CONFIRM
    nine = closing((1,) * 9, confirm, confirmed=nodes(*range(1, 10)), terms=task(price=3 * LEO, tau=10))
    gets = each(DEPOSIT + 33333333, *range(1, 10)) | each(DEPOSIT + 3 * LEO, 0) | {BOB: 3 * LEO}
    earned = each(CREDIT, *range(1, 10)) | each(PARAMETERS.executor_reward, 0)
    settling.add("example", "§12: 1 LEO and 3 units burn, 33333333 each", nine, done, FEE + 3, gets, earned=earned)
    three, executor = GROUP | {BOB: PRICE} | each(DEPOSIT + HALF, 0), each(PARAMETERS.executor_reward, 0)
    for name, why, fields, paid, absent, liars in (
        ("done", "all confirmed", {"confirmed": nodes(1, 2, 3)}, (1, 2, 3), (), ()),
        ("done-absent", "one said nothing", {"confirmed": nodes(1, 3)}, (1, 3), (2,), ()),
        ("done-liar", "a liar is not absent", {"confirmed": nodes(1, 3), "liars": nodes(2)}, (1, 3), (), (2,)),
        (
            "done-asked",
            "who asked has no wage, whether it confirmed or not",
            {"confirmed": nodes(1, 3), "asked": due(9, 1, 2), "given": True},
            (3,),
            (),
            (),
        ),
        (
            "done-liar-elsewhere",
            "a liar of the draw has no place to lose",
            {"confirmed": nodes(1, 2, 3), "liars": nodes(7)},
            (1, 2, 3),
            (),
            (),
        ),
        (
            "done-challenged",
            "questions and approvals are not paid here",
            {"confirmed": nodes(1, 3), "challenged": due(9, 2), "answered": nodes(2), "approved": nodes(2)},
            (1, 3),
            (2,),
            (),
        ),
    ):
        job = closing((1, 1, 2), confirm, **fields)
        gets = {name: amount for name, amount in three.items() if name not in nodes(*liars)}
        gets |= each(DEPOSIT + WAGE, *paid)
        burned = FEE + HALF - len(paid) * WAGE + len(liars) * DEPOSIT
        earned = executor | each(CREDIT, *paid)
        settling.add(name, why, job, done, burned, gets, earned=earned, lost=each(LESS, *absent))
    odd = closing((1, 1, 2), confirm, confirmed=nodes(1, 2, 3), terms=task(PAYMENT + 1, deposit=DEPOSIT + 1))
    gets = each(DEPOSIT + 1 + HALF, 0) | each(DEPOSIT + 1 + (HALF + 1) // 3, 1, 2, 3) | {BOB: PRICE}
    burned = FEE + HALF + 1 - 3 * ((HALF + 1) // 3)
    why = "of an odd pay the executor has the smaller half"
    settling.add("done-odd", why, odd, done, burned, gets, earned=executor | each(CREDIT, 1, 2, 3))
    undecided_cases(settling)


def undecided_cases(settling: Settling) -> None:
    """UNDECIDED, in both windows, and UNFILLED."""
    undecided = Outcome.UNDECIDED
    rest: dict[str, int] = {ALICE: PAYMENT - FEE}
    job = closing((1, 1, 2), Stage.APPROVE, (), approved=nodes(3))
    settling.add("not-approved", "who did not approve", job, undecided, FEE, GROUP | rest, lost=each(LESS, 1, 2))
    fields: dict[str, Any] = {"approved": nodes(1, 2, 3), "confirmed": nodes(3), "asked": due(9, 1), "given": True}
    job = closing((1, 1, 2), Stage.CONFIRM, **fields)
    why = "nobody pays the price; who asked was there"
    settling.add("undecided", why, job, undecided, FEE, GROUP | rest, lost=each(LESS, 2))
    job = closing((1, 1, 2), Stage.CONFIRM, confirmed=nodes(3), liars=nodes(1))
    gets = rest | each(DEPOSIT, 0, 2, 3)
    why = "a lost deposit is burned"
    settling.add("undecided-liar", why, job, undecided, FEE + DEPOSIT, gets, lost=each(LESS, 2))
    settling.add("unfilled", "the fee is gone, the rest is back", unfilled(), Outcome.UNFILLED, FEE, rest)


def fault_cases(settling: Settling) -> None:
    """Whose fault it is, pays."""
    fault, run, confirm = Outcome.EXECUTOR_FAULT, Stage.RUN, Stage.CONFIRM
    lost, others = each(PARAMETERS.executor_penalty, 0), BACK | each(DEPOSIT, 1, 2, 3)
    for name, why, job, paid, liars in (
        ("not-shown", "nobody has spoken yet", closing((1, 1, 2), Stage.READY, ()), (), ()),
        ("run-over", "who approved", closing((1, 1, 2), run, approved=nodes(1, 3)), (1, 3), ()),
        ("challenged", "who asked on the ledger", closing((1, 1, 2), run, challenged=due(9, 2)), (2,), ()),
        ("confirmed", "who confirmed", closing((1, 1, 2), confirm, confirmed=nodes(2, 3)), (2, 3), ()),
        ("proved", "who proved it", closing((1, 1, 2), run, provers=nodes(3)), (3,), ()),
        ("result-not-given", "a question not answered proves", closing((1, 1, 2), confirm, asked=due(9, 2)), (2,), ()),
        ("result-given", "one answered does not", closing((1, 1, 2), confirm, asked=due(9, 2), given=True), (), ()),
        (
            "liar",
            "a liar has nothing, whatever else it did",
            closing((1, 1, 2), run, approved=nodes(1, 2), provers=nodes(3), liars=nodes(2)),
            (1, 3),
            (2,),
        ),
        (
            "all-ways",
            "each has one wage",
            closing((1, 1, 2), run, approved=nodes(1), challenged=due(9, 1, 2), provers=nodes(1, 3)),
            (1, 2, 3),
            (),
        ),
    ):
        price = PRICE if job.keys else 0
        gets = {name: amount for name, amount in others.items() if name not in nodes(*liars)}
        gets |= each(DEPOSIT + WAGE, *paid) | {BOB: price}
        burned = DEPOSIT - price - len(paid) * WAGE + len(liars) * DEPOSIT
        earned = each(CREDIT, *paid)
        settling.add(f"executor-fault-{name}", why, job, fault, burned, gets, earned=earned, lost=lost)
    owners(settling)


def owners(settling: Settling) -> None:
    """OWNER_FAULT and SERVICE_FAULT: no credit for anybody."""
    owner, service, keys, run = Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT, Stage.KEYS, Stage.RUN
    votes, approved = (1, 1, 2), nodes(1, 3)
    group = GROUP | each(DEPOSIT + HALF, 0) | each(DEPOSIT + WAGE, 1, 3)
    burned = FEE + HALF - 2 * WAGE
    job = closing(votes, keys, (Part.SERVICE,), approved=approved)
    settling.add("owner-fault", "who approved is paid", job, owner, burned, group | {BOB: PRICE})
    job = closing(votes, keys, (), approved=approved)
    settling.add("owner-fault-no-keys", "the price goes back", job, owner, burned, group | {ALICE: PRICE})
    job = closing(votes, run, approved=approved, challenged=due(9, 2), liars=nodes(3))
    gets = group | {BOB: PRICE} | each(DEPOSIT, 2)
    del gets[node(3)]
    why = "neither questions nor liars are paid"
    settling.add("owner-fault-dispute", why, job, owner, burned + WAGE + DEPOSIT, gets)
    group = BACK | GROUP | each(DEPOSIT + SHARE, 1, 3)
    burned = FEE + 12 * LEO // 10 - 2 * SHARE
    for name, why, job in (
        ("service-fault", "the hold pays the fee and who approved", closing(votes, keys, (Part.TASK,))),
        ("service-fault-dispute", "also when its key is there: no price", closing(votes, run, challenged=due(9, 2))),
    ):
        settling.add(name, why, evolve(job, approved=approved), service, burned, group, bond=0)
    dear = task(tau=90)
    job = closing(votes, keys, (Part.TASK,), approved=approved, terms=dear)
    gets = BACK | GROUP | each(DEPOSIT + WAGE, 1, 3)
    settling.add("service-fault-wage", "at most a wage", job, service, dear.hold - 2 * WAGE, gets, bond=0)


def join_cases(settling: Settling) -> None:
    """What becomes of the candidate's deposit; the fees of two rounds burn in every outcome."""
    stake, votes = PARAMETERS.join_deposit, (1, 1, 2)
    shared = stake - 2 * PARAMETERS.join_fee
    share = shared // 3
    admitted, duplicate = Outcome.ADMITTED, Outcome.DUPLICATE
    refused, undecided = Outcome.REFUSED, Outcome.UNDECIDED
    for name, why, ended, asked, said, outcome, paid, absent in (
        ("admitted", "the fees burn, the rest is shared", CONFIRM, ALL, {"confirmed": ALL}, admitted, ALL, ()),
        ("admitted-absent", "one did not confirm", CONFIRM, ALL, {"confirmed": (1, 3)}, admitted, (1, 3), (2,)),
        ("admitted-unasked", "one did not challenge", CONFIRM, (1, 3), {"confirmed": (1, 3)}, admitted, (1, 3), (2,)),
        ("admitted-liar", "but for liars", CONFIRM, ALL, {"confirmed": (1, 3), "liars": (2,)}, admitted, (1, 3), ()),
        ("duplicate", "as if it were admitted", CONFIRM, ALL, {"confirmed": ALL}, duplicate, ALL, ()),
        ("duplicate-absent", "one did not confirm", CONFIRM, ALL, {"confirmed": (1, 3)}, duplicate, (1, 3), (2,)),
        ("duplicate-liar", "but for liars", CONFIRM, ALL, {"confirmed": (1, 3), "liars": (2,)}, duplicate, (1, 3), ()),
        (
            "refused",
            "who challenged, what it said of it and whether or not; after a proof nobody is absent",
            CONFIRM,
            ALL,
            {"confirmed": (1,), "provers": (2,)},
            refused,
            ALL,
            (),
        ),
        (
            "refused-one-unasked",
            "who did not challenge has nothing",
            CONFIRM,
            (1, 2),
            {"provers": (2,)},
            refused,
            (1, 2),
            (),
        ),
        ("refused-liar", "but for liars", CONFIRM, ALL, {"provers": (3,), "liars": (2,)}, refused, (1, 3), ()),
        ("refused-unshown", "who challenged has worked", ENROL, (1, 2), {}, refused, (1, 2), (3,)),
        ("refused-unasked", "all of it burns: nobody did anything", ENROL, (), {}, refused, (), ALL),
        ("join-undecided", "all back but the fees", CONFIRM, ALL, {"confirmed": (3,)}, undecided, (), (1, 2)),
        ("join-undecided-all", "nobody is absent", CONFIRM, ALL, {"confirmed": ALL}, undecided, (), ()),
        ("join-undecided-liar", "but for a liar's deposit", CONFIRM, ALL, {"liars": (1,)}, undecided, (), (2, 3)),
    ):
        fields = {field: nodes(*numbers) for field, numbers in said.items()}
        proven = {"proven": refused} if "provers" in said else {}
        job, liars = enrolling(votes, ended, asked, **fields, **proven), said.get("liars", ())
        gets = each(stake, *(one for one in ALL if one not in liars)) | each(stake + share, *paid)
        back = shared if outcome is undecided else 0
        gets |= each(back, 100)
        burned = stake - back - len(paid) * share + len(liars) * stake
        earned, lost = each(CREDIT, *paid), each(LESS, *absent)
        settling.add(name, why, job, outcome, burned, gets, earned=earned, lost=lost)
    fees = 5 * PARAMETERS.join_fee
    for name, why, members in (
        ("join-unfilled", "the fees of five rounds are gone, the rest is back", ()),
        ("join-unfilled-few", "and the deposits of a group that does not stand", (9,)),
    ):
        gets = each(stake, *range(1, 1 + len(members))) | each(stake - fees, 100)
        settling.add(name, why, unattested(*members), Outcome.UNFILLED, fees, gets)


def settle_cases() -> Cases:
    """The table of §12, row by row."""
    settling = Settling()
    done_cases(settling)
    fault_cases(settling)
    join_cases(settling)
    return settling.cases
