"""Jobs that a ledger can have: what rules rest on and no rule asks again (§4, ``TypeOK`` of the specification).

A question about any other job has no answer in the protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.state.job import Outcome
from leo_ref.fuzz.tree import Json

MEMBERS: Final = ("approved", "answered", "challenged", "confirmed", "provers", "asked", "credentials", "answers")
"""What monitors or attestors of a job did: nobody else is in it."""


STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "task": ("POSTED", "APPLY", "READY", "APPROVE", "KEYS", "RUN", "CONFIRM", "SETTLED"),
    "join": ("POSTED", "APPLY", "ENROL", "CONFIRM", "SETTLED"),
}
"""In their order."""
SINCE: Final[Mapping[str, Mapping[str, str]]] = {
    "task": {
        "group": "APPLY",
        "snapshot": "APPLY",
        "shown": "READY",
        "approved": "APPROVE",
        "keys": "KEYS",
        "challenged": "RUN",
        "answered": "RUN",
        "provers": "RUN",
        "requested": "RUN",
        "asked": "CONFIRM",
        "given": "CONFIRM",
        "confirmed": "CONFIRM",
    },
    "join": {
        "group": "APPLY",
        "snapshot": "APPLY",
        "shown": "ENROL",
        "credentials": "ENROL",
        "answers": "ENROL",
        "confirmed": "CONFIRM",
        "provers": "CONFIRM",
    },
}
"""The stage before which a field is empty; fields of the other kind always are."""
FIELDS: Final = frozenset({*SINCE["task"], *SINCE["join"]})
TASK_ENDS: Final = (
    Outcome.DONE,
    Outcome.EXECUTOR_FAULT,
    Outcome.OWNER_FAULT,
    Outcome.SERVICE_FAULT,
    Outcome.UNDECIDED,
)
JOIN_ENDS: Final = (Outcome.ADMITTED, Outcome.DUPLICATE, Outcome.REFUSED, Outcome.UNDECIDED)


def is_sound_job(job: Json) -> bool:
    """Whether the job's parts fit together, as far as they are there."""
    try:
        group, executor, is_task = set(job["group"]), job["executor"], job["terms"]["kind"] == "task"
        others = group - {executor}
        drawn = job["stage"] not in ("POSTED", "APPLY", "SETTLED")
        return (
            (executor in group if drawn and is_task else executor is None or executor in group)
            and (is_task or executor is None)
            and executor not in job["liars"]
            and (job["proven"] is None or is_end(job, job["proven"]) or not drawn)
            and all(set(job[name]) <= others for name in MEMBERS)
            and set(job["answered"]) <= set(job["challenged"])
            and set(job["answers"]) <= set(job["credentials"])
            and all(int(place["j"]) > 0 for place in job["group"].values())
        )
    except (KeyError, TypeError, ValueError):
        return True  # no job at all: whoever reads it says so


def is_in_stage(job: Json) -> bool:
    """Whether a job of a state has what belongs to its stage, and nothing of a later one."""
    try:
        kind, stage = job["terms"]["kind"], job["stage"]
        order = STAGES[kind]
        now = order.index(stage)
        if stage == "SETTLED":
            return job["outcome"] is not None
        early = [name for name in FIELDS if name not in SINCE[kind] or order.index(SINCE[kind][name]) > now]
        return (
            not any(job[name] for name in early)
            and (int(job["round"]) == 0) == (stage == "POSTED")
            and job["outcome"] is None
            and not job["payouts"]
            and (kind == "join" or stage not in ("RUN", "CONFIRM") or len(job["keys"]) == 2)
            and (kind == "join" or now <= order.index("READY") or job["shown"] is not None)
            and (kind == "join" or stage != "CONFIRM" or job["requested"] is not None)
            and (kind == "task" or stage != "CONFIRM" or job["shown"] is not None)
        )
    except (KeyError, TypeError, ValueError):
        return True


def is_paid_for(job: Json, parameters: Json) -> bool:
    """Whether the terms are such as the ledger takes (§5, §6): no role's share is below zero."""
    try:
        terms, units = job["terms"], {name: int(value) for name, value in parameters.items()}
        deposit = int(terms["deposit"])
        if terms["kind"] != "task":
            return int(job["round"]) <= units["rounds"] and units["join_fee"] * int(job["round"]) <= deposit
        payment, price = int(terms["payment"]), int(terms["price"])
        pay, held = payment - units["gas_fee"] - price, int(terms["tau"]) * units["vote_pay"]
        return (
            held <= pay and payment - pay // 2 <= deposit <= payment and units["gas_fee"] + held <= int(terms["hold"])
        )
    except (KeyError, TypeError, ValueError):
        return True


def is_end(job: Json, outcome: Json) -> bool:
    """Whether a job of this kind can end so (§11); all but UNFILLED is behind the draw."""
    try:
        is_task = job["terms"]["kind"] == "task"
        if outcome == Outcome.UNFILLED.value:
            return True
        ends = TASK_ENDS if is_task else JOIN_ENDS
        return Outcome(outcome) in ends and (not is_task or job["executor"] is not None)
    except (KeyError, TypeError, ValueError):
        return True


def is_sound(request: Json) -> bool:
    """Whether every job of a request is one that a ledger can have."""
    jobs = [request["job"]] if "job" in request else []
    if request["request"] == "settle" and not is_end(request["job"], request["outcome"]):
        return False
    state, parameters = request.get("state"), request.get("parameters")
    if isinstance(state, dict) and isinstance(state.get("jobs"), dict):
        if not all(map(is_in_stage, state["jobs"].values())):
            return False
        jobs += state["jobs"].values()
        parameters = (request.get("deployment") or {}).get("parameters")
    return all(is_sound_job(job) and (parameters is None or is_paid_for(job, parameters)) for job in jobs)
