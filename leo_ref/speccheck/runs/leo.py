"""The constants of ``Leo`` in TLA+, and what must hold in every state of a run."""

from __future__ import annotations

from typing import Final

from attrs import asdict

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.values import Value, record, sequence

NAMED: Final = (
    *("Params", "Ids", "Owners", "NodeOwner", "NodeEk", "Services", "Tasks", "Joins", "Draw", "Announcers"),
    "Adversaries",
)
"""The constants that a module defines."""

WORDS: Final = ("Subject", "Attested", "Synchronous")
"""The constants that are single words."""

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
    *("LeoTypeOK", "NoNegativeBalance", "EscrowEmptyWhenSettled", "EscrowCoversDeposits", "OneJobAtATime"),
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
"""What must hold in every state; that LEO is conserved is said of each run with its own sum."""


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
