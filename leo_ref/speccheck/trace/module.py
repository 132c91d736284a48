"""A run as a TLA+ module: literal states, and a CASE on the number of the step."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from attrs import asdict

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.values import Value, pretty, record, sequence
from leo_ref.speccheck.trace.play import Played, PlayedStep

NAME: Final = "RecordedRun"
NAMED: Final = (
    *("Params", "Ids", "Owners", "NodeOwner", "NodeEk", "Services", "Tasks", "Joins", "Draw", "Announcers"),
    "Adversaries",
)
"""The constants of ``Leo`` that a module defines."""

PARAMETERS: Final = (
    *("gas_fee", "tau", "min_tau", "max_tau", "vote_pay", "min_group", "rounds"),
    *("apply_window", "enrol_window", "ready_window", "approve_window", "keys_window", "confirm_window"),
    *("watch_window", "answer_window", "max_run_window", "seconds_per_block", "handling", "max_result"),
    *(
        "join_deposit",
        "join_fee",
        "join_credit",
        "executor_reward",
        "executor_penalty",
        "monitor_reward",
        "monitor_penalty",
    ),
    *("absence_penalty", "forged_claim_penalty", "total_credit", "floor_numerator", "floor_denominator", "lookback"),
    *("draw_delay", "join_floor_numerator", "join_floor_denominator"),
)
"""The parameters that the specification knows."""

INVARIANTS: Final = (
    *("LeoTypeOK", "NoNegativeBalance", "Conserved", "EscrowEmptyWhenSettled", "EscrowCoversDeposits", "OneJobAtATime"),
    "SettledIsPruned",
    *("PartiesDoNotServe", "OneEkOneNode", "CreditAtMostTotal", "OnlyMembersHoldCredit", "JoiningHasOneOpenJoin"),
    *("ExecutorIsElected", "HonestNeverSlashed", "PaymentNeedsQuorum", "RequestedAfterWatch"),
    *(
        "AdmissionNeedsQuorum",
        "UndecidedLacksQuorum",
        "DuplicateIsHeld",
        "AttestorsArePaid",
        "RoundsCost",
        "VotesAreTrue",
        "ProofRefuses",
        "KeysNeedApproval",
        "Agreement",
        "ElectedIsMember",
        "OnlyDrawnServe",
    ),
    *("LiarsHaveNoPlace", "ClosedGroupIsFull", "ClosedGroupIsAboveFloor", "KeysAreOldEnough"),
    *("NoWrongBlame", "NobodyHonestPays", "DoneMeansDelivered", "GoodIsDone"),
)
"""What must hold in every state."""


def write(folder: Path, constants: Constants, played: Played) -> ModelFiles:
    """The module and its configuration, in ``folder``."""
    files = ModelFiles(folder / f"{NAME}.tla", folder / f"{NAME}.cfg", (specification(),))
    files.module.write_text(module(constants, played), encoding="utf-8")
    files.config.write_text(configuration(constants), encoding="utf-8")
    return files


def values_of(constants: Constants, adversaries: frozenset[Value]) -> dict[str, Value]:
    """The constants of ``Leo`` that are no single words: those of ``NAMED``."""
    parameters = asdict(constants.parameters)
    return {
        "Params": record({name: parameters[name] for name in PARAMETERS}),
        "Ids": sequence(constants.ids),
        "Owners": constants.owners,
        "NodeOwner": record(constants.node_owner),
        "NodeEk": record(constants.node_ek),
        "Services": record({name: record(fields) for name, fields in constants.services.items()}),
        "Tasks": record({name: record(fields) for name, fields in constants.tasks.items()}),
        "Joins": record(constants.joins),
        "Draw": record(
            {
                job: sequence(
                    record({node: record(drawn) for node, drawn in rounds[number].items()}) for number in sorted(rounds)
                )
                for job, rounds in constants.draw.items()
            }
        ),
        "Announcers": frozenset(constants.ids),
        "Adversaries": adversaries,
    }


def module(constants: Constants, played: Played) -> str:
    """The text of the module."""
    lines = [
        f"---- MODULE {NAME} ----",
        "\\* Written by `leo check --trace`; not to be edited.",
        "EXTENDS LeoTrace",
        "",
    ]
    lines += [
        f"The{name} == {pretty(value)}" for name, value in values_of(constants, frozenset({played.byzantine})).items()
    ]
    lines += ["", "VARIABLE step", "", "Begin ==", "  /\\ step = 0"]
    lines += [f"  /\\ {name} = {pretty(value)}" for name, value in zip(played.variables, played.start, strict=True)]
    before = played.start
    for number, step in enumerate(played.steps, start=1):
        lines += ["", *_step(number, played.variables, before, step)]
        before = step.values
    lines += ["", "Next ==", "  /\\ step' = IF step = " + f"{len(played.steps)} THEN step ELSE step + 1"]
    lines += [f"  /\\ CASE step = {number} -> Step{number + 1}" for number in range(1)] if played.steps else []
    lines += [f"       [] step = {number} -> Step{number + 1}" for number in range(1, len(played.steps))]
    lines += [f"       [] step = {len(played.steps)} -> UNCHANGED leo"]
    lines += ["", f"Conserved == Supply = {_supply(played)}", "===="]
    return "\n".join([*lines, ""])


def _step(number: int, variables: tuple[str, ...], before: tuple[Value, ...], step: PlayedStep) -> list[str]:
    changed = [
        (name, value) for name, was, value in zip(variables, before, step.values, strict=True) if not same(was, value)
    ]
    kept = [name for name in variables if name not in dict(changed)]
    lines = [f"Step{number} == \\* line {step.action.line}", f"  /\\ {step.action.expression}"]
    lines += [f"  /\\ {name}' = {pretty(value)}" for name, value in changed]
    return [*lines, f"  /\\ UNCHANGED <<{', '.join(kept)}>>"] if kept else lines


def same(one: Value, other: Value) -> bool:
    """Equality that tells ``TRUE`` from 1, which Python does not."""
    return one == other and pretty(one) == pretty(other)


def _supply(played: Played) -> int:
    """All LEO of the first state, in which no job holds any."""
    first = dict(zip(played.variables, played.start, strict=True))
    balance = first["balance"]
    assert isinstance(balance, tuple)
    return sum(amount for _, amount in balance[1] if isinstance(amount, int))


def configuration(constants: Constants) -> str:
    """The text of the configuration."""
    lines = ["CONSTANTS", *(f"  {name} <- The{name}" for name in NAMED)]
    lines += [f"  {name} = {pretty(constants.more[name])}" for name in ("Subject", "Attested", "Synchronous")]
    return "\n".join([*lines, "INIT Begin", "NEXT Next", "INVARIANTS", *(f"  {name}" for name in INVARIANTS), ""])
