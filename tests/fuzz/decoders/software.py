"""Decoders of what a node of software shows (§8, §11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve

from leo_ref.attestation.identity.credential import make_credential
from leo_ref.core import signature
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.values import NodeId
from leo_ref.software import endorsement, quote
from leo_ref.software.appraisal import SoftwareAppraisal, appraise
from leo_ref.software.certificate import certificate, is_certified
from leo_ref.software.job import policy
from leo_ref.software.quote import SignedQuote
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.fuzz.decoders.document import document, documents
from tests.fuzz.decoders.keys import ALPHA, BAD_POINTS, OPEN_KEY, SEED
from tests.fuzz.judging import DECODING, Decoder, codes, of_truth, value
from tests.software import one_task

EVIDENCE: Final = tuple(
    one_task.answer(phase, monitor=one_task.MONITOR if phase is Phase.DURING else None) for phase in Phase
)
MONITOR: Final = NodeId(one_task.MONITOR.name)
ENDORSED: Final = endorsement.endorsed(one_task.STATE.nodes[MONITOR].identity)
assert not isinstance(ENDORSED, Rejection), ENDORSED
CREDENTIAL: Final = make_credential(
    ENDORSED, endorsement.name_of(one_task.STATE.nodes[MONITOR].identity.attestation_key), SEED, bytes(31) + b"\5"
)


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


DECODERS: Final[Mapping[str, Decoder]] = {
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
        value(bytes, codes=codes("PUBLIC_") | {Code.EK_TEMPLATE}),
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
}
