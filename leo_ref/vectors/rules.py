"""Vectors on single rules: normalisation (§13), election (§7), quorum and outcome (§11), settlement (§12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.encoding import JsonValue, encode
from leo_ref.parameters import Parameters
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.job import (
    NO_ENCRYPTION_KEYS,
    Heard,
    Job,
    Join,
    Outcome,
    Part,
    Place,
    Requirement,
    Stage,
    Task,
    Terms,
)
from leo_ref.values import LEO, AccountId, NodeId, ServiceId
from leo_ref.vectors.case import Cases, Family

ALICE: Final = AccountId("0a" * 32)
BOB: Final = AccountId("0b" * 32)
PARAMETERS: Final = Parameters()


def node(number: int) -> NodeId:
    """A node with a name that sorts by its number."""
    return NodeId(f"{number:064x}")


def each(amount: int, *numbers: int) -> dict[str, int]:
    """The same amount for each of these nodes."""
    return {node(number): amount for number in numbers}


def place(j: int, beta: int = 0) -> Place:
    """A member with these votes."""
    return Place(j=j, beta=beta.to_bytes(64, "big"), encryption_keys=NO_ENCRYPTION_KEYS)


def normalise_cases() -> Cases:
    """Exact largest remainder."""
    cases = Cases("rules/normalise")

    def scaling(
        name: str, why: str, total: int, held: Mapping[int, int], after: Mapping[int, int] | None = None
    ) -> None:
        request: dict[str, JsonValue] = {
            "request": "normalise",
            "total": str(total),
            "credit": {node(number): str(credit) for number, credit in held.items()},
        }
        gives: JsonValue = None if after is None else {node(number): str(credit) for number, credit in after.items()}
        cases.add(name, why, request, gives=gives, clause="§13", action="Credit!Normalised")

    scaling("already-exact", "nothing changes", 10, {1: 4, 2: 6}, {1: 4, 2: 6})
    scaling("no-credit", "with nothing to scale nothing changes", 1000, {1: 0, 2: 0}, {1: 0, 2: 0})
    scaling("nobody", "no node at all", 1000, {}, {})
    scaling("halves", "scaled down without a rest", 1000, {1: 1000, 2: 1000}, {1: 500, 2: 500})
    scaling(
        "tie-of-remainders",
        "three equal rests, two units: the lower ids",
        1000,
        {3: 7, 1: 7, 2: 7},
        {1: 334, 2: 333, 3: 333},
    )
    scaling("zero-stays-zero", "no credit out of nothing", 1000, {1: 0, 2: 3, 3: 3}, {1: 0, 2: 500, 3: 500})
    scaling("largest-remainder-wins", "rests decide before ids", 10, {1: 2, 2: 3, 3: 2}, {1: 3, 2: 4, 3: 3})
    held = {number: 100 + number * 6 for number in range(1, 14)}
    held[13] += 1900 - sum(held.values())
    scaling("total-1900", "1900 to 1000 with thirteen rests: rounding each on its own gives 996 or 1003", 1000, held)
    scaling("base-units", "in base units", 10**9, {1: 10**9 + 1, 2: 5 * 10**6, 3: 1})
    scaling("scaled-up", "after a loss the others gain", 10, {1: 1, 2: 2}, {1: 3, 2: 7})
    scaling("more-nodes-than-units", "one unit each to the lowest ids", 7, dict.fromkeys(range(1, 51), 1))
    return cases


def elect_cases() -> Cases:
    """Highest j, then lowest beta, then lowest id."""
    cases = Cases("rules/elect")
    for name, why, members, winner in (
        ("alone", "a group of one", {1: (1, 0)}, 1),
        ("highest-j", "most votes", {1: (2, 0), 2: (3, 9), 3: (1, 0)}, 2),
        ("nine-and-ten", "as texts 9 comes after 10", {1: (9, 0), 2: (10, 5)}, 2),
        ("equal-j", "equal votes: the lower random value", {1: (2, 300), 2: (2, 299), 3: (1, 0)}, 2),
        (
            "beta-is-an-integer",
            "256 is more than 255, though its octets read backwards are less",
            {1: (2, 256), 2: (2, 255)},
            2,
        ),
        ("equal-beta", "equal votes and random value: the lower id", {3: (2, 7), 2: (2, 7), 1: (1, 7)}, 2),
    ):
        group: JsonValue = {
            node(number): {"j": j, "beta": beta.to_bytes(64, "big").hex()} for number, (j, beta) in members.items()
        }
        cases.add(
            name, why, {"request": "elect", "group": group}, gives=node(winner), clause="§7", action="Election!Elect"
        )
    return cases


def task(payment: int = 10 * LEO, price: int = 3 * LEO, deposit: int = 8 * LEO) -> Task:
    """Alice's task on Bob's service."""
    return Task(
        run_window=32,
        result_limit=2**20,
        owner=ALICE,
        service=ServiceId("0d" * 32),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=payment,
        deposit=deposit,
        tau=10,
        service_owner=BOB,
        price=price,
        hold=2 * LEO,
    )


def candidate() -> Join:
    """The join of node 100."""
    return Join(candidate=node(100), deposit=PARAMETERS.join_deposit, tau=10)


def confirming(votes: tuple[int, ...], heard: Mapping[int, Heard], terms: Terms | None = None, keys: int = 2) -> Job:
    """A job in its confirm window: node 0 executes a task, node n has ``votes[n - 1]`` votes and said ``heard[n]``."""
    terms = task() if terms is None else terms
    monitors = {node(number): place(j) for number, j in enumerate(votes, 1)}
    executor = node(0) if isinstance(terms, Task) else None
    group = monitors | ({executor: place(99)} if executor else {})
    released = dict[Part, bytes](list({Part.SERVICE: b"key", Part.TASK: b"key"}.items())[:keys])
    return Job(
        terms=terms,
        stage=Stage.CONFIRM,
        round=1,
        deadline=9,
        escrow=0,
        group=Map(group),
        executor=executor,
        keys=Map(released),
        requested=bytes(32) if isinstance(terms, Task) else None,
        verdicts=Map({node(number): said for number, said in heard.items()}),
    )


def quorum_cases() -> Cases:
    """Strictly more than half of the J of all monitors."""
    cases = Cases("rules/quorum")
    for name, why, votes, nodes, holds in (
        ("exactly-half", "half is not more than half", (1, 1, 2), (1, 2), False),
        ("one-more-than-half", "the least quorum", (1, 1, 2), (2, 3), True),
        ("odd-total-below", "two of five", (1, 1, 3), (1, 2), False),
        ("odd-total-above", "three of five", (1, 1, 3), (3,), True),
        ("heads-do-not-count", "three heads of four, three votes of ten", (1, 1, 1, 7), (1, 2, 3), False),
        ("nobody", "no votes", (1, 1), (), False),
        ("everybody", "all votes; the executor's do not count", (1, 1), (1, 2), True),
    ):
        request: dict[str, JsonValue] = {
            "request": "quorum",
            "job": encode(confirming(votes, {})),
            "nodes": [node(number) for number in nodes],
        }
        cases.add(name, why, request, gives=holds, clause="§11", action="Committee!IsQuorum")
    return cases


def outcome_cases() -> Cases:
    """The first rule that holds."""
    cases = Cases("rules/outcome")
    p, f, s, lie = Heard.PASS, Heard.FAIL, Heard.SILENT, Heard.LIE
    bad_task, bad_service = Heard.BAD_TASK_KEY, Heard.BAD_SERVICE_KEY
    votes = (1, 1, 2)
    for name, why, heard, outcome in (
        ("pass-quorum", "three of four votes", {1: p, 3: p}, Outcome.DONE),
        ("pass-half", "a tie pays nobody", {3: p}, Outcome.UNDECIDED),
        ("pass-half-silent-half", "a tie pays nobody, and punishes nobody", {1: s, 2: s, 3: p}, Outcome.UNDECIDED),
        ("silent-quorum", "three of four votes", {1: s, 3: s}, Outcome.EXECUTOR_FAULT),
        ("one-fail", "one proof of a fault outweighs all that pass", {1: f, 2: p, 3: p}, Outcome.EXECUTOR_FAULT),
        ("fail-before-bad-key", "the first rule", {1: f, 2: bad_task}, Outcome.EXECUTOR_FAULT),
        ("bad-task-key", "the owner's fault", {1: bad_task, 3: p}, Outcome.OWNER_FAULT),
        ("bad-service-key", "the service's fault", {1: bad_service, 3: p}, Outcome.SERVICE_FAULT),
        ("both-keys-bad", "the task owner's comes first", {1: bad_service, 2: bad_task}, Outcome.OWNER_FAULT),
        ("nobody-heard", "no verdict at all", {}, Outcome.UNDECIDED),
        ("lies-are-nothing", "a lie is no verdict", {1: lie, 2: lie, 3: lie}, Outcome.UNDECIDED),
        ("quorum-of-all-not-of-heard", "one of one heard, one of four votes", {1: p}, Outcome.UNDECIDED),
    ):
        request = deciding(confirming(votes, heard))
        cases.add(name, why, request, gives=outcome.value, clause="§11", action="Confirmation!TaskOutcome")
    for name, heard, outcome in (
        ("join-pass", {1: p, 3: p}, Outcome.ADMITTED),
        ("join-fail", {1: f, 3: p}, Outcome.REFUSED),
        ("join-silent", {1: s, 3: s}, Outcome.REFUSED),
        ("join-half", {3: p}, Outcome.UNDECIDED),
    ):
        request = deciding(confirming(votes, heard, candidate(), 0))
        why = "a candidate in place of the executor"
        cases.add(name, why, request, gives=outcome.value, clause="§5", action="Confirmation!JoinOutcome")
    for name, keys, outcome in (
        ("no-keys", (), Outcome.OWNER_FAULT),
        ("task-key-only", (Part.TASK,), Outcome.SERVICE_FAULT),
        ("service-key-only", (Part.SERVICE,), Outcome.OWNER_FAULT),
    ):
        job = evolve(missing(keys), ready=frozenset({node(1)}))
        why = "the keys window passed"
        cases.add(name, why, deciding(job), gives=outcome.value, clause="§11", action="Confirmation!MissingKeyOutcome")
    return cases


def missing(keys: tuple[Part, ...]) -> Job:
    """A job whose keys window passes with these keys released; all monitors had signed that it is ready."""
    job = confirming((1, 1, 2), {})
    return evolve(
        job,
        stage=Stage.KEYS,
        keys=Map(dict.fromkeys(keys, b"key")),
        requested=None,
        ready=frozenset(set(job.group) - {node(0)}),
    )


def deciding(job: Job) -> dict[str, JsonValue]:
    """The request for the outcome."""
    return {"request": "outcome", "job": encode(job)}


def settle_cases() -> Cases:
    """The table of §12, row by row."""
    cases = Cases("rules/settle")

    def settling(
        name: str, why: str, job: Job, outcome: Outcome, burned: int, payouts: Mapping[str, int], bond: int = 2 * LEO
    ) -> None:
        request: dict[str, JsonValue] = {
            "request": "settle",
            "parameters": encode(PARAMETERS),
            "job": encode(job),
            "outcome": outcome.value,
        }
        said = cases.add(name, why, request, clause="§12", action="Settlement!Payout")
        got = said["ok"]
        assert isinstance(got, dict)
        wanted = {account: str(amount) for account, amount in payouts.items()}
        assert (got["burned"], got["bond"], got["payouts"]) == (str(burned), str(bond), wanted), (name, got)

    p, f, s, lie = Heard.PASS, Heard.FAIL, Heard.SILENT, Heard.LIE
    bad_task, bad_service = Heard.BAD_TASK_KEY, Heard.BAD_SERVICE_KEY
    deposit, fee, price, payment = 8 * LEO, LEO, 3 * LEO, 10 * LEO
    nine = confirming((1,) * 9, dict.fromkeys(range(1, 10), p))
    example = each(deposit + 33333333, *range(1, 10)) | each(deposit + 3 * LEO, 0) | {BOB: price}
    settling("example", "§15: burned 1 LEO and 3 units, 33333333 units each", nine, Outcome.DONE, fee + 3, example)

    job = confirming((1, 1, 1, 2), {1: p, 2: p, 3: lie})
    wage = 3 * LEO // 4
    gets = each(deposit + 3 * LEO, 0) | each(deposit + wage, 1, 2) | each(deposit, 4) | {BOB: price}
    burned = fee + 2 * wage + deposit
    settling("done-liar-and-absent", "two wages of four, and a liar's deposit, burn", job, Outcome.DONE, burned, gets)
    odd = confirming((1, 1, 2), {1: p, 2: p, 3: p}, task(10 * LEO + 1, deposit=8 * LEO + 1))
    gets = each(deposit + 1 + 3 * LEO, 0) | each(deposit + 1 + LEO, 1, 2, 3) | {BOB: price}
    settling("done-odd", "of an odd pay the executor has the smaller half", odd, Outcome.DONE, fee + 1, gets)

    fault = Outcome.EXECUTOR_FAULT
    back: dict[str, int] = {ALICE: payment}
    job = confirming((1, 1, 2), {1: s, 3: s})
    gets = back | {BOB: price} | each(deposit + LEO, 1, 3) | each(deposit, 2)
    settling("executor-fault-released", "the executor pays fee, price and wages", job, fault, 3 * LEO, gets)
    job = confirming((1, 1, 2), {1: s, 2: f, 3: lie}, keys=0)
    gets = back | each(deposit + LEO, 1, 2)
    settling("executor-fault-not-released", "what is left burns, and a liar's", job, fault, 14 * LEO, gets)
    job = confirming((1, 1, 2), {1: f})
    gets = back | {BOB: price} | each(deposit + LEO, 1) | each(deposit, 2, 3)
    settling("executor-fault-one-heard", "one wage, though two are absent", job, fault, 4 * LEO, gets)

    undecided = Outcome.UNDECIDED
    rest: dict[str, int] = {ALICE: payment - fee}
    gets = rest | each(deposit, 0, 1, 2, 3)
    settling("undecided-released", "nobody pays the price", confirming((1, 1, 2), {3: p}), undecided, fee, gets)
    job = confirming((1, 1, 2), {1: lie, 3: p}, keys=0)
    gets = rest | each(deposit, 0, 2, 3)
    settling("undecided-liar", "a lost deposit is burned", job, undecided, fee + deposit, gets)

    service, pay = Outcome.SERVICE_FAULT, LEO // 3
    gets = back | each(deposit, 0) | each(deposit + pay, 1, 2, 3)
    why = "the hold pays the ready monitors for the votes"
    settling("service-fault", why, missing((Part.TASK,)), service, fee + 1, gets, bond=0)
    job = evolve(confirming((1, 1, 2), {1: bad_service, 2: lie}), ready=frozenset(map(node, (2, 3))))
    gets = back | each(deposit, 0, 1) | each(deposit + pay, 3)
    why = "who signed no statement, or lied, is not paid"
    settling("service-fault-verdict", why, job, service, 2 * LEO - pay + deposit, gets, bond=0)
    votes = evolve(task(), tau=90, hold=10 * LEO)
    job = evolve(missing((Part.TASK,)), terms=votes)
    gets = back | each(deposit, 0) | each(deposit + LEO, 1, 2, 3)
    settling("service-fault-wage", "at most a wage", job, service, 7 * LEO, gets, bond=0)

    settling("unfilled", "the fee is gone, the rest is back", unfilled(), Outcome.UNFILLED, fee, rest)
    ready = each(deposit + 3 * LEO, 0) | each(deposit + LEO, 1, 2, 3)
    owner, job = Outcome.OWNER_FAULT, missing((Part.SERVICE,))
    settling("owner-fault", "the ready monitors are paid", job, owner, fee, ready | {BOB: price})
    settling("owner-fault-no-keys", "the price goes back", missing(()), owner, fee, ready | {ALICE: price})
    job = confirming((1, 1, 2), {1: bad_task, 2: s, 3: p})
    gets = each(deposit + 3 * LEO, 0) | each(deposit + LEO, 1, 3) | each(deposit, 2) | {BOB: price}
    settling("owner-fault-verdict", "who was silent has no wage", job, owner, fee + LEO, gets)

    stake = PARAMETERS.join_deposit
    job = confirming((1, 1, 2), {1: p, 2: p, 3: p}, candidate(), 0)
    gets = each(stake + stake // 3, 1, 2, 3)
    settling("admitted", "the deposit is shared, the rest burns", job, Outcome.ADMITTED, 1, gets, bond=0)
    job = confirming((1, 1, 2), {1: f, 2: lie}, candidate(), 0)
    gets = each(stake + stake // 3, 1) | each(stake, 3)
    burned = stake - stake // 3 + stake
    settling("refused", "one share, though one is absent", job, Outcome.REFUSED, burned, gets, bond=0)
    job = confirming((1, 1, 2), {3: p}, candidate(), 0)
    settling("join-undecided", "all back, no fee", job, undecided, 0, each(stake, 1, 2, 3, 100), bond=0)
    return cases


def unfilled() -> Job:
    """A job whose last round found nobody."""
    return Job(terms=task(), stage=Stage.APPLY, round=3, deadline=9, escrow=0)


def families() -> list[Family]:
    """The files of this family."""
    return [
        normalise_cases().family("Scaling credit."),
        elect_cases().family("Who executes."),
        quorum_cases().family("What a quorum is."),
        outcome_cases().family("How a job ends."),
        settle_cases().family("Who is paid what."),
    ]
