"""A ledger that did otherwise: blocks, refusals, the end, and what somebody who did wrong would like to be told."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue, decode
from leo_ref.ledger import Block
from leo_ref.transcript.fault import Fault
from leo_ref.vectors.transcript import forgery_of
from leo_ref.vectors.transcripts.closed import closed
from leo_ref.vectors.transcripts.trials import ZERO, TranscriptTrials


def blocks(trials: TranscriptTrials) -> None:
    """Blocks and refusals by other rules."""
    forgery = forgery_of("honest")
    made = next(
        number
        for number, entry in enumerate(forgery.entries)
        if entry["kind"] == "made" and len(entry["transactions"]) > 1
    )
    block = forgery.entries[made]
    sent = block["transactions"][0]
    before = forgery.entries[sent]
    message = before["message"]
    stolen = {**message, "body": {"kind": "transfer", "to": message["sender"], "amount": "1"}}
    again = {**before, "time": block["time"]}

    def refused(transaction: int, code: str) -> dict[str, JsonValue]:
        return {"kind": "refused", "time": block["time"], "transaction": transaction, "code": code}

    for name, why, forged, line, fault in (
        (
            "transaction-forged",
            "its sender did not sign this",
            forgery.changed(sent, message=stolen),
            made,
            Fault.NOT_APPLICABLE,
        ),
        (
            "transaction-lost",
            "it reached the ledger, and is told as lost",
            forgery.changed(sent, fate="lost"),
            made,
            Fault.BLOCK_INCOMPLETE,
        ),
        ("block-empty", "transactions vanish", forgery.changed(made, transactions=[]), made, Fault.BLOCK_INCOMPLETE),
        (
            "block-reordered",
            "another order than they came in",
            forgery.changed(made, transactions=block["transactions"][::-1]),
            made,
            Fault.BLOCK_INCOMPLETE,
        ),
        ("parent", "a block that follows no other", forgery.changed(made, parent=ZERO), made, Fault.WRONG_PARENT),
        (
            "height",
            "a height is left out",
            forgery.changed(made, height=str(int(block["height"]) + 1)),
            made,
            Fault.WRONG_HEIGHT,
        ),
        (
            "block-unsigned",
            "its producer did not sign it",
            forgery.changed(made, signature=bytes(64).hex()),
            made,
            Fault.BLOCK_REFUSED,
        ),
        ("block-beacon", "another proof", forgery.changed(made, beacon_proof=""), made, Fault.BLOCK_HASH_DIFFERS),
        ("block-turn", "another turn", forgery.changed(made, turn=1), made, Fault.BLOCK_HASH_DIFFERS),
        ("block-hash", "another hash", forgery.changed(made, block=ZERO), made, Fault.BLOCK_HASH_DIFFERS),
        ("state", "another state after it", forgery.changed(made, state=ZERO), made, Fault.STATE_DIFFERS),
        (
            "refused-nothing",
            "in that line is no transaction",
            forgery.put(made, 0, refused(0, "WRONG_STAGE")),
            made,
            Fault.TRANSACTION_UNKNOWN,
        ),
        (
            "refused-twice",
            "it was refused before",
            forgery.put(made, 0, refused(sent, "WRONG_STAGE"), refused(sent, "WRONG_STAGE")),
            made + 1,
            Fault.TRANSACTION_UNKNOWN,
        ),
        (
            "refused-without-code",
            "a code that is none",
            forgery.put(made, 0, refused(sent, "NO_CODE")),
            made,
            Fault.REFUSAL_UNKNOWN,
        ),
        (
            "refused-though-right",
            "a transaction that applies",
            forgery.put(made, 0, refused(sent, "WRONG_STAGE")),
            made + 1,
            Fault.NOT_REFUSED,
        ),
        (
            "refused-otherwise",
            "the same transaction again is refused for its counter",
            forgery.put(made, 0, again, refused(made, "SIGNATURE_INVALID")),
            made + 2,
            Fault.REFUSAL_DIFFERS,
        ),
    ):
        trials.wrong(name, why, forged, line, fault, "§4")
    producers(trials)
    end = forgery.put(made, len(forgery.entries) - made, refused(sent, "WRONG_STAGE"), forgery.entries[-1])
    why = "refused for good before any block could refuse it"
    trials.wrong("refused-in-no-block", why, end, made + 1, Fault.LEDGER_PENDING, "§4")


def producers(trials: TranscriptTrials) -> None:
    """The first empty block, as its producer did not make it; and what is wrong in two ways."""
    forgery = forgery_of("honest")
    made = forgery.find("made", transactions=[])
    entry = forgery.entries[made]
    zero, height = bytes(64).hex(), str(int(entry["height"]) + 1)

    def named(**fields: JsonValue) -> JsonValue:
        """The hash of the block with these members instead of its own."""
        members = ("height", "parent", "producer", "turn", "passes", "beacon_proof", "signature")
        fields_of = (
            {name: entry[name] for name in members} | {"kind": "block", "version": 1, "transactions": []} | fields
        )
        block = decode(Block, fields_of)
        assert isinstance(block, Block), block
        return block.hash.hex()

    for name, why, fields, fault in (
        ("unsigned", "its producer did not sign it", {"signature": zero}, Fault.BLOCK_REFUSED),
        (
            "producer",
            "a stranger's block",
            {"producer": ZERO, "block": named(producer=ZERO)},
            Fault.BLOCK_REFUSED,
        ),
        ("turn", "nobody was passed", {"turn": 1, "block": named(turn=1)}, Fault.BLOCK_REFUSED),
        ("beacon", "no beacon", {"beacon_proof": "", "block": named(beacon_proof="")}, Fault.BLOCK_REFUSED),
        (
            "both-incomplete-parent",
            "what it holds, before what it follows",
            {"transactions": [0], "parent": ZERO},
            Fault.BLOCK_INCOMPLETE,
        ),
        ("both-parent-height", "parent before height", {"parent": ZERO, "height": height}, Fault.WRONG_PARENT),
        ("both-height-block", "height before hash", {"height": height, "block": ZERO}, Fault.WRONG_HEIGHT),
        ("both-block-unsigned", "hash before signature", {"block": ZERO, "signature": zero}, Fault.BLOCK_HASH_DIFFERS),
        ("both-unsigned-state", "signature before state", {"signature": zero, "state": ZERO}, Fault.BLOCK_REFUSED),
    ):
        trials.wrong(name, why, forgery.changed(made, **fields), made, fault, "§4")


def endings(trials: TranscriptTrials) -> None:
    """A run that stops after its first transactions, and how the ledger then stands."""
    forgery = closed(forgery_of("honest"))
    trials.right("stopped-early", "who stops a run may close it: it says less, and nothing wrong", forgery)
    last = len(forgery.entries) - 1
    end = forgery.entries[last]
    who = min(end["balances"])
    less = {name: amount for name, amount in end["balances"].items() if name != who}
    for name, why, fields, fault in (
        ("end-height", "another height", {"height": "99"}, Fault.HEIGHT_DIFFERS),
        ("end-outcome", "an outcome of a job that is open", {"outcomes": {ZERO: "DONE"}}, Fault.OUTCOME_DIFFERS),
        (
            "end-balance",
            "one unit more",
            {"balances": {**end["balances"], who: str(int(end["balances"][who]) + 1)}},
            Fault.BALANCE_DIFFERS,
        ),
        ("end-account", "an account is left out", {"balances": less}, Fault.BALANCE_DIFFERS),
        (
            "end-burned",
            "one unit less is burned, or more",
            {"burned": str(int(end["burned"]) + 1)},
            Fault.BURNED_DIFFERS,
        ),
        ("end-state", "another state", {"state": ZERO}, Fault.END_DIFFERS),
    ):
        trials.wrong(name, why, forgery.changed(last, **fields), last, fault, "§12")


def faults(trials: TranscriptTrials) -> None:
    """What somebody who did wrong would like to be told."""
    reboot = forgery_of("executor-reboots")
    failed = reboot.find("passed", "answer", shown="fail")
    why = "the monitors' findings on the machine that started anew are told as passing"
    trials.wrong("reboot-hidden", why, reboot.changed(failed, shown="pass"), failed, Fault.FINDING_DIFFERS, "§8")
    outcome(trials, "executor-reboots", "EXECUTOR_FAULT", "DONE")
    outcome(trials, "alice-withholds", "OWNER_FAULT", "SERVICE_FAULT")
    lie = forgery_of("monitor-lies")
    said = next(
        number
        for number, entry in enumerate(lie.entries)
        if entry["kind"] == "passed" and entry["message"].get("body", {}).get("kind") == "accuse"
    )
    message = lie.entries[said]["message"]
    honest = {**message, "body": {**message["body"], "kind": "confirm"}}
    made = lie.find("made", after=said)
    why = "the liar's accusation is told as a confirmation, which he did not sign"
    trials.wrong("accusation-rewritten", why, lie.changed(said, message=honest), made, Fault.NOT_APPLICABLE, "§11")
    why = "the liar's accusation is told as lost on its way"
    trials.wrong("accusation-lost", why, lie.changed(said, fate="lost"), made, Fault.BLOCK_INCOMPLETE, "§11")


def outcome(trials: TranscriptTrials, name: str, true: str, false: str) -> None:
    """A run that is said to have ended otherwise."""
    forgery = forgery_of(name)
    last = len(forgery.entries) - 1
    outcomes = {job: false if was == true else was for job, was in forgery.entries[last]["outcomes"].items()}
    why = f"{true} is told as {false}"
    trials.wrong(f"outcome-{name}", why, forgery.changed(last, outcomes=outcomes), last, Fault.OUTCOME_DIFFERS, "§11")
