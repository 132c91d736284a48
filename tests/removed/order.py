"""The order of refusals as docs/protocol.md has it (§4), and neighbours in it that no input can both deserve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from tests.vectors.made import ROOT

PROTOCOL: Final = ROOT / "docs" / "protocol.md"

TASK_IN: Final = ("NO_SUCH_JOB", "NOT_A_TASK", "WRONG_STAGE")
JOIN_IN: Final = ("NO_SUCH_JOB", "NOT_A_JOIN", "WRONG_STAGE")
EVIDENCE: Final = ("OTHER_QUESTION", "QUESTION_FORGED", "EVIDENCE_NOT_SIGNED")

Neighbours = tuple[str, str, str]
"""The kind of a transaction, and two codes of which the first comes before the second."""


def refusals(said: str) -> Iterator[str]:
    """The codes that one cell of the table names, in their order."""
    for part in said.split(" · "):
        if part.startswith("task in "):
            yield from TASK_IN
        elif part.startswith("join in "):
            yield from JOIN_IN
        elif part.startswith("job in "):
            yield from (TASK_IN[0], TASK_IN[-1])
        elif part.startswith("evidence ("):
            yield from EVIDENCE
        else:
            found = re.findall(r"`([A-Z_]+)`", part)
            assert found, part
            yield from found


def table() -> Mapping[str, tuple[str, ...]]:
    """The codes of each kind of transaction."""
    text = PROTOCOL.read_text(encoding="utf-8").split("### Transactions and their refusals")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_]+)`(?: \{[^}]*\})? \| (.*?) \| ", text, re.M)
    return {kind: tuple(refusals(said)) for kind, said in rows}


def neighbours() -> list[Neighbours]:
    """All of them."""
    return [(kind, one, other) for kind, codes in table().items() for one, other in pairwise(codes)]


NOTHING_THERE: Final = "What is not there is of no kind, has no owner and is in no stage."
NEVER_SPOKE: Final = "Only a monitor can have done so before, and who is one stays one."

IMPOSSIBLE: Final[Mapping[Neighbours, str]] = {
    ("transfer", "AMOUNT_ZERO", "BALANCE_TOO_LOW"): "No balance is less than nothing.",
    ("withdraw_service", "NO_SUCH_SERVICE", "NOT_SERVICE_OWNER"): NOTHING_THERE,
    ("post_task", "NO_SUCH_SERVICE", "SERVICE_NOT_LIVE"): NOTHING_THERE,
    ("post_task", "DEPOSIT_TOO_LOW", "DEPOSIT_TOO_HIGH"): (
        "What a deposit must cover is P - floor(G / 2), which is no more than P, the most that it may be."
    ),
    ("apply", "NO_SUCH_JOB", "WRONG_STAGE"): NOTHING_THERE,
    ("show", "NO_SUCH_JOB", "WRONG_STAGE"): NOTHING_THERE,
    ("show", "NOT_EXECUTOR", "NOT_CANDIDATE"): "The one is asked of tasks, the other of joins.",
    ("approve", "NOT_A_MONITOR", "ALREADY_APPROVED"): NEVER_SPOKE,
    ("challenge", "NOT_A_MONITOR", "ALREADY_CHALLENGED"): NEVER_SPOKE,
    ("ask_result", "NOT_A_MONITOR", "ALREADY_ASKED"): NEVER_SPOKE,
    ("confirm", "NOT_A_MONITOR", "ALREADY_CONFIRMED"): NEVER_SPOKE,
    ("challenge_candidate", "NOT_A_MONITOR", "ALREADY_CHALLENGED"): NEVER_SPOKE,
    (
        "confirm_candidate",
        "NO_CREDENTIAL",
        "ALREADY_CONFIRMED",
    ): "Who said what its credential is made of has posted one.",
    ("confirm_candidate", "ALREADY_CONFIRMED", "HAS_LIED"): "Who lies has neither confirmed nor proved.",
    ("request_payment", "ALREADY_REQUESTED", "WATCH_NOT_OVER"): (
        "Payment is requested when the watch is over, and it stays over."
    ),
    ("give_result", "RESULT_NOT_ASKED", "RESULT_GIVEN"): "What was given was asked for before, and stays asked for.",
    ("confirm", "ALREADY_CONFIRMED", "HAS_LIED"): "Who lies has confirmed no more, and who has lied cannot confirm.",
    **{
        (kind, codes[0], codes[1]): NOTHING_THERE
        for kind, codes in table().items()
        if codes[: len(TASK_IN)] in (TASK_IN, JOIN_IN)
    },
}
"""Why there is no input with both faults."""
