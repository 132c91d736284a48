"""Vectors on bad keys (§9): a key opened before everybody, where its owner is at fault and where not."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.imprint import CHUNK, SEALED_CHUNK, Imprint
from leo_ref.core.state.job import Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import DisputeKey, Piece
from leo_ref.sealing.context import DataContext
from leo_ref.sealing.imprint import chunk_of, imprint_of
from leo_ref.sealing.payload import seal
from leo_ref.vectors.case import Family
from leo_ref.vectors.identity.openings import block, ciphertext, modulus, octets
from leo_ref.vectors.ledger.deployment import ALICE, KEY, OWNER
from leo_ref.vectors.ledger.refusing import without_task
from leo_ref.vectors.ledger.releasing import to_the_tpm
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.telling import from_stage, whole_task
from leo_ref.vectors.participants import seed
from leo_ref.vectors.story import Story

ACTION: Final = "Dispute!DisputeKey"
RELEASE: Final = "Release!ReleaseKey"
NOT_AT_FAULT: Final = "KEY_NOT_AT_FAULT"
ANOTHER: Final = seed("another key")


def dispute_story() -> Family:
    """Released keys that are right, and others."""
    story, at = from_stage("ledger/disputes", Stage.RUN)
    without_task(story, "dispute", at.executor, at.dispute(Part.TASK), ACTION)
    openings(story, at)
    pieces(story, at)
    of_rsa(story, at)
    wrong_keys(story, at)
    return story.cases.family("A released key, opened before everybody: whose fault it is, if anybody's.")


def openings(story: Story, at: Scene) -> None:
    """The right keys, and what opens nothing."""
    body, (first, *_) = at.dispute(Part.TASK), at.monitors
    for name, who in (("monitor", first), ("owner", ALICE), ("outsider", at.outsider)):
        story.refuse(f"dispute-by-{name}", "only the executor can open it", who, body, "NOT_EXECUTOR", ACTION)
    for name, why, opening in (
        ("zero", "no opening", bytes(256)),
        ("other-part", "the opening of the other key", at.executor.opening(Part.SERVICE)),
        ("of-a-monitor", "what opens the key of another node", first.opening(Part.TASK)),
        ("longer", "an octet behind the secret", body.opening[:-1] + b"\1"),
    ):
        other = evolve(body, opening=opening)
        story.refuse(f"opening-{name}", why, at.executor, other, "OPENING_OTHER", ACTION)
    for part in Part:
        why = "the key is the one committed to, and nothing is shown that it does not open"
        story.refuse(f"dispute-right-{part.value}-key", why, at.executor, at.dispute(part), NOT_AT_FAULT, ACTION)


def promising(state: State, at: Scene, payload: Imprint) -> State:
    """The state in which Alice posted another payload under the same key."""
    job = state.jobs[at.name]
    assert isinstance(job.terms, Task), "it is a task"
    return state.with_job(at.name, evolve(job, terms=evolve(job.terms, data=payload)))


def pieces(story: Story, at: Scene) -> None:
    """Chunks under the right key."""
    terms = story.job(at.name).terms
    assert isinstance(terms, Task), "it is a task"
    context = DataContext(owner=ALICE.account, service=terms.service)
    sound = seal(KEY[Part.TASK], context, bytes(CHUNK + 200))
    chunk, path = chunk_of(sound, 1)
    good = Piece(index=1, chunk=chunk, path=path)
    here = promising(story.state, at, imprint_of(sound))
    for name, why, piece in (
        ("sound", "the chunk opens", good),
        ("other-index", "the payload has no such chunk", evolve(good, index=2)),
        ("other-chunk", "octets of no chunk", evolve(good, chunk=bytes(len(chunk)))),
        ("short", "an octet is missing", evolve(good, chunk=chunk[1:])),
        ("path-short", "no path", evolve(good, path=())),
        ("path-long", "a hash too many", evolve(good, path=(*path, bytes(32)))),
        ("path-other", "a path to another root", evolve(good, path=(bytes(32),))),
        ("index-of-the-other", "the chunk of another place", evolve(good, index=0)),
    ):
        body = at.dispute(Part.TASK, piece)
        story.refuse_in(f"piece-{name}", why, here, at.executor, body, NOT_AT_FAULT, ACTION)
    broken = sound[:-1] + bytes([sound[-1] ^ 1])
    other = seal(KEY[Part.TASK], evolve(context, owner=at.outsider.account), bytes(CHUNK + 200))
    empty = sound[:SEALED_CHUNK] + seal(KEY[Part.TASK], context, b"")
    for name, why, payload in (
        ("broken", "one bit of the last chunk is another", broken),
        ("of-another-context", "sealed for another owner's data", other),
        ("empty", "a last chunk that is a tag alone opens under no key", empty),
    ):
        shown = chunk_of(payload, 1)
        body = at.dispute(Part.TASK, Piece(index=1, chunk=shown[0], path=shown[1]))
        fork = story.fork()
        fork.move_to(f"payload-{name}", promising(story.state, at, imprint_of(payload)))
        fork.send(f"piece-{name}-at-fault", why, at.executor, body, "§9", ACTION)
        fork.end_block(f"block-piece-{name}", "a proof against the task owner, at this tick", "§12")


def of_rsa(story: Story, at: Scene) -> None:
    """Openings of a TPM, which are numbers."""
    right = block(rest=b"\x01" + KEY[Part.TASK])
    opened = {
        "right": right,
        "other-key": block(),
        "short-key": block(padding=bytes(159), rest=b"\x01" + KEY[Part.TASK][1:]),
        "long-key": block(padding=bytes(157), rest=b"\x01" + KEY[Part.TASK] + b"\0"),
        "unpadded": KEY[Part.TASK].rjust(256, b"\0"),
        "first-octet": block(rest=b"\x01" + KEY[Part.TASK], first=1),
        "label": block(b"IDENTITY\0", rest=b"\x01" + KEY[Part.TASK]),
    }
    for name, opening in opened.items():
        state = carrying(to_the_tpm(story.state, at), at, ciphertext(opening))
        body = DisputeKey(job=at.name, part=Part.TASK, opening=opening, piece=None)
        if name == "right":
            refuse_opened(story, at, state, body)
            continue
        fork = story.fork()
        fork.move_to(f"tpm-{name}", state)
        fork.send(f"dispute-tpm-{name}", "not the key that was committed to", at.executor, body, "§9", ACTION)


def refuse_opened(story: Story, at: Scene, state: State, body: DisputeKey) -> None:
    """What is no opening of a right key, and its opening."""
    number = int.from_bytes(body.opening, "big")
    for name, why, opening, who, code in (
        ("modulus-added", "the same number modulo n", octets(number + modulus()), at.executor, "OPENING_RANGE"),
        ("modulus", "n is zero modulo n, and opens something else", octets(modulus()), at.executor, "OPENING_RANGE"),
        ("largest-of-monitor", "the sender before the number", b"\xff" * 256, at.monitors[0], "NOT_EXECUTOR"),
        ("negative", "n - m opens n - c", octets(modulus() - number), at.executor, "OPENING_OTHER"),
        ("right", "the key is the one committed to", body.opening, at.executor, NOT_AT_FAULT),
    ):
        opened = evolve(body, opening=opening)
        story.refuse_in(f"opening-tpm-{name}", why, state, who, opened, code, ACTION)


def carrying(state: State, at: Scene, key: bytes) -> State:
    """The state in which this was released for the task's key."""
    job = state.jobs[at.name]
    return state.with_job(at.name, evolve(job, keys=job.keys.set(Part.TASK, key)))


def wrong_keys(story: Story, at: Scene) -> None:
    """Keys that are not those committed to, from their release to the settlement."""
    keys = story.fork()
    keys.move_to("beginning-KEYS", whole_task().states[Stage.KEYS])
    both = run_with(keys, at, "both", dict.fromkeys(Part, ANOTHER))
    for first, second in ((Part.TASK, Part.SERVICE), (Part.SERVICE, Part.TASK)):
        decided = both.fork()
        for number, part in enumerate((first, second), 1):
            name = f"dispute-{first.value}-key-first-{number}"
            decided.send(name, "both keys are wrong", at.executor, at.dispute(part), "§9", ACTION)
        why = "of two proofs in a block the first by index decides"
        decided.end_block(f"block-{first.value}-key-first", why, "§4")
    for part, why in (
        (Part.TASK, "the owner pays the group, and the service has its price"),
        (Part.SERVICE, "the hold pays the fee and those who approved; the service is withdrawn"),
    ):
        alone = run_with(keys, at, part.value, {part: ANOTHER})
        other = next(one for one in Part if one is not part)
        name = f"dispute-beside-wrong-{part.value}-key"
        alone.refuse(name, "the other key is right", at.executor, at.dispute(other), NOT_AT_FAULT, ACTION)
        last = alone.fork()
        last.until(last.job(at.name).deadline, f"last-for-{part.value}-key")
        last.send(f"dispute-{part.value}-key-last", "in the last block", at.executor, at.dispute(part), "§9", ACTION)
        last.end_block(f"block-{part.value}-key-last", "a proof comes before the deadline", "§4")
        alone.send(f"dispute-{part.value}-key", "another key", at.executor, at.dispute(part), "§9", ACTION)
        alone.end_block(f"block-wrong-{part.value}-key", why, "§12")
        name = f"dispute-{part.value}-key-settled"
        alone.refuse(name, "the task is settled", at.executor, at.dispute(part), "WRONG_STAGE", ACTION)
    none = run_with(keys, at, "nothing", {Part.TASK: b""})
    none.send("dispute-no-box", "nothing was sealed to the executor", at.executor, at.dispute(Part.TASK), "§9", ACTION)


def run_with(keys: Story, at: Scene, name: str, wrong: dict[Part, bytes]) -> Story:
    """The run after these keys were released in the place of the right ones; empty octets stand for no sealed key."""
    story = keys.fork()
    for part in Part:
        key = wrong.get(part, KEY[part])
        body = at.release(story.job(at.name), part, key or None)
        body = body if key else evolve(body, key=bytes(len(body.key)))
        why = "the ledger sees its form alone" if part in wrong else "the right one"
        story.send(f"key-{part.value}-where-{name}-wrong", why, OWNER[part], body, "§9", RELEASE)
    story.end_block(f"block-keys-where-{name}-wrong", "both keys are there", "§9")
    return story
