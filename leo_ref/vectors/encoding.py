"""Vectors on octets (§2): what the strict parser and the documents' decoders accept, and each way to be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import AttrsInstance
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.encoding import LENGTH_LIMIT, JsonValue, canonical, encode, to_octets
from leo_ref.core.encoding.containers import MapForm, OptionalForm, SequenceForm
from leo_ref.core.encoding.forms import ClassForm, UnionForm, shape_of
from leo_ref.core.encoding.scalars import Form, OctetsForm
from leo_ref.core.parameters import RESULT_MOST, Parameters
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import LOG_EVENTS
from leo_ref.core.state.job import Job, Join, Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Node, Status
from leo_ref.core.state.transaction import LONGEST, VALUES_MOST, Body, Leave, Transaction, Transfer
from leo_ref.core.values import AMOUNT_MOST, JobId, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Block, Genesis, Producer
from leo_ref.ledger.block import NO_PASSES
from leo_ref.ledger.genesis import FirstNode
from leo_ref.vectors.bodies import ALICE, BOB, bodies, identity, post
from leo_ref.vectors.case import OK, Cases, Family, joined, repeated
from leo_ref.vectors.texts import VALUES, WRONG

LENGTH_SHOWN: Final = 2**12
"""Octets of a field that vectors are made of; longer ones would fill files."""


JOB: Final = JobId("0c" * 32)


def transaction(body: Body) -> Transaction:
    """A transaction whose signature holds nothing: decoding does not ask."""
    return Transaction(sender=ALICE, counter=7, body=body, signature=bytes(64))


def start() -> Genesis:
    """A small genesis."""
    return Genesis(
        parameters=Parameters(),
        suite=Suite.ELL2,
        time=1,
        evidence=Software(),
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
    return {**given, "jobs": {JOB: {**job, "liars": list[JsonValue](liars)}}}


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
        ("version-text", put('"version":1', '"version":"1"'), "WRONG_TYPE", "a number"),
        ("version-truth", put('"version":1', '"version":true'), "WRONG_TYPE", "true is not 1"),
        ("version-null", put('"version":1', '"version":null'), "WRONG_TYPE", "null is no version"),
        ("kind-in-capitals", put('"kind":"transfer"', '"kind":"Transfer"'), "UNKNOWN_VARIANT", "case matters"),
        ("newline-behind-hex", put(hexes, hexes + "\\n"), "NOT_LOWER_HEX", "patterns that end at a line let it pass"),
        ("newline-behind-amount", put('"12"', '"12\\n"'), "NOT_DECIMAL", "patterns that end at a line let it pass"),
        ("long-name", put(hexes, hexes + "0b"), "WRONG_LENGTH", "33 octets"),
        ("short-signature", put('"signature":"00', '"signature":"'), "WRONG_LENGTH", "63 octets"),
        ("version-two", put('"version":1', '"version":2'), "UNKNOWN_VERSION", "not to be guessed at"),
        ("version-missing", put(',"version":1', ""), "MISSING_FIELD", "not to be guessed at"),
        ("duplicate-amount", put('"amount":"12"', '"amount":"12","amount":"13"'), "DUPLICATE_KEY", "two amounts"),
    )


def strict(documents: Cases) -> None:
    """Fields of the transactions about a job after its draw, and of a join."""
    octets = {body.kind: to_octets(transaction(body)) for body in bodies()}
    for name, old, new, code in (
        ("show-phase", b'"phase":"before"', b'"phase":"early"', "UNKNOWN_VARIANT"),
        ("show-monitor-empty", b'"monitor":null', b'"monitor":""', "WRONG_LENGTH"),
        ("show-monitor-left-out", b'"monitor":null,', b"", "MISSING_FIELD"),
        ("show-log-long", b'"log":[', b'"log":[' + (b'"' + b"00" * 32 + b'",') * (LOG_EVENTS - 1), "WRONG_LENGTH"),
        ("release_key-part", b'"part":"task"', b'"part":"result"', "UNKNOWN_VARIANT"),
        ("dispute_key-opening-short", b'"opening":"00', b'"opening":"', "WRONG_LENGTH"),
        ("dispute_key-opening-long", b'"opening":"', b'"opening":"00', "WRONG_LENGTH"),
        ("dispute_key-index-text", b'"index":1', b'"index":"1"', "WRONG_TYPE"),
        ("dispute_key-path-short", b'"path":["00', b'"path":["', "WRONG_LENGTH"),
        ("challenge-proof-long", b'"proof":"', b'"proof":"00', "WRONG_LENGTH"),
        ("request_payment-result-null", b'"result":"' + b"00" * 32 + b'"', b'"result":null', "WRONG_TYPE"),
        ("confirm-verdict", b'"kind":"confirm"', b'"kind":"confirm","verdict":"PASS"', "UNKNOWN_FIELD"),
        ("confirm-evidence-list", b'"evidence":{', b'"evidence":[{', "NOT_JSON"),
        ("join-certificates-null", b'"certificates":["01"]', b'"certificates":null', "WRONG_TYPE"),
        ("join-certificates-left-out", b'"certificates":["01"],', b"", "MISSING_FIELD"),
        ("challenge_candidate-blob-null", b'"blob":"' + b"blob".hex().encode() + b'"', b'"blob":null', "WRONG_TYPE"),
        ("answer_credential-answer-short", b'"answer":"00', b'"answer":"', "WRONG_LENGTH"),
        ("answer_credential-attestor-null", b'"attestor":"' + BOB.encode() + b'"', b'"attestor":null', "WRONG_TYPE"),
        ("confirm_candidate-seed-long", b'"seed":"', b'"seed":"00', "WRONG_LENGTH"),
    ):
        kind, _ = name.split("-", 1)
        assert octets[kind].count(old) >= 1, (name, octets[kind])
        changed = octets[kind].replace(old, new, 1)
        label = name.replace("_", "-")
        documents.add(label, "strict in every field", decoding("transaction", changed), code)
    start, end = octets["give_result"].split(b"sealed result".hex().encode())
    octet = b"00"
    request = decoding("transaction", b"") | {"octets": joined(start, octet, RESULT_MOST + 1, end)}
    documents.add("give-result-long", "an octet more than any result may have", request, "WRONG_LENGTH")


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
    seen = set[str]()
    for body in bodies():
        name = body.kind.replace("_", "-") + ("-2" if body.kind in seen else "")
        seen.add(body.kind)
        if name != "transfer":
            octets = to_octets(transaction(body))
            documents.add(name, "accepted, and its id", decoding("transaction", octets), clause="§4")
    strict(documents)
    requirement = to_octets(transaction(post())).replace(b'"network":"none"', b'"network":"lan"')
    documents.add(
        "post-task-network", "a requirement that nobody knows", decoding("transaction", requirement), "UNKNOWN_VARIANT"
    )
    for word in (b"NONE", b"None", b" none"):
        other = to_octets(transaction(post())).replace(b'"network":"none"', b'"network":"%s"' % word)
        name = f"post-task-network-{word.decode('ascii').replace(' ', 'space-')}"
        documents.add(name, "a word has one form", decoding("transaction", other), "UNKNOWN_VARIANT")
    add_lengths(documents)
    add_bounds(documents)
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
        ("genesis-suite-small", b'"suite":"ELL2"', b'"suite":"ell2"', "UNKNOWN_VARIANT"),
        ("genesis-suite", b'"suite":"ELL2"', b'"suite":"ELL1"', "UNKNOWN_VARIANT"),
        ("genesis-suite-number", b'"suite":"ELL2"', b'"suite":4', "WRONG_TYPE"),
        ("genesis-time", b'"time":1', b'"time":"1"', "WRONG_TYPE"),
    ):
        documents.add(name, "strict in every field", decoding("genesis", octets.replace(old, new)), code)
    upper = octets.replace(ALICE.encode(), ALICE.upper().encode(), 1)
    documents.add("genesis-upper-case-key", "names are keys too", decoding("genesis", upper), "NOT_LOWER_HEX")
    unknown = octets.replace(b'"tau":20', b'"tau":20,"tav":1')
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


def add_lengths(documents: Cases) -> None:
    """Octets as long as they may be, and one longer, in each field of a document that has a greatest length."""
    shown = (
        *("join", "post_task", "apply", "release_key", "challenge", "confirm"),
        *("challenge_candidate", "confirm_candidate", "publish_log"),
    )
    sent = [body for body in bodies() if body.kind in shown]
    samples: list[tuple[str, str, AttrsInstance]] = [
        *(("transaction", body.kind.replace("_", "-"), transaction(body)) for body in sent),
        ("block", "block", block(2, ())),
        ("state", "state", some_state()),
    ]
    for kind, name, sample in samples:
        for path, most in limits(ClassForm(type(sample)), encode(sample)):
            at = "-".join(str(part).replace("_", "-") for part in path if part not in (BOB, JOB))
            for more, code in ((0, OK), (1, "WRONG_LENGTH")):
                octets = canonical(put_in(encode(sample), path, "5a" * (most + more)))
                which = f"{most} octets" if more == 0 else f"one above {most} octets"
                documents.add(f"{name}-{at}-{most + more}", which, decoding(kind, octets), code, clause="§2")


def some_state() -> State:
    """A state with something in every field whose octets may be fewer than the most."""
    kept = Node(identity=identity(1), endorsement=bytes(32), status=Status.ACTIVE, credit=1, since=0, log=b"\x01")
    job = Job(
        terms=Join(candidate=NodeId(BOB), deposit=1, tau=1),
        stage=Stage.ENROL,
        beacon=b"\x01",
        escrow=1,
        keys=Map({Part.TASK: b"\x01"}),
        credentials=Map({NodeId(BOB): Credential(blob=b"\x01", secret=b"\x01")}),
    )
    return State(
        height=1,
        block_hash=bytes(32),
        beacon=b"\x01",
        accounts=Map(),
        nodes=Map({NodeId(BOB): kept}),
        jobs=Map({JOB: job}),
    )


def add_bounds(documents: Cases) -> None:
    """What no transaction may have more of, whatever the octets are (§2), and which of two faults is named."""
    most, more = VALUES_MOST, VALUES_MOST + 1
    for name, parts, code, why in (
        ("longest", (b"", b"9", LONGEST, b""), "OUT_OF_RANGE", "a transaction may be as long"),
        ("too-long", (b"", b"9", LONGEST + 1, b""), "TOO_LONG", "one octet more"),
        ("values", (b"[", b"0,", most - 1, b"0]"), "WRONG_TYPE", "as many values as there may be"),
        ("too-many-values", (b"[", b"0,", most, b"0]"), "TOO_MANY_VALUES", "one more"),
        ("too-many-objects", (b"[", b"{}", most, b"]"), "TOO_MANY_VALUES", "objects count, in what is no JSON too"),
        ("too-many-arrays", (b"", b"[]", more, b""), "TOO_MANY_VALUES", "arrays count"),
        ("too-many-in-text", (b'"', b",", more, b'"'), "TOO_MANY_VALUES", "what stands in a string counts"),
        ("too-long-of-too-many", (b"", b",", LONGEST + 1, b""), "TOO_LONG", "both are so: the length comes first"),
        ("too-many-not-utf8", (b"\xff", b",", more, b""), "TOO_MANY_VALUES", "both are so: the number comes first"),
        ("values-not-utf8", (b"\xff", b",", most, b""), "NOT_UTF8", "one value less"),
        ("too-many-too-deep", (b"", b"[", more, b""), "TOO_MANY_VALUES", "both are so: the number comes first"),
        ("values-too-deep", (b"", b"[", most, b""), "TOO_DEEP", "one value less"),
    ):
        request = decoding("transaction", b"") | {"octets": joined(*parts)}
        documents.add(f"transaction-{name}", why, request, code, clause="§2")
    request = decoding("block", b"") | {"octets": joined(b"[", b"0,", most, b"0]")}
    documents.add("block-values", "other types have no such limit", request, "WRONG_TYPE", clause="§2")


def limits(form: Form, value: JsonValue) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Where in a value octets stand that may have fewer than the most, with the most."""
    match form:
        case OctetsForm(least, most) if least < most <= LENGTH_SHOWN:
            yield (), most
        case ClassForm(cls) if isinstance(value, dict):
            for name, inner in shape_of(cls).fields:
                yield from (((name, *path), most) for path, most in limits(inner, value[name]))
        case UnionForm(variants) if isinstance(value, dict):
            yield from limits(variants[str(value["kind"])], value)
        case MapForm(_, inner) if isinstance(value, dict) and value:
            key = min(value)
            yield from (((key, *path), most) for path, most in limits(inner, value[key]))
        case OptionalForm(inner) if value is not None:
            yield from limits(inner, value)
        case SequenceForm(inner) if isinstance(value, list) and value:
            yield from (((0, *path), most) for path, most in limits(inner, value[0]))
        case _:
            return


def put_in(value: JsonValue, path: tuple[str | int, ...], new: JsonValue) -> JsonValue:
    """The value with another one at a place in it."""
    match path:
        case ():
            return new
        case (str(name), *rest) if isinstance(value, dict):
            return {**value, name: put_in(value[name], tuple(rest), new)}
        case (int(index), *rest) if isinstance(value, list):
            return [*value[:index], put_in(value[index], tuple(rest), new), *value[index + 1 :]]
        case _:
            raise TypeError(path)


def decoding(kind: str, octets: bytes) -> dict[str, JsonValue]:
    """The request to decode."""
    return {"request": "decode", "type": kind, "octets": octets.hex()}
