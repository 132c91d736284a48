"""The faults that the story can be played with: what is done wrong, how it must end, who is named, by what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from leo_ref.core.state.job import Outcome


class Guilty(Enum):
    """Who is found out."""

    NOBODY = "nobody"
    EXECUTOR = "the executor"
    ALICE = "Alice"
    BOB = "Bob"
    LIARS = "whoever lied"
    NEWCOMER = "the newcomer"


@frozen
class Attack:
    """One attack of §14, played live."""

    says: str
    outcome: Outcome
    guilty: Guilty
    shows_in: str
    """What the proof of a step of the story says where the fault shows."""
    join: Outcome = Outcome.ADMITTED
    """How the newcomer's join ends."""
    of_machine: bool = False
    """Whether it is the executor's machine that does it, so that software cannot play it."""

    @property
    def ending(self) -> tuple[Outcome, Guilty]:
        """The outcome, and who is named."""
        return self.outcome, self.guilty


DONE: Final = (Outcome.DONE, Guilty.NOBODY)
LIED: Final = (Outcome.DONE, Guilty.LIARS)
EXECUTOR: Final = (Outcome.EXECUTOR_FAULT, Guilty.EXECUTOR)
ALICE: Final = (Outcome.OWNER_FAULT, Guilty.ALICE)
BOB: Final = (Outcome.SERVICE_FAULT, Guilty.BOB)

NO_PADDING: Final = "nothing was sealed in it"
WRONG_KEY: Final = "it is not the key committed to"
CLOSED: Final = "a chunk of the payload does not open"

FAULTS: Final[Mapping[str, Attack]] = {
    # In the join.
    "newcomer-without-tpm": Attack(
        "The newcomer has no TPM with the keys that it names, and makes up what the credentials hold.",
        Outcome.DONE,
        Guilty.NEWCOMER,
        "another answer than its secret",
        join=Outcome.REFUSED,
    ),
    "attestor-lies": Attack(
        "An attestor makes a credential that no TPM opens, so that the newcomer is refused.",
        *LIED,
        "makes another credential",
    ),
    # In the draw.
    "forged-claim": Attack(
        "Nodes that were not drawn claim a place, with the proof of a draw that they lost.", *LIED, "no votes"
    ),
    "one-vrf-key": Attack(
        "All nodes have one VRF key; those that were not drawn claim a place with the proof of one that was.",
        *LIED,
        "no votes",
    ),
    "alice-favours-friends": Attack(
        "Alice hands her picture to two nodes only, so that only they can apply.",
        Outcome.UNFILLED,
        Guilty.NOBODY,
        "more than half of tau",
    ),
    "decoy": Attack(
        "Mallory posts a task and withholds her key, to keep the nodes busy.", *DONE, "they weigh in Alice's draw"
    ),
    "forged-block": Attack("Monitors send everybody blocks of their own, as the producer's.", *DONE, "BLOCK_FORGED"),
    # The machine, before the keys.
    "key-for-another-state": Attack(
        "The executor claimed its place with keys that open in another state.",
        *EXECUTOR,
        "DECRYPTION_KEY_POLICY",
        of_machine=True,
    ),
    "image-swapped": Attack(
        "The executor runs another image than the service's.", *EXECUTOR, "`image`", of_machine=True
    ),
    "code-swapped": Attack("The executor takes other code than the service's.", *EXECUTOR, "`code`", of_machine=True),
    "network-on": Attack("The executor gives the container a network.", *EXECUTOR, "`container`", of_machine=True),
    "key-to-wrong-executor": Attack(
        "A monitor shows its own machine, so that the owners give their keys for it.", *DONE, "NOT_EXECUTOR"
    ),
    "executor-vanishes-before-keys": Attack(
        "The executor says nothing more once it is elected.", *EXECUTOR, "without the machine shown"
    ),
    # The keys.
    "alice-withholds": Attack("Alice never releases her key.", *ALICE, "without Alice's key"),
    "bob-withholds": Attack("Bob never releases his key.", *BOB, "without Bob's key"),
    "alice-no-padding": Attack("Alice releases octets in which nothing was sealed.", *ALICE, NO_PADDING),
    "bob-no-padding": Attack("Bob releases octets in which nothing was sealed.", *BOB, NO_PADDING),
    "alice-wrong-key": Attack("Alice releases a key that is not her picture's.", *ALICE, WRONG_KEY),
    "bob-wrong-key": Attack("Bob releases a key that is not his code's.", *BOB, WRONG_KEY),
    "alice-broken-payload": Attack("Alice's key is right, and her payload does not open.", *ALICE, CLOSED),
    "bob-broken-payload": Attack("Bob's key is right, and his payload does not open.", *BOB, CLOSED),
    "both-wrong-key": Attack("Alice and Bob both release keys that are not the right ones.", *ALICE, WRONG_KEY),
    "false-dispute": Attack("The executor disputes Alice's key, with an opening made up.", *DONE, "OPENING_OTHER"),
    # The run.
    "executor-reboots": Attack(
        "The executor's machine starts anew while the job runs, and measures the same job again.",
        *EXECUTOR,
        "HISTORY_RESETS",
        of_machine=True,
    ),
    "executor-vanishes-after-keys": Attack(
        "The executor says nothing more once it has the keys.", *EXECUTOR, "no answer in time"
    ),
    "challenge-unanswered": Attack("The executor gives one monitor no answer at all.", *EXECUTOR, "no answer in time"),
    "executor-answers-some": Attack(
        "The executor answers some monitors on the ledger only, once they ask there.", *DONE, "answers on the ledger"
    ),
    "monitor-lies": Attack("A monitor accuses the executor with evidence that passes.", *LIED, "its own evidence"),
    "slow-program": Attack("Bob's program needs longer than its time limit.", *DONE, "TIME_LIMIT", of_machine=True),
    # After the run.
    "plaintext-kept": Attack(
        "The executor keeps the container, and the picture in its memory, after the job.",
        *EXECUTOR,
        "`wipe`",
        of_machine=True,
    ),
    "executor-reopens": Attack(
        "After the wipe the executor starts its machine anew, measures the same, and opens Alice's key again.",
        *DONE,
        "TPM_REFUSED",
        of_machine=True,
    ),
    "result-late": Attack(
        "The executor hands out the result only once it is asked for on the ledger.", *DONE, "is on the ledger"
    ),
    "result-withheld": Attack("The executor gives the result to nobody.", *EXECUTOR, "no result in time"),
}
"""By the name that the command takes."""
