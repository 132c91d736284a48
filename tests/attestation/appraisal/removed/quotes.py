"""The checks of signature, structure and quote."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from attrs import evolve

from leo_ref.attestation.appraisal import quoted
from leo_ref.attestation.appraisal.quoted import Quoted
from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.public import EccKey, Public, RsaKey
from leo_ref.tcg.signature import EcdsaSignature, RsaSignature, Signature, Verifier
from tests.attestation.appraisal.removed.entry import (
    Removed,
    comparing_as_far_as_it_goes,
    not_comparing,
    not_ending,
    not_refusing,
    not_rejecting,
)

sound_quoted = quoted.quoted
SIGNATURE, ATTEST, PCR = "leo_ref.tcg.signature", "leo_ref.tcg.attest", "leo_ref.tcg.pcr"

ATTRIBUTES = "leo_ref.attestation.identity.attributes"
"""Where enrolled keys get their verifiers."""

Change = Callable[[Public, Any], Signature]


def verifying(change: Change) -> list[tuple[str, str, Any]]:
    """A verifier that first makes of a signature what it takes it for."""

    class Changing(Verifier):
        def __init__(self, public: Public) -> None:
            super().__init__(public)
            self.public = public

        def verify(self, given: Signature, message: bytes, accepted: Set[Hash] = STRONG) -> Rejection | None:
            return super().verify(change(self.public, given), message, accepted)

    return [(ATTRIBUTES, "Verifier", Changing)]


class Anyone(Verifier):
    """A verifier that looks at nothing."""

    def verify(self, given: Signature, message: bytes, accepted: Set[Hash] = STRONG) -> Rejection | None:
        return None


def in_own_scheme(public: Public, given: Signature) -> Signature:
    """Whatever the label says."""
    assert public.scheme is not None
    assert public.scheme.hash is not None
    if isinstance(given, RsaSignature) and isinstance(public.key, RsaKey):
        return RsaSignature(public.scheme.method, public.scheme.hash, given.octets)
    return evolve(given, hash=public.scheme.hash)


def in_any_width(public: Public, given: Signature) -> Signature:
    """Numbers as numbers; a library that reduces them sees no difference."""
    if isinstance(given, EcdsaSignature) and isinstance(public.key, EccKey):
        curve = public.key.curve
        r, s = (int.from_bytes(part, "big") % curve.order for part in (given.r, given.s))
        return EcdsaSignature(given.hash, r.to_bytes(curve.size, "big"), s.to_bytes(curve.size, "big"))
    if isinstance(given, RsaSignature) and isinstance(public.key, RsaKey):
        return evolve(given, octets=given.octets[-len(public.key.modulus) :])
    return given


def quoted_in_length(policy: Any, key: Any, extra: bytes, shown: Any, record: Any) -> Quoted | Rejection:
    """As many values as there are registers: zeros where some are missing, without those that are too many."""
    length = len(policy.registers) * 32
    values = shown.values[:length].ljust(length, b"\0")
    return sound_quoted(policy, key, extra, evolve(shown, values=values), record)


QUOTES = (
    Removed(
        check="the signature is the key's",
        where="tcg.signature.verify",
        without="looks at the form of a signature, or only logs that it is bad",
        accepts=[
            "appraisal/quotes/ecdsa-swapped",
            "appraisal/quotes/rsa-zero",
            "appraisal/quotes/rsa-negated",
            "appraisal/quotes/signature-of-another",
            "appraisal/mutated/*-signature-end",
            "appraisal/mutated/ecc-clock",
            "appraisal/mutated/rsa-resets",
        ],
        differs=[
            "appraisal/quotes/attest-of-another",
            "appraisal/quotes/rsa-key-labelled-pss",
            "appraisal/quotes/pss-key-labelled-rsassa",
            "appraisal/quotes/of-another-machine-*",
            "appraisal/mutated/???-extra",
            "appraisal/history/relayed",
        ],
        patches=not_rejecting(SIGNATURE, Code.SIGNATURE_MISMATCH),
    ),
    Removed(
        check="every check of a signature",
        where="tcg.signature.verify",
        without="takes anything for a signature",
        accepts=["appraisal/quotes/ecdsa-r-and-s-zero", "appraisal/quotes/rsa-for-ecc", "appraisal/quotes/ecc-for-rsa"],
        patches=[(ATTRIBUTES, "Verifier", Anyone)],
    ),
    Removed(
        check="the signature is in the key's own scheme",
        where="tcg.signature.verify",
        without="reads RSASSA under the label of PSS, and the reverse; another hash is told by the values only",
        accepts=["appraisal/quotes/rsa-labelled-pss", "appraisal/quotes/pss-labelled-rsassa"],
        differs=["appraisal/quotes/*-labelled-sha1", "appraisal/quotes/rsa-labelled-sha384"],
        patches=verifying(in_own_scheme),
    ),
    Removed(
        check="numbers have their full width and are below the order",
        where="tcg.signature.verify",
        without="takes r + n for r: many writings of one signature",
        accepts=[
            "appraisal/quotes/ecdsa-r-plus-order",
            "appraisal/quotes/ecdsa-s-plus-order",
            "appraisal/quotes/ecdsa-r-wider",
            "appraisal/quotes/rsa-wider",
        ],
        differs=["appraisal/quotes/ecdsa-s-shorter", "appraisal/quotes/ecdsa-empty-numbers"],
        patches=verifying(in_any_width),
    ),
    Removed(
        check="nothing follows the signature",
        where="tcg.signature.parse",
        without="takes a signature with anything behind it",
        accepts=["appraisal/quotes/ecdsa-trailing", "appraisal/quotes/rsa-trailing"],
        patches=not_ending(SIGNATURE),
    ),
    Removed(
        check="the structure begins with TPM_GENERATED_VALUE",
        where="tcg.attest.quote",
        without="takes what a stranger had the key sign for what the TPM made",
        accepts=["appraisal/quotes/magic", "appraisal/quotes/magic-zero", "appraisal/mutated/signed-magic"],
        patches=not_refusing(ATTEST, Code.ATTEST_MAGIC),
    ),
    Removed(
        check="the structure is a quote",
        where="tcg.attest.quote",
        without="reads other things that a TPM signs as quotes",
        accepts=["appraisal/mutated/signed-type"],
        differs=["appraisal/quotes/certify-as-quote", "appraisal/quotes/time-as-quote"],
        patches=not_refusing(ATTEST, Code.ATTEST_TYPE),
    ),
    Removed(
        check="nothing follows the quote",
        where="tcg.attest.quote",
        without="takes a quote with anything behind it",
        accepts=["appraisal/quotes/trailing", "appraisal/quotes/twice"],
        differs=["appraisal/quotes/order-structure-question"],
        patches=not_ending(ATTEST),
    ),
    Removed(
        check="`safe` is 0 or 1",
        where="tcg.attest.quote",
        without="takes 2 for true: another structure with the same meaning",
        accepts=["appraisal/quotes/safe-2"],
        patches=not_refusing(ATTEST, Code.ATTEST_SAFE),
    ),
    Removed(
        check="a bank's selection has three octets",
        where="tcg.pcr.read",
        without="takes other writings of one selection",
        accepts=["appraisal/quotes/select-4"],
        patches=not_refusing(PCR, Code.PCR_SELECT_LENGTH),
    ),
    Removed(
        check="no register above 23 is selected",
        where="tcg.pcr.read",
        without="tells it by the length of the selection, if at all",
        differs=["appraisal/quotes/bit-24"],
        patches=not_refusing(PCR, Code.PCR_TOO_HIGH),
    ),
    Removed(
        check="the signer is the enrolled key, where it was enrolled",
        where="attestation.appraisal.quoted.quoted",
        without="takes the quote of a key below another parent, whose TPM may obscure its counters",
        accepts=[
            "appraisal/quotes/signer-foreign",
            "appraisal/quotes/signer-unqualified",
            "appraisal/quotes/key-below-another",
            "appraisal/quotes/key-of-the-owner",
            "appraisal/mutated/signed-signer",
        ],
        differs=["appraisal/quotes/order-signer-question"],
        patches=not_comparing(Code.QUOTE_SIGNER),
    ),
    Removed(
        check="the quote answers this question",
        where="attestation.appraisal.quoted.quoted",
        without="takes an older answer, or one to another monitor, for its own",
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
        patches=not_comparing(Code.QUOTE_QUESTION),
    ),
    Removed(
        check="the quote answers this question octet for octet",
        where="attestation.appraisal.quoted.quoted",
        without="compares as many octets as there are",
        accepts=["appraisal/quotes/empty-question", "appraisal/quotes/prefix-of-the-question"],
        patches=comparing_as_far_as_it_goes(Code.QUOTE_QUESTION),
    ),
    Removed(
        check="the selection is the policy's",
        where="attestation.appraisal.quoted.quoted",
        without="believes values of registers, or of a bank, that were not quoted",
        accepts=["appraisal/mutated/signed-select"],
        differs=["appraisal/quotes/select-no-*", "appraisal/quotes/select-one-*", "appraisal/quotes/select-23-for-14"],
        patches=not_comparing(Code.QUOTE_SELECTION),
    ),
    Removed(
        check="there is one value a register",
        where="attestation.appraisal.quoted.quoted",
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
    Removed(
        check="the values are those in the quote",
        where="attestation.appraisal.quoted.quoted",
        without="believes the values beside the quote",
        accepts=[
            "appraisal/quotes/digest-*",
            "appraisal/mutated/signed-digest",
        ],
        differs=["appraisal/quotes/values-lie-*", "appraisal/quotes/values-swapped-*", "appraisal/mutated/*-value-*"],
        patches=not_comparing(Code.QUOTE_DIGEST),
    ),
    Removed(
        check="the digest of the values is whole",
        where="attestation.appraisal.quoted.quoted",
        without="compares as many octets as there are",
        accepts=["appraisal/quotes/digest-cut", "appraisal/quotes/digest-prefix", "appraisal/quotes/digest-empty"],
        patches=comparing_as_far_as_it_goes(Code.QUOTE_DIGEST),
    ),
    Removed(
        check="the digest is by the hash of the signature",
        where="attestation.appraisal.quoted.quoted",
        without="has another digest of the values than a TPM",
        accepts=["appraisal/quotes/digest-sha384"],
        differs=["appraisal/valid/ecc-references-before-0"],
        patches=[
            ("leo_ref.attestation.appraisal.quoted", "_digest", lambda _, shown: Hash.SHA384.digest(shown.values))
        ],
    ),
    Removed(
        check="the firmware is not below the floor",
        where="attestation.appraisal.quoted.quoted",
        without="takes TPMs whose faults are known",
        accepts=["appraisal/quotes/firmware-*"],
        patches=not_comparing(Code.QUOTE_FIRMWARE),
    ),
)
