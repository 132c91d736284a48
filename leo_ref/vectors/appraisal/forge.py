"""A key that is enrolled like a TPM's and signs whatever it is told to: what no TPM would sign can be tried with it.

Its secret is known to everybody and its signatures are deterministic (RFC 6979), so they are the same each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from leo_ref.attestation.appraisal.answer import Answer, TpmQuote, log_digest
from leo_ref.attestation.appraisal.logs import job_register
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.tcg import attest, pcr, signature
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.attest import Attest, Clock, Quote
from leo_ref.tcg.public import Attribute, EccKey, Public, Scheme
from leo_ref.tcg.signature import EcdsaSignature
from leo_ref.vectors.appraisal.asking import Try
from leo_ref.vectors.appraisal.recorded import EnrolledKey
from leo_ref.vectors.appraisal.scene import BOOTED, COURSE, FIRMWARE, POLICIES, WORKS, NamedQuestion, named

_SECRET: Final = ec.derive_private_key(int.from_bytes(named("a secret that everybody knows"), "big"), ec.SECP256R1())
_POINT: Final = _SECRET.public_key().public_numbers()

PUBLIC: Final = Public(
    Hash.SHA256,
    frozenset(
        {
            Attribute.FIXED_TPM,
            Attribute.FIXED_PARENT,
            Attribute.SENSITIVE_DATA_ORIGIN,
            Attribute.USER_WITH_AUTH,
            Attribute.RESTRICTED,
            Attribute.SIGN,
        }
    ),
    b"",
    None,
    Scheme(Method.ECDSA, Hash.SHA256),
    EccKey(Curve.P256, _POINT.x.to_bytes(32, "big"), _POINT.y.to_bytes(32, "big")),
)

KEY: Final = EnrolledKey(public=publics.encode(PUBLIC), qualified_parent=b"\0\x0b" + named("the endorsement key"))

FIRST: Final = Clock(1000, 1, 0, True)


def signed(octets: bytes) -> bytes:
    """TPMT_SIGNATURE of the key over anything."""
    der = _SECRET.sign(octets, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    return signature.encode(EcdsaSignature(Hash.SHA256, r.to_bytes(32, "big"), s.to_bytes(32, "big")))


def attested(asked: NamedQuestion, policy: Policy, registers: Mapping[int, bytes]) -> Attest[Quote]:
    """The quote of a TPM with these registers."""
    digest = pcr.digest(Hash.SHA256, policy.selections, {BANK: registers})
    assert isinstance(digest, bytes), digest
    quote = Quote(policy.selections, digest)
    return Attest(KEY.enrolled.qualified_name, asked.extra, FIRST, FIRMWARE, quote)


def forged(
    asked: NamedQuestion,
    policy: str | Policy,
    *,
    log: tuple[bytes, ...] | None = None,
    registers: Mapping[int, bytes] = BOOTED,
    start: bytes = bytes(32),
    boot_log: bytes | None = None,
    kernel_list: bytes | None = None,
    clock: Clock = FIRST,
    **changes: Any,  # each of its field's type
) -> Try:
    """An answer in which all fits together, but for the ``changes`` of the quote.

    Without ``log`` it is the one of the phase. The job register is computed, the others are as told.
    """
    accepted = POLICIES[policy] if isinstance(policy, str) else policy
    reported = WORKS[asked.work].logs[COURSE[asked.phase]] if log is None else log
    values = {**registers, accepted.job_register: job_register(start, reported)}
    quote = evolve(attested(asked, accepted, values), clock=clock, **changes)
    octets = attest.encode(quote)
    return Try(
        policy=accepted,
        key=KEY,
        asked=asked,
        answer=Answer(
            quote=TpmQuote(
                attest=octets,
                signature=signed(octets),
                values=b"".join(values[register] for register in accepted.registers),
                start=start,
                boot_log=None if boot_log is None else log_digest(boot_log),
                kernel_list=None if kernel_list is None else log_digest(kernel_list),
            ),
            log=reported,
        ),
        published=tuple(octets for octets in (boot_log, kernel_list) if octets is not None),
    )


def resigned(tried: Try, octets: bytes) -> Try:
    """The same with other octets in the place of the quote, and the key's signature over them."""
    return evolve(tried, key=KEY).quoting(attest=octets, signature=signed(octets))
