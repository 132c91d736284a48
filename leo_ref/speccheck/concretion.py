"""The variables of ``Ledger.tla`` as a state of the ledger: the inverse of ``abstraction``.

What the specification abstracts away is filled in by convention: hash and beacon of the block at height h are h as 32
and 64 octets, digests are named after what they are digests of, and transaction counters are zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from immutables import Map

from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import TAG, Imprint
from leo_ref.core.state.job import EncryptionKeys, Job, Join, Outcome, Part, Place, Requirement, Stage, Task, Terms
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.rules.market import held
from leo_ref.sealing.payload import commitment
from leo_ref.sealing.result import result_digest
from leo_ref.speccheck.constants import Constants, mapping
from leo_ref.speccheck.tlc.values import Value


def result_of(limit: int) -> bytes:
    """The sealed result of a model's task, as long as the task allows."""
    return bytes(limit)


def credential(kind: str) -> Credential:
    """A credential of the kind that the specification names."""
    return Credential(blob=kind.encode(), secret=b"")


def before(name: str, turn: int) -> Evidence:
    """What the executor of a model's task shows, or a candidate; the group was drawn in round ``turn``."""
    return Evidence(
        job=JobId(name),
        round=turn,
        phase=Phase.BEFORE,
        monitor=None,
        nonce_proof=b"",
        quote=b"pass",
        log=(),
        signature=b"",
    )


def named(what: str) -> bytes:
    """A digest that stands for something with a name."""
    return sha256(what.encode()).digest()


def imprint(what: str) -> Imprint:
    """An imprint that stands for something with a name."""
    return Imprint(length=TAG + len(what), root=named(what))


def hash_at(height: int) -> bytes:
    """The hash of the block at a height."""
    return height.to_bytes(32, "big")


def beacon_at(height: int) -> bytes:
    """The beacon of the block at a height."""
    return height.to_bytes(64, "big")


def offer(constants: Constants, name: str) -> Offer:
    """The contents of a model's service."""
    offered = constants.services[name]
    return Offer(
        code=imprint("code"),
        image=named("image"),
        price=offered["price"],
        key_commitment=commitment(named("service key")),
        least_tau=offered["least_tau"],
        least_result_limit=offered["least_result_limit"],
        least_time_limit=offered["least_time_limit"],
    )


def encryption_keys(node: str) -> EncryptionKeys:
    """What a model's node names in its claims."""
    return EncryptionKeys(
        task=named(f"encryption key of {node} for task owners"),
        service=named(f"encryption key of {node} for service owners"),
    )


def identity(constants: Constants, name: str) -> Identity:
    """The identity of a model's node."""
    return Identity(
        owner=AccountId(constants.node_owner[name]),
        endorsement_key=named(constants.node_ek[name]),
        attestation_key=named(f"attestation key of {name}"),
        vrf_key=named(f"vrf key of {name}"),
    )


def terms(constants: Constants, name: str) -> Terms:
    """The terms of a model's job."""
    if name in constants.joins:
        candidate = constants.joins[name]
        return Join(
            candidate=NodeId(candidate),
            deposit=constants.parameters.join_deposit,
            tau=constants.parameters.tau,
        )
    task = constants.tasks[name]
    service = constants.services[task["service"]]
    return Task(
        owner=AccountId(task["owner"]),
        service=ServiceId(task["service"]),
        data=imprint("data"),
        key_commitment=commitment(named("task key")),
        result_key=named("result key"),
        requirement=Requirement(min_credit=task["min_credit"], time_limit=task["time_limit"]),
        payment=task["payment"],
        deposit=task["deposit"],
        tau=task["tau"],
        run_window=task["run_window"],
        result_limit=task["result_limit"],
        service_owner=AccountId(service["owner"]),
        price=service["price"],
        hold=held(constants.parameters, task["tau"]),
    )


def job(constants: Constants, name: str, record: Mapping[str, Any]) -> Job:
    """A job of the reference from one of the specification's records."""
    round_number, deadline = record["round"], record["deadline"]
    members = {}
    for node in record["group"]:
        drawn = constants.draw[name][round_number][node]
        beta = drawn["beta"].to_bytes(64, "big")
        members[NodeId(node)] = Place(j=drawn["j"], beta=beta, encryption_keys=encryption_keys(node))
    # The beacon is that of the block that opened the round; once the window closed the model no longer knows it.
    opened = deadline - constants.parameters.apply_window
    return Job(
        terms=terms(constants, name),
        stage=Stage(record["stage"]),
        posted=record["posted"],
        round=round_number,
        deadline=deadline,
        beacon=beacon_at(opened) if record["stage"] == "APPLY" else b"",
        escrow=record["escrow"],
        snapshot=Map(mapping(record["snapshot"])),
        group=Map(members),
        executor=None if record["executor"] == "NONE" else NodeId(record["executor"]),
        liars=record["liars"],
        shown=before(name, round_number) if record["shown"] else None,
        approved=record["approved"],
        keys=Map({Part(part): key.encode() for part, key in mapping(record["keys"]).items()}),
        challenged=Map(mapping(record["challenged"])),
        answered=record["answered"],
        requested=result_digest(result_of(constants.tasks[name]["result_limit"])) if record["requested"] else None,
        asked=Map(mapping(record["asked"])),
        given=record["given"],
        confirmed=record["confirmed"],
        provers=record["provers"],
        proven=None if record["proven"] == "NONE" else Outcome(record["proven"]),
        credentials=Map({node: credential(kind) for node, kind in mapping(record["credentials"]).items()}),
        answers=Map({node: answer.encode() for node, answer in mapping(record["answers"]).items()}),
        outcome=None if record["outcome"] == "NONE" else Outcome(record["outcome"]),
        payouts=Map({AccountId(account): units for account, units in mapping(record["payouts"]).items()}),
    )


def state(constants: Constants, variables: Mapping[str, Value]) -> State:
    """The state of the ledger with these values of the specification's variables."""
    credit, since = mapping(variables["credit"]), mapping(variables["since"])
    nodes = {
        NodeId(name): Node(
            identity=identity(constants, name),
            endorsement=named(constants.node_ek[name]),
            status=Status(status),
            credit=credit[name],
            since=since[name],
        )
        for name, status in mapping(variables["status"]).items()
        if status != "NONE"
    }
    services = {
        ServiceId(name): Service(
            owner=AccountId(constants.services[name]["owner"]),
            offer=offer(constants, name),
            live=record["standing"] == "LIVE",
            bond=record["bond"],
        )
        for name, value in mapping(variables["service"]).items()
        for record in [mapping(value)]
        if record["standing"] != "NONE"
    }
    jobs = {}
    for name, value in mapping(variables["job"]).items():
        record = mapping(value)
        if record["stage"] != "NONE":
            jobs[JobId(name)] = job(constants, name, record)
    height, burned = variables["height"], variables["burned"]
    if not (isinstance(height, int) and isinstance(burned, int)):
        raise TypeError("height and burned are numbers")
    return State(
        height=height,
        block_hash=hash_at(height),
        beacon=beacon_at(height),
        accounts=Map({AccountId(name): Account(units) for name, units in mapping(variables["balance"]).items()}),
        nodes=Map(nodes),
        services=Map(services),
        jobs=Map(jobs),
        burned=burned,
    )
