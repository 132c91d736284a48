"""The transactions of layer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.state.job import Part, Requirement, Verdict
from leo_ref.state.transaction import (
    Apply,
    Body,
    Certificates,
    Confirm,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    Ready,
    ReleaseKey,
    RequestPayment,
    Statement,
    Transfer,
    WithdrawService,
)
from leo_ref.tie.concretion import encryption_keys, identity, imprint, named, offer
from leo_ref.tie.model import Act, Model, Step
from leo_ref.tie.symbolic import pieces_showing
from leo_ref.tie.world import World
from leo_ref.values import AccountId, JobId, NodeId, ServiceId


def sends(model: Model, sender: str, name: str, body: Body) -> Act:
    """The action of sending one transaction."""

    def act(world: World) -> Step:
        return model.send(world, sender, name, body)

    return act


def transfer(model: Model, sender: str, receiver: str, amount: int) -> Act:
    """``Market!Transfer``."""
    return sends(model, sender, "", Transfer(to=AccountId(receiver), amount=amount))


def offer_service(model: Model, name: str) -> Act:
    """``Market!OfferService``."""
    service = model.constants.services[name]
    body = OfferService(offer=offer(model.constants, name), bond=service["bond"])
    return sends(model, service["owner"], name, body)


def withdraw_service(model: Model, sender: str, name: str) -> Act:
    """``Market!WithdrawService``."""
    return sends(model, sender, "", WithdrawService(service=ServiceId(name)))


def post_task(model: Model, name: str) -> Act:
    """``Market!PostTask``."""
    task = model.constants.tasks[name]
    body = PostTask(
        service=ServiceId(task["service"]),
        data=imprint("data"),
        key_commitment=named("task key"),
        result_key=named("result key"),
        requirement=Requirement(min_credit=task["min_credit"], time_limit=task["time_limit"]),
        payment=task["payment"],
        deposit=task["deposit"],
        tau=task["tau"],
        run_window=task["run_window"],
        result_limit=task["result_limit"],
    )
    return sends(model, task["owner"], name, body)


def claim(name: str, node: str, round_number: int, proof: str) -> Apply:
    """The application of a node for a round, with this kind of proof."""
    return Apply(
        job=JobId(name),
        round=round_number,
        proof=proof.encode(),
        encryption_keys=encryption_keys(node),
        certificates=Certificates(task=b"", service=b""),
    )


def apply(model: Model, node: str, name: str, round_number: int, proof: str) -> Act:
    """``Selection!Apply``."""
    return sends(model, node, "", claim(name, node, round_number, proof))


def join(model: Model, name: str) -> Act:
    """``Admission!Join``."""
    candidate = model.constants.joins[name]
    return sends(model, candidate, name, JoinNode(identity=identity(model.constants, candidate)))


def leave(model: Model, node: str) -> Act:
    """``Admission!Leave``."""
    return sends(model, node, "", Leave())


def statements(monitors: frozenset[str]) -> tuple[Statement, ...]:
    """The ready statements of these monitors."""
    return tuple(
        Statement(monitor=NodeId(monitor), quote=named("quote"), signature=b"") for monitor in sorted(monitors)
    )


def ready(model: Model, node: str, name: str, monitors: frozenset[str]) -> Act:
    """``Release!Ready``."""
    return sends(model, node, "", Ready(job=JobId(name), statements=statements(monitors)))


def release_key(model: Model, sender: str, name: str, part: str, key: str) -> Act:
    """``Release!ReleaseKey``."""
    return sends(model, sender, "", ReleaseKey(job=JobId(name), part=Part(part), key=key.encode()))


def request_payment(model: Model, node: str, name: str) -> Act:
    """``Release!RequestPayment``."""
    return sends(model, node, "", RequestPayment(job=JobId(name), result=named("result")))


def confirm(model: Model, monitor: str, name: str, verdict: str, shown: str) -> Act:
    """``Confirmation!Confirm``."""
    body = Confirm(job=JobId(name), verdict=Verdict(verdict), evidence=pieces_showing(name, monitor, shown))
    return sends(model, monitor, "", body)


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "Transfer": transfer,
    "OfferService": offer_service,
    "WithdrawService": withdraw_service,
    "PostTask": post_task,
    "Apply": apply,
    "Join": join,
    "Leave": leave,
    "Ready": ready,
    "ReleaseKey": release_key,
    "RequestPayment": request_payment,
    "Confirm": confirm,
}
