"""Vectors on KEYS (§9): the owners' keys, and what follows if one of them is missing."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.job import EncryptionKeys, Job, Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import ReleaseKey
from leo_ref.sealing.transport import BOXED
from leo_ref.vectors.case import Family
from leo_ref.vectors.identity.openings import modulus, octets
from leo_ref.vectors.identity.recorded import OCTETS
from leo_ref.vectors.ledger.deployment import ALICE, BOB, OWNER
from leo_ref.vectors.ledger.refusing import without_task
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage
from leo_ref.vectors.story import Story

ACTION: Final = "Release!ReleaseKey"
PUBLIC: Final = OCTETS["decryption"]
"""A key that a TPM made."""


def keys_story() -> Family:
    """The keys window."""
    story, at = from_stage("ledger/keys", Stage.KEYS)
    job = story.job(at.name)
    hers, his = (at.release(job, part) for part in Part)
    without_task(story, "key", ALICE, hers, ACTION)
    for name, who, body in (("task", BOB, hers), ("service", ALICE, his), ("executor", at.executor, hers)):
        story.refuse(f"key-{name}-of-another", "each owner has a key of its own", who, body, "NOT_KEY_OWNER", ACTION)
    for name, key in (("short", bytes(BOXED - 1)), ("long", bytes(BOXED + 1)), ("empty", b"")):
        body = evolve(hers, key=key)
        story.refuse(f"key-{name}", "no key of 32 octets was sealed in it", ALICE, body, "RELEASED_KEY_LENGTH", ACTION)
    of_rsa(story, at)
    missing(story, at)
    story.send("key-task", "sealed to the key of the claim", ALICE, hers, "§9", ACTION)
    short = evolve(hers, key=b"")
    for name, who, body, code, why in (
        ("twice", ALICE, hers, "KEY_ALREADY_RELEASED", "a key stays as it is"),
        ("twice-short", ALICE, short, "KEY_ALREADY_RELEASED", "that it is there, before its form"),
        ("twice-by-the-other", BOB, hers, "NOT_KEY_OWNER", "whose key, before that it is there"),
    ):
        story.refuse(f"key-{name}", why, who, body, code, ACTION)
    story.end_block("block-one-key", "one is missing: the window stays open", "§9")
    late = story.fork()
    late.until(late.job(at.name).deadline, "last-for-a-key")
    late.send("key-service-last", "in the last block of the window", BOB, his, "§9", ACTION)
    late.end_block("block-keys-last", "both keys come before the deadline", "§4")
    story.send("key-service", "sealed to the key of the claim", BOB, his, "§9", ACTION)
    story.end_block("block-keys", "both are there: the run begins, with a beacon of its own", "§9")
    story.refuse("key-late-of-another", "the stage before the owner", BOB, hers, "WRONG_STAGE", ACTION)
    return story.cases.family("The owners' keys: their form, who releases which, and who missed to.")


def of_rsa(story: Story, at: Scene) -> None:
    """Keys to the key of a TPM, of which the ledger sees the number."""
    state = to_the_tpm(story.state, at)
    for name, why, key, code in (
        ("tpm-short", "an octet less than the modulus has", octets(2, 255), "RELEASED_KEY_LENGTH"),
        ("tpm-short-zero", "its length before its number", bytes(255), "RELEASED_KEY_LENGTH"),
        ("tpm-zero", "0 is what it is, sealed or not", bytes(256), "RELEASED_KEY_RANGE"),
        ("tpm-one", "so is 1", octets(1), "RELEASED_KEY_RANGE"),
        ("tpm-last", "and n - 1", octets(modulus() - 1), "RELEASED_KEY_RANGE"),
        ("tpm-modulus", "no number below the modulus", octets(modulus()), "RELEASED_KEY_RANGE"),
    ):
        body = ReleaseKey(job=at.name, part=Part.TASK, key=key)
        story.refuse_in(f"key-{name}", why, state, ALICE, body, code, ACTION)
    there = story.fork()
    there.move_to("to-the-tpm", state)
    for number, key in enumerate((octets(2), octets(modulus() - 2))):
        body = ReleaseKey(job=at.name, part=Part.TASK, key=key)
        there.fork().send(f"key-tpm-{number}", "a number in which a key may be sealed", ALICE, body, "§9", ACTION)


def to_the_tpm(state: State, at: Scene) -> State:
    """The state in which the executor's claim had the keys of a TPM."""
    job: Job = state.jobs[at.name]
    keys = EncryptionKeys(task=PUBLIC, service=PUBLIC)
    place = evolve(job.group[at.executor.id], encryption_keys=keys)
    return state.with_job(at.name, evolve(job, group=job.group.set(at.executor.id, place)))


def missing(story: Story, at: Scene) -> None:
    """The keys window closes without both."""
    for released, name, why in (
        ((), "no-keys", "both missing: the task owner's fault, who pays the group and has the price back"),
        ((Part.TASK,), "no-service-key", "the service's fault: its hold pays the fee and those who approved"),
        ((Part.SERVICE,), "no-task-key", "the task owner's fault, and the service has its price"),
    ):
        fork = story.fork()
        for part in released:
            body = at.release(fork.job(at.name), part)
            fork.send(f"key-{part.value}-alone", "the other one does not come", OWNER[part], body, "§9", ACTION)
        fork.close(at.name, f"block-{name}", why, "§12")
