"""Requests on single rules: credit, election, quorum, outcome, settlement (§7, §11-§13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.encoding import JsonValue
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Outcome, Place, Stage, Task
from leo_ref.core.values import Count, Credit, Exactly, NodeId
from leo_ref.oracle.answers import Answer, ok
from leo_ref.oracle.fault import BadRequest, RequestFault
from leo_ref.oracle.fields import Fields
from leo_ref.rules.committee import elected, is_quorum
from leo_ref.rules.course import ends_as
from leo_ref.rules.credit import normalised
from leo_ref.rules.enrolment import join_ends_as
from leo_ref.rules.settlement import settlement


@frozen(kw_only=True)
class DrawnMember:
    """A member, as far as the election looks at it."""

    j: Count
    beta: Annotated[bytes, Exactly(64)]


def normalise(request: dict[str, JsonValue]) -> Answer:
    """``normalise``: the credit held, scaled to the total."""
    fields = Fields(request, "total", "credit")
    params = evolve(Parameters(), total_credit=fields.of(Credit, "total"))
    held = normalised(params, fields.of(Map[NodeId, Credit], "credit"))
    return ok({name: str(credit) for name, credit in sorted(held.items())})


def elect(request: dict[str, JsonValue]) -> Answer:
    """``elect``: the executor of a group."""
    group = Fields(request, "group").of(Map[NodeId, DrawnMember], "group")
    if not group:
        raise BadRequest(RequestFault.WRONG_FIELD, "group has a member")
    places = {
        name: Place(j=drawn.j, beta=drawn.beta, encryption_keys=NO_ENCRYPTION_KEYS) for name, drawn in group.items()
    }
    return ok(elected(places))


def quorum(request: dict[str, JsonValue]) -> Answer:
    """``quorum``: whether these monitors of the job are one."""
    fields = Fields(request, "job", "nodes")
    job = fields.of(Job, "job")
    nodes = fields.of(frozenset[NodeId], "nodes")
    if not nodes <= frozenset(job.group) - {job.executor}:
        raise BadRequest(RequestFault.WRONG_FIELD, "nodes are monitors of the job")
    return ok(is_quorum(job, nodes))


def outcome(request: dict[str, JsonValue]) -> Answer:
    """``outcome``: how a job ends whose window closes as it stands; null where it goes on."""
    job = Fields(request, "job").of(Job, "job")
    if job.stage in (Stage.POSTED, Stage.APPLY, Stage.SETTLED):
        raise BadRequest(RequestFault.WRONG_FIELD, "job.stage is one behind the draw")
    found = ends_as(job.deadline, job) if isinstance(job.terms, Task) else join_ends_as(job.deadline, job)
    return ok(None if found is None else found.value)


def settle(request: dict[str, JsonValue]) -> Answer:
    """``settle``: what a job with this outcome pays, burns, and does to bond and credit; zeros left out."""
    fields = Fields(request, "parameters", "job", "outcome")
    result = settlement(fields.of(Parameters, "parameters"), fields.of(Job, "job"), fields.of(Outcome, "outcome"))
    return ok(
        {
            "payouts": _sums(result.payouts),
            "bond": str(result.bond),
            "burned": str(result.burned),
            "earned": _sums(result.earned),
            "lost": _sums(result.lost),
        }
    )


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, JsonValue]:
    sums: dict[str, int] = {}
    for name, amount in pairs:
        sums[name] = sums.get(name, 0) + amount
    return {name: str(amount) for name, amount in sorted(sums.items()) if amount}
