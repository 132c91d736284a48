"""Attacks on enrolment and appraisal, each with the vectors that play it and the code that refuses it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen


@frozen
class Attack:
    """What somebody tries."""

    what: str
    refused: Sequence[tuple[str, str]]
    """Patterns of the ids of vectors, and the code with which each vector that matches is refused."""


ENDORSEMENT: Final = (
    Attack(
        "a certificate whose issuer has the right name, and whose signature is another's",
        (
            ("identity/certificates/forged", "CHAIN_SIGNATURE"),
            ("identity/certificates/root-impostor", "CHAIN_SIGNATURE"),
        ),
    ),
    Attack(
        "an intermediate that is no authority (CA:FALSE)", (("identity/certificates/issuer-not-ca", "CHAIN_NOT_CA"),)
    ),
    Attack(
        "an expired certificate, or authority",
        (
            ("identity/certificates/expired", "CERT_EXPIRED"),
            ("identity/certificates/authority-expired", "CERT_EXPIRED"),
        ),
    ),
    Attack(
        "a certificate for another purpose, or for none",
        (
            ("identity/certificates/web-purpose", "EK_CERT_PURPOSE"),
            ("identity/certificates/platform-purpose", "EK_CERT_PURPOSE"),
            ("identity/certificates/no-purpose", "EK_CERT_PURPOSE"),
        ),
    ),
    Attack(
        "a sound certificate of another endorsement key",
        (
            ("identity/endorsement/other-key", "EK_CERT_OTHER_KEY"),
            ("identity/endorsement/other-modulus", "EK_CERT_OTHER_KEY"),
            ("identity/endorsement/negative-point", "EK_CERT_OTHER_KEY"),
        ),
    ),
    Attack(
        "a modulus with the fingerprint of ROCA",
        (
            ("identity/certificates/roca", "CERT_KEY_ROCA"),
            ("identity/keys/ak-roca", "AK_ROCA"),
            ("identity/keys/decryption-roca", "DECRYPTION_KEY_ROCA"),
        ),
    ),
    Attack(
        "a certificate, or an authority's, that was taken back",
        (
            ("identity/certificates/revoked", "CHAIN_REVOKED"),
            ("identity/certificates/authority-revoked", "CHAIN_REVOKED"),
        ),
    ),
    Attack("the name of a TPM's maker, signed by nobody", (("identity/certificates/name-only", "CHAIN_NOT_PINNED"),)),
    Attack(
        "one endorsement key for two nodes",
        (("ledger/join/join-clone", "EK_IN_USE"), ("ledger/genesis/clone", "EK_IN_USE")),
    ),
    Attack("a node that comes with another endorsement key", (("ledger/join/join-with-another-key", "EK_CHANGED"),)),
    Attack(
        "a copy of a TPM's state, as another node or in the place of the first",
        (
            ("ledger/join/join-clone", "EK_IN_USE"),
            ("appraisal/history/copy-started", "HISTORY_RESETS"),
            ("appraisal/history/copy-resumed", "HISTORY_RESTARTS"),
            ("appraisal/history/copy-behind", "HISTORY_CLOCK"),
        ),
    ),
    Attack(
        "octets behind a certificate",
        (
            ("identity/certificates/trailing", "CERT_TRAILING"),
            ("identity/certificates/long-length-trailing", "CERT_MALFORMED"),
        ),
    ),
)

ATTESTATION_KEY: Final = (
    Attack("a key that signs what software made up", (("identity/keys/ak-unrestricted", "AK_NOT_RESTRICTED"),)),
    Attack("a key that may leave its TPM", (("identity/keys/ak-not-fixed-tpm", "AK_NOT_FIXED_TPM"),)),
    Attack(
        "a key made outside, for which the TPM opened a credential",
        (
            ("identity/keys/ak-imported", "AK_NOT_FIXED_TPM"),
            ("identity/enrolment/begin-imported", "AK_NOT_FIXED_TPM"),
            ("identity/keys/ak-not-made-here", "AK_IMPORTED"),
        ),
    ),
    Attack("a key that also decrypts", (("identity/keys/ak-decrypts", "AK_DECRYPTS"),)),
    Attack(
        "a credential made for another name",
        (
            ("identity/enrolment/answer-for-other-key", "CREDENTIAL_OTHER_KEY"),
            ("identity/keys/ak-other-name", "AK_NAME"),
        ),
    ),
    Attack(
        "a credential that nobody can open, to have an honest candidate blamed",
        (
            ("identity/challenges/rsa-label-*", "CREDENTIAL_MADE_OTHERWISE"),
            ("identity/challenges/rsa-not-reduced", "CREDENTIAL_MADE_OTHERWISE"),
            ("identity/challenges/blob-last", "CREDENTIAL_MADE_OTHERWISE"),
            ("identity/challenges/secret-y", "CREDENTIAL_MADE_OTHERWISE"),
            ("identity/challenges/point-stripped", "CREDENTIAL_WIDTH"),
            ("identity/challenges/scalar-zero", "CREDENTIAL_SCALAR"),
        ),
    ),
    Attack(
        "a credential copied from another attestor, or from another job",
        (
            ("identity/challenges/other-attestor", "CREDENTIAL_MADE_OTHERWISE"),
            ("identity/challenges/other-job", "CREDENTIAL_MADE_OTHERWISE"),
        ),
    ),
    Attack(
        "an answer copied from another candidate, attestor or job",
        (
            ("identity/challenges/answer-other-candidate", "CREDENTIAL_ANSWER_WRONG"),
            ("identity/challenges/answer-of-other-*", "CREDENTIAL_ANSWER_WRONG"),
        ),
    ),
    Attack(
        "evidence without an activation that succeeded",
        (
            ("identity/enrolment/evidence-not-answered", "CREDENTIAL_NOT_ACTIVATED"),
            ("identity/enrolment/evidence-failed", "CREDENTIAL_NOT_ACTIVATED"),
        ),
    ),
    Attack(
        "another attestation key after the check of the endorsement key",
        (("identity/enrolment/evidence-key-swapped", "CREDENTIAL_OTHER_KEY"),),
    ),
    Attack(
        "a small curve, or a point that is not on its curve",
        (("identity/keys/ak-p192", "PUBLIC_CURVE"), ("identity/keys/ak-off-curve", "PUBLIC_POINT")),
    ),
    Attack("a name made with SHA-1", (("identity/keys/ak-sha1-name", "PUBLIC_NAME_SHA1"),)),
)

QUOTE: Final = (
    Attack(
        "octets that no TPM made, under a key's signature",
        (("appraisal/quotes/magic", "ATTEST_MAGIC"), ("tcg/attest/magic-*", "ATTEST_MAGIC")),
    ),
    Attack(
        "a Certify or a Time for a quote",
        (("appraisal/quotes/certify-as-quote", "ATTEST_TYPE"), ("appraisal/quotes/time-as-quote", "ATTEST_TYPE")),
    ),
    Attack("an older answer again", (("appraisal/quotes/replayed-*", "QUOTE_QUESTION"),)),
    Attack(
        "a nonce that is a prefix, encoded otherwise, or empty",
        (
            ("appraisal/quotes/prefix-of-the-question", "QUOTE_QUESTION"),
            ("appraisal/quotes/question-in-hexadecimal", "QUOTE_QUESTION"),
            ("appraisal/quotes/empty-question", "QUOTE_QUESTION"),
        ),
    ),
    Attack(
        "register 23, which any program resets, for register 10 or the job's",
        (
            ("appraisal/quotes/select-23-for-1?", "QUOTE_SELECTION"),
            ("appraisal/policies/fault-job-in-23", "POLICY_REGISTERS"),
        ),
    ),
    Attack(
        "no register at all",
        (
            ("appraisal/quotes/select-no-*", "QUOTE_SELECTION"),
            ("appraisal/policies/fault-no-register", "POLICY_REGISTERS"),
        ),
    ),
    Attack(
        "a bank too many, twice, or weaker",
        (
            ("appraisal/quotes/select-bank-twice", "QUOTE_SELECTION"),
            ("appraisal/quotes/select-weaker-bank*", "QUOTE_SELECTION"),
        ),
    ),
    Attack(
        "a register above 23",
        (("appraisal/quotes/bit-24", "PCR_TOO_HIGH"), ("tcg/attest/select-pcr-*", "PCR_TOO_HIGH")),
    ),
    Attack("a register left out", (("appraisal/quotes/select-one-less", "QUOTE_SELECTION"),)),
    Attack("a value that is not the quoted one", (("appraisal/quotes/values-lie-*", "QUOTE_DIGEST"),)),
    Attack(
        "a digest that is cut",
        (("appraisal/quotes/digest-cut", "QUOTE_DIGEST"), ("appraisal/quotes/digest-prefix", "QUOTE_DIGEST")),
    ),
    Attack(
        "octets behind a quote, its signature or its key",
        (
            ("appraisal/quotes/trailing", "ATTEST_TRAILING"),
            ("appraisal/quotes/*-trailing", "SIGNATURE_TRAILING"),
            ("tcg/public/trailing*", "PUBLIC_TRAILING"),
        ),
    ),
    Attack("a truth value that is 2", (("appraisal/quotes/safe-2", "ATTEST_SAFE"),)),
    Attack(
        "a signer that is not the enrolled key at its place",
        (("appraisal/quotes/signer-foreign", "QUOTE_SIGNER"), ("appraisal/quotes/key-*-another", "QUOTE_SIGNER")),
    ),
    Attack(
        "one padding labelled as the other",
        (
            ("appraisal/quotes/rsa-labelled-pss", "SIGNATURE_SCHEME"),
            ("appraisal/quotes/pss-labelled-rsassa", "SIGNATURE_SCHEME"),
            ("appraisal/quotes/*-key-labelled-*", "SIGNATURE_MISMATCH"),
        ),
    ),
    Attack(
        "numbers of a signature that are zero, or have the order added",
        (
            ("appraisal/quotes/ecdsa-r-and-s-zero", "SIGNATURE_RANGE"),
            ("appraisal/quotes/ecdsa-?-plus-order", "SIGNATURE_WIDTH"),
            ("tcg/signature/range-r-order-plus-1", "SIGNATURE_RANGE"),
            ("tcg/signature/range-rsa-*-plus-modulus", "SIGNATURE_RANGE"),
        ),
    ),
    Attack(
        "a signature with SHA-1",
        (
            ("appraisal/quotes/*-labelled-sha1", "SIGNATURE_SCHEME"),
            ("tcg/signature/weak-hash-*", "SIGNATURE_WEAK_HASH"),
        ),
    ),
    Attack(
        "a bad signature, which a careless verifier writes down and passes",
        (
            ("appraisal/quotes/signature-of-another", "SIGNATURE_MISMATCH"),
            ("appraisal/mutated/*-signature-end", "SIGNATURE_MISMATCH"),
        ),
    ),
)

COURSE: Final = (
    Attack("a TPM that was reset during the job", (("appraisal/history/cut", "HISTORY_RESETS"),)),
    Attack(
        "sleep during the job, after which register 23 is empty",
        (
            ("appraisal/history/slept", "HISTORY_RESTARTS"),
            ("appraisal/history/start-moved", "HISTORY_START"),
            ("appraisal/policies/fault-job-in-23", "POLICY_REGISTERS"),
        ),
    ),
    Attack("an older state of the TPM put back", (("appraisal/history/rolled-back", "HISTORY_CLOCK"),)),
    Attack(
        "an event's type rewritten, which no digest covers",
        (
            ("appraisal/logs/retyped-separator-as-application", "EVENT_LOG_SEPARATOR_HIDDEN"),
            ("appraisal/logs/retyped-firmware-as-config", "EVENT_LOG_DATA"),
            ("appraisal/logs/retyped-application-as-nothing", "EVENT_LOG_NO_ACTION_DIGEST"),
            ("appraisal/logs/retyped-application-as-driver", "EVENT_LOG_AFTER_SEPARATOR"),
        ),
    ),
    Attack(
        "a bank that firmware left empty, filled by software",
        (
            ("appraisal/logs/empty-bank", "EVENT_LOG_DIGEST_EMPTY"),
            ("appraisal/logs/not-booted", "EVENT_LOG_BANK_EMPTY"),
            ("tcg/event_log/bank-filled-with-zeros", "EVENT_LOG_DIGEST_EMPTY"),
        ),
    ),
    Attack(
        "register 20 or 22 reset through another locality, then extended",
        (
            ("appraisal/logs/register-2?-reset", "EVENT_LOG_NOT_REACHED"),
            ("tcg/event_log/pcr-2?-reset", "EVENT_LOG_NOT_REACHED"),
        ),
    ),
    Attack(
        "a decryption key that a password opens past its policy",
        (
            ("identity/keys/decryption-user-with-auth", "DECRYPTION_KEY_USER_WITH_AUTH"),
            ("identity/certification/user-with-auth", "DECRYPTION_KEY_USER_WITH_AUTH"),
        ),
    ),
    Attack(
        "a decryption key that opens once more when boot and job were measured again after the wipe",
        (
            ("identity/keys/decryption-any-boot", "DECRYPTION_KEY_POLICY"),
            ("identity/keys/decryption-resets-alone", "DECRYPTION_KEY_POLICY"),
            ("identity/keys/decryption-restarts-alone", "DECRYPTION_KEY_POLICY"),
            ("identity/keys/decryption-at-least", "DECRYPTION_KEY_POLICY"),
        ),
    ),
    Attack(
        "a decryption key of another boot",
        (
            ("identity/keys/decryption-next-boot", "DECRYPTION_KEY_POLICY"),
            ("identity/keys/decryption-resumed", "DECRYPTION_KEY_POLICY"),
        ),
    ),
    Attack(
        "one key for both owners, so that what one has opened shows what the other sealed",
        (("ledger/task/apply-key-for-both*", "KEY_FOR_BOTH"),),
    ),
    Attack(
        "a released key that no opening could disprove",
        (
            ("identity/openings/released-key-short", "RELEASED_KEY_LENGTH"),
            ("identity/openings/released-modulus", "RELEASED_KEY_RANGE"),
            ("identity/keys/decryption-oaep-sha256", "DECRYPTION_KEY_SCHEME"),
        ),
    ),
    Attack(
        "an opening made up to blame an owner",
        (
            ("identity/openings/one-bit", "OPENING_OTHER"),
            ("identity/openings/negative", "OPENING_OTHER"),
            ("identity/openings/of-another", "OPENING_OTHER"),
            ("identity/openings/modulus-added", "OPENING_RANGE"),
        ),
    ),
    Attack(
        "evidence relayed from another machine",
        (
            ("appraisal/quotes/of-another-machine-*", "SIGNATURE_MISMATCH"),
            ("appraisal/history/relayed", "SIGNATURE_MISMATCH"),
            ("identity/enrolment/evidence-of-other-node", "CREDENTIAL_OTHER_NODE"),
        ),
    ),
    Attack(
        "code loaded after the separator",
        (
            ("appraisal/logs/after-separator", "EVENT_LOG_AFTER_SEPARATOR"),
            ("appraisal/logs/driver-after-separator", "EVENT_LOG_AFTER_SEPARATOR"),
        ),
    ),
    Attack("firmware below the floor", (("appraisal/quotes/firmware-*", "QUOTE_FIRMWARE"),)),
    Attack(
        "image, code or data swapped",
        (
            ("appraisal/jobs/another-image", "JOB_LOG_UNEXPECTED"),
            ("appraisal/jobs/another-code", "JOB_LOG_UNEXPECTED"),
            ("appraisal/jobs/another-data", "JOB_LOG_UNEXPECTED"),
            ("appraisal/jobs/*-swapped", "JOB_LOG_UNEXPECTED"),
        ),
    ),
    Attack("no report of the wipe", (("appraisal/jobs/wipe-missing", "JOB_LOG_UNEXPECTED"),)),
    Attack(
        "evidence of another task, round, phase or monitor",
        (
            ("appraisal/quotes/of-another-task-*", "QUOTE_QUESTION"),
            ("appraisal/quotes/of-another-round-*", "QUOTE_QUESTION"),
            ("appraisal/quotes/of-another-phase-*", "QUOTE_QUESTION"),
            ("appraisal/quotes/of-another-monitor-*", "QUOTE_QUESTION"),
            ("appraisal/phases/of-another-job", "EVIDENCE_NOT_SIGNED"),
            ("appraisal/phases/of-another-round", "EVIDENCE_NOT_SIGNED"),
            ("appraisal/phases/of-another-phase", "EVIDENCE_NOT_SIGNED"),
            ("appraisal/phases/of-another-monitor", "EVIDENCE_NOT_SIGNED"),
        ),
    ),
)

PARTS: Final = (
    ("the endorsement key", ENDORSEMENT),
    ("the attestation key", ATTESTATION_KEY),
    ("the quote", QUOTE),
    ("time, logs and the job", COURSE),
)

ATTACKS: Final = tuple(attack for _, attacks in PARTS for attack in attacks)


def rendered() -> str:
    """The part of the document."""
    lines = [HEAD]
    for title, attacks in PARTS:
        lines += [f"### On {title}\n", "| attack | vectors | refused with |", "| --- | --- | --- |"]
        for attack in attacks:
            vectors = "<br>".join(f"`{pattern}`" for pattern, _ in attack.refused)
            codes = "<br>".join(f"`{code}`" for _, code in attack.refused)
            lines.append(f"| {attack.what} | {vectors} | {codes} |")
        lines.append("")
    return "\n".join([*lines, FOOT])


HEAD: Final = """\
## Attacks, and what refuses them

Each vector is refused with the code on its line; `tests/attestation/appraisal/test_attacks.py` holds the table to the
vectors.
"""

FOOT: Final = """\
No vector can show that an error inside a verifier leaves nobody attested. `tests/attestation/appraisal/test_attacks.py`
breaks each part of the appraisal in turn: the error comes out, and no appraisal is made of it. That no octets cause one
is what fuzzing looks for (CONTRIBUTING.md).
"""
