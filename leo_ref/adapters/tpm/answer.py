"""A whole answer to a question (§8), as a document that :mod:`leo_ref.attestation.appraisal.bundle` appraises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from leo_ref.adapters.tpm import measure, quote
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.attestation.appraisal.answer import Answer, JobLog, TpmQuote, log_digest
from leo_ref.attestation.appraisal.bundle import Asked, Bundle
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.identity.endorsement import Endorsement, templated
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import attest, pcr
from leo_ref.tcg import public as publics

TRIES: Final = 5
"""Quotes until the registers stood still between a quote and the reading of them."""


def answered(
    tpm: Tpm,
    kind: KeyKind,
    policy: Policy,
    asked: Asked,
    *,
    log: JobLog = (),
    start: bytes | None = None,
    boot_log: Callable[[], bytes] | None = None,
    kernel_list: Callable[[], bytes] | None = None,
) -> Bundle:
    """The answer of a TPM, whose keys are made if they are not there.

    ``start`` is the job register before the job, by default what it is now; ``log`` was measured into it since. The
    logs are those that the policy asks for. They are read once the quote is made: the kernel writes a file down before
    it extends the register, so a list that is read later has all that the quote has, and what is more is passed over.

    Raises:
        TpmFailure: those of :func:`leo_ref.adapters.tpm.provision.provision` and of a step; TPM_REFUSED where the bank
        is not
            there; RESPONSE_WRONG where the registers change with every look.
    """
    identity = provision(tpm, kind)
    public = publics.parse(identity.endorsement_key)
    assert not isinstance(public, Rejection), "it was compared with its template"
    endorsement = templated(public, frozenset({TEMPLATES[kind]}))
    assert isinstance(endorsement, Endorsement), "it was compared with its template"
    extra = asked.question.extra
    for _ in range(TRIES):
        said = quote.quote(tpm, kind, extra, policy.selections)
        values = measure.read(tpm, policy.selections).get(BANK, {})
        if values.keys() != set(policy.registers):
            raise TpmFailure(
                Failure.TPM_REFUSED,
                f"{tpm.address} has no {BANK.title} bank in use.",
                "See what the TPM has: leo tpm doctor. Firmware settings switch banks on.",
            )
        found = attest.quote(said.attest)
        if isinstance(found, Rejection) or found.attested.digest == pcr.digest(BANK, policy.selections, {BANK: values}):
            break
    else:
        raise TpmFailure(
            Failure.RESPONSE_WRONG,
            f"{tpm.address}: in {TRIES} quotes the registers changed before they were read.",
            "Wait until the machine measures less, or leave register 10 out of the policy.",
        )
    booted = None if boot_log is None else boot_log()
    listed = None if kernel_list is None else kernel_list()
    shown = TpmQuote(
        attest=said.attest,
        signature=said.signature,
        values=b"".join(values[register] for register in policy.registers),
        start=values[policy.job_register] if start is None else start,
        boot_log=None if booted is None else log_digest(booted),
        kernel_list=None if listed is None else log_digest(listed),
    )
    return Bundle(
        public=identity.attestation_key,
        qualified_parent=endorsement.qualified_name,
        history=(),
        question=asked,
        answer=Answer(quote=shown, log=log),
        logs=tuple(octets for octets in (booted, listed) if octets is not None),
    )
