"""Vectors on octets (§2): what the strict parser and the documents' decoders accept, and each way to be refused."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.draw.suite import Suite
from leo_ref.encoding import DEPTH_LIMIT, LENGTH_LIMIT, NUMBER_MOST, JsonValue, canonical, encode, to_octets
from leo_ref.ledger import Block, Genesis, Producer
from leo_ref.ledger.block import NO_PASSES
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parameters import Parameters
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Join, Requirement, Stage, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.node import Identity
from leo_ref.state.transaction import Body, Confirm, Leave, PostTask, Transaction, Transfer
from leo_ref.values import AMOUNT_MOST, AccountId, JobId, NodeId, ServiceId
from leo_ref.vectors.case import OK, Cases, Family, repeated

ALICE: Final = AccountId("0a" * 32)
BOB: Final = AccountId("0b" * 32)
DEEP: Final = b"[" * DEPTH_LIMIT + b"]" * DEPTH_LIMIT

VALUES: Final = (
    ("empty-object", b"{}", "the least object"),
    ("empty-array", b"[]", "the least array"),
    ("null", b"null", "any JSON value is one, not only objects"),
    ("greatest-number", str(NUMBER_MOST).encode(), "2^53 - 1 is still a number"),
    ("least-number", str(-NUMBER_MOST).encode(), "and so is its negative"),
    ("sorted-by-utf16", '{"\U0001f600":1,"\ufb33":2}'.encode(), "RFC 8785 sorts keys by UTF-16 units, not code points"),
    ("escapes", b'"\\b\\t\\n\\f\\r\\u000f\\"\\\\/"', "the shortest escapes, and the solidus unescaped"),
    ("control-c1", '"\x7f\x80"'.encode(), "only controls below U+0020 are escaped"),
    ("brackets-in-text", b'"' + b"[" * 99 + b'"', "brackets in text do not nest"),
    ("deepest", DEEP, "as deep as a message may be"),
)

WRONG: Final = (
    ("empty", b"", "NOT_JSON", "no octets are no value"),
    ("cut-object", b'{"a":1', "NOT_JSON", "truncated"),
    ("cut-text", b'"abc', "NOT_JSON", "truncated within a text"),
    ("two-values", b"{}{}", "NOT_JSON", "one complete value only"),
    ("trailing-comma", b"[1,]", "NOT_JSON", "an extension of JSON"),
    ("single-quotes", b"{'a':1}", "NOT_JSON", "not JSON at all"),
    ("not-a-number", b"NaN", "NOT_JSON", "many readers take it for a number"),
    ("infinity", b"[-Infinity]", "NOT_JSON", "many readers take it for a number"),
    ("leading-zero", b"01", "NOT_JSON", "octal in other languages"),
    ("control-in-text", b'"\x01"', "NOT_JSON", "a control is escaped"),
    ("byte-order-mark", b"\xef\xbb\xbf{}", "NOT_JSON", "many readers skip it"),
    ("not-utf8", b'"\xff"', "NOT_UTF8", "an octet that UTF-8 never has"),
    ("overlong", b'"\xc0\xaf"', "NOT_UTF8", "an overlong form of the solidus"),
    ("surrogate-octets", b'"\xed\xa0\x80"', "NOT_UTF8", "a surrogate written in octets"),
    ("duplicate-key", b'{"a":1,"a":2}', "DUPLICATE_KEY", "readers differ in which one they keep"),
    ("duplicate-key-escaped", b'{"a":1,"\\u0061":1}', "DUPLICATE_KEY", "the same key written in two ways"),
    ("duplicate-key-deep", b'[{"k":{"a":1,"a":1}}]', "DUPLICATE_KEY", "also further down"),
    ("too-deep", b"[" + DEEP + b"]", "TOO_DEEP", "one more than a message may have"),
    ("fraction", b"1.5", "NOT_INTEGER", "no quantity is a fraction"),
    ("fraction-of-nothing", b"1.0", "NOT_INTEGER", "an integer in value, not in form"),
    ("exponent", b"[1e3]", "NOT_INTEGER", "an integer in value, not in form"),
    ("number-too-large", str(NUMBER_MOST + 1).encode(), "OUT_OF_RANGE", "2^53: readers that use doubles go astray"),
    ("space", b'{"a": 1}', "NOT_CANONICAL", "a space"),
    ("newline-at-end", b"{}\n", "NOT_CANONICAL", "what an editor adds"),
    ("keys-not-sorted", b'{"b":1,"a":1}', "NOT_CANONICAL", "keys are sorted"),
    ("keys-by-code-point", '{"\ufb33":2,"\U0001f600":1}'.encode(), "NOT_CANONICAL", "sorted, but by code points"),
    ("needless-escape", b'"\\u0061"', "NOT_CANONICAL", "a letter needs no escape"),
    ("upper-case-escape", b'"\\u000F"', "NOT_CANONICAL", "escapes have small letters"),
    ("escaped-solidus", b'"\\/"', "NOT_CANONICAL", "the solidus needs no escape"),
    ("minus-zero", b"-0", "NOT_CANONICAL", "zero has no sign"),
    ("lone-surrogate", b'"\\ud800"', "NOT_CANONICAL", "no text"),
)


def identity(byte: int) -> Identity:
    """An identity made of one octet."""
    return Identity(
        owner=ALICE, endorsement_key=bytes([byte]) * 32, attestation_key=bytes(32), vrf_key=bytes([byte]) * 32
    )


def evidence() -> Evidence:
    """An answer whose octets mean nothing."""
    return Evidence(
        job=JobId("0c" * 32),
        round=1,
        phase=Phase.DURING,
        monitor=NodeId(BOB),
        nonce_proof=bytes(80),
        quote=b"quote",
        log=(bytes(32), b"\xff" * 32),
        signature=bytes(64),
    )


def post() -> PostTask:
    """A task with every field of a requirement."""
    return PostTask(
        service=ServiceId("0d" * 32),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"result key",
        requirement=Requirement(min_credit=100),
        payment=AMOUNT_MOST,
        deposit=0,
        tau=10,
        run_window=32,
        result_limit=2**20,
    )


def transaction(body: Body) -> Transaction:
    """A transaction whose signature holds nothing: decoding does not ask."""
    return Transaction(sender=ALICE, counter=7, body=body, signature=bytes(64))


def start() -> Genesis:
    """A small genesis."""
    return Genesis(
        parameters=Parameters(),
        suite=Suite.ELL2,
        time=1,
        producers=(Producer(account=BOB, vrf_key=bytes(32)),),
        balances=Map({ALICE: 5, BOB: 0}),
        nodes=Map({NodeId(BOB): FirstNode(identity=identity(1), credit=1)}),
    )


def block(height: int, transactions: tuple[Transaction, ...]) -> Block:
    """A block whose proofs hold nothing: decoding does not ask."""
    return Block(
        height=height,
        parent=bytes(32),
        producer=BOB,
        turn=0,
        passes=NO_PASSES,
        beacon_proof=bytes(80),
        transactions=transactions,
        signature=bytes(64),
    )


def with_liars(liars: list[str]) -> JsonValue:
    """The JSON of a state with one job that has these liars."""
    terms = Join(candidate=NodeId(BOB), deposit=1, tau=1)
    state = State(height=1, block_hash=bytes(32), beacon=bytes(64), accounts=Map(), nodes=Map())
    job = encode(Job(terms=terms, stage=Stage.APPLY, escrow=1))
    given = encode(state)
    assert isinstance(job, dict)
    assert isinstance(given, dict)
    return {**given, "jobs": {"0c" * 32: {**job, "liars": list[JsonValue](liars)}}}


def edits(octets: bytes) -> tuple[tuple[str, bytes, str, str], ...]:
    """The octets of a transfer, changed in one place each: name, octets, code, why."""

    def put(old: str, new: str) -> bytes:
        assert octets.count(old.encode()) == 1, (old, octets)
        return octets.replace(old.encode(), new.encode())

    hexes = "0b" * 32
    return (
        ("cut-in-half", octets[: len(octets) // 2], "NOT_JSON", "truncated"),
        ("not-an-object", b"[]", "WRONG_TYPE", "a document is an object"),
        ("unknown-field", put('"amount":"12"', '"amount":"12","fee":"1"'), "UNKNOWN_FIELD", "nothing is overlooked"),
        ("missing-field", put('"amount":"12",', ""), "MISSING_FIELD", "nothing is filled in"),
        ("number-for-text", put('"12"', "12"), "WRONG_TYPE", "amounts are text"),
        ("text-for-number", put('"counter":7', '"counter":"7"'), "WRONG_TYPE", "counters are numbers"),
        ("truth-for-number", put('"counter":7', '"counter":true'), "WRONG_TYPE", "true is not 1"),
        ("null-for-text", put('"12"', "null"), "WRONG_TYPE", "null is no amount"),
        ("upper-case-hex", put(hexes, hexes.upper()), "NOT_LOWER_HEX", "one form only"),
        ("odd-hex", put(hexes, hexes[1:]), "NOT_LOWER_HEX", "half an octet"),
        ("prefixed-hex", put(hexes, "0x" + hexes), "NOT_LOWER_HEX", "no prefix"),
        ("short-name", put(hexes, hexes[2:]), "WRONG_LENGTH", "31 octets"),
        ("long-signature", put('"signature":"', '"signature":"00'), "WRONG_LENGTH", "65 octets"),
        ("zero-before-digits", put('"12"', '"012"'), "NOT_DECIMAL", "one form only"),
        ("plus-sign", put('"12"', '"+12"'), "NOT_DECIMAL", "one form only"),
        ("negative", put('"12"', '"-12"'), "NOT_DECIMAL", "nothing is negative"),
        ("empty-amount", put('"12"', '""'), "NOT_DECIMAL", "zero is written 0"),
        ("other-digits", put('"12"', '"\u0661\u0662"'), "NOT_DECIMAL", "only the digits of ASCII"),
        ("space-in-amount", put('"12"', '"12 "'), "NOT_DECIMAL", "one form only"),
        ("amount-too-large", put('"12"', f'"{AMOUNT_MOST + 1}"'), "OUT_OF_RANGE", "2^128"),
        ("amount-huge", put('"12"', f'"{"9" * 5000}"'), "OUT_OF_RANGE", "too long to convert first and judge after"),
        ("counter-negative", put('"counter":7', '"counter":-1'), "OUT_OF_RANGE", "nothing is negative"),
        ("unknown-kind", put('"kind":"transfer"', '"kind":"mint"'), "UNKNOWN_VARIANT", "no such transaction"),
        ("kind-of-document", put('"kind":"transaction"', '"kind":"block"'), "UNKNOWN_VARIANT", "another document"),
        ("version-zero", put('"version":1', '"version":0'), "UNKNOWN_VERSION", "there was none before 1"),
        ("version-two", put('"version":1', '"version":2'), "UNKNOWN_VERSION", "not to be guessed at"),
        ("version-missing", put(',"version":1', ""), "MISSING_FIELD", "not to be guessed at"),
        ("duplicate-amount", put('"amount":"12"', '"amount":"12","amount":"13"'), "DUPLICATE_KEY", "two amounts"),
    )


def families() -> list[Family]:
    """The files of this family."""
    values = Cases("encoding/values")
    for name, octets, why in VALUES:
        values.add(name, why, decoding("value", octets), clause="§2")
    for name, octets, code, why in WRONG:
        values.add(name, why, decoding("value", octets), code)
    for name, octet, times, code, why in (
        ("longest", b"9", LENGTH_LIMIT, "OUT_OF_RANGE", "4 MiB are read; converting them would cost their square"),
        ("too-long", b"9", LENGTH_LIMIT + 1, "TOO_LONG", "judged by the length alone"),
        ("far-too-deep", b"[", 20000, "TOO_DEEP", "a recursive reader would fall over"),
    ):
        values.add(name, why, decoding("value", b"") | {"octets": repeated(octet, times)}, code)

    documents = Cases("encoding/documents")
    transfer = to_octets(transaction(Transfer(to=BOB, amount=12)))
    documents.add(
        "transfer", "the transaction that the ones below differ from", decoding("transaction", transfer), clause="§2"
    )
    for name, octets, code, why in edits(transfer):
        documents.add(f"transfer-{name}", why, decoding("transaction", octets), code)
    for name, body in (
        ("leave", Leave()),
        ("post-task", post()),
        ("confirm", Confirm(job=JobId("0c" * 32), verdict=Verdict.FAIL, evidence=(evidence(),))),
    ):
        octets = to_octets(transaction(body))
        documents.add(name, "accepted, and its id", decoding("transaction", octets), clause="§4")
    requirement = to_octets(transaction(post())).replace(b'"network":"none"', b'"network":"lan"')
    documents.add(
        "post-task-network", "a requirement that nobody knows", decoding("transaction", requirement), "UNKNOWN_VARIANT"
    )
    for name, transactions in (("block-empty", ()), ("block", (transaction(Leave()), transaction(Leave())))):
        octets = to_octets(block(2**64 - 1, transactions))
        documents.add(name, "accepted, and its hash", decoding("block", octets), clause="§4")
    octets = to_octets(block(2, ()))
    for name, old, new, code in (
        ("block-turn", b'"turn":0', b'"turn":65536', "OUT_OF_RANGE"),
        ("block-passes", b'"passes":{}', f'"passes":{{"{BOB}":"00"}}'.encode(), "WRONG_LENGTH"),
        ("block-passes-twice", b'"passes":{}', f'"passes":{{"{BOB}":"","{BOB}":""}}'.encode(), "DUPLICATE_KEY"),
        ("block-producer", b'"producer":"', b'"producer":"00', "WRONG_LENGTH"),
        ("block-beacon-proof", b'"beacon_proof":"', b'"beacon_proof":"00', "WRONG_LENGTH"),
        ("block-signature", b'"signature":"', b'"signature":"00', "WRONG_LENGTH"),
        ("block-height-number", b'"height":"2"', b'"height":2', "WRONG_TYPE"),
        ("block-height-too-large", b'"height":"2"', f'"height":"{2**64}"'.encode(), "OUT_OF_RANGE"),
        ("block-transactions-object", b'"transactions":[]', b'"transactions":{}', "WRONG_TYPE"),
        ("block-version", b'"version":1', b'"version":9', "UNKNOWN_VERSION"),
    ):
        documents.add(name, "strict in every field", decoding("block", octets.replace(old, new)), code)
    octets = to_octets(start())
    documents.add("genesis", "accepted, and its hash", decoding("genesis", octets), clause="§5")
    for name, old, new, code in (
        ("genesis-suite", b'"suite":"ELL2"', b'"suite":"ELL1"', "UNKNOWN_VARIANT"),
        ("genesis-suite-number", b'"suite":"ELL2"', b'"suite":4', "WRONG_TYPE"),
        ("genesis-time", b'"time":1', b'"time":"1"', "WRONG_TYPE"),
    ):
        documents.add(name, "strict in every field", decoding("genesis", octets.replace(old, new)), code)
    upper = octets.replace(ALICE.encode(), ALICE.upper().encode(), 1)
    documents.add("genesis-upper-case-key", "names are keys too", decoding("genesis", upper), "NOT_LOWER_HEX")
    unknown = octets.replace(b'"tau":10', b'"tau":10,"tav":1')
    documents.add("genesis-unknown-parameter", "nothing is overlooked", decoding("genesis", unknown), "UNKNOWN_FIELD")

    for name, liars, code in (
        ("state", ["0a" * 32, "0b" * 32], OK),
        ("state-set-not-sorted", ["0b" * 32, "0a" * 32], "NOT_SORTED"),
        ("state-set-twice", ["0a" * 32, "0a" * 32], "NOT_SORTED"),
    ):
        octets = canonical(with_liars(liars))
        documents.add(name, "a set has one form", decoding("state", octets), code, clause="§2")

    digests = Cases("encoding/digests")
    samples: tuple[tuple[str, JsonValue], ...] = (
        ("empty", {}),
        ("order", {"b": [1, "x"], "a": None}),
        ("text", "\u20ac"),
    )
    for name, value in samples:
        request: dict[str, JsonValue] = {"request": "digest", "domain": "leo/vectors", "value": value}
        digests.add(name, "domain, one zero octet, canonical octets", request, OK, clause="§2")
    return [
        values.family("Strict parsing of canonical JSON."),
        documents.family("Transactions, blocks and genesis."),
        digests.family("Digests with domains."),
    ]


def decoding(kind: str, octets: bytes) -> dict[str, JsonValue]:
    """The request to decode."""
    return {"request": "decode", "type": kind, "octets": octets.hex()}
