"""The file of a snapshot (docs/snapshot.md): the nodes, their credit and the job, before anybody was drawn.

Fields have the names and forms of the protocol (§2, §3, §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Final

from attrs import field, frozen
from immutables import Map

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.encoding.refusal import member
from leo_ref.core.parameters import Parameters, fault
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Join, Requirement, Task, Terms
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.values import AccountId, AtMost, Count, Credit, Digest, Exactly, Height, JobId, NodeId, ServiceId
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import VOTES_MOST
from leo_ref.draw.suite import Suite
from leo_ref.explain.malformed import Malformed, decoded, filled, read_text, shown
from leo_ref.explain.situation import Claim, RoundOpening, Situation, opened

LABEL_MOST: Final = 40
"""Characters of a label."""

DEFAULTS: Final[Mapping[str, JsonValue]] = {"suite": "TAI", "posted": None, "round": 1, "task": None, "join": None}
"""What a file may leave out, besides parameters, which have the defaults of §3."""

NODE_DEFAULTS: Final[Mapping[str, JsonValue]] = {
    "label": "",
    "vrf_key": None,
    "since": "0",
    "status": "ACTIVE",
    "owner": None,
    "busy": False,
    "lied": False,
    "proof": None,
    "seed": None,
}
"""What a node may leave out."""


class SuiteName(Enum):
    """A ciphersuite by its name."""

    TAI = "TAI"
    ELL2 = "ELL2"


@frozen(kw_only=True)
class TaskTerms:
    """What of a task the draw depends on."""

    tau: Count
    min_credit: Credit
    owner: AccountId
    service_owner: AccountId


@frozen(kw_only=True)
class JoinTerms:
    """What of a join the draw depends on."""

    tau: Count
    candidate: NodeId


@frozen(kw_only=True)
class SnapshotNode:
    """A node as the file has it."""

    label: str
    vrf_key: Annotated[bytes, Exactly(32)] | None
    """It may be left out where the seed is there."""
    credit: Credit
    since: Height
    status: Status
    owner: AccountId | None
    """The node itself where none is named."""
    busy: bool
    """Whether it has a place in another open job."""
    lied: bool
    """Whether it was caught with a forged claim in an earlier round."""
    proof: Annotated[bytes, AtMost(1024)] | None
    seed: Digest | None = field(repr=False)


@frozen(kw_only=True)
class Snapshot:
    """The file."""

    parameters: Parameters
    suite: SuiteName
    height: Height
    posted: Height | None
    """The height itself where none is named."""
    beacon: Annotated[bytes, AtMost(64)]
    job: JobId
    round: Count
    task: TaskTerms | None
    join: JoinTerms | None
    nodes: Map[NodeId, SnapshotNode]


def read_snapshot(octets: bytes) -> Situation | Malformed:
    """The situation that a file describes, with the claims in it by node id; or what is wrong with the file."""
    try:
        given = read_text(octets)
        return _situation(decoded(Snapshot, _complete(given), given))
    except Malformed as malformed:
        return malformed


def _complete(value: JsonValue) -> JsonValue:
    """The file with everything that may be left out."""
    if not isinstance(value, dict):
        return value
    whole: dict[str, JsonValue] = {**DEFAULTS, **value}
    parameters = encode(Parameters())
    assert isinstance(parameters, dict), "attrs classes are objects"
    whole["parameters"] = filled(value.get("parameters", {}), parameters)
    nodes = value.get("nodes")
    if isinstance(nodes, dict):
        whole["nodes"] = {name: filled(node, NODE_DEFAULTS) for name, node in nodes.items()}
    return whole


def _situation(snapshot: Snapshot) -> Situation:
    params, height = snapshot.parameters, snapshot.height
    _check_parameters(params)
    if not 1 <= snapshot.round <= params.rounds:
        raise Malformed("$.round", "§6", f"a round is from 1 to {params.rounds}", str(snapshot.round))
    if snapshot.posted is not None and snapshot.posted > height:
        raise Malformed("$.posted", "§6", f"the round opened at height {height}", shown(str(snapshot.posted)))
    opening = RoundOpening(
        name=snapshot.job,
        terms=_terms(snapshot),
        posted=height if snapshot.posted is None else snapshot.posted,
        height=height,
        beacon=snapshot.beacon,
        round=snapshot.round,
        lied=frozenset(name for name, node in snapshot.nodes.items() if node.lied),
    )
    nodes = {name: _node(name, node, height) for name, node in snapshot.nodes.items()}
    busy = frozenset(name for name, node in snapshot.nodes.items() if node.busy)
    return Situation(
        params=params,
        suite=Suite[snapshot.suite.value],
        state=opened(params, Map(nodes), busy, opening),
        name=snapshot.job,
        labels=Map({name: node.label for name, node in snapshot.nodes.items()}),
        claims=tuple(
            Claim(node=name, proof=node.proof, seed=node.seed)
            for name, node in sorted(snapshot.nodes.items())
            if node.proof is not None or node.seed is not None
        ),
    )


def _check_parameters(params: Parameters) -> None:
    wrong = fault(params)
    if isinstance(wrong, Rejection):
        name = str(wrong.values[0])
        what = f"{wrong.code.name}: {wrong.code.__doc__}"
        raise Malformed(f"$.parameters.{name}", wrong.code.clause, what, str(getattr(params, name)))


def _terms(snapshot: Snapshot) -> Terms:
    task, join = snapshot.task, snapshot.join
    if task is not None and join is not None:
        raise Malformed("$", "§6", "a job is either a `task` or a `join`, and both are there")
    if task is not None:
        _check_tau("$.task.tau", task.tau, snapshot.parameters)
        return Task(
            run_window=32,
            result_limit=2**20,
            hold=0,
            owner=task.owner,
            service=ServiceId(""),
            data=Imprint(length=16, root=bytes(32)),
            key_commitment=bytes(32),
            result_key=b"",
            requirement=Requirement(min_credit=task.min_credit),
            payment=0,
            deposit=0,
            tau=task.tau,
            service_owner=task.service_owner,
            price=0,
        )
    if join is not None:
        _check_tau("$.join.tau", join.tau, snapshot.parameters)
        return Join(candidate=join.candidate, deposit=0, tau=join.tau)
    raise Malformed("$", "§6", "a job is either a `task` or a `join`, and neither is there")


def _check_tau(path: str, tau: int, params: Parameters) -> None:
    if not 1 <= tau <= params.max_tau:
        raise Malformed(path, "§6", f"tau is from 1 to `max_tau`, which is {params.max_tau}", str(tau))
    if tau > VOTES_MOST:
        raise Malformed(path, "docs/snapshot.md", f"more than {VOTES_MOST} votes are not counted here", str(tau))


def _node(name: NodeId, node: SnapshotNode, height: int) -> Node:
    path = f"$.nodes{member(name)}"
    if len(node.label) > LABEL_MOST or not node.label.isprintable():
        what = f"a label has at most {LABEL_MOST} characters, all printable"
        raise Malformed(f"{path}.label", "docs/snapshot.md", what, shown(node.label))
    if node.since > height:
        raise Malformed(f"{path}.since", "§6", f"the snapshot is of height {height}", shown(str(node.since)))
    own = None if node.seed is None else secret(node.seed).public_key
    if own is not None and node.vrf_key not in (None, own):
        raise Malformed(f"{path}.seed", "§6", f"the seed has the VRF key {own.hex()}, not the node's")
    key = own if node.vrf_key is None else node.vrf_key
    if key is None:
        raise Malformed(f"{path}.vrf_key", "§6", "a node has a VRF key, or the seed of one")
    owner = AccountId(name) if node.owner is None else node.owner
    identity = Identity(owner=owner, endorsement_key=bytes(32), attestation_key=bytes(32), vrf_key=key)
    return Node(identity=identity, endorsement=bytes(32), status=node.status, credit=node.credit, since=node.since)
