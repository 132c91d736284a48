"""The checks of a quote's signature (§8)."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from attrs import evolve

from leo_ref.core.rejections import Rejection
from leo_ref.tcg.algorithms import STRONG, Hash
from leo_ref.tcg.public import EccKey, Public, RsaKey
from leo_ref.tcg.signature import EcdsaSignature, RsaSignature, Signature, Verifier
from tests.removed.lack import Lack, Patch

ATTRIBUTES = "leo_ref.attestation.identity.attributes"
"""Where enrolled keys get their verifiers."""

Change = Callable[[Public, Any], Signature]


def verifying(change: Change) -> list[Patch]:
    """A verifier that first makes of a signature what it takes it for."""

    class Changing(Verifier):
        def __init__(self, public: Public) -> None:
            super().__init__(public)
            self.public = public

        def verify(self, given: Signature, message: bytes, accepted: Set[Hash] = STRONG) -> Rejection | None:
            return super().verify(change(self.public, given), message, accepted)

    return [(ATTRIBUTES, "Verifier", Changing)]


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


SIGNATURES = (
    Lack(
        check="an ECDSA signature is the key's",
        where="tcg.signature._verify_ecdsa",
        without="looks at the form of a signature, or only logs that it is bad",
        text="except InvalidSignature",
        accepts=[
            "appraisal/quotes/ecdsa-swapped",
            "appraisal/quotes/signature-of-another",
            "appraisal/mutated/ecc-signature-end",
            "appraisal/mutated/ecc-clock",
        ],
        differs=[
            "appraisal/quotes/attest-of-another",
            "appraisal/quotes/of-another-machine-*",
            "appraisal/mutated/ecc-extra",
            "appraisal/history/relayed",
        ],
    ),
    Lack(
        check="an RSA signature is the key's",
        where="tcg.signature._verify_rsa",
        without="looks at the form of a signature, or only logs that it is bad",
        text="except InvalidSignature",
        accepts=[
            "appraisal/quotes/rsa-zero",
            "appraisal/quotes/rsa-negated",
            "appraisal/mutated/rsa-signature-end",
            "appraisal/mutated/rsa-resets",
        ],
        differs=[
            "appraisal/quotes/rsa-key-labelled-pss",
            "appraisal/quotes/pss-key-labelled-rsassa",
            "appraisal/mutated/rsa-extra",
        ],
    ),
    Lack(
        check="every check of a signature",
        where="attestation.appraisal.quoted.quoted",
        without="takes anything for a signature",
        text="refusal is not None",
        accepts=["appraisal/quotes/ecdsa-r-and-s-zero", "appraisal/quotes/rsa-for-ecc", "appraisal/quotes/ecc-for-rsa"],
    ),
    Lack(
        check="the signature is in the key's own scheme",
        where="tcg.signature.verify",
        without="reads RSASSA under the label of PSS, and the reverse; another hash is told by the values only",
        accepts=["appraisal/quotes/rsa-labelled-pss", "appraisal/quotes/pss-labelled-rsassa"],
        differs=["appraisal/quotes/*-labelled-sha1", "appraisal/quotes/rsa-labelled-sha384"],
        patches=verifying(in_own_scheme),
    ),
    Lack(
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
    Lack(
        check="nothing follows the signature",
        where="tcg.signature.parse",
        without="takes a signature with anything behind it",
        text="nothing follows",
        accepts=["appraisal/quotes/ecdsa-trailing", "appraisal/quotes/rsa-trailing"],
    ),
)
