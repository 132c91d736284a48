"""What a quote must say (§8)."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from leo_ref.attestation.appraisal import quoted
from leo_ref.attestation.appraisal.judge import Check, Judge, Value, text
from leo_ref.attestation.appraisal.quoted import Quoted
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import Hash
from tests.removed.lack import Lack, Patch

sound_quoted = quoted.quoted


def comparing_as_far_as_it_goes(*checks: Code) -> list[Patch]:
    """The comparisons of these codes look at no more octets than are given."""

    class Short(Judge):
        def same(self, check: Check, saw: Value, wanted: Value, about: tuple[int, ...] = ()) -> Rejection | None:
            refusal = super().same(check, saw, wanted, about)
            return None if check.code in checks and text(wanted).startswith(text(saw)) else refusal

    return [("leo_ref.attestation.appraisal.appraise", "JUDGE", Short())]


def quoted_in_length(policy: Any, key: Any, extra: bytes, shown: Any, record: Any) -> Quoted | Rejection:
    """As many values as there are registers: zeros where some are missing, without those that are too many."""
    length = len(policy.registers) * 32
    values = shown.values[:length].ljust(length, b"\0")
    return sound_quoted(policy, key, extra, evolve(shown, values=values), record)


QUOTED = "attestation.appraisal.quoted.quoted"

QUOTES = (
    Lack(
        check="the signer is the enrolled key, where it was enrolled",
        where=QUOTED,
        without="takes the quote of a key below another parent, whose TPM may obscure its counters",
        text="judge.same(SIGNER, found.signer, key.qualified_name)",
        accepts=[
            "appraisal/quotes/signer-foreign",
            "appraisal/quotes/signer-unqualified",
            "appraisal/quotes/key-below-another",
            "appraisal/quotes/key-of-the-owner",
            "appraisal/mutated/signed-signer",
        ],
        differs=["appraisal/quotes/order-signer-question"],
    ),
    Lack(
        check="the quote answers this question",
        where=QUOTED,
        without="takes an older answer, or one to another monitor, for its own",
        text="judge.same(QUESTION, found.extra, extra)",
        accepts=[
            "appraisal/quotes/of-another-monitor-*",
            "appraisal/quotes/of-another-round-*",
            "appraisal/quotes/empty-question",
            "appraisal/quotes/prefix-of-the-question",
            "appraisal/quotes/question-*",
            "appraisal/quotes/nonce-alone",
            "appraisal/quotes/half-of-the-nonce",
            "appraisal/mutated/*-asked-round",
            "appraisal/mutated/*-asked-monitor",
            "appraisal/mutated/signed-extra",
        ],
        differs=[
            "appraisal/quotes/of-another-task-*",
            "appraisal/quotes/of-another-phase-*",
            "appraisal/quotes/replayed-*",
        ],
    ),
    Lack(
        check="the quote answers this question octet for octet",
        where=QUOTED,
        without="compares as many octets as there are",
        accepts=["appraisal/quotes/empty-question", "appraisal/quotes/prefix-of-the-question"],
        patches=comparing_as_far_as_it_goes(Code.QUOTE_QUESTION),
    ),
    Lack(
        check="the selection is the policy's",
        where=QUOTED,
        without="believes values of registers, or of a bank, that were not quoted",
        text="judge.same(SELECTION, said.selections, policy.selections)",
        accepts=["appraisal/mutated/signed-select"],
        differs=["appraisal/quotes/select-no-*", "appraisal/quotes/select-one-*", "appraisal/quotes/select-23-for-14"],
    ),
    Lack(
        check="there is one value a register",
        where=QUOTED,
        without="drops what is too much, or fills up what is missing",
        accepts=["appraisal/quotes/values-one-more-*"],
        differs=[
            "appraisal/quotes/values-none-*",
            "appraisal/quotes/values-cut-*",
            "appraisal/quotes/values-one-less-*",
        ],
        patches=[
            ("leo_ref.attestation.appraisal.appraise", "quoted", quoted_in_length),
        ],
    ),
    Lack(
        check="the values are those in the quote",
        where=QUOTED,
        without="believes the values beside the quote",
        text="judge.same(DIGEST, said.digest, _digest(signed.hash, shown))",
        accepts=[
            "appraisal/quotes/digest-*",
            "appraisal/mutated/signed-digest",
        ],
        differs=["appraisal/quotes/values-lie-*", "appraisal/quotes/values-swapped-*", "appraisal/mutated/*-value-*"],
    ),
    Lack(
        check="the digest of the values is whole",
        where=QUOTED,
        without="compares as many octets as there are",
        accepts=["appraisal/quotes/digest-cut", "appraisal/quotes/digest-prefix", "appraisal/quotes/digest-empty"],
        patches=comparing_as_far_as_it_goes(Code.QUOTE_DIGEST),
    ),
    Lack(
        check="the digest is by the hash of the signature",
        where=QUOTED,
        without="has another digest of the values than a TPM",
        accepts=["appraisal/quotes/digest-sha384"],
        differs=["appraisal/valid/ecc-references-before-0"],
        patches=[
            ("leo_ref.attestation.appraisal.quoted", "_digest", lambda _, shown: Hash.SHA384.digest(shown.values))
        ],
    ),
    Lack(
        check="the firmware is not below the floor",
        where=QUOTED,
        without="takes TPMs whose faults are known",
        text="not judge.note(FIRMWARE, given, least, given >= least)",
        accepts=["appraisal/quotes/firmware-*"],
    ),
)
