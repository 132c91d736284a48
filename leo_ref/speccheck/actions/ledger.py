"""The transactions of layer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Part, Requirement
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    AnswerCredential,
    Apply,
    Approve,
    AskResult,
    Body,
    Certificates,
    Challenge,
    ChallengeCandidate,
    Confirm,
    ConfirmCandidate,
    DisputeKey,
    GiveResult,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    ReleaseKey,
    RequestPayment,
    Show,
    Transfer,
    WithdrawService,
)
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.sealing.payload import commitment
from leo_ref.sealing.result import result_digest
from leo_ref.speccheck.concretion import credential, encryption_keys, identity, imprint, named, offer, result_of
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.symbolic import evidence, opening_of


def sends(model: Model, sender: str, name: str, body: Body) -> Act:
    """The action of sending one transaction."""
    return model.sending(sender, name, lambda _: body)


def shows(model: Model, sender: str, name: str, body: Callable[[int], Body]) -> Act:
    """The action of sending what rests on evidence: the body follows from the job's current round."""
    job = JobId(name)

    def in_round(ledger: State) -> Body:
        found = ledger.jobs.get(job)
        return body(found.round if found else 0)

    return model.sending(sender, "", in_round)


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


def posting(task: Mapping[str, Any]) -> PostTask:
    """The body that posts a task of a model."""
    return PostTask(
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
    )


def post_task(model: Model, name: str) -> Act:
    """``Market!PostTask``."""
    task = model.constants.tasks[name]
    return sends(model, task["owner"], name, posting(task))


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


def show(model: Model, node: str, name: str, kind: str) -> Act:
    """``Show!Show``."""
    return shows(
        model, node, name, lambda turn: Show(job=JobId(name), evidence=evidence(name, turn, Phase.BEFORE, None, kind))
    )


def approve(model: Model, node: str, name: str) -> Act:
    """``Approval!Approve``."""
    return sends(model, node, "", Approve(job=JobId(name)))


def release_key(model: Model, sender: str, name: str, part: str, key: str) -> Act:
    """``Release!ReleaseKey``."""
    return sends(model, sender, "", ReleaseKey(job=JobId(name), part=Part(part), key=key.encode()))


def dispute_key(model: Model, node: str, name: str, part: str, opening: str) -> Act:
    """``Dispute!DisputeKey``."""
    body = DisputeKey(job=JobId(name), part=Part(part), opening=opening.encode(), piece=None)
    return sends(model, node, "", body)


def challenge(model: Model, node: str, name: str, proof: str) -> Act:
    """``Challenge!Challenge``."""
    return sends(model, node, "", Challenge(job=JobId(name), proof=proof.encode()))


def answer(model: Model, node: str, name: str, monitor: str, kind: str) -> Act:
    """``Challenge!Answer``."""
    return shows(
        model,
        node,
        name,
        lambda turn: Answer(job=JobId(name), evidence=evidence(name, turn, Phase.DURING, monitor, kind)),
    )


def accuse(model: Model, node: str, name: str, kind: str) -> Act:
    """``Challenge!Accuse``."""
    return shows(
        model, node, name, lambda turn: Accuse(job=JobId(name), evidence=evidence(name, turn, Phase.DURING, node, kind))
    )


def request_payment(model: Model, node: str, name: str, kind: str) -> Act:
    """``Result!RequestPayment``."""
    result = result_digest(result_named(model, name, "right"))
    return shows(
        model,
        node,
        name,
        lambda turn: RequestPayment(
            job=JobId(name), result=result, evidence=evidence(name, turn, Phase.AFTER, None, kind)
        ),
    )


def ask_result(model: Model, node: str, name: str) -> Act:
    """``Result!AskResult``."""
    return sends(model, node, "", AskResult(job=JobId(name)))


def result_named(model: Model, name: str, result: str) -> bytes:
    """A sealed result that is the right one, another, or too long; a join has none, and none is asked of it."""
    task = model.constants.tasks.get(name)
    right = result_of(task["result_limit"]) if task else b"none"
    return {"right": right, "other": right[1:], "long": right + b"\0"}[result]


def give_result(model: Model, node: str, name: str, result: str) -> Act:
    """``Result!GiveResult``."""
    return sends(model, node, "", GiveResult(job=JobId(name), result=result_named(model, name, result)))


def confirm(model: Model, node: str, name: str, kind: str) -> Act:
    """``Confirmation!Confirm``."""
    return shows(
        model,
        node,
        name,
        lambda turn: Confirm(job=JobId(name), evidence=evidence(name, turn, Phase.DURING, node, kind)),
    )


def challenge_candidate(model: Model, attestor: str, name: str, kind: str) -> Act:
    """``Enrolment!ChallengeCandidate``."""
    return sends(model, attestor, "", ChallengeCandidate(job=JobId(name), credential=credential(kind)))


def answer_credential(model: Model, node: str, name: str, attestor: str, answer: str) -> Act:
    """``Enrolment!AnswerCredential``."""
    body = AnswerCredential(job=JobId(name), attestor=NodeId(attestor), answer=answer.encode())
    return sends(model, node, "", body)


def confirm_candidate(model: Model, attestor: str, name: str, seed: str) -> Act:
    """``Enrolment!ConfirmCandidate``."""
    return sends(model, attestor, "", ConfirmCandidate(job=JobId(name), opening=opening_of(seed)))


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "Transfer": transfer,
    "OfferService": offer_service,
    "WithdrawService": withdraw_service,
    "PostTask": post_task,
    "Apply": apply,
    "Join": join,
    "Leave": leave,
    "Show": show,
    "Approve": approve,
    "ReleaseKey": release_key,
    "DisputeKey": dispute_key,
    "Challenge": challenge,
    "Answer": answer,
    "Accuse": accuse,
    "RequestPayment": request_payment,
    "AskResult": ask_result,
    "GiveResult": give_result,
    "Confirm": confirm,
    "ChallengeCandidate": challenge_candidate,
    "AnswerCredential": answer_credential,
    "ConfirmCandidate": confirm_candidate,
}
