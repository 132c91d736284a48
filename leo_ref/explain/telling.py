"""A report as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Stage
from leo_ref.draw.binomial import binomial
from leo_ref.draw.ticket import SELECT_DOMAIN, subject
from leo_ref.explain.report import ClaimAnswer, DrawReport, NodeStanding
from leo_ref.explain.values import Value


def as_json(report: DrawReport) -> JsonValue:
    """Everything in the report; amounts are base units in decimal."""
    return {
        "draw": of_the_draw(report),
        "nodes": [_node(report, node) for node in report.nodes],
        "claims": [_claim(report, answer) for answer in report.answers],
        "group": [
            {"node": name, "j": report.drawn.group[name].j, "beta": report.drawn.group[name].beta.hex()}
            for name in report.members
        ],
        "end": report.closed.stage.value if report.closed.outcome is None else report.closed.outcome.value,
        "next_round": report.closed.round if report.closed.stage is Stage.APPLY else None,
        "executor": report.closed.executor,
        "monitors": list(report.monitors),
        "J": report.votes_of_monitors,
        "quorum": report.quorum if report.monitors else None,
    }


def of_the_draw(report: DrawReport) -> dict[str, JsonValue]:
    """What is the same for all nodes: tau, W, p, and the domain of the message."""
    situation, job, total = report.situation, report.drawn, report.total
    odds = binomial(0, total, job.terms.tau)
    return {
        "suite": situation.suite.name,
        "domain": SELECT_DOMAIN,
        "tau": job.terms.tau,
        "W": str(total),
        "p": f"{odds.won}/{odds.parts}" if total else None,
    }


def _node(report: DrawReport, node: NodeStanding) -> JsonValue:
    stored = report.situation.state.nodes[node.node]
    return {
        "node": node.node,
        "label": report.situation.labels[node.node],
        "vrf_key": stored.identity.vrf_key.hex(),
        "owner": stored.identity.owner,
        "status": stored.status.value,
        "credit": str(stored.credit),
        "since": str(stored.since),
        "may_serve": node.obstacle is None,
        "obstacle": None if node.obstacle is None else _reason(node.obstacle),
        "w": str(node.weight),
    }


def _claim(report: DrawReport, answer: ClaimAnswer) -> JsonValue:
    situation, job = report.situation, report.drawn
    fields: dict[str, JsonValue] = {
        "node": answer.claim.node,
        "canonical": canonical(subject(job.beacon, situation.name, job.round, answer.claim.node)).decode("ascii"),
        "alpha": answer.alpha.hex(),
        "from": answer.claim.origin.value,
        "result": answer.result.value,
        "j": answer.j,
        "reason": None if answer.reason is None else _reason(answer.reason),
    }
    for name, values in (("proving", answer.proving), ("checking", answer.checking)):
        if values:
            fields[name] = _values(values)
    return fields


def _reason(rejection: Rejection) -> JsonValue:
    code = rejection.code
    return {
        "code": code.name,
        "clause": code.clause,
        "meaning": code.__doc__,
        "values": dict(zip(code.carries, rejection.values, strict=True)),
    }


def _values(values: Iterable[Value]) -> JsonValue:
    return {value.name: value.shown for value in values}
