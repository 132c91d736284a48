"""The pure judge of evidence beside what it cannot do without: verifying signatures, and hashing.

It appraises what swtpm answered once (:mod:`leo_ref.vectors.appraisal.recorded`), so no TPM is needed. A course is what
one monitor asks of one node: before, during and after a job, each answer held against the earlier ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha1, sha256
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from leo_ref.attestation.appraisal.answer import published
from leo_ref.attestation.appraisal.appraise import appraise_all
from leo_ref.core.rejections import Rejection
from leo_ref.measure.bench.interleaved import Timed
from leo_ref.measure.bench.speed import SpeedRow
from leo_ref.tcg import public as publics
from leo_ref.tcg import signature
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import measured_boot
from leo_ref.tcg.event_types import EventType
from leo_ref.tcg.ima import Entry, encode_ima_log, parse_ima_log, template_data
from leo_ref.tcg.ima import ImaLog as List
from leo_ref.tcg.ima_replay import replay_ima
from leo_ref.tcg.public import EccKey, Public
from leo_ref.tcg.signature import EcdsaSignature
from leo_ref.vectors.appraisal import recorded
from leo_ref.vectors.appraisal.recorded import Recorded
from leo_ref.vectors.appraisal.scene import POLICIES
from leo_ref.vectors.tcg import boots, ima

TARGETS: Final = {"ecc": 0.6, "rsa": 0.4}
"""Appraisals in the time of a raw verification, by kind of attestation key."""

HELD: Final = "references"
"""The policy whose rows have the target: the whole quote and nine registers, no log of the machine to replay."""

SHOWN: Final = (HELD, "boot log", "kernel list")
INPUTS: Final = 20

EVENTS: Final = 200
DATA: Final = 500
"""Events of a boot and octets of an event, about as much as real machines have."""
FILES: Final = 10_000
"""Entries of a kernel's list after some days of work."""


def rows() -> Iterator[SpeedRow]:
    """All rows, in the order of the table."""
    for kind in TARGETS:
        for policy in SHOWN:
            yield _appraisals(kind, policy)
    yield _event_log()
    yield _kernel_list()


def _appraisals(kind: str, policy: str) -> SpeedRow:
    course = recorded.of_run(f"{kind}, {policy}")
    key = recorded.KEYS[course[0].machine].enrolled
    exchanges = [(one.asked.question, one.answer) for one in course]
    logs = published(*{octets for one in course for octets in one.published})
    assert all(one.refusal is None for one in appraise_all(POLICIES[policy], key, exchanges, logs))
    verifications = [raw_verification(key.public, one) for one in course]

    def verify(_number: int) -> None:
        for verification in verifications:
            verification()

    return SpeedRow(
        name=f"appraisal, {kind.upper()}, {policy}",
        beside="raw verification",
        subject=lambda _number: appraise_all(POLICIES[policy], key, exchanges, logs),
        floor=verify,
        inputs=INPUTS,
        target=TARGETS[kind] if policy == HELD else None,
        operations=len(course),
    )


def raw_verification(public: Public, one: Recorded) -> Callable[[], None]:
    """The library's verification of an answer's signature and nothing else; key and signature are ready for it."""
    message, signed = one.answer.quote.attest, signature.parse(one.answer.quote.signature)
    if isinstance(public.key, EccKey):
        assert isinstance(signed, EcdsaSignature), signed
        x, y = int.from_bytes(public.key.x, "big"), int.from_bytes(public.key.y, "big")
        on_curve = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        der = encode_dss_signature(int.from_bytes(signed.r, "big"), int.from_bytes(signed.s, "big"))
        method = ec.ECDSA(hashes.SHA256())
        return lambda: on_curve.verify(der, message, method)
    assert not isinstance(signed, EcdsaSignature | Rejection), signed
    key = rsa.RSAPublicNumbers(publics.EXPONENT, int.from_bytes(public.key.modulus, "big")).public_key()
    octets, form, algorithm = signed.octets, padding.PKCS1v15(), hashes.SHA256()
    return lambda: key.verify(octets, message, form, algorithm)


def _event_log() -> SpeedRow:
    """A longer boot: firmware that trusts many certificates."""
    more = (
        boots.event(7, EventType.EV_EFI_VARIABLE_AUTHORITY, boots.variable("db", number.to_bytes(DATA, "big")))
        for number in range(EVENTS - len(boots.HONEST.events))
    )
    events = (*boots.HONEST.events, *more)
    octets = boots.of(*events)
    replayed = measured_boot(octets, Hash.SHA256)
    assert not isinstance(replayed, Rejection), replayed
    expected = {register: replayed.values[register] for register in range(10)}
    return SpeedRow(
        name=f"event log of {len(events)} events",
        beside="hashing alone",
        subject=lambda _number: measured_boot(octets, Hash.SHA256, expected),
        floor=_hashing([event.data for event in events], []),
        inputs=INPUTS,
        octets=len(octets),
    )


def _kernel_list() -> SpeedRow:
    entries = [ima.FIRST, *(_file(number) for number in range(FILES - 1))]
    octets = encode_ima_log(List(Hash.SHA1, tuple(entries)))
    data = [template_data(entry) for entry in entries]

    def replay(_number: int) -> None:
        log = parse_ima_log(octets)
        assert not isinstance(log, Rejection), log
        assert not isinstance(replay_ima(log, Hash.SHA256, ima.BOOT), Rejection)

    return SpeedRow(
        name=f"kernel's list of {FILES:,} entries",
        beside="hashing alone",
        subject=replay,
        floor=_hashing(data, data),
        inputs=1,
        octets=len(octets),
    )


def _file(number: int) -> Entry:
    return ima.entry(f"/usr/lib/x86_64-linux-gnu/library-{number}.so".encode(), sha256(bytes([number % 256])).digest())


def _hashing(strong: list[bytes], weak: list[bytes]) -> Timed:
    """What no replay can leave out: each digest, and a register extended by each of the strong ones."""

    def work(_number: int) -> None:
        for octets in weak:
            sha1(octets).digest()
        value = bytes(32)
        for octets in strong:
            value = sha256(value + sha256(octets).digest()).digest()

    return work
