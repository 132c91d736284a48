"""Sound answers in which one field is changed, field by field: one bit of it, or all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.core.state.evidence import Phase
from leo_ref.vectors.appraisal.asking import Trials, Try, recorded
from leo_ref.vectors.appraisal.forge import forged, resigned
from leo_ref.vectors.appraisal.scene import NamedQuestion

FIELDS: Final = (
    ("magic", 3, "ATTEST_MAGIC"),
    ("type", 5, "ATTEST_TYPE"),
    ("signer-length", 7, "ATTEST_NAME"),
    ("signer-hash", 9, "ATTEST_NAME"),
    ("signer", 41, "QUOTE_SIGNER"),
    ("extra-length", 43, "ATTEST_SAFE"),
    ("extra", 75, "QUOTE_QUESTION"),
    ("clock", 83, "OK"),
    ("resets", 87, "OK"),
    ("restarts", 91, "OK"),
    ("safe", 92, "OK"),
    ("firmware", 100, "OK"),
    ("banks", 104, "ATTEST_TRAILING"),
    ("bank", 106, "PCR_BANK"),
    ("select-length", 107, "PCR_SELECT_LENGTH"),
    ("select", 110, "QUOTE_SELECTION"),
    ("digest-length", 112, "ATTEST_TRUNCATED"),
    ("digest", 144, "QUOTE_DIGEST"),
)
"""The fields of a quote over one bank: name, last octet, and what its last bit comes to where the key signs the rest.

OK where only a history or a floor would tell.
"""

BASES: Final = {
    "ecc": recorded("ecc, references"),
    "rsa": recorded("rsa, boot log"),
    "pss": recorded("pss, references", 1),
    "ecc-history": recorded("ecc, kernel list", 2, alone=False),
}


def mutated_trials() -> Trials:
    """Every field of each base."""
    trials = Trials("appraisal/mutated")
    for name, base in BASES.items():
        for what, tried, ends in (*attests(base), *beside(base), *asked(base)):
            trials.add(f"{name}-{what}", "one field is another", tried, ends)
    # Without a floor for the firmware, and without a history, a key that signs anything may say what it likes there.
    base = forged(NamedQuestion(), "references")
    for what, last, ends in FIELDS:
        octets = flipped(base.answer.quote.attest, last)
        trials.add(f"signed-{what}", "one bit is another, and signed", resigned(base, octets), ends)
    return trials


def flipped(octets: bytes, place: int) -> bytes:
    """With the lowest bit of an octet turned over."""
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


def attests(base: Try) -> Iterator[tuple[str, Try, str]]:
    """The quote, which the key did not sign like this, and the signature."""
    quote = base.answer.quote
    for what, last, _ in FIELDS:
        yield what, base.quoting(attest=flipped(quote.attest, last)), "SIGNATURE_MISMATCH"
    for what, at, ends in (
        ("signature-method", 1, "SIGNATURE_ALGORITHM"),
        ("signature-hash", 3, "SIGNATURE_HASH"),
        ("signature-number", 20, "SIGNATURE_MISMATCH"),
        ("signature-end", len(quote.signature) - 1, "SIGNATURE_MISMATCH"),
    ):
        yield what, base.quoting(signature=flipped(quote.signature, at)), ends


def beside(base: Try) -> Iterator[tuple[str, Try, str]]:
    """What stands beside the quote."""
    quote, log = base.answer.quote, base.answer.log
    registers = base.policy.registers
    for place in sorted({0, len(registers) // 2, len(registers) - 1}):
        yield f"value-{registers[place]}", base.quoting(values=flipped(quote.values, place * BANK.size)), "QUOTE_DIGEST"
    yield "start", base.quoting(start=flipped(quote.start, 0)), "JOB_LOG_NOT_QUOTED"
    for name in ("boot_log", "kernel_list"):
        digest, shown = getattr(quote, name), name.replace("_", "-")
        if digest is not None:
            yield shown, base.quoting(**{name: flipped(digest, 0)}), "LOG_MISSING"
            yield f"no-{shown}", base.quoting(**{name: None}), "LOG_MISSING"
        else:
            yield shown, base.quoting(**{name: bytes(32)}), "LOG_UNASKED"
    for place, event in enumerate(log):
        changed = (*log[:place], flipped(event, 0), *log[place + 1 :])
        yield f"event-{place}", base.telling(changed), "JOB_LOG_NOT_QUOTED"
        yield f"no-event-{place}", base.telling((*log[:place], *log[place + 1 :])), "JOB_LOG_NOT_QUOTED"


def asked(base: Try) -> Iterator[tuple[str, Try, str]]:
    """The question."""
    question = base.asked
    phase = Phase.DURING if question.phase is Phase.BEFORE else Phase.BEFORE
    for what, other in (
        ("asked-task", evolve(question, work="next task")),
        ("asked-round", evolve(question, round=question.round + 1)),
        ("asked-phase", evolve(question, phase=phase)),
        ("asked-monitor", evolve(question, monitor=1 - question.monitor)),
    ):
        yield what, evolve(base, asked=other), "QUOTE_QUESTION"
