"""What an appraisal says of captured boots (§8). Pure: it takes octets and gives findings.

The policies are those of somebody who saw the reference machine boot once. One knows the values of its registers, the
other lets the logs account for the registers and knows the files that ran. A machine is also judged by the lies that
are open to it: it may show the reference's logs, or its values, beside its own quote.
"""

from __future__ import annotations

from enum import Enum, unique
from typing import Final

from attrs import frozen
from immutables import Map

from leo_ref.adapters.qemu.capture import JOB_REGISTER, REGISTERS, Capture
from leo_ref.adapters.qemu.variant import Variant
from leo_ref.attestation.appraisal.answer import Answer, TpmQuote, log_digest, published
from leo_ref.attestation.appraisal.appraise import Appraisal, AppraisalQuestion, appraise
from leo_ref.attestation.appraisal.history import Seen
from leo_ref.attestation.appraisal.policy import BANK, BootLog, KernelList, Policy, Reference, sound
from leo_ref.attestation.identity import attributes, chain, endorsement
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.attestation.identity.endorsement import Template
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Finding
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import measured_boot
from leo_ref.tcg.ima import IMA_PCR, parse_ima_log
from leo_ref.tcg.ima_replay import BOOT_AGGREGATE
from leo_ref.tcg.replay import Measured

BOOT_REGISTERS: Final = tuple(register for register in REGISTERS if register not in (IMA_PCR, JOB_REGISTER))


@unique
class Way(Enum):
    """How a machine is appraised; the value says it to people."""

    VALUES = "known values of registers"
    FILES = "known files"
    OTHER_LOGS = "with the reference's logs"
    OTHER_VALUES = "with the reference's values"


LIES: Final = (Way.OTHER_LOGS, Way.OTHER_VALUES)


@frozen(kw_only=True)
class Judgement:
    """What is found of one machine."""

    machine: Variant
    registers: tuple[int, ...]
    """Those that have other values than the reference's."""
    events: tuple[Measured, ...]
    """What was measured here, and not into that register of the reference."""
    appraisals: Map[Way, Appraisal]

    @property
    def accepted(self) -> bool:
        """Whether the logs account for all registers, which have the reference's values, and all files are known."""
        return self.appraisals[Way.VALUES].refusal is None and self.appraisals[Way.FILES].refusal is None

    @property
    def refused(self) -> bool:
        """Whether the values give it away, and no lie helps."""
        return all(self.appraisals[way].refusal is not None for way in (Way.VALUES, *LIES))


def enrolled(capture: Capture, at: int) -> AttestationKey | Rejection:
    """The machine's attestation key, if its TPM's certificate holds at the second ``at``.

    Rejections: those of :mod:`leo_ref.attestation.identity.chain`, ``endorsement`` and ``attributes``.
    """
    trust = chain.Trust(roots=(capture.root,), lists_required=False)
    certificate = chain.verified((capture.certificate,), trust, at)
    if isinstance(certificate, Rejection):
        return certificate
    parent = endorsement.endorsed(certificate, capture.endorsement_key, {Template.L_2})
    if isinstance(parent, Rejection):
        return parent
    name = names.of(Hash.SHA256, capture.attestation_key)
    return attributes.attestation_key(capture.attestation_key, name, parent.qualified_name)


def known_values(reference: Capture) -> Policy | Rejection:
    """Accepts machines whose registers have the reference's values; its logs must account for them.

    Not for register 10: what ran is in the list, in the order in which it ran. Rejections: those of ``sound``.
    """
    values = dict(zip(REGISTERS, reference.values, strict=True))
    accepted = tuple(Reference(register=register, values=frozenset({values[register]})) for register in BOOT_REGISTERS)
    return sound(_policy(accepted, KernelList(violations=False, files=None)))


def known_files(reference: Capture) -> Policy | Rejection:
    """Accepts machines on which only the reference's files ran, whatever started them.

    Rejections: those of the logs, and of ``sound``.
    """
    log = parse_ima_log(reference.kernel_list)
    if isinstance(log, Rejection):
        return log
    files = frozenset(entry.digest for entry in log.entries if entry.name != BOOT_AGGREGATE)
    return sound(_policy((), KernelList(violations=False, files=files)))


def _policy(references: tuple[Reference, ...], kernel_list: KernelList) -> Policy:
    return Policy(
        registers=REGISTERS,
        job_register=JOB_REGISTER,
        firmware=0,
        references=references,
        boot_log=BootLog(registers=BOOT_REGISTERS, after_separator=True),
        kernel_list=kernel_list,
    )


def judge(reference: Capture, capture: Capture, key: AttestationKey) -> Judgement | Rejection:
    """What is found of ``capture`` by somebody who knows ``reference`` and enrolled ``key``.

    Rejections: those of the policies that are made from the reference; every other one is a finding.
    """
    values, files = known_values(reference), known_files(reference)
    if isinstance(values, Rejection):
        return values
    if isinstance(files, Rejection):
        return files
    appraisals = {
        Way.VALUES: appraised(values, capture, key),
        Way.FILES: appraised(files, capture, key),
        Way.OTHER_LOGS: appraised(files, capture, key, logs=reference),
        Way.OTHER_VALUES: appraised(files, capture, key, values=reference),
    }
    pairs = zip(REGISTERS, reference.values, capture.values, strict=True)
    return Judgement(
        machine=capture.machine,
        registers=tuple(register for register, one, other in pairs if one != other),
        events=_new_events(reference, capture),
        appraisals=Map(appraisals),
    )


def appraised(
    policy: Policy,
    capture: Capture,
    key: AttestationKey,
    *,
    logs: Capture | None = None,
    values: Capture | None = None,
    history: tuple[Seen, ...] = (),
) -> Appraisal:
    """The appraisal of a capture: its quote, with the logs or values of another one where these are given."""
    shown_logs = capture if logs is None else logs
    quoted = capture.values if values is None else values.values
    shown = TpmQuote(
        attest=capture.attest,
        signature=capture.signature,
        values=b"".join(quoted),
        start=quoted[REGISTERS.index(JOB_REGISTER)],
        boot_log=log_digest(shown_logs.event_log),
        kernel_list=log_digest(shown_logs.kernel_list),
    )
    question = AppraisalQuestion(extra=capture.question, logs=Map({(): Finding.PASS}))
    logged = published(shown_logs.event_log, shown_logs.kernel_list)
    return appraise(policy, key, question, Answer(quote=shown, log=()), logged, history)


def _new_events(reference: Capture, capture: Capture) -> tuple[Measured, ...]:
    known = {(event.pcr, event.digest) for event in events(reference)}
    return tuple(event for event in events(capture) if (event.pcr, event.digest) not in known)


def events(capture: Capture) -> tuple[Measured, ...]:
    """What the event log holds; nothing where it is malformed, which the appraisals tell."""
    replayed = measured_boot(capture.event_log, BANK)
    return () if isinstance(replayed, Rejection) else replayed.events
