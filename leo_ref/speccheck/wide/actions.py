"""What may be tried in a random model: each action of the specification, with some of its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any, Final, TypeAlias

from attrs import frozen

from leo_ref.speccheck.actions import word
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.runs.behaviour import applied
from leo_ref.speccheck.runs.calls import tried
from leo_ref.speccheck.tlc.ground import GroundAction
from leo_ref.speccheck.tlc.values import Value, pretty
from leo_ref.speccheck.wide.dice import Dice

Domains: TypeAlias = tuple[Iterable[Value], ...]

EVIDENCE: Final = ("pass", "pass", "fail", "other", "forged", "unsigned")
SHOWN: Final = ("pass", "fail")
PARTS: Final = ("task", "service")
KEYS: Final = ("right", "wrong")
CREDENTIALS: Final = ("made", "junk")
SEEDS: Final = ("true", "false")
FEW: Final = {"Transfer": 4, "WithdrawService": 4, "Leave": 3, "Announce": 4}
"""How many choices of their arguments actions have that are nearly always possible."""


@frozen
class WideAction:
    """An action with its arguments, on both sides."""

    name: str
    label: str
    expression: str
    """The step, in TLA+."""
    refusal: str
    """The code with which it is refused, in TLA+."""
    act: Act
    """The action in the reference."""

    def grounded(self) -> GroundAction:
        """As TLC is told of it."""
        return GroundAction(self.label, self.expression, self.refusal)


def domains(constants: Constants) -> dict[str, Domains]:
    """For each action the values that its arguments are taken from; who is no member, and what is no join, included."""
    nodes, tasks = constants.ids, [*constants.tasks]
    jobs, accounts = [*constants.tasks, *constants.joins], [*constants.ids, *sorted(constants.owners)]
    rounds = range(1, constants.parameters.rounds + 1)
    unit = max(constants.parameters.gas_fee, 1)
    return {
        "Transfer": (accounts, accounts, (0, 1, unit, 40 * unit)),
        "OfferService": ([*constants.services],),
        "WithdrawService": (accounts, [*constants.services]),
        "PostTask": (tasks,),
        "Join": ([*constants.joins],),
        "Leave": (nodes,),
        "Apply": (nodes, jobs, rounds, ("ok", "ok", "forged", "replayed")),
        "Show": (nodes, jobs, EVIDENCE),
        "Approve": (nodes, jobs),
        "ReleaseKey": (accounts, jobs, PARTS, KEYS),
        "DisputeKey": (nodes, tasks, PARTS, SEEDS),
        "Challenge": (nodes, jobs, ("true", "true", "forged")),
        "Answer": (nodes, jobs, nodes, EVIDENCE),
        "Accuse": (nodes, jobs, EVIDENCE),
        "RequestPayment": (nodes, jobs, EVIDENCE),
        "AskResult": (nodes, jobs),
        "GiveResult": (nodes, jobs, ("right", "right", "other", "long")),
        "Confirm": (nodes, jobs, EVIDENCE),
        "ChallengeCandidate": (nodes, jobs, CREDENTIALS),
        "AnswerCredential": (nodes, jobs, nodes, KEYS),
        "ConfirmCandidate": (nodes, jobs, SEEDS),
        "Announce": (nodes, nodes),
        "Elect": (nodes,),
        "See": (nodes, SHOWN),
        "Receive": (nodes,),
        "GiveShow": (SHOWN,),
        "GiveApproval": (nodes,),
        "GiveKey": (PARTS, KEYS),
        "GiveDispute": (PARTS,),
        "GiveChallenge": (nodes,),
        "GiveAnswer": (nodes,),
        "GiveAccusation": (nodes, SHOWN),
        "GiveRequest": (),
        "GiveAsk": (nodes,),
        "GiveTheResult": (),
        "GiveConfirmation": (nodes, SHOWN),
        "PassTime": (),
    }


def action(model: Model, name: str, arguments: tuple[Any, ...]) -> WideAction:
    """An action of the ledger, of the election, or of the attested task, as a step of ``Leo``."""
    one = tried(model, name, arguments)
    return WideAction(
        name=name,
        label="_".join([name, *map(word, arguments)]),
        expression=one.call().text(),
        refusal=applied(f"{name}Refusal", [*map(pretty, arguments)]),
        act=one.act,
    )


def actions(model: Model, dice: Dice, most: int) -> list[WideAction]:
    """Every action, each with so many choices of its arguments at most."""
    found = []
    for name, values in sorted(domains(model.constants).items()):
        choices = list(dict.fromkeys(product(*values)))
        found += [action(model, name, chosen) for chosen in dice.sample(choices, FEW.get(name, most))]
    return found
