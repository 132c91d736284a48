"""The checks on one answer (§8): a pure function of evidence, policy, nonce and history, with a name for each check.

Only what its executor signed comes this far; so every flaw is the executor's, and anyone can repeat the check.
"""

from __future__ import annotations

from enum import Enum, unique

from attrs import frozen
from immutables import Map

from leo_ref.attestation.evidence.log import Log, extended
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Finding
from leo_ref.software.quote import SoftwareQuote, is_signed, read


@unique
class Flaw(Enum):
    """A check that an answer did not pass."""

    QUOTE_MALFORMED = "the quote is not the canonical octets of a quote"
    WRONG_ATTESTATION_KEY = "the quote names another attestation key than the node registered"
    QUOTE_NOT_SIGNED = "the attestation key did not sign the quote"
    WRONG_NONCE = "the quote answers another question"
    LOG_NOT_QUOTED = "the log beside the quote is not the log in it"
    LOG_UNEXPECTED = "the task does not allow this log at this phase"
    REBOOTED = "the machine was started anew between two answers"
    CLOCK_NOT_FORWARD = "the clock of the machine did not go forward between two answers"
    LOG_REWRITTEN = "the log of an earlier answer is not the beginning of this one"


@frozen(kw_only=True)
class SoftwarePolicy:
    """What an answer must show: the registered attestation key, and every log that the job allows with its meaning."""

    attestation_key: bytes
    logs: Map[Log, Finding]


@frozen
class SoftwareSeen:
    """What an earlier answer showed."""

    quote: SoftwareQuote
    log: Log


@frozen
class SoftwareAppraisal:
    """The finding, and every check that failed; FAIL exactly if there is one."""

    finding: Finding
    flaws: tuple[Flaw, ...]
    seen: SoftwareSeen | None
    """None where the quote could not be read."""


def appraise(
    policy: SoftwarePolicy, nonce: bytes, history: tuple[SoftwareSeen, ...], evidence: Evidence
) -> SoftwareAppraisal:
    """What one answer shows. ``history`` holds the earlier answers that it is held against, in their order."""
    found = read(evidence.quote)
    if isinstance(found, Rejection):
        return SoftwareAppraisal(Finding.FAIL, (Flaw.QUOTE_MALFORMED,), None)
    quote, log = found.quote, evidence.log
    checks = {
        Flaw.WRONG_ATTESTATION_KEY: found.attestation_key == policy.attestation_key,
        Flaw.QUOTE_NOT_SIGNED: is_signed(found),
        Flaw.WRONG_NONCE: quote.nonce == nonce,
        Flaw.LOG_NOT_QUOTED: quote.log == extended(log),
        Flaw.LOG_UNEXPECTED: log in policy.logs,
        Flaw.REBOOTED: all(earlier.quote.resets == quote.resets for earlier in history),
        Flaw.CLOCK_NOT_FORWARD: all(earlier.quote.clock < quote.clock for earlier in history),
        Flaw.LOG_REWRITTEN: all(log[: len(earlier.log)] == earlier.log for earlier in history),
    }
    flaws = tuple(flaw for flaw, passed in checks.items() if not passed)
    return SoftwareAppraisal(Finding.FAIL if flaws else policy.logs[log], flaws, SoftwareSeen(quote, log))
