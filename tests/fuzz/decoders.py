"""Every function of the reference that is given octets by strangers, with all that it may answer.

A decoder that is not in ``DECODERS`` is not fuzzed: whoever writes one adds its line here. What only TLC, the files of
the checkout or the person at the keyboard says is not from strangers and has no line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha512
from io import BytesIO
from typing import Any, Final

from attrs import AttrsInstance, evolve, frozen
from immutables import Map

from leo_ref.attestation.identity.credential import make_credential
from leo_ref.core import signature
from leo_ref.core.encoding import JsonValue, canonical, from_octets, parse, read, to_octets
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import TAG, Imprint
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, NodeId
from leo_ref.demo import picture
from leo_ref.draw import keys, proof, ticket, vrf
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.proof import Proof
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket
from leo_ref.explain.claims import read_claims
from leo_ref.explain.example import example
from leo_ref.explain.malformed import Malformed
from leo_ref.explain.situation import Situation
from leo_ref.explain.snapshot import read_snapshot
from leo_ref.ledger import Block, Deployment, Genesis, apply, apply_block, genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.oracle import Session, answer, answer_line
from leo_ref.parties.message import AnswerMessage, ChallengeMessage, Message, Payload, ResultDelivery, ResultRequest
from leo_ref.parties.simulator.plan import Plan
from leo_ref.sealing import fault, payload, transport
from leo_ref.sealing.context import ResultContext
from leo_ref.sealing.imprint import imprint_of, no_chunk, no_payload
from leo_ref.sealing.result import opened_result, sealed_result
from leo_ref.software import endorsement, quote
from leo_ref.software.appraisal import SoftwareAppraisal, appraise
from leo_ref.software.certificate import certificate, is_certified
from leo_ref.software.job import policy
from leo_ref.software.quote import SignedQuote
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.fault import Broken
from leo_ref.transcript.reader import Reader
from leo_ref.transcript.recorder import recorder_of
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify as verify_transcript
from leo_ref.vectors.case import expanded
from leo_ref.vectors.identity.recorded import OCTETS
from tests.core.encoding.samples import EVERY_FORM, EveryForm
from tests.draw import slow_curve
from tests.fuzz import machine
from tests.fuzz.judging import DECODING, PARSING, READING, Decoder, Outcome, of_soundness, of_truth, value
from tests.parties.simulator.deployment import beginning, deployment, recorded, run
from tests.software import one_task
from tests.vectors.made import file

OF_KEYS: Final = frozenset(code for code in Code if code.name.startswith("VRF_KEY_"))
OF_PROOFS: Final = frozenset(code for code in Code if code.name.startswith(("VRF_PROOF_", "VRF_GAMMA_", "VRF_S_")))
OF_VERIFYING: Final = OF_PROOFS | {Code.VRF_CHALLENGE_MISMATCH}
OF_GENESIS: Final = DECODING | {
    *(Code.PARAMETER_OUT_OF_RANGE, Code.PRODUCERS_OUT_OF_RANGE, Code.PRODUCER_AGAIN),
    *(Code.SUPPLY_TOO_LARGE, Code.EK_IN_USE, Code.IDENTITY_FAILS, Code.POLICY_REGISTERS),
}


def of_answer(_octets: bytes, given: tuple[Session, bytes]) -> Outcome:
    """A judge of the oracle's lines: one line of ASCII, and in it an answer of one member."""
    session, line = given
    assert isinstance(session, Session), type(session)
    assert line.find(b"\n") == len(line) - 1, line[:200]
    assert line.isascii(), line[:200]
    said = json.loads(line)
    assert len(said) == 1, list(said)
    (kind,) = said
    assert kind in ("ok", "refused", "error"), kind
    return kind if kind == "ok" else str(said[kind]["code"])


# --- what valid octets look like ------------------------------------------------------------------------------------

SEED: Final = bytes(range(32))
SECRET: Final = keys.secret(SEED)
ALPHA: Final = bytes(32)
PROOFS: Final = tuple(vrf.prove(SECRET, ALPHA[:length], suite) for suite in Suite for length in (0, 1, 32))
BAD_POINTS: Final = tuple(
    slow_curve.encode(slow_curve.add(point, torsion))
    for point in (slow_curve.IDENTITY, slow_curve.BASE)
    for torsion in slow_curve.SMALL
)
"""All of small order, and the base point with each of them added."""


@cache
def requests() -> tuple[Any, ...]:  # objects, as the vectors' schema has them
    """Every request of the vectors that needs no model."""
    found: list[Any] = []
    for entry in file("index.json")["files"]:
        if entry["path"].startswith("models/"):
            continue
        family = file(entry["path"])
        found += [expanded(vector["request"], family.get("shared", {})) for vector in family["vectors"]]
    return tuple(found)


def sent(kind: str) -> tuple[bytes, ...]:
    """The octets in the requests of one kind, none twice."""
    octets = (bytes.fromhex(request["octets"]) for request in requests() if request["request"] == kind)
    return tuple(dict.fromkeys(one for one in octets if len(one) < 20_000))


def documents(*instances: AttrsInstance) -> tuple[bytes, ...]:
    """Their octets."""
    return tuple(to_octets(instance) for instance in instances)


EVIDENCE: Final = tuple(
    one_task.answer(phase, monitor=one_task.MONITOR if phase is Phase.DURING else None) for phase in Phase
)
MONITOR: Final = NodeId(one_task.MONITOR.name)
MESSAGES: Final = documents(
    AnswerMessage(evidence=EVIDENCE[0]),
    ChallengeMessage(job=one_task.JOB, round=1, phase=Phase.DURING, monitor=MONITOR, proof=PROOFS[0]),
    Payload(octets=b"payload"),
    ResultRequest(job=one_task.JOB, asker=AccountId(one_task.OTHER.name)),
    ResultDelivery(job=one_task.JOB, sealed=b"sealed"),
)
ACCOUNT: Final = AccountId(one_task.OTHER.name)
CONTEXT: Final = ResultContext(job=one_task.JOB)
SEALED: Final = sealed_result(transport.public_key(SEED), one_task.JOB, b"a result", bytes(range(32)), SEED)
OPEN_KEY: Final = bytes(32)
BROKEN: Final = bytes(TAG + 7)
"""A chunk that no key opens."""
PROMISE: Final = fault.Promise(committed=payload.commitment(OPEN_KEY), imprint=imprint_of(BROKEN), context=CONTEXT)


ENDORSED: Final = endorsement.endorsed(one_task.STATE.nodes[MONITOR].identity)
assert not isinstance(ENDORSED, Rejection), ENDORSED
CREDENTIAL: Final = make_credential(
    ENDORSED, endorsement.name_of(one_task.STATE.nodes[MONITOR].identity.attestation_key), SEED, bytes(31) + b"\5"
)


# --- decoders that are more than one function -----------------------------------------------------------------------


def verify(octets: bytes, suite: Suite) -> bytes | Rejection:
    """The octets are key (32), proof (80), message."""
    return vrf.verify(octets[:32], octets[112:], octets[32:112], suite)


def verify_known(octets: bytes) -> bytes | Rejection:
    """The octets are proof (80), message; the key is known."""
    return vrf.verify(PublicKey(SECRET.public_key), octets[80:], octets[:80])


def draw(octets: bytes) -> Ticket | Rejection:
    """The octets are key (32), proof (80), message."""
    return ticket.verified(octets[:32], octets[112:], octets[32:112], 500, 1000, 10)


def appraised(octets: bytes) -> SoftwareAppraisal | Rejection:
    """The octets are a piece of evidence; before its signature counts, whatever is in it is appraised."""
    piece = from_octets(Evidence, octets)
    if isinstance(piece, Rejection):
        return piece
    return appraise(policy(one_task.STATE, one_task.TASK_JOB, piece.phase), bytes(64), (), piece)


def judged(octets: bytes) -> str | Rejection:
    """The octets are evidence that an executor of any mind has signed; what it fails for, if it does."""
    piece = from_octets(Evidence, octets)
    if isinstance(piece, Rejection):
        return piece
    signed = one_task.resigned(evolve(piece, job=one_task.JOB, round=one_task.TASK_JOB.round))
    job = evolve(one_task.TASK_JOB, shown=one_task.answer(Phase.BEFORE, monitor=None))
    verifiers = SoftwareVerifiers()
    monitor = signed.monitor
    if monitor is not None and not verifiers.asked(
        one_task.STATE, one_task.JOB, job, signed.phase, monitor, signed.nonce_proof
    ):
        return "nobody asked"
    failure = verifiers.failure(one_task.STATE, one_task.JOB, job, signed)
    return "passes" if failure is None else failure.code.name


def joined(octets: bytes) -> bytes | Rejection:
    """The octets are the endorsement key of a node of software."""
    mine = one_task.STATE.nodes[MONITOR].identity
    return SoftwareVerifiers().endorsed(0, evolve(mine, endorsement_key=octets))


def activated(octets: bytes) -> bytes | None:
    """The octets are a credential for a node of software, the point of its ephemeral key last."""
    keys, split = one_task.MONITOR, len(CREDENTIAL.blob)
    credential = Credential(blob=octets[:split], secret=octets[split:])
    return endorsement.activated(keys.endorsement, signature.public_key(keys.attestation), credential)


def begun(octets: bytes) -> State | Rejection:
    """A genesis document, and the state that it begins with."""
    start = from_octets(Genesis, octets)
    return start if isinstance(start, Rejection) else genesis(verifiers_of(start), start)


@cache
def standing(name: str) -> tuple[Deployment, State]:
    """Deployment and state of a vector on the ledger."""
    family = file("ledger/task.json")
    (request,) = (vector["request"] for vector in family["vectors"] if vector["id"] == name)
    whole: Any = expanded(request, family["shared"])  # as above
    deployment = from_octets(Deployment, canonical(whole["deployment"]))
    state = from_octets(State, canonical(whole["state"]))
    assert isinstance(deployment, Deployment), deployment
    assert isinstance(state, State), state
    return deployment, state


@frozen
class Believing(SoftwareVerifiers):
    """Takes every signature, and every beacon's proof, for good: what strangers sign is theirs to choose."""

    def signed(self, _signer: AccountId | NodeId, _message: bytes, _signature: bytes) -> bool:
        """Yes."""
        return True

    def beacon(self, _vrf_key: bytes, _message: bytes, proof: bytes) -> bytes | None:
        """The digest of the proof."""
        return sha512(proof).digest()


STANDING: Final = {
    "apply": "apply",
    "show": "show",
    "approve": "approve-1",
    "release_key": "key-task",
    "dispute_key": "answer",
    "challenge": "challenge",
    "answer": "answer",
    "accuse": "answer",
    "request_payment": "request",
    "ask_result": "ask-result",
    "give_result": "give-result",
}
"""Kind of a transaction -> where the vectors' task stands when one may come; it is in its confirm window for others."""


def applied(octets: bytes) -> State | Rejection:
    """A transaction, and the state after it; its counter is made right."""
    sent = from_octets(Transaction, octets)
    if isinstance(sent, Rejection):
        return sent
    deployment, state = standing("ledger/task/" + STANDING.get(sent.body.kind, "confirm-1"))
    counter = state.accounts.get(sent.sender, EMPTY).counter
    return apply(deployment.parameters, Believing(), state, evolve(sent, counter=counter))


def block_applied(octets: bytes) -> State | Rejection:
    """A block, and the state after it; its place in the chain is made right."""
    block = from_octets(Block, octets)
    if isinstance(block, Rejection):
        return block
    deployment, state = standing("ledger/task/confirm-1")
    placed = evolve(block, parent=state.block_hash, height=state.height + 1, producer=deployment.producers[0].account)
    return apply_block(deployment, Believing(), state, placed)


@cache
def conversation() -> Session:
    """With one model set up."""
    election = file("models/MCElection.json")
    setting = {"request": "model", "model": "MCElection", "constants": election["constants"]}
    return answer(Session(), setting)[0]


def asked() -> tuple[bytes, ...]:
    """One of each kind of request that the vectors ask, and requests on a model."""
    kinds: dict[str, bytes] = {}
    for request in requests():
        octets = canonical(request)
        if len(octets) < 10_000:
            kinds.setdefault(request["request"], octets)
    election = file("models/MCElection.json")
    row = election["states"][election["initial"][0]]
    state: JsonValue = {
        name: expanded(election["values"][name][row[index]], election["shared"])
        for index, name in enumerate(election["variables"], 1)
    }
    step: dict[str, JsonValue] = {"model": "MCElection", "state": state, "action": "Post", "arguments": []}
    path: dict[str, JsonValue] = {"model": "MCElection", "start": state, "actions": [["Post", []], ["Elect", ["n1"]]]}
    models = (canonical({"request": "step", **step}), canonical({"request": "path", **path}))
    setting = canonical({"request": "model", "model": "m", "constants": election["constants"]})
    return (*kinds.values(), *models, setting)


@cache
def drawing() -> Situation:
    """The situation of the example of ``leo draw``."""
    found = read_snapshot(canonical(example()))
    assert isinstance(found, Situation), found
    return found


def claims() -> JsonValue:
    """A file of claims: one with a proof, one with a seed."""
    name = next(iter(drawing().state.nodes))
    return [{"node": name, "proof": PROOFS[0].hex()}, {"node": "00" * 32, "seed": SEED.hex()}]


def document(kind: Any, *instances: bytes) -> Decoder:  # a type form, which mypy has no name for
    """The decoder of a type that has canonical octets."""
    accepted = value(object, codes=DECODING, back=to_octets)
    return Decoder(lambda octets: from_octets(kind, octets), accepted, instances)


ON_LEDGER: Final = frozenset(Code)
"""A transaction may be refused with any code; which ones a rule has, its own tests say."""

TOLD_RUN = recorded(run(deployment(nodes=3), Plan(seed=b"fuzz"), 1), 3)
OPENING_LINE = tuple(recorder_of(OpeningEntry(genesis=beginning(3), names=Map())).begun()[1])

DECODERS: Final[Mapping[str, Decoder]] = {
    # §6 the draw
    "draw.keys.validated": Decoder(
        keys.validated,
        value(PublicKey, codes=OF_KEYS, back=lambda key: key.octets),
        (SECRET.public_key, keys.secret(bytes(32)).public_key, *BAD_POINTS),
    ),
    "draw.proof.decode": Decoder(
        proof.decode,
        value(Proof, codes=OF_PROOFS, back=lambda one: proof.encode(one.gamma, one.challenge, one.response)),
        (*PROOFS, *(point + PROOFS[0][32:] for point in BAD_POINTS)),
    ),
    "draw.vrf.proof_to_hash": Decoder(vrf.proof_to_hash, value(bytes, codes=OF_PROOFS), PROOFS),
    "draw.vrf.verify (TAI)": Decoder(
        lambda octets: verify(octets, Suite.TAI),
        value(bytes, codes=OF_KEYS | OF_VERIFYING),
        (SECRET.public_key + PROOFS[2] + ALPHA, SECRET.public_key + PROOFS[0]),
    ),
    "draw.vrf.verify (ELL2)": Decoder(
        lambda octets: verify(octets, Suite.ELL2),
        value(bytes, codes=OF_KEYS | OF_VERIFYING),
        (SECRET.public_key + PROOFS[5] + ALPHA, SECRET.public_key + PROOFS[3]),
    ),
    "draw.vrf.verify (known key)": Decoder(
        verify_known, value(bytes, codes=OF_VERIFYING), (PROOFS[2] + ALPHA, PROOFS[0])
    ),
    "draw.ticket.verified": Decoder(
        draw,
        value(Ticket, codes=OF_KEYS | OF_VERIFYING | {Code.NOT_DRAWN}),
        (SECRET.public_key + PROOFS[2] + ALPHA, SECRET.public_key + PROOFS[0]),
    ),
    # §2 canonical octets
    "core.encoding.parsing.parse": Decoder(
        parse, value(object, codes=PARSING, back=canonical), (to_octets(EVERY_FORM), *sent("decode")[:20], *MESSAGES)
    ),
    "explain.snapshot.read_snapshot": Decoder(
        read_snapshot, value(Situation, Malformed), (canonical(example()), json.dumps(example(), indent=1).encode())
    ),
    "explain.claims.read_claims": Decoder(
        lambda octets: read_claims(drawing(), octets), value(Situation, Malformed), (canonical(claims()),)
    ),
    "core.encoding.parsing.read": Decoder(
        read, value(object, codes=READING), (to_octets(EVERY_FORM), *sent("decode")[:20], *MESSAGES)
    ),
    "every form of a field": document(EveryForm, to_octets(EVERY_FORM)),
    # §4 the ledger
    "transaction": document(Transaction, *sent("transaction")),
    "block": document(Block, *sent("block")),
    "genesis document": document(Genesis, *sent("genesis")),
    "state": document(State, to_octets(one_task.STATE), to_octets(standing("ledger/task/confirm-1")[1])),
    "job": document(Job, to_octets(one_task.TASK_JOB), to_octets(one_task.JOIN_JOB)),
    "parameters": document(Parameters, to_octets(Parameters())),
    "ledger.genesis": Decoder(begun, value(State, codes=OF_GENESIS), sent("genesis")),
    "ledger.apply": Decoder(applied, value(State, codes=ON_LEDGER), sent("transaction")),
    "ledger.apply_block": Decoder(block_applied, value(State, codes=ON_LEDGER), sent("block")),
    # §8, §11 evidence
    "evidence": document(Evidence, *documents(*EVIDENCE)),
    "software.quote.read": Decoder(
        quote.read,
        value(SignedQuote, codes=DECODING, back=to_octets),
        tuple(piece.quote for piece in EVIDENCE),
    ),
    "software.appraisal.appraise": Decoder(appraised, value(SoftwareAppraisal, codes=DECODING), documents(*EVIDENCE)),
    "software.job.failure": Decoder(judged, value(str, codes=DECODING), documents(*EVIDENCE)),
    "software.endorsement.endorsed": Decoder(
        joined,
        value(bytes, codes=machine.codes("PUBLIC_") | {Code.EK_TEMPLATE}),
        (one_task.STATE.nodes[MONITOR].identity.endorsement_key,),
    ),
    "software.endorsement.activated": Decoder(
        activated, value(bytes, type(None)), (CREDENTIAL.blob + CREDENTIAL.secret,)
    ),
    "core.signature.signed": Decoder(
        lambda octets: signature.signed(octets[:32], octets[96:], octets[32:96]),
        of_truth,
        (
            signature.public_key(SEED) + signature.sign(SEED, ALPHA) + ALPHA,
            *(point + bytes(64) for point in BAD_POINTS),
        ),
    ),
    "software.certificate.is_certified": Decoder(
        lambda octets: is_certified(NodeId(one_task.OTHER.name), octets[64:], octets[:64]),
        of_truth,
        (certificate(one_task.OTHER.account, NodeId(one_task.OTHER.name), OPEN_KEY) + OPEN_KEY,),
    ),
    # between parties
    "message": document(Message, *MESSAGES, *sent("transaction")[:10]),
    # §9, §10 sealing
    "sealing.payload.opened": Decoder(
        lambda octets: payload.opened(octets[:32], CONTEXT, octets[32:]),
        value(bytes, type(None)),
        (OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"data"), OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"")),
    ),
    "sealing.payload.unseal": Decoder(
        lambda octets: payload.unseal(octets[:32], CONTEXT, octets[32:], payload.commitment(OPEN_KEY)),
        value(bytes, type(None)),
        (OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"data"),),
    ),
    "sealing.imprint.no_chunk": Decoder(
        lambda octets: no_chunk(imprint_of(bytes(20)), 0, octets, ()) or octets,
        value(bytes, codes=frozenset({Code.CHUNK_LENGTH, Code.CHUNK_PATH})),
        (bytes(20),),
    ),
    "sealing.imprint.no_payload": Decoder(
        lambda octets: no_payload(imprint_of(octets)) or imprint_of(octets),
        value(Imprint, codes=frozenset({Code.PAYLOAD_LENGTH, Code.PAYLOAD_LAST_CHUNK})),
        (bytes(20), bytes(65568)),
    ),
    "sealing.transport.open_sealed": Decoder(
        lambda octets: transport.open_sealed(SEED, octets),
        value(bytes, type(None)),
        (transport.seal_to(transport.public_key(SEED), b"a key", bytes(32)) or b"",),
    ),
    "sealing.transport.seal_to": Decoder(
        lambda octets: transport.seal_to(octets, b"a key", SEED),
        value(bytes, type(None)),
        (transport.public_key(SEED), bytes(32), (1).to_bytes(32, "little"), *BAD_POINTS),
    ),
    "sealing.fault.not_opened": Decoder(
        lambda octets: fault.not_opened(transport.public_key(SEED), b"", octets),
        of_soundness(frozenset({Code.OPENING_OTHER})),
        (fault.boxed_opening(SEED),),
    ),
    "sealing.fault.not_opened (receiver)": Decoder(
        lambda octets: fault.not_opened(octets, bytes(256), bytes(256)),
        of_soundness(frozenset({Code.RELEASED_KEY_RECEIVER, Code.OPENING_OTHER})),
        (OCTETS["decryption"], transport.public_key(SEED)),
    ),
    "sealing.fault.not_at_fault": Decoder(
        lambda octets: fault.not_at_fault(OPEN_KEY, PROMISE, 0, octets, ()),
        of_soundness(frozenset({Code.CHUNK_LENGTH, Code.CHUNK_PATH, Code.KEY_OPENS})),
        (BROKEN,),
    ),
    "sealing.result.opened_result": Decoder(
        lambda octets: opened_result(SEED, one_task.JOB, octets), value(bytes, type(None)), (SEALED,)
    ),
    # §15 the story
    "demo.picture.read": Decoder(
        picture.read,
        value(picture.Picture, type(None)),
        (picture.alices_picture(), picture.grey(picture.CODE, picture.alices_picture())),
    ),
    "demo.picture.grey": Decoder(
        lambda octets: picture.grey(octets[: len(picture.CODE)], octets[len(picture.CODE) :]),
        value(bytes),
        (picture.CODE + picture.alices_picture(), picture.CODE.replace(b"1000", b"0000") + picture.alices_picture()),
    ),
    # §5, §8, §9 what a machine shows
    **machine.DECODERS,
    # a run that somebody recorded
    "transcript line": Decoder(Reader().line, value(tuple, Broken), OPENING_LINE),
    "transcript": Decoder(
        lambda octets: verify_transcript(BytesIO(octets).readlines()),
        value(ReplayReport, Broken),
        (b"".join(TOLD_RUN),),
    ),
    # what others ask the reference
    "oracle.answer_line": Decoder(lambda octets: answer_line(conversation(), octets), of_answer, asked()),
}
