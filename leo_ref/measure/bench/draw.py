"""The draw in units of one scalar multiplication: ``crypto_scalarmult_ed25519_noclamp`` of libsodium through PyNaCl."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from attrs import frozen

from leo_ref.draw import keys, library, vrf
from leo_ref.draw.keys import PublicKey
from leo_ref.draw.sortition import sortition, thresholds
from leo_ref.draw.suite import Suite
from leo_ref.measure.bench.interleaved import Ratio, Timed, ratio

INPUTS: Final = 250
"""Different messages, each with its own point, scalar, proof and random value."""

PASSES: Final = 15

LARGE: Final = 10**12
"""The weight of the target: a million credits in base units."""

TAU: Final = 10

BATCH: Final = 100
"""How many votes are looked up while the clock runs once."""


@frozen
class DrawRow:
    """One operation of the draw: what it is called, how it is done, and the ratio that it must not exceed."""

    name: str
    subject: Timed
    target: float | None = None
    operations: int = 1
    """How many operations one call does."""


@frozen
class MeasuredRow:
    """What came out for one row."""

    name: str
    found: Ratio
    target: float | None

    @property
    def is_met(self) -> bool:
        """Whether the target, if there is one, is met."""
        return self.target is None or self.found.ratio <= self.target


def seed(what: str) -> bytes:
    """32 octets; everybody may know them."""
    return sha256(f"leo bench: {what}".encode()).digest()


def floor(inputs: int) -> Timed:
    """One multiplication of a point of the prime-order subgroup by a full-size scalar."""
    own = keys.secret(seed("floor"))
    factors = []
    for number in range(inputs):
        made = vrf.transcript(own, seed(f"floor {number}"))
        factors.append((made.k.to_bytes(32, "little"), made.h))
    return lambda number: library.multiply(*factors[number])


def measure(
    inputs: int = INPUTS, passes: int = PASSES, report: Callable[[str], None] = lambda _name: None
) -> list[MeasuredRow]:
    """Every row of the draw, each beside the floor."""
    under = floor(inputs)
    measured = []
    for row in rows(inputs):
        report(row.name)
        measured.append(MeasuredRow(row.name, ratio(under, row.subject, inputs, passes, row.operations), row.target))
    return measured


def rows(inputs: int) -> list[DrawRow]:
    """All rows, in the order of the table."""
    messages = [seed(f"message {number}") for number in range(inputs)]
    return [*_of_vrf(messages), *_of_sortition(messages)]


def _of_vrf(messages: Sequence[bytes]) -> Iterator[DrawRow]:
    """RFC 9381 lets a prover expand its seed once (section 5.1) and a verifier validate a key once (section 5.3)."""
    inputs = len(messages)
    seeds = [seed(f"key {number}") for number in range(inputs)]
    secrets = [keys.secret(each) for each in seeds]
    octets = [own.public_key for own in secrets]
    publics = [PublicKey(each) for each in octets]
    for suite in (vrf.TAI, vrf.ELL2):
        proofs = [vrf.prove(own, message, suite) for own, message in zip(secrets, messages, strict=True)]
        yield DrawRow(f"prove {suite.name}", _prove(secrets, messages, suite), 3.5)
        yield DrawRow(f"verify {suite.name}", _verify(publics, messages, proofs, suite), 5.5)
    proofs = [vrf.prove(own, message) for own, message in zip(secrets, messages, strict=True)]
    yield DrawRow("prove TAI, from the seed", lambda n: vrf.prove(keys.secret(seeds[n]), messages[n]))
    yield DrawRow("verify TAI, key as octets", _verify(octets, messages, proofs, vrf.TAI))
    yield DrawRow("expand a seed", lambda n: keys.secret(seeds[n]))
    yield DrawRow("validate a key", lambda n: keys.validated(octets[n]))
    yield DrawRow("proof to hash", lambda n: vrf.proof_to_hash(proofs[n]))


def _prove(secrets: Sequence[keys.Secret], messages: Sequence[bytes], suite: Suite) -> Timed:
    return lambda number: vrf.prove(secrets[number], messages[number], suite)


def _verify(
    publics: Sequence[PublicKey | bytes], messages: Sequence[bytes], proofs: Sequence[bytes], suite: Suite
) -> Timed:
    return lambda number: vrf.verify(publics[number], messages[number], proofs[number], suite)


def _of_sortition(messages: Sequence[bytes]) -> Iterator[DrawRow]:
    """Cold: from nothing to the votes of one random value. Kept: by thresholds that were computed before."""
    own = keys.secret(seed("sortition"))
    values = [vrf.transcript(own, message).beta for message in messages]
    for weight, total in ((10**6, 10**9), (LARGE, 10**15), (LARGE, 10**13), (LARGE, LARGE)):
        name = f"votes, w = {power(weight)} of {power(total)}"
        yield DrawRow(name, _cold(values, weight, total), 1.0 if weight == LARGE else None)
    yield DrawRow(f"thresholds, w = {power(LARGE)} of 10^15", lambda _n: thresholds(LARGE, 10**15, TAU))
    yield DrawRow(f"thresholds, w = {power(LARGE)} of 10^13", lambda _n: thresholds(LARGE, 10**13, TAU))
    for total in (10**15, 10**13):
        name = f"votes by kept thresholds, w = {power(LARGE)} of {power(total)}"
        yield DrawRow(name, _kept(values, total), 0.01, operations=BATCH)


def _cold(values: Sequence[bytes], weight: int, total: int) -> Timed:
    return lambda number: sortition(values[number], weight, total, TAU)


def _kept(values: Sequence[bytes], total: int) -> Timed:
    kept = thresholds(LARGE, total, TAU)
    batches = [[values[(number + k) % len(values)] for k in range(BATCH)] for number in range(len(values))]

    def look_up(number: int) -> None:
        for value in batches[number]:
            kept.votes(value)

    return look_up


def power(number: int) -> str:
    """A power of ten as people write it."""
    exponent = len(str(number)) - 1
    assert number == 10**exponent, number
    return f"10^{exponent}"
