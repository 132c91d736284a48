"""A forger who binds every line anew: what the chain no longer shows, the replay does."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from leo_ref.transcript.entry import PIECES_MOST
from leo_ref.transcript.fault import Fault
from leo_ref.vectors.case import repeated
from leo_ref.vectors.transcript import Forgery, forgery_of
from leo_ref.vectors.transcripts.closed import closed
from leo_ref.vectors.transcripts.ledger import blocks, endings, faults
from leo_ref.vectors.transcripts.trials import ZERO, TranscriptTrials

MOST: Final = str(2**128 - 1)


def bound_cases() -> TranscriptTrials:
    """Each is found where it was forged, or at the block that it would have been part of."""
    trials = TranscriptTrials("transcripts/bound")
    beginnings(trials)
    contents(trials)
    order(trials)
    messages(trials)
    blocks(trials)
    endings(trials)
    faults(trials)
    return trials


def only(*entries: dict[str, Any]) -> Forgery:
    """Nothing of a transcript but these entries."""
    forgery = forgery_of("honest")
    return forgery.put(0, len(forgery.entries), *entries)


def beginnings(trials: TranscriptTrials) -> None:
    """Deployments that cannot begin."""
    opening = forgery_of("honest").entries[0]
    genesis = opening["genesis"]
    evidence = genesis["evidence"]
    rich = {**genesis, "balances": dict.fromkeys(genesis["balances"], MOST)}
    name, node = min(genesis["nodes"].items())
    cut = {**node["identity"], "attestation_key": node["identity"]["attestation_key"][:-2]}
    unsound = {**evidence, "policy": {**evidence["policy"], "references": [], "boot_log": None}}
    for label, why, changed in (
        ("no-genesis", "more LEO than a number can tell", rich),
        ("no-policy", "registers of which nothing is asked", {**genesis, "evidence": unsound}),
        ("no-key", "a key that is cut", {**genesis, "nodes": {**genesis["nodes"], name: {**node, "identity": cut}}}),
        ("no-roots", "no authority is believed", {**genesis, "evidence": {**evidence, "roots": []}}),
    ):
        trials.wrong(label, why, only({**opening, "genesis": changed}), 0, Fault.GENESIS_REFUSED, "§4")
    richer = {**genesis, "balances": {**genesis["balances"], min(genesis["balances"]): "1"}}
    forgery = forgery_of("honest")
    trials.wrong(
        "other-genesis",
        "other balances, another genesis, which the first block does not follow",
        forgery.changed(0, genesis=richer),
        forgery.find("made"),
        Fault.WRONG_PARENT,
        "§4",
    )


def contents(trials: TranscriptTrials) -> None:
    """Long octets that are not written as they should be."""
    octets = b"long octets"
    one: dict[str, Any] = {
        "kind": "content",
        "digest": sha256(octets).hexdigest(),
        "piece": 1,
        "pieces": 1,
        "octets": octets.hex(),
    }
    first, second = {**one, "pieces": 2}, {**one, "piece": 2, "pieces": 2}
    inline = {
        "kind": "passed",
        "time": 1,
        "sender": "people",
        "to": "somebody",
        "fate": "lost",
        "shown": None,
        "message": {"kind": "payload", "octets": repeated(b"\0", 5000)},
    }
    named_none = {**inline, "message": {"kind": "payload", "octets": ""}}
    for name, why, entries, line, fault in (
        ("content-inline", "long octets where they occur", (inline,), 0, Fault.CONTENT_INLINE),
        ("content-second-first", "the second piece is the first", (second,), 0, Fault.CONTENT_OUT_OF_ORDER),
        ("content-piece-twice", "the first piece twice", (first, first), 1, Fault.CONTENT_OUT_OF_ORDER),
        (
            "content-unfinished",
            "a piece is missing",
            (first, named_none),
            1,
            Fault.CONTENT_OUT_OF_ORDER,
        ),
        (
            "content-too-long",
            "more pieces than any message has",
            ({**one, "pieces": PIECES_MOST + 1},),
            0,
            Fault.CONTENT_TOO_LONG,
        ),
        ("content-other", "other octets than the digest names", ({**one, "octets": "00"},), 0, Fault.CONTENT_OTHER),
        ("content-again", "the same twice", (one, one), 1, Fault.CONTENT_AGAIN),
        ("content-piece-of-none", "the first of no pieces", ({**one, "pieces": 0},), 0, Fault.CONTENT_OUT_OF_ORDER),
        ("content-piece-zero", "pieces count from 1", ({**one, "piece": 0},), 0, Fault.CONTENT_OUT_OF_ORDER),
        ("content-alone", "nothing follows", (one,), 1, Fault.ENDS_EARLY),
        ("content-unused", "long octets that what follows does not name", (one, named_none), 1, Fault.CONTENT_UNUSED),
        (
            "content-inline-and-unused",
            "long octets where they occur, before those that nobody names",
            (one, inline),
            1,
            Fault.CONTENT_INLINE,
        ),
    ):
        trials.wrong(name, why, only(*entries), line, fault, "§2")


def order(trials: TranscriptTrials) -> None:
    """Entries where none of their kind can be."""
    forgery = forgery_of("honest")
    later = forgery.find("passed", after=forgery.find("made"))
    end = closed(forgery)
    last = len(end.entries)
    for name, why, forged, line, fault in (
        ("no-opening", "the run has no beginning", forgery.put(0, 1), 0, Fault.NO_OPENING),
        ("second-opening", "it begins twice", forgery.put(1, 0, forgery.entries[0]), 1, Fault.OPENING_AGAIN),
        ("after-closing", "it ends twice", end.put(last, 0, end.entries[-1]), last, Fault.AFTER_CLOSING),
        *(
            (
                f"{kind}-after-closing",
                "it goes on",
                end.put(last, 0, forgery.entries[forgery.find(kind)]),
                last,
                Fault.AFTER_CLOSING,
            )
            for kind in ("passed", "followed", "made")
        ),
        (
            "backward",
            "a message before the block that it follows",
            forgery.changed(later, time=0),
            later,
            Fault.TIME_BACKWARD,
        ),
    ):
        trials.wrong(name, why, forged, line, fault)


def messages(trials: TranscriptTrials) -> None:
    """Messages and evidence that were not like that."""
    forgery = forgery_of("honest")
    one = forgery.find("passed", "answer", shown="pass")
    two = forgery.find("passed", "answer", after=one, shown="pass")
    here, there = (forgery.entries[number]["message"] for number in (one, two))
    log = {**here, "evidence": {**here["evidence"], "log": [ZERO]}}
    sent = forgery.find("passed", "transaction", fate="delivered")
    followed = forgery.find("followed")
    for name, why, forged, line, fault in (
        (
            "finding",
            "a machine in order is told as altered",
            forgery.changed(one, shown="fail"),
            one,
            Fault.FINDING_DIFFERS,
        ),
        ("finding-unknown", "what no evidence shows", forgery.changed(one, shown="fine"), one, Fault.FINDING_DIFFERS),
        (
            "finding-kept-quiet",
            "an answer was appraised, and nothing is told",
            forgery.changed(one, shown=None),
            one,
            Fault.FINDING_DIFFERS,
        ),
        (
            "evidence-exchanged",
            "two monitors' answers change places: each answers the other's nonce",
            forgery.changed(one, message=there).changed(two, message=here),
            one,
            Fault.FINDING_DIFFERS,
        ),
        (
            "evidence-log",
            "another job log than the quoted one",
            forgery.changed(one, message=log),
            one,
            Fault.FINDING_DIFFERS,
        ),
        (
            "transaction-to-a-party",
            "transactions go to the ledger",
            forgery.changed(sent, to="somebody"),
            sent,
            Fault.MESSAGE_MISPLACED,
        ),
        (
            "message-to-the-ledger",
            "nothing else does",
            forgery.changed(one, to="ledger", shown=None),
            one,
            Fault.MESSAGE_MISPLACED,
        ),
        (
            "block-from-the-future",
            "a block that nobody has made",
            forgery.changed(followed, height="99"),
            followed,
            Fault.BLOCK_NOT_MADE,
        ),
    ):
        trials.wrong(name, why, forged, line, fault, "§8" if fault is Fault.FINDING_DIFFERS else "§4")
    quiet = forgery.find("passed", "announcement", fate="delivered")
    why = "nobody signs that a message was lost: this holds, and only the digest of the last line is another"
    trials.right("announcement-lost", why, forgery.changed(quiet, fate="lost"))
