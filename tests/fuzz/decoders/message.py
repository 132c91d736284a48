"""Decoders of what passes between parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import AccountId
from leo_ref.parties.message import AnswerMessage, ChallengeMessage, Message, Payload, ResultDelivery, ResultRequest
from tests.fuzz.decoders.document import document, documents
from tests.fuzz.decoders.keys import PROOFS
from tests.fuzz.decoders.software import EVIDENCE, MONITOR
from tests.fuzz.decoders.vectors import sent
from tests.fuzz.judging import Decoder
from tests.software import one_task

MESSAGES: Final = documents(
    AnswerMessage(evidence=EVIDENCE[0]),
    ChallengeMessage(job=one_task.JOB, round=1, phase=Phase.DURING, monitor=MONITOR, proof=PROOFS[0]),
    Payload(octets=b"payload"),
    ResultRequest(job=one_task.JOB, asker=AccountId(one_task.OTHER.name)),
    ResultDelivery(job=one_task.JOB, sealed=b"sealed"),
)

DECODERS: Final[Mapping[str, Decoder]] = {
    "message": document(Message, *MESSAGES, *sent("transaction")[:10]),
}
