"""The actions of the specification as transactions."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from eth_utils import keccak

from src.job import RIGHT
from src.people import salt

if TYPE_CHECKING:
    from src.model import Model

TASK = "(bytes32,uint256,uint256,uint256,uint256,uint256,uint256,uint256)"
TERMS = ("payment", "deposit", "min_credit", "tau", "run_window", "result_limit", "time_limit")


@dataclass(frozen=True)
class Call:
    """A transaction of a sender."""

    sender: str
    method: str
    values: tuple = ()
    ends_block: bool = False
    """It is in the next block, so that the tick of this one comes first."""


def calls(model: "Model", action: str, arguments: list) -> Call | None:
    """What an action is on the chain; none where it changes nothing (`Done`, which belongs to the model)."""
    if action == "Done":
        return None
    return ACTIONS[action](model, *arguments)


def _end_block(model: "Model") -> Call:
    """Anybody may have the contract catch up."""
    return Call(next(iter(model.people.accounts.values())), "catch_up(uint256)", (1,), ends_block=True)


def _transfer(model: "Model", a: str, b: str, amount: int) -> Call:
    accounts = model.people.accounts
    return Call(accounts[a], "transfer(address,uint256)", (accounts[b], amount))


def _offer_service(model: "Model", s: str) -> Call:
    offer = model.services[s]
    terms = ("price", "bond", "least_tau", "least_result_limit", "least_time_limit")
    values = (salt(s), *(offer[name] for name in terms))
    return Call(
        model.people.accounts[offer["owner"]],
        "offer_service(bytes32,uint256,uint256,uint256,uint256,uint256)",
        values,
    )


def _withdraw_service(model: "Model", a: str, s: str) -> Call:
    return Call(model.people.accounts[a], "withdraw_service(bytes32)", (model.service_ids[s],))


def _post_task(model: "Model", t: str) -> Call:
    task = model.tasks[t]
    record = (model.service_ids[task["service"]], *(task[name] for name in TERMS))
    return Call(model.people.accounts[task["owner"]], f"post_task(bytes32,{TASK})", (salt(t), record))


def _join(model: "Model", t: str) -> Call:
    n = model.joins[t]
    owner = model.people.accounts[model.owners[n]]
    ek = model.eks[n].encode().rjust(32, b"\0")
    return Call(model.people.accounts[n], "join(bytes32,address,bytes32)", (salt(t), owner, ek))


def _leave(model: "Model", n: str) -> Call:
    return Call(model.people.accounts[n], "leave()")


def _apply(model: "Model", n: str, t: str, r: int, proof: str) -> Call:
    return Call(model.people.accounts[n], "apply(bytes32,uint256,bytes)", (model.jobs[t], r, proof.encode()))


def _of_job(method: str):
    """A transaction {job, ...} whose other arguments are words."""

    def made(model: "Model", a: str, t: str, *words: str) -> Call:
        return Call(model.people.accounts[a], method, (model.jobs[t], *(word.encode() for word in words)))

    return made


def _of_part(method: str):
    """The same with the part of the payload: the task's or the service's."""

    def made(model: "Model", a: str, t: str, part: str, word: str) -> Call:
        named = model.types.value("Part", part.upper())
        return Call(model.people.accounts[a], method, (model.jobs[t], named, word.encode()))

    return made


def _answer(model: "Model", n: str, t: str, m: str, e: str) -> Call:
    accounts = model.people.accounts
    return Call(accounts[n], "answer(bytes32,address,bytes)", (model.jobs[t], accounts[m], e.encode()))


def _request_payment(model: "Model", n: str, t: str, e: str) -> Call:
    values = (model.jobs[t], sha256(RIGHT).digest(), e.encode())
    return Call(model.people.accounts[n], "request_payment(bytes32,bytes32,bytes)", values)


def _give_result(model: "Model", n: str, t: str, result: str) -> Call:
    long = bytes(model.tasks[t]["result_limit"] + 1)
    octets = {"right": RIGHT, "other": b"other", "long": long}[result]
    return Call(model.people.accounts[n], "give_result(bytes32,bytes)", (model.jobs[t], octets))


def _challenge_candidate(model: "Model", m: str, t: str, word: str) -> Call:
    values = (model.jobs[t], keccak(word.encode()))
    return Call(model.people.accounts[m], "challenge_candidate(bytes32,bytes32)", values)


def _answer_credential(model: "Model", n: str, t: str, m: str, word: str) -> Call:
    values = (model.jobs[t], model.people.accounts[m], keccak(word.encode()))
    return Call(model.people.accounts[n], "answer_credential(bytes32,address,bytes32)", values)


ACTIONS = {
    "EndBlock": _end_block,
    "Transfer": _transfer,
    "OfferService": _offer_service,
    "WithdrawService": _withdraw_service,
    "PostTask": _post_task,
    "Join": _join,
    "Leave": _leave,
    "Apply": _apply,
    "Show": _of_job("show(bytes32,bytes)"),
    "Approve": _of_job("approve(bytes32)"),
    "ReleaseKey": _of_part("release_key(bytes32,uint256,bytes)"),
    "DisputeKey": _of_part("dispute_key(bytes32,uint256,bytes)"),
    "Challenge": _of_job("challenge(bytes32,bytes)"),
    "Answer": _answer,
    "Accuse": _of_job("accuse(bytes32,bytes)"),
    "RequestPayment": _request_payment,
    "AskResult": _of_job("ask_result(bytes32)"),
    "GiveResult": _give_result,
    "Confirm": _of_job("confirm(bytes32,bytes)"),
    "ChallengeCandidate": _challenge_candidate,
    "AnswerCredential": _answer_credential,
    "ConfirmCandidate": _of_job("confirm_candidate(bytes32,bytes)"),
}
