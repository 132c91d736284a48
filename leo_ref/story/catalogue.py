"""The faults that the story can be played with: what is done wrong, how it must end, and who is then named."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from leo_ref.state.job import Outcome


class Guilty(Enum):
    """Who is found out."""

    NOBODY = "nobody"
    EXECUTOR = "the executor"
    ALICE = "Alice"
    BOB = "Bob"
    LIARS = "whoever lied"


@frozen
class Fault:
    """One attack of §14, played live."""

    says: str
    outcome: Outcome
    guilty: Guilty
    of_machine: bool = False
    """Whether it is the executor's machine that does it, so that software cannot play it."""


FAULTS: Final[Mapping[str, Fault]] = {
    "forged-claim": Fault(
        "Nodes that were not drawn claim a place, with the proof of a draw that they lost.", Outcome.DONE, Guilty.LIARS
    ),
    "executor-reboots": Fault(
        "The executor's machine starts anew while the job runs, and measures the same job again.",
        Outcome.EXECUTOR_FAULT,
        Guilty.EXECUTOR,
        of_machine=True,
    ),
    "image-swapped": Fault(
        "The executor runs another image than the service's.", Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR, of_machine=True
    ),
    "code-swapped": Fault(
        "The executor takes other code than the service's.", Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR, of_machine=True
    ),
    "network-on": Fault(
        "The executor gives the container a network.", Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR, of_machine=True
    ),
    "plaintext-kept": Fault(
        "The executor keeps the container, and the picture in its memory, after the job.",
        Outcome.EXECUTOR_FAULT,
        Guilty.EXECUTOR,
        of_machine=True,
    ),
    "key-to-wrong-executor": Fault(
        "A monitor poses as the executor and asks the owners for their keys.", Outcome.DONE, Guilty.NOBODY
    ),
    "alice-withholds": Fault("Alice never releases her key.", Outcome.OWNER_FAULT, Guilty.ALICE),
    "bob-withholds": Fault("Bob never releases his key.", Outcome.SERVICE_FAULT, Guilty.BOB),
    "alice-wrong-key": Fault("Alice releases a key that is not her picture's.", Outcome.OWNER_FAULT, Guilty.ALICE),
    "bob-wrong-key": Fault("Bob releases a key that is not his code's.", Outcome.SERVICE_FAULT, Guilty.BOB),
    "monitor-lies": Fault("A monitor says FAIL, though all that it was shown passes.", Outcome.DONE, Guilty.LIARS),
    "executor-answers-some": Fault(
        "The executor leaves some monitors without an answer after the run.", Outcome.DONE, Guilty.NOBODY
    ),
    "executor-vanishes-before-keys": Fault(
        "The executor says nothing more once the keys are due.", Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR
    ),
    "executor-vanishes-after-keys": Fault(
        "The executor says nothing more once it has the keys.", Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR
    ),
}
"""By the name that the command takes."""
