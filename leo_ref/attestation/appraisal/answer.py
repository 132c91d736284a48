"""What an executor's TPM shows in answer to a question (§8), and what it is asked to sign along."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.core.encoding import digest, from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.core.values import AtMost, Digest, JobId, NodeId
from leo_ref.tcg.pcr import COUNT

QUOTE_DOMAIN: Final = "leo/tpm-quote"
LOG_DOMAIN: Final = "leo/published-log"

ATTEST_MOST: Final = 512
SIGNATURE_MOST: Final = 528
"""Of an RSA key with 4096 bits."""
VALUES_MOST: Final = COUNT * BANK.size


JobLog: TypeAlias = tuple[Digest, ...]
"""One digest an event, in order (:mod:`leo_ref.attestation.evidence.log`)."""

Logs: TypeAlias = "Map[bytes, bytes]"
"""Published logs by their :func:`log_digest`; from :func:`published` only."""


@frozen(kw_only=True)
class TpmQuote:
    """A quote and what is needed to read it. Logs travel by digest: one log serves many answers."""

    kind: ClassVar[str] = "tpm_quote"
    version: ClassVar[int] = 1
    attest: Annotated[bytes, AtMost(ATTEST_MOST)]
    """TPMS_ATTEST."""
    signature: Annotated[bytes, AtMost(SIGNATURE_MOST)]
    """TPMT_SIGNATURE."""
    values: Annotated[bytes, AtMost(VALUES_MOST)]
    """The selected registers, one after the other in the order of the policy."""
    start: Digest
    """The job register before the job began: earlier jobs left their traces in it."""
    boot_log: Digest | None
    """:func:`log_digest` of the event log of firmware and boot loader; None where the policy asks for none."""
    kernel_list: Digest | None
    """:func:`log_digest` of the kernel's list; None where the policy asks for none."""


@frozen(kw_only=True)
class Answer:
    """What the executor's envelope holds (:class:`leo_ref.core.state.evidence.Evidence`), once its quote is read."""

    quote: TpmQuote
    log: JobLog


def read(octets: bytes, log: JobLog) -> Answer | Rejection:
    """The answer whose quote has these canonical octets; the rejections are those of the encoding (§2)."""
    quote = from_octets(TpmQuote, octets)
    return quote if isinstance(quote, Rejection) else Answer(quote=quote, log=log)


def question_digest(nonce: bytes, job: JobId, round_number: int, phase: Phase, monitor: NodeId | None) -> bytes:
    """What the TPM signs along (``extraData``), 32 octets: the nonce, and whose question it was about what.

    Every TPM takes 32 octets there; not every one takes the 64 of a nonce.
    """
    return digest(
        QUOTE_DOMAIN,
        {"job": job, "monitor": monitor, "nonce": nonce.hex(), "phase": phase.value, "round": round_number},
    )


def log_digest(octets: bytes) -> bytes:
    """By which an answer refers to a log, 32 octets."""
    return digest(LOG_DOMAIN, octets.hex())


def published(*logs: bytes) -> Logs:
    """The logs as an appraisal finds them."""
    return Map({log_digest(octets): octets for octets in logs})
