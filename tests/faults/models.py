"""Small models in which a faulty rule shows: constants as a model of ``spec/`` has them, written by hand.

They are smaller than the models that TLC checks and need neither it nor Java: what the faulty reference does is held
against what the sound one does, and against the invariants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.core.parameters import Parameters
from leo_ref.speccheck.abstraction import NO_JOB, NO_SERVICE, function
from leo_ref.speccheck.actions import Ground, ground_actions
from leo_ref.speccheck.constants import Constants, in_order, mapping
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.model import Act, model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.world import World

PARAMS: Final = Parameters(
    gas_fee=1,
    tau=4,
    min_tau=2,
    vote_pay=2,
    floor_numerator=2,
    floor_denominator=3,
    join_floor_numerator=5,
    join_floor_denominator=8,
    watch_window=2,
    answer_window=1,
    seconds_per_block=21,
    handling=3,
    min_group=3,
    rounds=2,
    apply_window=1,
    enrol_window=1,
    ready_window=1,
    approve_window=1,
    keys_window=1,
    confirm_window=3,
    join_deposit=7,
    join_fee=3,
    join_credit=10,
    executor_reward=5,
    executor_penalty=7,
    monitor_reward=2,
    monitor_penalty=4,
    absence_penalty=1,
    forged_claim_penalty=6,
    total_credit=40,
    lookback=1,
)
OPEN: Final = frozenset({"POSTED", "APPLY", "ENROL", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM"})
SERVICE: Final = {
    "owner": "bob",
    "price": 3,
    "bond": 7,
    "least_tau": 0,
    "least_result_limit": 0,
    "least_time_limit": 0,
}
BOTH: Final = {"task": "right", "service": "right"}
SECOND_WRONG: Final = {"task": "right", "service": "wrong"}


def draws(**drawn: tuple[int, int]) -> dict[str, dict[str, int]]:
    """For each node its votes and its random value."""
    return {node: {"j": j, "beta": beta} for node, (j, beta) in drawn.items()}


def job(**fields: Any) -> Value:  # a field's type is the specification's
    """A job record that differs from the empty one in these fields."""
    return function({**mapping(NO_JOB), **fields})


@frozen(kw_only=True)
class Small:
    """The parts of a model in which it differs from the others."""

    ids: tuple[str, ...]
    balances: Mapping[str, int]
    credits: Mapping[str, int]
    tasks: Mapping[str, Mapping[str, Any]]
    draw: Mapping[str, tuple[dict[str, dict[str, int]], ...]]
    actions: Mapping[str, tuple[Iterable[Value], ...]]
    height: int = 0
    params: Parameters = PARAMS
    joins: Mapping[str, str] = {}
    joining: frozenset[str] = frozenset()
    """The candidates of joins that are there already."""
    node_owner: Mapping[str, str] = {}
    node_ek: Mapping[str, str] = {}
    since: Mapping[str, int] = {}
    services: Mapping[str, int | None] = {"s1": 7}
    """What is free of the bond of each that is live; None where it is not offered yet."""
    jobs: tuple[Mapping[str, Value], ...] = ({},)
    """One start for each: the jobs there are already."""
    ticking: frozenset[str] = OPEN
    most: int = 12

    def status(self, node: str) -> str:
        """How the node begins."""
        if node in self.joining:
            return "JOINING"
        return "ACTIVE" if self.credits[node] else "NONE"

    def constants(self) -> Constants:
        """The constants of the whole model."""
        names = [*self.tasks, *self.joins]
        ledger = {
            "height": self.height,
            "balance": function(dict(self.balances)),
            "burned": 0,
            "credit": function(dict(self.credits)),
            "status": function({node: self.status(node) for node in self.ids}),
            "since": function({node: self.since.get(node, 0) for node in self.ids}),
            "service": function(
                {
                    name: NO_SERVICE if free is None else function({"standing": "LIVE", "bond": free})
                    for name, free in self.services.items()
                }
            ),
        }
        starts = [
            function({**ledger, "job": function({name: jobs.get(name, NO_JOB) for name in names})})
            for jobs in self.jobs
        ]
        actions = {**self.actions, "EndBlock": (), "Done": ()}
        return Constants(
            parameters=self.params,
            ids=self.ids,
            owners=frozenset(set(self.balances) - set(self.ids)),
            node_owner={node: self.node_owner.get(node, node) for node in self.ids},
            node_ek={node: self.node_ek.get(node, f"ek of {node}") for node in self.ids},
            services=dict.fromkeys(self.services, SERVICE),
            tasks=self.tasks,
            joins=self.joins,
            draw={name: dict(enumerate(rounds, start=1)) for name, rounds in self.draw.items()},
            actions={
                name: tuple(tuple(sorted(domain, key=in_order)) for domain in domains)
                for name, domains in actions.items()
            },
            more={"Start": frozenset(starts), "Ticking": self.ticking, "MaxHeight": self.most},
        )


def task(payment: int, deposit: int, min_credit: int = 0) -> dict[str, Any]:
    """A task of Alice's for Bob's service."""
    return {
        "owner": "alice",
        "service": "s1",
        "payment": payment,
        "deposit": deposit,
        "min_credit": min_credit,
        "tau": 3,
        "run_window": 5,
        "result_limit": 7,
        "time_limit": 6,
    }


# Who is drawn and elected. By the letter n3 leads: ten votes are more than nine, 9 is below 10, n3 before n4. Limits
# that are met exactly: n1's credit, n2's and Alice's balance. Kept out: Alice's n5, n6 one unit short of the deposit,
# n7 registered a block too late, n8 a unit of credit short.
DRAW = Small(
    ids=("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"),
    balances={"alice": 10, "bob": 0, "n1": 8, "n2": 7, "n3": 10, "n4": 8, "n5": 8, "n6": 6, "n7": 8, "n8": 8},
    credits={"n1": 10, "n2": 11, "n3": 16, "n4": 11, "n5": 11, "n6": 16, "n7": 16, "n8": 9},
    params=evolve(PARAMS, total_credit=100, lookback=2),
    node_owner={"n5": "alice"},
    since={"n7": 1},
    tasks={"t1": task(10, 7, min_credit=10)},
    draw={
        "t1": (
            draws(n1=(9, 5), n2=(10, 10), n3=(10, 9), n4=(10, 9), n5=(1, 1), n6=(1, 2), n7=(1, 3), n8=(1, 4)),
            draws(n1=(0, 5), n2=(1, 10), n3=(2, 9), n4=(1, 7), n5=(1, 1), n6=(1, 2), n7=(1, 3), n8=(1, 4)),
        )
    },
    actions={
        "PostTask": ({"t1"},),
        "Apply": (("n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"), {"t1"}, {1, 2}, {"ok", "replayed"}),
    },
    height=1,
    ticking=frozenset({"POSTED", "APPLY"}),
    most=7,
)

# How a closed group ends. Monitors n1, n3, n4 weigh 1, 1, 2, so that half of the J is possible; n5 is an outsider. The
# executor n2 and the monitor n1 have less credit than they can lose.
WEIGHTS = {"n1": 1, "n2": 3, "n3": 5, "n4": 21, "n5": 10}
CLOSED = {
    "posted": 1,
    "round": 1,
    "deadline": 3,
    "escrow": 50,
    "snapshot": function(WEIGHTS),
    "group": frozenset({"n1", "n2", "n3", "n4"}),
    "executor": "n2",
    "shown": True,
    "approved": frozenset({"n1", "n4"}),
}
END = Small(
    ids=("n1", "n2", "n3", "n4", "n5"),
    balances={"alice": 0, "bob": 0, "n1": 0, "n2": 0, "n3": 0, "n4": 0, "n5": 0},
    credits=WEIGHTS,
    tasks={"t1": task(11, 8)},
    draw={"t1": (draws(n1=(1, 3), n2=(3, 9), n3=(1, 2), n4=(2, 1), n5=(0, 0)),)},
    actions={
        "Approve": (("n3", "n5"), {"t1"}),
        "Confirm": (("n1", "n2", "n3", "n4", "n5"), {"t1"}, ("pass", "fail")),
        "Accuse": (("n3", "n5"), {"t1"}, ("pass", "fail")),
        "DisputeKey": ({"n2"}, {"t1"}, {"service"}, {"true"}),
        "AskResult": ({"n1"}, {"t1"}),
        "GiveResult": ({"n2"}, {"t1"}, {"right"}),
    },
    height=2,
    params=evolve(PARAMS, rounds=1, absence_penalty=2),
    services={"s1": 0},
    jobs=tuple(
        {"t1": job(**{**CLOSED, **fields}, stage=stage, keys=function(keys))}
        for stage, keys, fields in (
            ("CONFIRM", BOTH, {"requested": True, "deadline": 5}),
            ("RUN", SECOND_WRONG, {"challenged": function({"n4": 3}), "deadline": 4}),
            ("APPROVE", {}, {"approved": frozenset({"n4"})}),
            ("KEYS", {}, {}),
            ("KEYS", {"task": "right"}, {}),
            ("KEYS", {"service": "right"}, {}),
        )
    ),
    most=6,
)

# From the closed group to the confirmation, by everybody.
READY_JOB = {
    "stage": "READY",
    "posted": 1,
    "round": 1,
    "deadline": 4,
    "escrow": 38,
    "snapshot": function({"n1": 10, "n2": 10, "n3": 10, "n4": 10}),
    "group": frozenset({"n1", "n2", "n3"}),
    "executor": "n2",
}
COURSE = Small(
    ids=("n1", "n2", "n3", "n4"),
    balances={"alice": 1, "bob": 1, "n1": 1, "n2": 1, "n3": 1, "n4": 8},
    credits={"n1": 10, "n2": 10, "n3": 10, "n4": 10},
    tasks={"t1": task(10, 7)},
    draw={"t1": (draws(n1=(2, 7), n2=(3, 3), n3=(2, 1), n4=(1, 5)),) * 2},
    actions={
        "Show": (("n1", "n2"), {"t1"}, ("pass", "fail")),
        "Approve": (("n1", "n3"), {"t1"}),
        "ReleaseKey": (("alice", "bob", "n2"), {"t1"}, ("task", "service"), {"right"}),
        "Challenge": (("n1", "n4"), {"t1"}, ("true", "forged")),
        "Answer": (("n2", "n3"), {"t1"}, {"n1"}, ("pass", "fail", "unsigned", "forged", "other")),
        "RequestPayment": (("n1", "n2"), {"t1"}, ("pass", "fail")),
        "AskResult": ({"n3"}, {"t1"}),
        "GiveResult": (("n2", "n3"), {"t1"}, ("right", "other", "long")),
        "Apply": ({"n4"}, {"t1"}, {1}, {"ok"}),
        "Leave": ({"n1", "n4"},),
    },
    height=2,
    services={"s1": 0},
    jobs=({"t1": job(**READY_JOB)},),
    most=20,
)

# Money and posting. Alice can pay for one task to the unit.
MARKET = Small(
    ids=("n1",),
    balances={"alice": 11, "bob": 9, "n1": 1},
    credits={"n1": 40},
    tasks={"t1": task(11, 8), "t2": task(11, 7), "t3": task(9, 9), "t4": task(10, 7)},
    draw={name: (draws(n1=(0, 0)),) * 2 for name in ("t1", "t2", "t3", "t4")},
    actions={
        "Transfer": ({"alice"}, ("alice", "n1"), (0, 4, 9)),
        "OfferService": ({"s1"},),
        "WithdrawService": (("alice", "bob"), {"s1"}),
        "PostTask": (("t1", "t2", "t3", "t4"),),
    },
    services={"s1": None},
    ticking=frozenset({"NONE"}),
    most=2,
)

# Two candidates with one endorsement key between them, to be admitted at one tick; the first by id joined second.
ENROLLING = {
    "stage": "CONFIRM",
    "posted": 1,
    "round": 1,
    "deadline": 5,
    "escrow": 21,
    "snapshot": function({"n1": 6, "n2": 9, "n3": 14, "n4": 11}),
    "shown": True,
}
JOINS = Small(
    ids=("n1", "n2", "n3", "n4", "n5", "n6"),
    balances=dict.fromkeys(("alice", "n1", "n2", "n3", "n4", "n5", "n6"), 0),
    credits={"n1": 6, "n2": 9, "n3": 14, "n4": 11, "n5": 0, "n6": 0},
    tasks={},
    joins={"j1": "n6", "j2": "n5"},
    joining=frozenset({"n5", "n6"}),
    node_ek={"n5": "one", "n6": "one"},
    draw={
        name: (draws(n1=(2, 1), n2=(1, 2), n3=(2, 3), n4=(1, 4), n5=(0, 5), n6=(0, 6)),) * 2 for name in ("j1", "j2")
    },
    actions={
        "AnswerCredential": ({"n6"}, {"j1"}, {"n2"}, {"right"}),
        "ConfirmCandidate": (("n1", "n2", "n4"), ("j1", "j2"), ("true", "false")),
        "Leave": ({"n1"},),
    },
    height=2,
    services={},
    jobs=(
        {
            "j1": job(
                **ENROLLING,
                group=frozenset({"n1", "n2"}),
                credentials=function({"n1": "made", "n2": "made"}),
                answers=function({"n1": "right", "n2": "wrong"}),
            ),
            "j2": job(
                **ENROLLING,
                group=frozenset({"n3", "n4"}),
                credentials=function({"n3": "made", "n4": "junk"}),
                answers=function({"n3": "right"}),
                confirmed=frozenset({"n3"}),
            ),
        },
    ),
    most=6,
)

MODELS: Final[Mapping[str, Small]] = {"draw": DRAW, "end": END, "course": COURSE, "market": MARKET, "joins": JOINS}


MOST_STEPS: Final = 40_000
"""More than any sound model takes; a fault may make a model endless."""


def bounded(grounds: list[Ground]) -> list[Ground]:
    """The same actions, which all refuse after ``MOST_STEPS`` tries."""
    tries = count()

    def bound(act: Act) -> Act:
        return lambda world: act(world) if next(tries) < MOST_STEPS else "ENDLESS"

    return [evolve(ground, act=bound(ground.act)) for ground in grounds]


def explored(name: str) -> tuple[Constants, StateGraph, list[World]]:
    """All that the reference, sound or faulty, does in a model."""
    constants = MODELS[name].constants()
    model = model_of(constants)
    return constants, *explore(model, bounded(ground_actions(model)), Projection(model))


@cache
def sound(name: str) -> tuple[Constants, StateGraph, list[World]]:
    """What the reference does as it is; called before anything is broken."""
    return explored(name)
